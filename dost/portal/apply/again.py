"""What is shown to whom a service did not come that comes by itself: looked at when, found what, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from dost.accounts.opens import Opens
from dost.cases.models import Case
from dost.cases.queries import case_number
from dost.cases.text import plain
from dost.cases.text.contexts import DecisionView
from dost.cases.text.explained import answered, seen_now
from dost.common.dates import local_day
from dost.portal.my.wrong import Link, of_person, with_links
from dost.proactive.checks import checks_of
from dost.proactive.entitlements import Answer, entitlements
from dost.ui.contexts import Tag, Text
from registries.facts import catalogue
from registries.models import Person
from services_catalog.channels import channels_of
from services_catalog.models import Service, in_language
from services_catalog.rules import Verdict


@dataclass(frozen=True, slots=True)
class Running:
    """A case that is there for the service: its number, how it stands, and its page."""

    number: str
    state: Tag
    next: Text
    url: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """What the rule says of one record: `is_theirs` where the right is there by what the registries say now."""

    is_theirs: bool
    decision: DecisionView


@dataclass(frozen=True, slots=True)
class AgainPage:
    """What was looked at, and what was found; ``checked_at`` is the last time the system looked by itself, if it has.

    ``no_record`` is what the right would arise from, where the registries have none. ``applies_online``: one can apply
    nevertheless; ``applies`` says that one can at a centre at least.
    """

    name: Text
    service_url: str
    checked_at: datetime | None
    running: tuple[Running, ...]
    reasons: tuple[Reasons, ...]
    no_record: Text
    applies_online: bool
    applies: bool
    registries: frozenset[str]

    @property
    def is_theirs(self) -> bool:
        """Whether by what the registries say now the right is there, and nothing has come of it."""
        return not self.running and any(one.is_theirs for one in self.reasons)


def again_page(person: Person, service: Service, *, names: Mapping[str, str], opens: Opens, now: datetime) -> AgainPage:
    """Ask the rule about a person's records now, and say what there is already."""
    answers = entitlements(person, on=local_day(now), codes=[service.code], own=True)
    cases = Case.objects.filter(person=person, service=service, live=True).select_related("service", "entitlement")
    checked = (one.at for one in checks_of(person.pk) if service.code in one.versions and not one.of_rights)
    link = of_person(person.pk, opens)
    silent = [one for one in answers if one.explanation is None]
    channels = channels_of(service)
    return AgainPage(
        name=service.title,
        service_url=reverse("services:detail", args=[service.code]),
        checked_at=next(checked, None),
        running=tuple(_running(case) for case in cases.order_by("-opened_at", "-pk")),
        reasons=tuple(found for one in answers if (found := _reasons(one, service, names, link)) is not None),
        no_record=in_language(catalogue.bases[silent[0].rule.basis].labels) if silent else "",
        applies_online=channels.applications and channels.online,
        applies=channels.applications,
        registries=frozenset(name for one in answers for name in one.rule.registries),
    )


def _running(case: Case) -> Running:
    return Running(
        number=case_number(case.pk, case.opened_at),
        state=plain.state_of(case),
        next=plain.what_is_next(case),
        url=reverse("my:case", args=[case.pk]),
    )


def _reasons(one: Answer, service: Service, names: Mapping[str, str], link: Link) -> Reasons | None:
    if one.explanation is None:
        return None
    frozen = seen_now(one.explanation)
    view = answered(frozen, one.verdict, one.rule, law=service.law, names=names)
    return Reasons(one.verdict is Verdict.ENTITLED, with_links(view, link))
