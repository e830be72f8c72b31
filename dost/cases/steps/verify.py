"""Ask the institutions what the service version says must be confirmed, and keep the evidence.

Questions of a whole batch go out together, in bulk where the institution offers it, all institutions at once. An
institution that does not answer makes its cases wait with the reason in words; what others answered is kept, and only
the missing question is asked again. It is waited for until the time limit of the law has passed, and no longer: then
the case goes on without the answer, and a member of staff decides (`past_term`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone

from dost.cases.batch import Move, entry, on_to, wait, waiting_entry
from dost.cases.codes import EntryKind, no_answer_of
from dost.cases.models import Case, Evidence
from dost.cases.past_term import late_cases, went_on
from dost.cases.rules import roles_of
from dost.cases.stages import Stage, WaitingOn
from dost.cases.verification import QUESTIONS, Context, Question, questions_for, standing_evidence
from dost.common.dates import local_day
from registries.bridge import client
from registries.models import Person


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about one person of one case."""

    case: Case
    question: Question
    person: Person
    item: dict[str, Any]


def work(cases: list[Case], now: datetime) -> Sequence[Move]:
    """Verify a batch; see the module."""
    context = Context.of(cases, roles_of(cases))
    asked = _questions(cases, context)
    answers, silent = _ask(asked)
    evidence = _evidence(asked, answers, context)
    unanswered = _unanswered(asked, silent)
    late = late_cases(unanswered, on=local_day(now))
    return [
        _move(case, evidence.get(case.pk, []), unanswered.get(case.pk), is_late=case.pk in late, now=now)
        for case in cases
    ]


def _questions(cases: Sequence[Case], context: Context) -> list[Asked]:
    """Everything still to be asked: what the version lists, less what has been answered already."""
    known = {(one.case_id, one.institution, one.question, one.about_id) for one in standing_evidence(cases)}
    asked = []
    for case in cases:
        for code in questions_for(case):
            question = QUESTIONS[code]
            for person in question.about(case, context):
                if (case.pk, question.institution, question.name, person.pk) in known:
                    continue
                item = question.particulars(case, person, context)
                if item is not None:
                    asked.append(Asked(case, question, person, item))
    return asked


Key = tuple[str, str, str]


def _key(asked: Asked) -> Key:
    particulars = ",".join(f"{name}={value}" for name, value in sorted(asked.item.items()))
    return asked.question.institution, asked.question.name, particulars


def _ask(asked: Sequence[Asked]) -> tuple[dict[Key, client.Answer], dict[tuple[str, str], client.Unavailable]]:
    """Put all questions at once; return the answers, and for each question left unanswered the reason."""
    bulk: dict[tuple[str, str], dict[str, dict[str, Any]]] = defaultdict(dict)
    for one in asked:
        institution, name, key = _key(one)
        bulk[institution, name][key] = {"key": key, **one.item}
    questions = [
        client.Question(institution, name, tuple(items.values())) for (institution, name), items in bulk.items()
    ]
    answers: dict[Key, client.Answer] = {}
    silent: dict[tuple[str, str], client.Unavailable] = {}
    for question, result in zip(questions, client.ask_all(questions), strict=True):
        if isinstance(result, client.Unavailable):
            silent[question.institution, question.name] = result
        for answer in result.answers:
            answers[question.institution, question.name, answer.key] = answer
    return answers, silent


def _evidence(
    asked: Sequence[Asked],
    answers: dict[Key, client.Answer],
    context: Context,
) -> dict[int, list[Evidence]]:
    evidence: dict[int, list[Evidence]] = defaultdict(list)
    for one in asked:
        answer = answers.get(_key(one))
        if answer is None:
            continue
        confirmed = answer.found and one.question.confirms(answer.data, one.case, one.person, context)
        evidence[one.case.pk].append(
            Evidence(
                case=one.case,
                institution=one.question.institution,
                question=one.question.name,
                about=one.person,
                request_hash=answer.request_hash,
                answer={"found": answer.found, **answer.data},
                finding=Evidence.Finding.CONFIRMED if confirmed else Evidence.Finding.CONTRADICTED,
                answered_at=answer.answered_at,
                kept_at=timezone.now(),
                latency_ms=answer.latency_ms,
            )
        )
    return evidence


Unanswered = tuple[Question, client.Unavailable]


def _unanswered(asked: Sequence[Asked], silent: dict[tuple[str, str], client.Unavailable]) -> dict[int, Unanswered]:
    """The first question of each case that was left unanswered, and why."""
    found: dict[int, Unanswered] = {}
    for one in asked:  # in the order of each version
        why = silent.get((one.question.institution, one.question.name))
        if why is not None:
            found.setdefault(one.case.pk, (one.question, why))
    return found


def _move(case: Case, evidence: list[Evidence], unanswered: Unanswered | None, *, is_late: bool, now: datetime) -> Move:
    needed = list(questions_for(case))
    if unanswered is not None and is_late:
        question = unanswered[0]
        told = {"institution": question.institution, "question": question.name}
        move = on_to(case, Stage.CHOOSE, rows=[*evidence, entry(case, EntryKind.NO_ANSWER, at=now, **told)])
        return replace(move, after=partial(went_on, case.pk, now=now))
    if unanswered is not None:
        question, why = unanswered
        reason = no_answer_of(question.institution, what=why.code, seconds=why.seconds)
        rows: list[Any] = list(evidence)
        if case.reason != reason.as_json():
            rows.append(waiting_entry(case, reason, at=now))
        return wait(case, WaitingOn.INSTITUTION, reason=reason, now=now, rows=rows)
    return on_to(case, Stage.CHOOSE, rows=[*evidence, entry(case, EntryKind.VERIFIED, at=now, questions=needed)])
