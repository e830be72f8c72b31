"""The twelve stories of the demonstration: told by the real road, on the day they begin and as days go by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest
from django.utils import timezone

from dost.accounts.demo_citizens import DemoCitizen, demo_citizens
from dost.cases.models import Case, Entitlement
from dost.cases.stages import Outcome, Stage, State, WaitingOn
from dost.common.delivery import DeliveryState
from dost.notifications.models import Contact, Notice
from dost.ops.demo_citizens import ASKED, tell
from dost.payments.models import PaymentOrder
from dost.proactive.sweep import start, work_chunk
from registries.data.reference import load_reference
from registries.demonstration import DemonstrationOnlyError
from registries.models import Kinship, Person, RegistryEvent
from tests.dost.road.house import work
from tests.factories.whole_catalogue import publish_files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(settings: Any) -> None:
    settings.PRODUCTION = False
    load_reference()
    publish_files(indexed=False)


def outcomes(person: Person) -> set[tuple[str, str]]:
    """What has become of the person's cases, by service."""
    return set(Case.objects.filter(person=person).values_list("service_id", "outcome"))


def granted(person: Person, service: str) -> bool:
    return Case.objects.filter(person=person, service=service, outcome=Outcome.GRANTED, stage=Stage.CLOSED).exists()


def runs(person: Person, service: str) -> bool:
    return Entitlement.objects.filter(person=person, service=service, period="monthly", ended_on=None).exists()


def asked(person: Person, code: str) -> bool:
    return Case.objects.filter(
        person=person, state=State.WAITING, waiting_on=WaitingOn.PERSON, reason__code=code
    ).exists()


def paid_for_the_child(person: Person, on: date) -> bool:
    order = PaymentOrder.objects.filter(entitlement__person=person, entitlement__service="05-40").first()
    children = Kinship.objects.filter(relative=person, kind="mother", person__birth_date__gte=on.replace(day=1))
    return order is not None and order.state == DeliveryState.DONE and children.exists()


def brings_up_an_orphan(person: Person, on: date) -> bool:
    ward = Kinship.objects.filter(relative=person, kind="guardian", superseded_at=None).first()
    return (
        ward is not None
        and Case.objects.filter(person=person, about=ward.person, service="05-26", outcome=Outcome.GRANTED).exists()
    )


def cannot_be_told(person: Person, on: date) -> bool:
    waiting = set(Notice.objects.filter(person=person, told_at=None).values_list("untold", "problem"))
    return granted(person, "07-12") and waiting == {(Notice.Untold.FAILED, "unknown_number")}


def turns_65_next_month(person: Person, on: date) -> bool:
    birthday = person.birth_date.replace(year=person.birth_date.year + 65)
    next_month = (on.replace(day=1) + timedelta(days=32)).replace(day=1)
    return birthday.replace(day=1) == next_month and granted(person, "05-14")


HOLDS: Final[Mapping[str, Callable[[Person, date], bool]]] = {
    "newborn": paid_for_the_child,
    "disability": lambda person, on: runs(person, "05-23") and granted(person, "01-08"),
    "pensioner": lambda person, on: runs(person, "05-01"),
    "carer": lambda person, on: runs(person, "07-09"),
    "refused": lambda person, on: outcomes(person) == {("06-00", Outcome.REFUSED)},
    "exclusive": lambda person, on: asked(person, "exclusive"),
    "question": lambda person, on: asked(person, "ask_first"),
    "guardian": brings_up_an_orphan,
    "nothing": lambda person, on: outcomes(person) == set(),
    "applied": lambda person, on: granted(person, "01-10"),
    "unreachable": cannot_be_told,
    "turning-65": turns_65_next_month,
}


def person_of(who: DemoCitizen) -> Person:
    return Person.objects.get(fin=who.fin)


def broken(on: date) -> list[str]:
    """The stories that do not hold, with what there is instead."""
    assert {who.slug for who in demo_citizens(on)} == set(HOLDS)
    return [
        f"{who.slug}: {sorted(outcomes(person_of(who)))}"
        for who in demo_citizens(on)
        if not HOLDS[who.slug](person_of(who), on)
    ]


def begin() -> date:
    """Tell the stories of today, as `make run` does, and let the road work."""
    on = timezone.localdate()
    tell(on=on, now=timezone.now())
    work()
    return on


def test_every_story_holds_and_telling_it_again_changes_nothing() -> None:
    on = begin()
    assert broken(on) == []
    before = [list(model.objects.order_by("pk").values()) for model in (Person, RegistryEvent, Case, PaymentOrder)]
    told = tell(on=on, now=timezone.now())
    work()
    assert (told.reported, told.applied) == (0, 0)
    after = [list(model.objects.order_by("pk").values()) for model in (Person, RegistryEvent, Case, PaymentOrder)]
    assert after == before


@pytest.mark.parametrize("days", [1, 20, 75], ids=["the next day", "the next month", "months later"])
def test_every_story_holds_on_a_later_day(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    first = begin()
    before = {who.slug: person_of(who) for who in demo_citizens(first)}
    really = timezone.now

    def later() -> datetime:
        return really() + timedelta(days=days)

    monkeypatch.setattr(timezone, "now", later)
    on = begin()
    run = start(on=on, now=timezone.now())
    while work_chunk(run):
        pass
    work()
    assert broken(on) == []
    if on.month != first.month:
        now = {who.slug: person_of(who) for who in demo_citizens(on)}
        told_anew = {slug for slug in now if now[slug] != before[slug]}
        assert told_anew == {"newborn", "exclusive", "question", "turning-65"}
    if days > 45:  # whoever was to turn 65 has, and is paid
        assert runs(before["turning-65"], "05-01")


def test_they_begin_on_the_first_and_on_the_last_day_of_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    for on in (last.replace(day=1), last):
        told = tell(on=on, now=timezone.now())
        assert told.reported in {12, 0}


def test_production_refuses(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(DemonstrationOnlyError):
        tell(on=timezone.localdate(), now=timezone.now())
    assert not Person.objects.exists()


def test_who_is_asked_something_may_reply_by_text_message() -> None:
    on = begin()
    asked_people = {who.slug: person_of(who) for who in demo_citizens(on) if who.slug in ASKED}
    assert {person.contact.phone for person in asked_people.values()} == {
        person.phone for person in asked_people.values()
    }
    assert not Contact.objects.exclude(person__in=asked_people.values()).exists()
