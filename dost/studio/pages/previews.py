"""Previews of a change set: asking for one, how far it is, and the single people in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registries.models import Person
from services_catalog.changes.preview import Progress, Standing, progress
from services_catalog.models import ChangeSet, Preview, Service

from . import words
from .impact import KINDS, fact_in_words

MOST_LISTED: Final = 20
REGISTRY: Final = "POPULATION"
"""The registry whose facts are shown of single people: their name, birth and district."""

_STANDINGS: Final[Mapping[Standing, tuple[Any, str, Any]]] = {
    Standing.QUEUED: (gettext_lazy("Waiting"), "yellow", gettext_lazy("It begins in a moment.")),
    Standing.BUSY: (
        gettext_lazy("Waiting"),
        "yellow",
        gettext_lazy("Another preview is being made; this one comes after it."),
    ),
    Standing.ABSENT: (
        gettext_lazy("Waiting"),
        "orange",
        gettext_lazy("No worker has taken it yet. If this lasts, the background processes are not running."),
    ),
    Standing.RUNNING: (gettext_lazy("Being made"), "blue", gettext_lazy("Everybody is being looked at.")),
    Standing.STALLED: (
        gettext_lazy("Interrupted"),
        "orange",
        gettext_lazy("Its worker gives no sign of life; another takes it up in a moment."),
    ),
    Standing.CANCELLING: (gettext_lazy("Stopping"), "orange", gettext_lazy("It stops within a second or two.")),
    Standing.DONE: (gettext_lazy("Finished"), "green", ""),
    Standing.FAILED: (gettext_lazy("Failed"), "red", ""),
    Standing.CANCELLED: (gettext_lazy("Stopped"), "grey", gettext_lazy("Somebody has stopped it.")),
}
_UNDER_WAY: Final = frozenset(
    {Standing.QUEUED, Standing.BUSY, Standing.ABSENT, Standing.RUNNING, Standing.STALLED, Standing.CANCELLING}
)


@dataclass(frozen=True, slots=True)
class PreviewState:
    """How a preview stands: in words, and how many parts of how many are done."""

    pk: int
    set_pk: int
    on: date
    status: words.Tag
    text: str
    since: datetime
    done: int
    total: int
    under_way: bool
    finished: bool
    cancellable: bool
    current: bool
    problem: str
    asked_by: str
    asked_at: datetime

    @property
    def percent(self) -> int:
        """How far it is, of a hundred."""
        return self.done * 100 // self.total if self.total else 0


def preview_state(preview: Preview, *, now: datetime) -> PreviewState:
    """Return how a preview stands, read anew."""
    found: Progress = progress(preview, now=now)
    word, colour, text = _STANDINGS[found.standing]
    return PreviewState(
        pk=preview.pk,
        set_pk=preview.change_set_id,
        on=preview.on,
        status=words.Tag(str(word), colour),
        text=str(text),
        since=found.since,
        done=found.done,
        total=found.total,
        under_way=found.standing in _UNDER_WAY,
        finished=found.standing is Standing.DONE,
        cancellable=found.standing in _UNDER_WAY - {Standing.CANCELLING},
        current=found.current,
        problem=found.problem,
        asked_by=words.person(preview.asked_by),
        asked_at=preview.asked_at,
    )


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A preview in the list of a set's previews."""

    pk: int
    on: date
    status: words.Tag
    asked_by: str
    asked_at: datetime
    current: bool
    seen_by: tuple[str, ...]


def preview_lines(change_set: ChangeSet) -> list[PreviewLine]:
    """Return the last previews of a set, newest first; three queries."""
    colours = {"waiting": "yellow", "running": "blue", "done": "green", "failed": "red", "cancelled": "grey"}
    found = change_set.previews.select_related("asked_by").prefetch_related("seen__user").defer("result")
    return [
        PreviewLine(
            pk=preview.pk,
            on=preview.on,
            status=words.Tag(preview.get_state_display(), colours[preview.state]),
            asked_by=words.person(preview.asked_by),
            asked_at=preview.asked_at,
            current=preview.revision == change_set.revision,
            seen_by=tuple(words.person(seen.user) for seen in preview.seen.all()),
        )
        for preview in found[:MOST_LISTED]
    ]


# -- single people ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person whom the change touches; `about` is whom the right is about, when that is somebody else."""

    pk: int
    name: str
    fin: str
    born: date
    district: str
    about: str
    before: Decimal | None
    after: Decimal | None
    was: str
    now: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """The sample of a kind: `lines` is empty until somebody has said that they want to see it."""

    code: str
    title: str
    kind: str
    kind_label: str
    count: int
    lines: tuple[PersonLine, ...] = ()


def samples_of(result: Mapping[str, Any], code: str, kind: str) -> tuple[str, list[Mapping[str, Any]]] | None:
    """Return the basis of a service and its sample of a kind; None when there is none in the result."""
    service = next((one for one in result.get("services", ()) if one["code"] == code), None)
    found = service["samples"].get(kind) if service else None
    return (service["basis"], list(found)) if service and found else None


def people_page(preview: Preview, code: str, kind: str, *, shown: bool) -> PeoplePage | None:
    """Return the sample of a kind of change of a service, with its people only if `shown`; None without a sample."""
    found = samples_of(preview.result, code, kind)
    if found is None:
        return None
    basis, samples = found
    service = Service.objects.filter(code=code).first()
    label = next((str(label) for label, _colour, name in KINDS.values() if name == kind), kind)
    lines = tuple(_people(basis, samples)) if shown else ()
    return PeoplePage(code, service.title if service else code, kind, label, len(samples), lines)


def people_of(samples: list[Mapping[str, Any]]) -> list[int]:
    """Return the ids of everybody a sample shows, each once."""
    ids = [sample[key] for sample in samples for key in ("person", "about") if sample[key] is not None]
    return list(dict.fromkeys(ids))


def _people(basis: str, samples: list[Mapping[str, Any]]) -> list[PersonLine]:
    found = Person.objects.filter(Q(pk__in=people_of(samples))).select_related("district")
    people = {person.pk: person for person in found}
    return [_person_line(basis, sample, people) for sample in samples if sample["person"] in people]


def _person_line(basis: str, sample: Mapping[str, Any], people: Mapping[int, Person]) -> PersonLine:
    person = people[sample["person"]]
    about = people.get(sample["about"]) if sample["about"] not in (None, sample["person"]) else None
    return PersonLine(
        pk=person.pk,
        name=f"{person.surname} {person.given_name}",
        fin=person.fin,
        born=person.birth_date,
        district=person.district.name if person.district else "",
        about=f"{about.surname} {about.given_name}" if about else "",
        before=None if sample["before"] is None else Decimal(sample["before"]),
        after=None if sample["after"] is None else Decimal(sample["after"]),
        was=_verdict(sample["was"]),
        now=_verdict(sample["is"]),
        missing=tuple(fact_in_words(basis, fact) for fact in sample["missing"]),
    )


def _verdict(said: bool | None) -> str:
    if said is None:
        return _("Cannot be told")
    return _("Has the right") if said else _("Has no right")
