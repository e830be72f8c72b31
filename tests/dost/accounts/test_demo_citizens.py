"""Whom one may sign in as in a demonstration: the people of the stories, each with words and a subject of their own."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from dost.accounts.demo_citizens import STORIES, demo_citizens
from registries.synthetic.stories.tales import stories

NOVEMBER, DECEMBER = date(2026, 11, 30), date(2026, 12, 1)


def test_they_are_those_of_the_stories_in_their_order() -> None:
    assert [(one.slug, one.fin) for one in demo_citizens(NOVEMBER)] == [
        (story.slug, story.hero.fin) for story in stories(NOVEMBER)
    ]
    assert set(STORIES) == {story.slug for story in stories(NOVEMBER)}


def test_a_subject_never_means_two_people() -> None:
    both = [*demo_citizens(NOVEMBER), *demo_citizens(DECEMBER)]
    assert len({one.subject for one in both}) == len({one.fin for one in both})


def test_a_story_is_told_in_three_languages() -> None:
    for one in demo_citizens(NOVEMBER):
        words = set()
        for language in ("az", "en", "ru"):
            with override(language):
                words.add(str(one.story))
        assert len(words) == 3
