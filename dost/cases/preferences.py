"""What a person chooses for a service: it comes automatically, after a question, or never.

There is a choice where the service comes by itself: of one that only an application brings there is nothing to choose.
Whoever chooses is an actor, and each change is kept (`PreferenceChange`). A choice counts from the next right that is
found on; of a question that is open when it is made, it is the answer too: *never* is a no, *automatic* is a yes
wherever a yes takes nothing away. Between rights that exclude each other nobody chooses by a rule set beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.common.bells import ring
from dost.common.dates import local_day
from registries.models import Person
from services_catalog.definition import Mode
from services_catalog.models import Service, ServiceVersion
from services_catalog.queries import definition_of, versions_in_force

from .acts import Act, NotPossible, require
from .choices import record_answer
from .codes import WaitingReason
from .models import Case, Preference, PreferenceChange
from .stages import ASKED_FOR, WORK, Stage, State, WaitingOn

Choice = Preference.Choice

BY_LAW: Final[Mapping[Mode, Choice]] = {Mode.AUTOMATIC: Choice.AUTOMATIC, Mode.ASK_FIRST: Choice.ASK}
"""How a service comes while nobody has chosen: as its version lays down. The modes in which there is a choice."""


class NoChoice(NotPossible):
    """For this service there is nothing to choose."""

    def __init__(self) -> None:
        super().__init__(_("This service comes only to whoever applies for it, so there is nothing to choose here."))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a service comes to a person: as they chose, or (`by_law`) as its version lays down."""

    service: Service
    choice: Choice
    by_law: Choice
    chosen_at: datetime | None = None

    @property
    def is_own(self) -> bool:
        """Whether the person has chosen it."""
        return self.chosen_at is not None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What became of a choice: whether anything changed, and the cases that it has answered."""

    changed: bool
    accepted: tuple[int, ...] = ()
    declined: tuple[int, ...] = ()


def standings(*, person_id: int, on: date) -> tuple[Standing, ...]:
    """Every service with a choice, by its code, with how it comes to this person. Three queries.

    Sensitive services are not among them (decision 25): their names are in no list. `standing_of` tells of one.
    """
    chosen = {row.service_id: row for row in Preference.objects.filter(person=person_id)}
    versions = [version for version in versions_in_force(on) if _by_law(version) is not None]
    services = Service.objects.in_bulk([version.service_id for version in versions])
    return tuple(
        _standing(services[version.service_id], version, chosen.get(version.service_id))
        for version in versions
        if not services[version.service_id].sensitive
    )


def standing_of(*, person_id: int, code: str, on: date) -> Standing | None:
    """How one service comes to this person; None where there is nothing to choose."""
    version = _version(code, on)
    if version is None:
        return None
    chosen = Preference.objects.filter(person=person_id, service=code).first()
    return _standing(Service.objects.get(pk=code), version, chosen)


def set_preference(*, person: Person, code: str, choice: Choice, actor: Actor, now: datetime) -> Chosen:
    """Keep what is chosen for a service; chosen twice it counts once. What it does to an open question, see above.

    Raises:
        NotAllowed: the actor may not choose for this person.
        NoChoice: the service comes only on application, or there is none of this code.
    """
    with transaction.atomic():
        require(Act.PREFER, actor=actor, person=person)
        if _version(code, local_day(now)) is None:
            raise NoChoice
        # One change of a person's choices at a time: the history then says what each of them has changed.
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        row = Preference.objects.filter(person=person, service=code).first()
        before = row.choice if row else ""
        if before == choice:
            return Chosen(changed=False)
        kept = row or Preference(person=person, service_id=code)
        kept.choice, kept.chosen_at = choice, now
        kept.signed(actor).save()
        PreferenceChange(person=person, service_id=code, before=before, after=choice, at=now).signed(actor).save()
        return _answer_open_questions(person, code, choice, actor=actor, now=now)


def _answer_open_questions(person: Person, code: str, choice: Choice, *, actor: Actor, now: datetime) -> Chosen:
    """Let the choice answer what is asked about the service: `never` everything, `automatic` what excludes nothing."""
    answered: dict[bool, list[int]] = {True: [], False: []}
    if choice != Choice.ASK:
        accepts = choice == Choice.AUTOMATIC
        asked = _asked(person, code)
        for case in asked:
            excludes = case.reason.get("code") != WaitingReason.ASK_FIRST
            if (not accepts or not excludes) and record_answer(case=case, accepts=accepts, actor=actor, now=now):
                answered[accepts].append(case.pk)
        if answered[True]:
            transaction.on_commit(partial(ring, WORK, Stage.CHOOSE))
    return Chosen(changed=True, accepted=tuple(answered[True]), declined=tuple(answered[False]))


def _asked(person: Person, code: str) -> list[Case]:
    """The cases of a service that wait for this person's answer; an application is not offered, so it is not among
    them."""
    waiting = Case.objects.filter(
        person=person, service=code, stage=Stage.CHOOSE, state=State.WAITING, waiting_on=WaitingOn.PERSON
    )
    return list(waiting.exclude(origin__in=ASKED_FOR).order_by("pk"))


def _version(code: str, on: date) -> ServiceVersion | None:
    """The version in force of a service in which there is a choice."""
    return next((one for one in versions_in_force(on) if one.service_id == code and _by_law(one)), None)


def _by_law(version: ServiceVersion) -> Choice | None:
    return BY_LAW.get(Mode(definition_of(version).mode))


def _standing(service: Service, version: ServiceVersion, chosen: Preference | None) -> Standing:
    by_law = _by_law(version)
    assert by_law is not None
    if chosen is None:
        return Standing(service, by_law, by_law)
    return Standing(service, Choice(chosen.choice), by_law, chosen.chosen_at)
