"""What a person says about a case, and a member of staff writes down: the words of its page, and what does it.

The back office and the counter ask for these with the same words and do them by the same functions; what only staff
decide stands in the back office alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy

from dost.accounts.actors import Staff
from dost.ui.contexts import Text

from . import handlers
from .acts import Act
from .applications import answer_questions


@dataclass(frozen=True)
class Asked:
    """One act as its page asks for it: the words, and what does it."""

    explanation: Text
    button: Text
    done: Text
    do: Callable[[int, Staff, Mapping[str, Any], datetime], object]
    warning: bool = False


SAID: Final[Mapping[str, Asked]] = {
    Act.ANSWER_QUESTIONS: Asked(
        explanation=gettext_lazy(
            "Write down what the person tells you. Every answer is kept with your name; a later one supersedes it. "
            "The case goes on as soon as no answer is missing."
        ),
        button=gettext_lazy("Record the answers"),
        done=gettext_lazy("The answers are recorded."),
        do=lambda pk, actor, given, now: answer_questions(case_id=pk, actor=actor, answers=given["answers"], now=now),
    ),
    Act.ANSWER: Asked(
        explanation=gettext_lazy(
            "With a yes the case goes on by itself, and a monthly payment that excludes it ends; with a no it ends."
        ),
        button=gettext_lazy("Record the answer"),
        done=gettext_lazy("The answer is recorded."),
        do=lambda pk, actor, given, now: handlers.record_choice(
            case_id=pk, actor=actor, wanted=given["answer"] == "yes", note=given["note"], now=now
        ),
    ),
    Act.ASK: Asked(
        explanation=gettext_lazy("Write down what the person asks. It is answered in the same place, with its clock."),
        button=gettext_lazy("Record the question"),
        done=gettext_lazy("The question is recorded."),
        do=lambda pk, actor, given, now: handlers.ask(case_id=pk, actor=actor, text=given["text"], now=now),
    ),
    Act.TAKE_BACK: Asked(
        explanation=gettext_lazy(
            "Nothing is decided, and the day of the application does not count any more: who applies again may get the "
            "right later. Tell the person so first. They get a letter."
        ),
        button=gettext_lazy("Withdraw the application"),
        done=gettext_lazy("The application was withdrawn."),
        do=lambda pk, actor, given, now: handlers.take_back(case_id=pk, actor=actor, note=given["note"], now=now),
        warning=True,
    ),
    Act.GIVE_UP: Asked(
        explanation=gettext_lazy(
            "The month of the last day is the last that is paid; today at the earliest. "
            "Tell the person first that what depends on the right may end with it. They get a letter."
        ),
        button=gettext_lazy("Give up the right"),
        done=gettext_lazy("The right was given up."),
        do=lambda pk, actor, given, now: handlers.give_up(
            case_id=pk, actor=actor, last_day=given["last_day"], note=given["note"], now=now
        ),
        warning=True,
    ),
    Act.APPEAL: Asked(
        explanation=gettext_lazy(
            "Write down in the person’s own words why they do not agree. They get a receipt with the number of the "
            "appeal. After the last day it needs a reason, and is decided on first."
        ),
        button=gettext_lazy("Lodge the appeal"),
        done=gettext_lazy("The appeal was lodged."),
        do=lambda pk, actor, given, now: handlers.lodge_appeal(
            case_id=pk, actor=actor, grounds=given["grounds"], late_reason=given["late_reason"], now=now
        ),
    ),
    Act.REPLY: Asked(
        explanation=gettext_lazy(
            "The person reads your answer on the page of the case. The message they get says only that there is one."
        ),
        button=gettext_lazy("Send the answer"),
        done=gettext_lazy("The answer was sent."),
        do=lambda pk, actor, given, now: handlers.reply(case_id=pk, actor=actor, text=given["text"], now=now),
    ),
}
"""By the act; what is given are the cleaned values of its form."""
