"""The codes of cases as tags: the word is the code's own label, and here is its colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import pgettext_lazy

from dost.cases.codes import ReviewCause
from dost.cases.models import Appeal, Evidence, GrantToConfirm, Recovery, Ruling, SupportingDocument
from dost.cases.stages import Outcome, Stage, State
from dost.payments.models import Overpayment
from dost.ui.contexts import Tag, TagColour, Text

COLOURS: Final[Mapping[type[models.TextChoices], Mapping[str, TagColour]]] = {
    Stage: {
        Stage.VERIFY: "blue",
        Stage.CHOOSE: "blue",
        Stage.DECIDE: "blue",
        Stage.PAY: "blue",
        Stage.NOTIFY: "blue",
        Stage.CLOSED: "grey",
    },
    State: {State.READY: "blue", State.WAITING: "yellow", State.DONE: "grey"},
    Outcome: {
        Outcome.NONE: "grey",
        Outcome.GRANTED: "green",
        Outcome.REFUSED: "red",
        Outcome.NO_RIGHT: "grey",
        Outcome.DECLINED: "grey",
        Outcome.GIVEN_UP: "grey",
    },
    Evidence.Finding: {Evidence.Finding.CONFIRMED: "green", Evidence.Finding.CONTRADICTED: "red"},
    GrantToConfirm.State: {
        GrantToConfirm.State.WAITING: "purple",
        GrantToConfirm.State.CONFIRMED: "green",
        GrantToConfirm.State.SENT_BACK: "orange",
        GrantToConfirm.State.TAKEN_BACK: "grey",
        GrantToConfirm.State.OVERTAKEN: "grey",
    },
    Recovery.State: {
        Recovery.State.HEARING: "blue",
        Recovery.State.HEARD: "yellow",
        Recovery.State.UNHEARD: "orange",
        Recovery.State.NOT_ASKED: "yellow",
        Recovery.State.TO_CONFIRM: "purple",
        Recovery.State.DECIDED: "green",
        Recovery.State.DROPPED: "grey",
        Recovery.State.OVERTAKEN: "grey",
        Recovery.State.SET_ASIDE: "grey",
    },
    ReviewCause: {
        ReviewCause.RULE: "purple",
        ReviewCause.FACTS: "yellow",
        ReviewCause.ORDER_REFUSED: "orange",
        ReviewCause.ORDER_RETURNED: "orange",
        ReviewCause.ORDER_WITHHELD: "orange",
        ReviewCause.NO_AMOUNT: "red",
        ReviewCause.UNPAID: "red",
        ReviewCause.OWED: "red",
        ReviewCause.OVERPAID: "orange",
        ReviewCause.APPEAL: "purple",
    },
    SupportingDocument.State: {
        SupportingDocument.State.FILED: "green",
        SupportingDocument.State.NOT_SCANNED: "yellow",
        SupportingDocument.State.UNSAFE: "red",
    },
    Appeal.State: {
        Appeal.State.DRAFT: "grey",
        Appeal.State.LODGED: "blue",
        Appeal.State.LATE: "yellow",
        Appeal.State.ADMITTED: "blue",
        Appeal.State.NOT_ADMITTED: "red",
        Appeal.State.DECIDED: "grey",
        Appeal.State.OVERTAKEN: "grey",
    },
    Ruling: {Ruling.UPHELD: "grey", Ruling.CHANGED: "green", Ruling.SENT_BACK: "blue"},
    Overpayment.State: {
        Overpayment.State.OPEN: "orange",
        Overpayment.State.LOOKED_AT: "grey",
        Overpayment.State.CANCELLED: "grey",
    },
}

NO_ANSWER: Final = Tag(pgettext_lazy("answer", "No answer"), "yellow")
"""In the place of a finding, while an institution is silent."""
IN_FORCE: Final = Tag(pgettext_lazy("entitlement", "In force"), "green")
ENDED: Final = Tag(pgettext_lazy("entitlement", "Ended"), "grey")


def tag(code: models.TextChoices) -> Tag:
    """The word and the colour of a code (KeyError for one of a kind that is shown without colour)."""
    return Tag(code.label, COLOURS[type(code)][code])


def on_the_road(stage: str, state: str) -> tuple[Text, Tag]:
    """Where a case is: the stage's word and the state's tag; a closed case has only the tag."""
    return ("" if stage == Stage.CLOSED else Stage(stage).label), tag(State(state))
