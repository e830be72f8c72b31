"""Who is in the stories: the same on every machine, of nobody else's numbers, and other people every month."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from registries.intake import cells
from registries.synthetic.identifiers import FIN_ALPHABET, FIN_SPACE, LIFE_SERIALS
from registries.synthetic.stories.cast import FIRST_SERIAL, IN_A_STORY, STORIES, Story
from registries.synthetic.stories.tales import stories

MONTHLY = {"newborn", "exclusive", "question", "turning-65"}
days = st.dates(date(2026, 1, 1), date(2040, 12, 31))


def by_slug(on: date) -> dict[str, Story]:
    return {story.slug: story for story in stories(on)}


@given(on=days)
def test_there_are_twelve_and_nobody_is_in_two(on: date) -> None:
    fins = [part.fin for story in stories(on) for part in story.people]
    assert len(stories(on)) == 12
    assert len(fins) == len(set(fins))
    assert all(len(fin) == 7 and set(fin) <= set(FIN_ALPHABET) for fin in fins)


def test_their_numbers_are_neither_a_populations_nor_of_life_events() -> None:
    assert FIRST_SERIAL >= 2 * LIFE_SERIALS
    months_of_a_century = 1200
    assert FIRST_SERIAL + months_of_a_century * STORIES * IN_A_STORY < FIN_SPACE


def test_who_they_are_does_not_change() -> None:
    """They are written down on the pages of a demonstration, and in whoever's browser has signed in as them."""
    heroes = {story.slug: (story.hero.full_name, story.hero.fin) for story in stories(date(2026, 11, 30))}
    assert heroes["pensioner"] == ("Vəliyeva Məryəm", "H5DRP4E")
    assert heroes["newborn"] == ("İsayeva Əsma", "M1L0SPE")


@given(on=days)
def test_on_two_days_of_a_month_the_same_people_are_told_of(on: date) -> None:
    first = on.replace(day=1)
    assert {slug: story.people for slug, story in by_slug(on).items()} == {
        slug: story.people for slug, story in by_slug(first).items()
    }


@given(on=days)
def test_only_what_grows_old_is_told_of_other_people_the_next_month(on: date) -> None:
    later = (on.replace(day=1) + timedelta(days=32)).replace(day=1)
    now, then = by_slug(on), by_slug(later)
    assert {slug for slug in now if now[slug].hero != then[slug].hero} == MONTHLY
    assert {slug for slug in now if now[slug].month} == MONTHLY


@given(on=days)
def test_nothing_is_reported_of_the_future(on: date) -> None:
    events = [reported.event for story in stories(on) for reported in story.reported]
    assert max(event["happened_on"] for event in events) <= on.isoformat()
    ids = [(event["institution"], event["id"]) for event in events]
    assert len(ids) == len(set(ids))


@given(on=days)
def test_he_turns_65_next_month(on: date) -> None:
    born = by_slug(on)["turning-65"].hero.birth_date
    next_month = (on.replace(day=1) + timedelta(days=32)).replace(day=1)
    assert born.replace(year=born.year + 65, day=1) == next_month


@given(on=days)
def test_every_telephone_is_one_and_only_the_unreachable_ones_takes_no_messages(on: date) -> None:
    for story in stories(on):
        for part in story.people:
            if part.phone:
                assert cells.phone(part.phone) == part.phone
                assert part.phone.startswith("+99412") == (story.slug == "unreachable")
