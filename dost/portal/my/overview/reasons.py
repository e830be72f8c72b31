"""Why one service is the person's or not, or will be: what the page of reasons shows, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dost.accounts.opens import Deed, Opens
from dost.cases.text import plain
from dost.cases.text.contexts import DecisionView
from dost.cases.text.explained import Frozen, answered, numbers_of
from dost.portal.my.wrong import of_person, with_links
from dost.proactive.models import OutlookLine
from dost.proactive.outlook.causes import Cause
from dost.proactive.outlook.entries import Coming, OwnService
from dost.proactive.outlook.frozen import FrozenAnswer
from dost.proactive.outlook.told import coming_headline, fact_in_words, no_record, why_in_words
from dost.ui.contexts import Text
from services_catalog.next_step import StepKind
from services_catalog.queries import compiled

from .page import ACTIONS, STEPS, Line, apply_address


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One answer of the rule: what it says in a sentence, and why; ``decision`` None where there is no record."""

    headline: Text
    more: Text
    decision: DecisionView | None


@dataclass(frozen=True, slots=True)
class ReasonsPage:
    """Why one service is the person's or not, or will be. ``service_url`` is its public page.

    ``action`` is what can be done about it here, at ``action_url``; empty where nothing can, or where they have it.
    """

    name: Text
    at: datetime | None
    reasons: tuple[ReasonView, ...]
    step: Text
    service_url: str
    action: Text = ""
    action_url: str = ""


def reasons_page(lines: Sequence[OutlookLine], *, names: Mapping[str, str], opens: Opens) -> ReasonsPage:
    """The page of one service from all lines of the person about it, with the ways on that open to the reader."""
    service, outlook = lines[0].service, lines[0].outlook
    step = next((StepKind(line.cause["step"]) for line in lines if "step" in line.cause), None)
    claimable = any(line.standing in (Line.UNCLAIMED, Line.ANSWERS) for line in lines)
    action = ACTIONS.get(step, "") if step is not None and claimable and opens.deed(Deed.APPLY) else ""
    return ReasonsPage(
        name=service.title,
        at=outlook.reckoned_at,
        reasons=tuple(_reason(line, names, opens) for line in lines if line.why or line.standing == Line.RECEIVED),
        step=STEPS[step] if step else "",
        service_url=reverse("services:detail", args=[service.code]),
        action=action,
        action_url=apply_address(OwnService.of(service), person_id=outlook.person_id) if action else "",
    )


def _reason(line: OutlookLine, names: Mapping[str, str], opens: Opens) -> ReasonView:
    frozen = FrozenAnswer.from_json(line.why) if line.why else None
    decision = None
    if frozen is not None and frozen.criteria:
        decision = answered(
            Frozen(
                on=frozen.on,
                criteria=frozen.criteria,
                facts=frozen.facts,
                parameters=numbers_of(frozen.parameters),
                amount=frozen.amount,
            ),
            frozen.verdict,
            compiled(line.version),
            law=line.service.law,
            names=names,
        )
        decision = with_links(decision, of_person(line.outlook.person_id, opens))
    return ReasonView(*_said(line, frozen), decision=decision)


def _said(line: OutlookLine, frozen: FrozenAnswer | None) -> tuple[Text, Text]:
    """The answer of a line, and what more there is to say in a sentence."""
    if line.standing in (Line.BEGINS, Line.CHANGES, Line.ENDS):
        return _of_coming(line)
    if line.standing == Line.RECEIVED:
        return plain.headline(amount=line.amount, monthly=line.monthly, paid=True, on_its_way=False), ""
    if line.standing == Line.UNCLAIMED:
        return plain.headline(amount=line.amount, monthly=line.monthly, paid=False, on_its_way=False), ""
    if line.standing == Line.ANSWERS:
        return _("You may have a right to it"), _("It depends on what only you can say.")
    if line.standing == Line.NOT_KNOWN:
        facts = ", ".join(map(fact_in_words, frozen.missing if frozen else ()))
        return _("It cannot be told yet"), _("The registries do not say: %(facts)s") % {"facts": facts}
    number = len(frozen.unmet) if frozen else 0
    return _("You have no right to it now"), "" if number else no_record(line.basis)


def _of_coming(line: OutlookLine) -> tuple[Text, Text]:
    assert line.first_day is not None
    cause, text = Cause.from_json(line.cause), line.cause.get("text", {})
    one = Coming(
        kind=Line(line.standing),
        service=OwnService.of(line.service),
        line_id=line.pk,
        day=line.first_day,
        amount=line.amount,
        before=line.before,
        monthly=line.monthly,
        cause=cause,
        text=text,
    )
    return coming_headline(one), why_in_words(one)
