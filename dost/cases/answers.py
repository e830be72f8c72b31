"""What people told for their cases: the latest answer to each question, and what is still to be answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from dost.common.dates import local_day
from services_catalog.answers import CaseAnswers, Match, still_to_answer
from services_catalog.definition import Question
from services_catalog.queries import definition_of

from .models import Case, CaseAnswer


def answers_of(case_ids: Iterable[int]) -> dict[int, dict[str, CaseAnswer]]:
    """The answers that count, by case and question: of several to one question the latest. One query."""
    found: dict[int, dict[str, CaseAnswer]] = defaultdict(dict)
    for answer in CaseAnswer.objects.filter(case__in=list(case_ids)).select_related(*CaseAnswer.who()).order_by("pk"):
        found[answer.case_id][answer.question] = answer
    return found


def told_for(cases: Sequence[Case], *, match: Match) -> list[CaseAnswers]:
    """The answers of cases as a rule reads them, each with what recognises its row of the basis."""
    answers = answers_of(case.pk for case in cases)
    return [
        CaseAnswers(
            case_id=case.pk,
            row=case.basis_key if match is Match.KEY else case.person_id,
            answers={
                name: (answer.value, local_day(answer.told_at)) for name, answer in answers.get(case.pk, {}).items()
            },
        )
        for case in cases
    ]


def questions_of(case: Case) -> tuple[Question, ...]:
    """The questions that the version of a case asks the person."""
    return definition_of(case.version).asked


def missing_answers(case: Case) -> tuple[str, ...]:
    """The ids of the questions of a case that nobody has answered yet."""
    return still_to_answer(questions_of(case), answers_of([case.pk]).get(case.pk, {}))
