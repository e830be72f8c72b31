"""The public page of a service: everything about it that can be said without knowing who asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from django.db.models import Q
from django.urls import reverse

from registries.facts.model import ANSWER
from registries.models import Institution
from services_catalog.definition import Definition, Mode, Outcome
from services_catalog.finding.amounts import Amount, amount_of_rule
from services_catalog.labels import label
from services_catalog.laws import law_in_language
from services_catalog.models import Service, ServiceVersion
from services_catalog.queries import compile_version, definition_of
from services_catalog.rules import CompiledRule, read_back_rule, read_fact

from .browse import Option, address

Stands = Literal["in_force", "coming", "ended"]
_MOST_RELATED: Final = 6
_DAY_MINUTES: Final = 1440
_DOUBTFUL: Final = ("assumed", "recalled")


@dataclass(frozen=True, slots=True)
class Known:
    """What the state knows by itself: an institution and the facts it answers for."""

    institution: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duration:
    """A span in minutes, as people say it: minutes, hours or days, whichever it comes out whole in."""

    count: int
    unit: Literal["minutes", "hours", "days"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The passport of the service in words. Lists may be empty; a `Duration` is None where it is not said."""

    users: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    front: Duration | None = None
    back: Duration | None = None
    standard: Duration | None = None
    total_days: int | None = None
    fee: Decimal | None = None
    electronic: str = ""
    automated: str = ""

    @property
    def is_free(self) -> bool:
        """Whether nothing is paid for it."""
        return self.fee == 0


@dataclass(frozen=True, slots=True)
class Provenance:
    """How sure the rule and the passport are; `note` says what exactly is which, in English."""

    rule: str
    rule_label: str
    passport: str
    passport_label: str
    note: str

    @property
    def rule_doubtful(self) -> bool:
        """Whether the rule is not confirmed in a published source."""
        return self.rule in _DOUBTFUL

    @property
    def passport_doubtful(self) -> bool:
        """Whether times, papers and ways are not confirmed in a published source."""
        return self.passport in _DOUBTFUL


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether people can have it now, and if not, why or when."""

    state: str
    label: str
    note: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class ServicePage:
    """What `portal/detail.html` shows. Texts are in the reader's language."""

    code: str
    url: str
    name: str
    summary: str
    audience: str
    receives: str
    takes: str
    next: str
    provider: str
    kind: str
    delivery: str
    by_itself: bool
    asks_first: bool
    digitized: bool
    availability: Availability
    stands: Stands
    version_from: date | None
    version_until: date | None
    outcome: str
    gives_document: bool
    amount: Amount | None
    known: tuple[Known, ...]
    questions: tuple[str, ...]
    criteria: tuple[str, ...]
    rule: tuple[str, ...]
    law: tuple[str, ...]
    sheet: Sheet
    provenance: Provenance
    life_events: tuple[Option, ...] = ()
    excludes: tuple[Option, ...] = ()
    related: tuple[Option, ...] = ()
    on: date = field(default=date.min)


def service_page(code: str, *, on: date, language: str) -> ServicePage | None:
    """Return the page of a service on a day; None when there is no such service. At most six queries."""
    version = _version(code, on)
    if version is None:
        return None
    service = version.service
    definition = definition_of(version)
    rule = compile_version(version)
    say = _Sayer(language)
    excludes, related = _neighbours(service, definition.excludes, say)
    return ServicePage(
        code=service.code,
        url=reverse("services:detail", args=[service.code]),
        name=say(service.name),
        summary=say(service.summary),
        audience=say(service.audience),
        receives=say(service.receives),
        takes=say(service.takes),
        next=say(service.next),
        provider=label("provider", service.provider),
        kind=label("kind", service.kind),
        delivery=label("delivery", service.delivery),
        by_itself=service.delivery == Service.Delivery.PROACTIVE and definition.mode == Mode.AUTOMATIC,
        asks_first=definition.mode == Mode.ASK_FIRST,
        digitized=service.digitized,
        availability=_availability(service.availability, say),
        stands=_stands(version, on),
        version_from=version.valid.lower,
        version_until=version.valid.upper,
        outcome=label("outcome", definition.outcome),
        gives_document=definition.outcome == Outcome.DOCUMENT,
        amount=amount_of_rule(rule, on=on, language=language),
        known=_known(rule, language),
        questions=tuple(say(question.ask) for question in definition.questions),
        criteria=tuple(dict.fromkeys(say(criterion.text) for criterion in definition.criteria)),
        rule=tuple(read_back_rule(rule, language)),
        law=_law(service, definition, language),
        sheet=_sheet(service.passport, say),
        provenance=_provenance(service.provenance, say),
        life_events=tuple(
            Option(code, label("life_event", code), address(filters={"life_event": code}))
            for code in service.life_events
        ),
        excludes=excludes,
        related=related,
        on=on,
    )


@dataclass(frozen=True, slots=True)
class _Sayer:
    """Says texts in one language, in Azerbaijani where it has none."""

    language: str

    def __call__(self, texts: Mapping[str, str]) -> str:
        return texts.get(self.language) or texts.get("az", "")

    def each(self, many: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
        return tuple(self(texts) for texts in many)


# -- which version ---------------------------------------------------------------------------------------------------


def _version(code: str, on: date) -> ServiceVersion | None:
    """Return the version in force on a day with its service; else the next that will be, else the last there was."""
    published = ServiceVersion.objects.filter(service_id=code, status=ServiceVersion.Status.PUBLISHED)
    versions = list(published.select_related("service").order_by("valid"))
    for version in versions:
        if _stands(version, on) == "in_force":
            return version
    coming = [version for version in versions if _stands(version, on) == "coming"]
    return next(iter(coming), versions[-1] if versions else None)


def _stands(version: ServiceVersion, on: date) -> Stands:
    if version.valid.lower is not None and version.valid.lower > on:
        return "coming"
    return "ended" if version.valid.upper is not None and version.valid.upper <= on else "in_force"


# -- its parts -------------------------------------------------------------------------------------------------------


def _availability(availability: Mapping[str, Any], say: _Sayer) -> Availability:
    state = availability.get("state", "open")
    return Availability(
        state=state,
        label=label("availability", state),
        note=say(availability.get("note", {})),
        first=_day(availability.get("from")),
        last=_day(availability.get("until")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _known(rule: CompiledRule, language: str) -> tuple[Known, ...]:
    """Return the facts the rule reads, by the institution that answers for them; what only the person knows is not."""
    facts: dict[str, list[str]] = defaultdict(list)
    for bound in rule.facts:
        if bound.fact.source != ANSWER:
            facts[bound.fact.institution].append(read_fact(bound, language))
    if not facts:
        return ()
    names = {
        institution.code: getattr(institution, f"name_{language}") or institution.name_en
        for institution in Institution.objects.filter(code__in=facts)
    }
    return tuple(Known(names.get(code, code), tuple(dict.fromkeys(texts))) for code, texts in sorted(facts.items()))


def _law(service: Service, definition: Definition, language: str) -> tuple[str, ...]:
    """Return the acts the service and its criteria stand on, each once."""
    acts = [*service.law, *(criterion.law for criterion in definition.criteria)]
    return tuple(dict.fromkeys(law_in_language(act, language) for act in acts if act))


def _sheet(passport: Mapping[str, Any], say: _Sayer) -> Sheet:
    def words(group: str, key: str) -> tuple[str, ...]:
        return tuple(label(group, code) for code in passport.get(key, ()))

    return Sheet(
        users=words("user", "users"),
        channels=words("channel", "channels"),
        answers=words("answer", "answers"),
        places=words("place", "places"),
        documents=say.each(passport.get("documents", ())),
        steps=say.each(passport.get("steps", ())),
        refusals=say.each(passport.get("refusals", ())),
        front=_duration(passport.get("front_minutes")),
        back=_duration(passport.get("back_minutes")),
        standard=_duration(passport.get("standard_minutes")),
        total_days=passport.get("total_days"),
        fee=Decimal(str(passport["fee"])) if "fee" in passport else None,
        electronic=label("degree", passport["electronic"]) if "electronic" in passport else "",
        automated=label("degree", passport["automated"]) if "automated" in passport else "",
    )


def _duration(minutes: int | None) -> Duration | None:
    """Return minutes as people say them; None for none at all."""
    if not minutes:
        return None
    if minutes % _DAY_MINUTES == 0:
        return Duration(minutes // _DAY_MINUTES, "days")
    if minutes % 60 == 0 and minutes > 60:
        return Duration(minutes // 60, "hours")
    return Duration(minutes, "minutes")


def _provenance(provenance: Mapping[str, Any], say: _Sayer) -> Provenance:
    rule, passport = provenance.get("rule", ""), provenance.get("passport", "")
    return Provenance(
        rule=rule,
        rule_label=label("confidence", rule),
        passport=passport,
        passport_label=label("confidence", passport),
        note=say(provenance.get("note", {})),
    )


def _neighbours(
    service: Service, excluded: Iterable[str], say: _Sayer
) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
    """Return the services nobody holds together with this one, and those of the same life event; one query."""
    codes = set(excluded)
    wanted = Q(code__in=codes)
    if service.life_events:
        wanted |= Q(life_events__contains=service.life_events[:1])
    rows = (
        Service.objects.filter(wanted)
        .exclude(code=service.code)
        .values_list("code", "name", "area", "life_events", "audiences")
    )
    here = {*service.life_events, *service.audiences}

    def nearness(row: tuple[str, Any, str, list[str], list[str]]) -> tuple[int, bool, str]:
        code, _name, area, life_events, audiences = row
        return -len(here & {*life_events, *audiences}), area != service.area, code

    nearest = sorted(rows, key=nearness)
    options = [(row[0], Option(row[0], say(row[1]), reverse("services:detail", args=[row[0]]))) for row in nearest]
    return (
        tuple(option for code, option in options if code in codes),
        tuple(option for code, option in options if code not in codes)[:_MOST_RELATED],
    )
