"""What the page of a service shows: the amount, the one next step, who it is for – and, folded, what it stands on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from dost.common.dates import local_day
from dost.portal.browse import Option
from dost.portal.centres import OpenNow, centres_now
from registries.facts.model import ANSWER
from registries.models import Institution
from services_catalog.channels import channels_of
from services_catalog.definition import Definition, Mode
from services_catalog.finding.amounts import Amount, amount_of_rule
from services_catalog.labels import label
from services_catalog.laws import law_in_language
from services_catalog.library import met_by_everyone
from services_catalog.limit_words import within_in_words
from services_catalog.models import Service, ServiceVersion
from services_catalog.next_step import DOST_CENTRE, StepKind, missed, next_step
from services_catalog.queries import compile_version, definition_of
from services_catalog.rules import CompiledRule, read_back_rule, read_fact

from .neighbours import Neighbours, neighbours_of
from .sayer import Sayer
from .sheet import Availability, Provenance, Sheet, availability_of, provenance_of, sheet_of
from .versions import Stands, stands

_BY_ITSELF: Final = frozenset({StepKind.NOTHING, StepKind.SAY_YES})
COMPLAINTS: Final = "10-07"
"""The service that takes complaints."""
COMPLAINT_LAW: Final = "Law on administrative proceedings (1036-IIQ, 21.10.2005), art. 71"


@dataclass(frozen=True, slots=True)
class Known:
    """What the state knows by itself: an institution and the facts it answers for."""

    institution: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """The next step as the page shows it.

    `at_centres`: DOST centres do it, and `now` says whether they are open; `places` are the other offices, in words.
    `apply_url` is where one applies, or asks the state to look again; empty where neither is done here. `book_url` is
    where one books a time at a centre.
    """

    kind: StepKind
    at_centres: bool
    places: tuple[str, ...]
    now: OpenNow | None
    apply_url: str = ""
    book_url: str = ""


@dataclass(frozen=True, slots=True)
class NotInTime:
    """What to do about a right that did not come by itself: within how long it had to; whether a centre takes it."""

    within: str
    at_centre: bool


@dataclass(frozen=True, slots=True)
class Disagree:
    """What to do about a decision one does not agree with: where to complain, and by which law."""

    url: str
    law: str


@dataclass(frozen=True, slots=True)
class ServicePage:
    """What `portal/detail.html` shows. Texts are in the reader's language.

    Of the conditions, `criteria` are those that tell people apart; `met_anyway` are checked too, and folded.
    `screening_url` is where one finds out whether it is for oneself; empty where nothing about a person decides it.
    """

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
    digitized: bool
    availability: Availability
    stands: Stands
    version_from: date | None
    version_until: date | None
    outcome: str
    amount: Amount | None
    step: Step
    missed: NotInTime | None
    disagree: Disagree | None
    known: tuple[Known, ...]
    questions: tuple[str, ...]
    criteria: tuple[str, ...]
    met_anyway: tuple[str, ...]
    rule: tuple[str, ...]
    law: tuple[str, ...]
    sheet: Sheet
    provenance: Provenance
    neighbours: Neighbours
    screening_url: str
    life_events: tuple[Option, ...] = ()
    on: date = field(default=date.min)


def service_page(version: ServiceVersion, *, at: datetime, language: str) -> ServicePage:
    """Return the page of a service at a moment, by the version it is about; at most nine queries."""
    on = local_day(at)
    service = version.service
    definition = definition_of(version)
    rule = compile_version(version)
    say = Sayer(language)
    criteria, met_anyway = _criteria(definition, say)
    step = _step(version, definition, at)
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
        by_itself=channels_of(service).proactive and definition.mode != Mode.ON_APPLICATION,
        digitized=service.digitized,
        availability=availability_of(service.availability, say),
        stands=stands(version, on),
        version_from=version.valid.lower,
        version_until=version.valid.upper,
        outcome=definition.outcome.value,
        amount=amount_of_rule(rule, on=on, language=language),
        step=step,
        missed=_missed(service, definition) if step.kind in _BY_ITSELF else None,
        disagree=_disagree(service, language),
        known=_known(rule, language),
        questions=tuple(say(question.ask) for question in definition.asked),
        criteria=criteria,
        met_anyway=met_anyway,
        rule=tuple(read_back_rule(rule, language)),
        law=_law(service, definition, language),
        sheet=sheet_of(service.passport, definition.terms, say),
        provenance=provenance_of(service.provenance, say),
        life_events=tuple(
            Option(code, label("life_event", code), reverse("services:event", args=[code]))
            for code in service.life_events
        ),
        screening_url=_screening(service, criteria),
        neighbours=neighbours_of(service, rule, definition.excludes, on=on, say=say),
        on=on,
    )


def _screening(service: Service, criteria: tuple[str, ...]) -> str:
    """Where to find out whether one has the right. What is sensitive is not named in an address that asks about one."""
    if not criteria or service.sensitive or service.kind == "consultation":
        return ""
    return f"{reverse('screening:start')}?{urlencode({'service': service.code})}"


def _step(version: ServiceVersion, definition: Definition, at: datetime) -> Step:
    on = local_day(at)
    found = next_step(
        version.service, mode=definition.mode, on=on, in_force_from=version.valid.lower, ended_on=version.valid.upper
    )
    at_centres = DOST_CENTRE in found.places
    return Step(
        kind=found.kind,
        at_centres=at_centres,
        places=tuple(label("place", code) for code in found.places if code != DOST_CENTRE),
        now=centres_now(at) if at_centres else None,
        apply_url=reverse("apply:begin", args=[version.service_id]) if found.online or found.kind in _BY_ITSELF else "",
        book_url=_book_url(version.service) if at_centres else "",
    )


def _book_url(service: Service) -> str:
    """Where one books a time for a service. What is sensitive is not named in an address."""
    url = reverse("my:appointment_new")
    return url if service.sensitive else f"{url}?{urlencode({'service': service.code})}"


def _missed(service: Service, definition: Definition) -> NotInTime | None:
    left = missed(service, definition.terms)
    return NotInTime(within_in_words(left.limit), left.at_centre) if left is not None else None


def _disagree(service: Service, language: str) -> Disagree | None:
    """Where to complain; nothing on the pages of advice, on which nobody decides, and of complaints themselves."""
    if service.kind == "consultation" or service.code == COMPLAINTS:
        return None
    return Disagree(reverse("services:detail", args=[COMPLAINTS]), law_in_language(COMPLAINT_LAW, language))


def _criteria(definition: Definition, say: Sayer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the conditions that tell people apart, and those that whoever asks meets anyway; each once."""
    everyone = met_by_everyone()
    told = {say(one.text): None for one in definition.criteria if one.shared not in everyone}
    anyway = {say(one.text): None for one in definition.criteria if one.shared in everyone}
    return tuple(told), tuple(text for text in anyway if text not in told)


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
