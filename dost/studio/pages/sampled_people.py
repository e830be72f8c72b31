"""The single people in a preview. Whoever reads them is written down for each: the function that reads them does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.access import log_access
from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog, User
from dost.studio.wording import rule_words
from registries.models import Person
from services_catalog.models import Preview, Service
from services_catalog.sensitive import sensitive_codes

from .impact import KINDS
from .missing_facts import fact_in_words

REGISTRY: Final = "POPULATION"
"""The registry whose facts are shown of single people: their name, birth and district."""


class NoSampleError(LookupError):
    """The preview has no people as examples of this kind of change of this service."""


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
    """The sample of a kind, `count` of `total` rights; `lines` is empty until somebody has said they want to see it."""

    code: str
    title: str
    kind: str
    kind_label: str
    count: int
    total: int
    lines: tuple[PersonLine, ...] = ()


def people_asked(preview: Preview, code: str, kind: str) -> PeoplePage:
    """Say how many people a preview would show, without reading one of them; raises `NoSampleError`."""
    return _page(_sample_of(preview, code, kind))


@transaction.atomic
def people_shown(preview: Preview, code: str, kind: str, *, reader: User, now: datetime) -> PeoplePage:
    """Return the people of a sample, and write down for each that the reader has seen them; raises `NoSampleError`."""
    sample = _sample_of(preview, code, kind)
    page = _page(sample, tuple(_people(sample.basis, sample.people)))
    reason = _("Preview of “%(title)s”, %(code)s: %(kind)s") % {
        "title": preview.change_set.title,
        "code": code,
        "kind": page.kind_label,
    }
    log_access(
        actor=staff_actor(reader),
        people=people_of(sample.people),
        purpose=AccessLog.Purpose.PREVIEW,
        reason=reason[: AccessLog.REASON_LENGTH],
        registries=[REGISTRY],
        service_code=code,
        now=now,
    )
    return page


@dataclass(frozen=True, slots=True)
class _Sample:
    """The people a preview keeps of a kind of change of a service, of `total` rights."""

    code: str
    kind: str
    basis: str
    people: Sequence[Mapping[str, Any]]
    total: int


def _sample_of(preview: Preview, code: str, kind: str) -> _Sample:
    """The sample of a service, of a kind; people of a sensitive service are no examples."""
    service = next((one for one in preview.result.get("services", ()) if one["code"] == code), None)
    found = service["samples"].get(kind) if service and code not in sensitive_codes() else None
    if service is None or not found:
        raise NoSampleError(code, kind)
    key = next(key for key, (_label, _colour, name) in KINDS.items() if name == kind)
    return _Sample(code, kind, service["basis"], found, service["rights"][key])


def _page(sample: _Sample, lines: tuple[PersonLine, ...] = ()) -> PeoplePage:
    service = Service.objects.filter(code=sample.code).first()
    label = next(str(label) for label, _colour, name in KINDS.values() if name == sample.kind)
    title = service.title if service else sample.code
    return PeoplePage(sample.code, title, sample.kind, label, len(sample.people), sample.total, lines)


def people_of(samples: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return the ids of everybody a sample shows, each once."""
    ids = [sample[key] for sample in samples for key in ("person", "about") if sample[key] is not None]
    return list(dict.fromkeys(ids))


def _people(basis: str, samples: Sequence[Mapping[str, Any]]) -> list[PersonLine]:
    found = Person.objects.filter(pk__in=people_of(samples)).select_related("district")
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
    return str(rule_words.VERDICT["unknown" if said is None else "entitled" if said else "not_entitled"])
