"""What the page of answers from a screening shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dost.cases.rules import rules_in_force
from dost.portal.screening.naming import say
from dost.portal.screening.reply_words import reply_in_words
from dost.proactive.screening.compare import Agreement, Comparison
from dost.proactive.screening.compare_text import Beside, beside
from dost.proactive.screening.family import ASKER, Family, GivenAnswer
from dost.proactive.screening.questions import Ask, Question
from dost.proactive.screening.service_questions import questions_for


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """What only the person can know: the question and their answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """What `portal/my/answers/answers.html` shows.

    `carried`: there is something to choose about. `kept` are the answers that were kept earlier in this session.
    """

    carried: bool
    different: tuple[Beside, ...] = ()
    not_known: tuple[Beside, ...] = ()
    same: tuple[Beside, ...] = ()
    own: tuple[OwnAnswer, ...] = ()
    kept: int = 0
    acts_for_somebody: bool = False


def carried_page(comparison: Comparison, *, on: date) -> AnswersPage:
    """Return the page for what was told."""
    return AnswersPage(
        carried=True,
        different=beside(comparison.of(Agreement.DIFFERENT)),
        not_known=beside(comparison.of(Agreement.NOT_KNOWN)),
        same=beside(comparison.of(Agreement.SAME)),
        own=tuple(_own(comparison.answers, on)),
    )


def _own(answers: Sequence[GivenAnswer], on: date) -> list[OwnAnswer]:
    questions = _by_answer(questions_for(rules_in_force(on)))
    found = []
    for one in answers:
        question = questions.get(one.id)
        if question is not None:
            ask = Ask(question, ASKER)
            lines = reply_in_words(ask, (one.value,), Family(), on=on)
            found.append(OwnAnswer(say(question.text), " ".join(lines)))
    return found


def _by_answer(questions: Sequence[Question]) -> Mapping[str, Question]:
    """The questions of services, by the id of their answer."""
    return {
        path.removeprefix("answer."): question
        for question in questions
        for path in question.paths
        if path.startswith("answer.")
    }
