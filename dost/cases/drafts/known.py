"""What is known of the person already: the facts the rule would read, each with its source and day, to be confirmed.

Reading them is a look at the person's record like any other: whoever reads here has a reason, and has left a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from dost.accounts.access import NoReason, log_access, reason_for
from dost.accounts.actors import Actor
from dost.cases.basis_records import Record
from dost.cases.employers import told_by_the_state
from dost.cases.rules import frozen_facts
from dost.cases.text.contexts import FactView
from dost.cases.text.explained import fact_view
from registries.facts.model import ANSWER
from registries.facts.query import Scope, rows
from services_catalog.answers import CaseAnswers, Match, Stored, asks, from_registries, with_case_answers
from services_catalog.compiled import CompiledVersion
from services_catalog.models import in_language
from services_catalog.rules import Explanation, Verdict, explain_rows

from .resume import Resumed


@dataclass(frozen=True, slots=True)
class Known:
    """What the registries say of a draft's person: `facts` that the rule reads, each once, those with a day first.

    `verdict` is what the rule says of them and of the answers so far; `unmet` are the texts of the conditions that are
    not met, in the active language. Nothing of it is a decision.
    """

    facts: tuple[FactView, ...]
    verdict: Verdict
    unmet: tuple[str, ...]


def what_is_known(resumed: Resumed, *, actor: Actor, names: Mapping[str, str], on: date, now: datetime) -> Known:
    """Read what is known for a draft, as of its record's day or `on`; `names` are those of institutions, by code.

    Raises `NoReason`: the actor has no reason to look at this person's record.
    """
    draft = resumed.draft
    reason = reason_for(actor, draft.person_id, now=now)
    if reason is None:
        raise NoReason
    log_access(
        actor=actor,
        people={draft.person_id, resumed.record.about_id},
        purpose=reason.purpose,
        reason=reason.note,
        registries=resumed.rule.registries,
        service_code=draft.service_id,
        now=now,
    )
    answers = {**draft.answers, **told_by_the_state(resumed.rule.definition, draft.applicant_voen)}
    told = {name: (value, on) for name, value in answers.items()}
    explanation = explain_draft(resumed.rule, resumed.record, told, on=on)
    if explanation is None:
        return Known((), Verdict.UNKNOWN, ())
    rule = resumed.rule
    facts = {
        name: fact_view(name, fact, rule, names)
        for name, fact in frozen_facts(explanation).items()
        if fact["registry"] != ANSWER.upper()
    }
    texts = rule.definition.criterion_texts
    return Known(
        facts=tuple(sorted(facts.values(), key=lambda one: one.recorded_on is None)),
        verdict=explanation.verdict,
        unmet=tuple(in_language(texts[one.id]) for one in explanation.criteria if one.met is False),
    )


def explain_draft(
    rule: CompiledVersion, record: Record, told: Mapping[str, tuple[Stored, date]], *, on: date
) -> Explanation | None:
    """What a rule says of a record with answers by question id, each with its day; None where the record is gone."""
    facts = rule.rule.facts
    source = rows(rule.basis, from_registries(facts), scope=Scope.records([record.record_id]), on=on, explained=True)
    if asks(facts):
        answers = [CaseAnswers(case_id=0, row=record.key, answers=told)]
        source = with_case_answers(source, facts, answers, questions=rule.definition.questions, match=Match.KEY)
    with connection.cursor() as cursor:
        found = explain_rows([rule.rule], source, cursor=cursor)
    return next((explanations[0] for row, explanations in found if row["key"] == record.key), None)
