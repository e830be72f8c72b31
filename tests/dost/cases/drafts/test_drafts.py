"""A draft from its beginning to its sending: begun once, saved with its types, taken up under the law of today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from dost.accounts.actors import Actor, Capacity, OnBehalf, Oneself, Staff
from dost.accounts.models import AccessLog
from dost.cases.acts import NotAllowed
from dost.cases.applications import NotAccepted, open_application
from dost.cases.drafts import at_once
from dost.cases.drafts import begin as beginning
from dost.cases.drafts.begin import begin, possible
from dost.cases.drafts.discard import discard
from dost.cases.drafts.known import what_is_known
from dost.cases.drafts.resume import AlreadySent, VersionChanged, resume
from dost.cases.drafts.save import adopt_version, confirm_known, save_answers
from dost.cases.drafts.send import send
from dost.cases.models import ApplicationDraft, Case
from dost.cases.stages import Outcome
from registries.models import Person
from services_catalog.models import Service
from services_catalog.rules import Verdict
from tests.factories.accounts import UserFactory
from tests.factories.drafts import (
    ALIVE,
    ALONE,
    QUESTIONS,
    TOLD,
    ApplicationDraftFactory,
    applied_for,
    at_once_here,
    criterion,
    publish_anew,
)
from tests.factories.registries import BirthActFactory, InstitutionFactory, PersonFactory
from tests.factories.services_catalog import texts

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _english_without_bells(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    at_once_here(monkeypatch)
    with translation.override("en"):
        yield


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory()
    return made


def me(person: Person) -> Oneself:
    return Oneself(person.pk, "sub")


def begun(person: Person, service: Service, **more: Any) -> ApplicationDraft:
    found = begin(person=person, service=service, actor=more.pop("actor", me(person)), on=ON, now=NOW, **more).draft
    assert found is not None
    return found


def save(draft: ApplicationDraft, answers: dict[str, Any], *, on: date = ON, now: datetime = NOW) -> ApplicationDraft:
    return save_answers(draft_id=draft.pk, answers=answers, actor=me(draft.person), on=on, now=now)


def sent(draft: ApplicationDraft, *, on: date = ON, now: datetime = NOW) -> Any:
    return send(key=draft.key, person=draft.person, actor=me(draft.person), on=on, now=now)


# -- beginning ---------------------------------------------------------------------------------------------------


def test_who_begins_twice_goes_on_with_the_same_draft(person: Person) -> None:
    of = applied_for()
    first = begun(person, of)
    assert begun(person, of) == first
    assert (first.edited_at, first.answers, first.basis, first.record_key) == (None, {}, "person", person.fin)
    assert first.actor == me(person)
    assert len(first.key) >= 32


def test_who_applies_for_what_runs_is_led_to_its_case(person: Person) -> None:
    of = applied_for()
    case = open_application(person=person, service=of, answers=TOLD, actor=me(person), on=ON, now=NOW).case
    found = begin(person=person, service=of, actor=me(person), on=ON, now=LATER)
    assert (found.running, found.draft) == (case, None)
    assert not ApplicationDraft.objects.exists()


def test_of_several_records_one_is_chosen_and_each_has_a_draft_of_its_own(person: Person) -> None:
    of = applied_for(basis="birth", criteria=[criterion("alive", "child.alive")], payee=["subject"])
    acts = [BirthActFactory(mother=person, person=PersonFactory(birth_date=date(2026, 2, day))) for day in (1, 2)]
    found = possible(person=person, service=of, actor=me(person), on=ON)
    assert [one.about.pk for one in found] == [acts[1].person_id, acts[0].person_id]  # the youngest first
    assert person.fin not in found[0].name
    with pytest.raises(NotAccepted) as caught:
        begin(person=person, service=of, actor=me(person), on=ON, now=NOW)
    assert [one.field for one in caught.value.problems] == ["record"]
    drafts = [begun(person, of, record=one.name) for one in found]
    assert len({one.pk for one in drafts}) == 2
    assert begun(person, of, record=found[0].name) == drafts[0]


def test_of_two_who_begin_at_the_same_moment_both_get_the_one_that_was_opened(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = applied_for()
    seen = possible(person=person, service=of, actor=me(person), on=ON)
    first = begun(person, of)
    monkeypatch.setattr(beginning, "possible", lambda **_given: seen)  # what the other one saw a moment ago
    assert begun(person, of) == first
    assert ApplicationDraft.objects.count() == 1


@pytest.mark.parametrize(
    "actor",
    [Oneself(0, "somebody else"), OnBehalf(0, "sub", 0, Capacity.PARENT), Staff(0, "auditor"), Staff(0, "editor")],
)
def test_nobody_else_begins_saves_sends_or_discards(person: Person, actor: Actor) -> None:
    of = applied_for()
    draft = begun(person, of)
    for attempt in (
        lambda: begin(person=person, service=of, actor=actor, on=ON, now=NOW),
        lambda: resume(draft, actor=actor, on=ON),
        lambda: save_answers(draft_id=draft.pk, answers=TOLD, actor=actor, on=ON, now=NOW),
        lambda: confirm_known(draft_id=draft.pk, actor=actor, on=ON, now=NOW),
        lambda: adopt_version(draft_id=draft.pk, actor=actor, on=ON, now=NOW),
        lambda: discard(draft_id=draft.pk, actor=actor),
        lambda: send(key=draft.key, person=person, actor=actor, on=ON, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    draft.refresh_from_db()
    assert (draft.answers, draft.edited_at, draft.case) == ({}, None, None)


# -- saving ------------------------------------------------------------------------------------------------------


def test_answers_are_saved_by_their_types_and_the_good_ones_even_beside_a_wrong_one(person: Person) -> None:
    draft = begun(person, applied_for())
    with pytest.raises(NotAccepted) as caught:
        save(draft, {"alone": "true", "rooms": "many", "home": "ship"})
    assert [one.field for one in caught.value.problems] == ["answers.rooms", "answers.home"]
    draft.refresh_from_db()
    assert (draft.answers, draft.edited_at) == ({"alone": True}, NOW)
    assert resume(draft, actor=me(person), on=ON).missing == ("rooms", "home")


def test_what_another_device_saved_stays(person: Person) -> None:
    draft = begun(person, applied_for())
    elsewhere = ApplicationDraft.objects.get()
    save(draft, {"alone": "true"})
    save(elsewhere, {"rooms": "2"})
    draft.refresh_from_db()
    assert draft.answers == {"alone": True, "rooms": 2}


def test_nothing_that_is_wrong_alone_counts_as_an_edit(person: Person) -> None:
    draft = begun(person, applied_for())
    with pytest.raises(NotAccepted):
        save(draft, {"rooms": "-1"})
    draft.refresh_from_db()
    assert draft.edited_at is None


# -- what is known -----------------------------------------------------------------------------------------------


def test_what_is_known_is_shown_with_its_source_and_the_look_is_logged(person: Person) -> None:
    InstitutionFactory(code="EDLIYYE", name_en="Ministry of Justice")
    draft = begun(person, applied_for())
    known = what_is_known(
        resume(draft, actor=me(person), on=ON), actor=me(person), names={"EDLIYYE": "Justice"}, on=ON, now=NOW
    )
    assert [fact.name for fact in known.facts] == ["person.alive"]  # what only the person can say is no fact here
    assert known.facts[0].value is True
    assert known.verdict is Verdict.UNKNOWN
    look = AccessLog.objects.get(person=person)
    assert (look.purpose, look.service_code, "POPULATION" in look.registries) == ("own", "90-50", True)
    save(draft, {"alone": "false"})
    draft.refresh_from_db()
    known = what_is_known(resume(draft, actor=me(person), on=ON), actor=me(person), names={}, on=ON, now=NOW)
    assert (known.verdict, known.unmet) == (Verdict.NOT_ENTITLED, ("alone",))


# -- another version while it is open ----------------------------------------------------------------------------


def test_a_new_version_is_told_and_the_answers_that_fit_remain(person: Person) -> None:
    of = applied_for()
    draft = confirm_known(draft_id=begun(person, of).pk, actor=me(person), on=ON, now=NOW)
    save(draft, TOLD)
    rooms = {**QUESTIONS[1], "ask": texts("How many rooms have you?")}
    publish_anew(
        of,
        date(2026, 3, 10),
        questions=[QUESTIONS[0], rooms, {"id": "since", "ask": texts("Since when?"), "type": "date"}],
        criteria=[ALIVE, {**ALONE, "text": texts("lives alone")}],
        amount="parameter.test_benefit * 2",
    )
    on = date(2026, 3, 12)
    draft.refresh_from_db()
    change = resume(draft, actor=me(person), on=on).change
    assert change is not None
    assert [one.id for one in change.asked_anew] == ["since"]
    assert [one.id for one in change.asked_otherwise] == ["rooms"]
    assert [one.id for one in change.asked_no_more] == ["home"]
    assert (change.remaining, change.lost, change.amount) == ({"alone": True}, 2, True)
    assert [text["en"] for text in change.conditions] == ["lives alone"]
    with pytest.raises(VersionChanged):
        save(draft, {"alone": "true"}, on=on)
    with pytest.raises(VersionChanged):
        sent(draft, on=on)
    adopt_version(draft_id=draft.pk, actor=me(person), on=on, now=LATER)
    draft = ApplicationDraft.objects.get()
    resumed = resume(draft, actor=me(person), on=on)
    assert (resumed.change, resumed.missing, draft.confirmed_at) == (None, ("rooms", "since"), None)
    save(draft, {"rooms": "2", "since": "2026-01-01"}, on=on)
    case = sent(draft, on=on).case
    assert case.version.number == 2
    assert {row.question: row.value for row in case.answers.all()} == {
        "alone": True,
        "rooms": 2,
        "since": "2026-01-01",
    }


def test_a_draft_whose_service_is_closed_meanwhile_says_why_and_stays(person: Person) -> None:
    of = applied_for()
    draft = begun(person, of)
    Service.objects.filter(pk=of.pk).update(availability={"state": "closed", "note": texts("Funds are used up.")})
    draft = ApplicationDraft.objects.get()
    with pytest.raises(NotAccepted) as caught:
        resume(draft, actor=me(person), on=ON)
    assert "Funds are used up." in str(caught.value)
    with pytest.raises(NotAccepted):
        sent(draft)
    assert ApplicationDraft.objects.get().case is None


# -- sending -----------------------------------------------------------------------------------------------------


def test_it_is_sent_once_and_the_second_press_gets_the_same_receipt(person: Person) -> None:
    draft = save(begun(person, applied_for()), TOLD)
    first = sent(draft)
    again = sent(draft, now=LATER)
    assert (first.already, again.already, again.case) == (False, True, first.case)
    row = ApplicationDraft.objects.get()
    assert (row.sent_at, row.case, row.answers) == (NOW, first.case, {})
    assert {answer.question: answer.value for answer in first.case.answers.all()} == TOLD
    assert (first.case.on, first.case.opened_at) == (ON, NOW)
    with pytest.raises(AlreadySent):
        resume(row, actor=me(person), on=ON)
    with pytest.raises(AlreadySent):
        discard(draft_id=row.pk, actor=me(person))


def test_what_is_not_answered_is_not_sent(person: Person) -> None:
    draft = save(begun(person, applied_for()), {"alone": "true"})
    with pytest.raises(NotAccepted) as caught:
        sent(draft)
    assert [one.field for one in caught.value.problems] == ["answers.rooms", "answers.home"]
    assert not Case.objects.exists()


def test_the_key_of_somebody_else_sends_nothing(person: Person) -> None:
    draft = save(begun(person, applied_for()), TOLD)
    other = PersonFactory()
    with pytest.raises(ApplicationDraft.DoesNotExist):
        send(key=draft.key, person=other, actor=me(other), on=ON, now=NOW)
    assert not Case.objects.exists()


def test_a_case_that_was_opened_another_way_meanwhile_is_what_the_draft_leads_to(person: Person) -> None:
    of = applied_for()
    draft = save(begun(person, of), TOLD)
    clerk = Staff(UserFactory(clerk=True).pk, "clerk")
    case = open_application(person=person, service=of, answers=TOLD, actor=clerk, on=ON, now=NOW).case
    found = sent(draft, now=LATER)
    assert (found.case, found.already) == (case, True)
    assert ApplicationDraft.objects.get().case == case
    assert case.answers.count() == len(TOLD)


def test_after_a_refusal_one_applies_again_with_a_draft_of_its_own(person: Person) -> None:
    of = applied_for()
    first = sent(save(begun(person, of), {**TOLD, "alone": False})).case
    at_once.work_on(first.pk)
    assert Case.objects.get(pk=first.pk).outcome == Outcome.REFUSED
    Case.objects.filter(pk=first.pk).update(stage="closed", state="done")  # it was told, too
    draft = begun(person, of)
    assert draft.answers == {}
    assert sent(save(draft, TOLD)).case != first


def test_thrown_away_it_is_gone_with_everything_in_it(person: Person) -> None:
    draft = save(begun(person, applied_for()), TOLD)
    assert discard(draft_id=draft.pk, actor=me(person))
    assert not ApplicationDraft.objects.exists()
    assert not discard(draft_id=draft.pk, actor=me(person))


def test_a_draft_that_nobody_touched_has_no_edit(person: Person) -> None:
    draft = ApplicationDraftFactory(person=person)
    assert resume(draft, actor=me(person), on=ON).missing == ("alone", "rooms", "home")
