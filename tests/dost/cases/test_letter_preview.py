"""The letter about a decision, seen before it goes: it is the one that goes, and seeing it changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any, Final

import pytest
from django.utils import timezone, translation

from dost.accounts.actors import Staff, staff_actor
from dost.cases import handlers
from dost.cases.acts import NotPossible
from dost.cases.letter_content import content_hash
from dost.cases.letter_preview import letter_preview
from dost.cases.models import Case, CaseEntry, Decision, Entitlement, Letter
from dost.common.dates import local_day
from dost.notifications.models import Notice
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import InstitutionFactory, PersonFactory

pytestmark = pytest.mark.django_db

NOTE: Final = "I have seen the corrected extract"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    InstitutionFactory(code="DSMF")
    with translation.override("en"):
        yield


def to_decide(language: str = "az") -> Case:
    case: Case = CaseFactory(to_clerk=True, person=PersonFactory(language=language))
    return case


def marked() -> Case:
    case: Case = CaseFactory(granted_and_paid=True)
    Entitlement.objects.filter(case=case).update(
        period=Entitlement.Period.MONTHLY, review={"criteria": ["age"], "since": "2026-03-05", "cause": "facts"}
    )
    return case


def counts() -> list[int]:
    return [model._default_manager.count() for model in (Letter, Decision, Entitlement, CaseEntry, Notice)]


def grant(case: Case, actor: Staff, now: Any) -> Callable[[], object]:
    return partial(handlers.grant, case_id=case.pk, actor=actor, note=NOTE, now=now)


def refuse(case: Case, actor: Staff, now: Any) -> Callable[[], object]:
    return partial(handlers.refuse, case_id=case.pk, actor=actor, note=NOTE, now=now)


def end(case: Case, actor: Staff, now: Any) -> Callable[[], object]:
    day = local_day(now)
    return partial(handlers.end_right, case_id=case.pk, actor=actor, last_day=day, note=NOTE, now=now)


ACTS: Final[dict[str, tuple[Callable[[], Case], Callable[..., Callable[[], object]]]]] = {
    "grant": (to_decide, grant),
    "refuse": (to_decide, refuse),
    "end": (marked, end),
}


@pytest.mark.parametrize("act", ACTS)
def test_the_letter_that_is_seen_is_the_one_that_goes_word_for_word(act: str) -> None:
    make, doing = ACTS[act]
    case, actor, now = make(), staff_actor(UserFactory()), timezone.now()
    letters = set(Letter.objects.values_list("pk", flat=True))

    preview = letter_preview(doing(case, actor, now), case_id=case.pk, language="en")
    assert preview is not None
    doing(case, actor, now + timedelta(minutes=3))()

    went = Letter.objects.exclude(pk__in=letters).get()
    assert (went.number, went.content_hash) == (preview.number, preview.content_hash)
    assert content_hash(went.content) == preview.content_hash


@pytest.mark.parametrize("act", ACTS)
def test_seeing_it_changes_nothing_at_all(act: str) -> None:
    make, doing = ACTS[act]
    case, actor = make(), staff_actor(UserFactory())
    before = Case.objects.filter(pk=case.pk).values().get(), counts()

    letter_preview(doing(case, actor, timezone.now()), case_id=case.pk, language="ru")

    assert (Case.objects.filter(pk=case.pk).values().get(), counts()) == before


@pytest.mark.parametrize(("person", "reader"), [("az", "en"), ("ru", "en"), ("ru", "az"), ("az", "az")])
def test_it_is_read_in_the_reader_s_language_too_and_goes_in_the_person_s(person: str, reader: str) -> None:
    case, actor = to_decide(person), staff_actor(UserFactory())

    preview = letter_preview(refuse(case, actor, timezone.now()), case_id=case.pk, language=reader)

    assert preview is not None
    assert preview.parts[0].language == person
    assert {part.language for part in preview.parts} == {person, "az"}
    assert preview.for_reader.language == reader
    assert NOTE in preview.for_reader.reasons
    refuse(case, actor, timezone.now())()
    assert {part["language"] for part in Letter.objects.get(case=case).content["parts"]} == {person, "az"}


def test_what_cannot_be_done_is_said_in_the_place_of_a_letter() -> None:
    young = CaseFactory(to_clerk=True, person=PersonFactory(birth_date="2000-01-01"))

    with pytest.raises(NotPossible):
        letter_preview(grant(young, staff_actor(UserFactory()), timezone.now()), case_id=young.pk, language="en")
    with pytest.raises(NotPossible):
        letter_preview(refuse(young, staff_actor(UserFactory(fin="")), timezone.now()), case_id=young.pk, language="en")
    assert not Letter.objects.filter(case=young).exists()


def test_an_act_without_a_letter_shows_none() -> None:
    case, actor = to_decide(), staff_actor(UserFactory())
    send_back = partial(handlers.send_back, case_id=case.pk, actor=actor, note=NOTE, now=timezone.now())

    assert letter_preview(send_back, case_id=case.pk, language="en") is None
    assert Case.objects.get(pk=case.pk).stage == "decide"
