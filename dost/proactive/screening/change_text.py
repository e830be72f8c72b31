"""What would change a no, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from dost.cases.text.names import fact_label
from registries.facts.model import ANSWER, Fact, FactType
from services_catalog import formats
from services_catalog.rules.types import Value

from .steps import StepCode
from .what_if import Change, ChangeKind, FactChange


def change_sentences(change: Change) -> tuple[str, ...]:
    """Return what would have to be done or to come, a sentence each."""
    if change.kind is ChangeKind.DAY:
        return (_("From %(day)s, if nothing else changes.") % {"day": formats.day_long(change.first_day)},)
    if change.kind is ChangeKind.CORRECTION:
        return tuple(_correction(one) for one in change.facts)
    return tuple(_things_to_do(change))


def _things_to_do(change: Change) -> Iterator[str]:
    for step in change.steps:
        yield step_sentence(step)
    for one in change.facts:
        if one.bound.role == ANSWER:
            yield _("If you could answer “yes”: %(question)s") % {"question": fact_label(one.bound)}


def step_sentence(step: StepCode) -> str:
    """Return a step as an invitation."""
    return {
        StepCode.REGISTER_UNEMPLOYED: _("Register as unemployed with the employment agency."),
        StepCode.REPRESENT_FAMILY: _("Agree with your family that you apply for all of you."),
        StepCode.APPLY_FOR_ASSISTANCE: _("Apply for targeted state social assistance for your family."),
        StepCode.REHABILITATION_PROGRAMME: _("Ask the commission to draw up a rehabilitation programme."),
        StepCode.ATTEND_COURSE: _("Attend the vocational course."),
    }[step]


def _correction(one: FactChange) -> str:
    named = {"fact": fact_label(one.bound), "needed": in_words(one.bound.fact, one.after)}
    if isinstance(one.after, bool) or one.before is None:
        return (
            _("If the registry is wrong here, have it corrected: %(fact)s – %(needed)s would be right for this.")
            % named
        )
    named["known"] = in_words(one.bound.fact, one.before)
    return (
        _("%(fact)s: at least %(needed)s is needed, %(known)s is known. If some is missing there, have it corrected.")
        % named
    )


def in_words(fact: Fact, value: Value) -> str:
    """Return the value of a fact as people say it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal) or fact.type is FactType.MONEY:
        return formats.short_money(Decimal(str(value)))
    if isinstance(value, int):
        return formats.duration(value) if fact.unit == "months" else formats.number(value)
    if isinstance(value, str):
        labels = fact.codes.get(value, {})
        return labels.get(formats.locale_of().language) or labels.get("az") or value
    return formats.day_long(value)
