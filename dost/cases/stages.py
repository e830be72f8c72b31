"""The road of a case: its stages, and the only ways from one to another. A label is the word for its code.

`TRANSITIONS` is the whole table. The model hands it to a database trigger, so that nothing – no task, no command,
no person at a console – can move a case another way.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORK: Final = "cases.work"
"""The task that works a piece of the road; what the road is built on rings it by this name."""


class Stage(models.TextChoices):
    """Where a case is on the road."""

    VERIFY = "verify", pgettext_lazy("stage", "Verification")
    CHOOSE = "choose", pgettext_lazy("stage", "Choice")
    DECIDE = "decide", pgettext_lazy("stage", "Decision")
    PAY = "pay", pgettext_lazy("stage", "Payment")
    NOTIFY = "notify", pgettext_lazy("stage", "Announcement")
    CLOSED = "closed", pgettext_lazy("stage", "Closed")


class State(models.TextChoices):
    """Whether a case can go on by itself."""

    READY = "ready", pgettext_lazy("case", "Ready")
    WAITING = "waiting", pgettext_lazy("case", "Waiting")
    DONE = "done", pgettext_lazy("case", "Closed")


class WaitingOn(models.TextChoices):
    """Whom a waiting case waits for."""

    INSTITUTION = "institution", _("An institution")
    PERSON = "person", _("The person")
    CLERK = "clerk", _("A member of staff")
    BANK = "bank", _("The bank")
    OPERATOR = "operator", _("The telephone operator")


class Outcome(models.TextChoices):
    """How a case ended."""

    NONE = "", pgettext_lazy("decision", "Not decided")
    GRANTED = "granted", pgettext_lazy("decision", "Granted")
    REFUSED = "refused", pgettext_lazy("decision", "Refused")
    NO_RIGHT = "no_right", pgettext_lazy("decision", "No right")
    DECLINED = "declined", pgettext_lazy("decision", "Declined by the person")
    GIVEN_UP = "given_up", pgettext_lazy("decision", "Withdrawn by the person")


class Origin(models.TextChoices):
    """What opened a case."""

    EVENT = "event", _("An event in a registry")
    DATE = "date", _("A date was reached")
    RULE = "rule", _("A new rule took force")
    APPLICATION = "application", _("The person applied")
    COUNTER = "counter", _("Applied at a centre")
    REQUEST = "request", _("The person asked the state to look again")
    APPEAL = "appeal", _("An appeal was granted")
    COURT = "court", _("A court has decided")


APPLIED: Final = (Origin.APPLICATION, Origin.COUNTER)
"""What somebody applied for."""
ANEW: Final = (Origin.APPEAL, Origin.COURT)
"""What is decided anew because an appeal, or a court, said so."""
ASKED_FOR: Final = (*APPLIED, *ANEW)
"""What somebody asked for, rather than the state found: a no is told to them, and they are not asked whether they want
it."""

WITHOUT_RIGHT: Final = (Outcome.REFUSED, Outcome.NO_RIGHT, Outcome.DECLINED, Outcome.GIVEN_UP)
"""The outcomes that give nothing which could stand in the way of another right."""

TRANSITIONS: Final[tuple[tuple[str, str], ...]] = (
    (Stage.VERIFY, Stage.CHOOSE),
    (Stage.VERIFY, Stage.CLOSED),  # the person withdrew the application
    (Stage.CHOOSE, Stage.DECIDE),
    (Stage.CHOOSE, Stage.CLOSED),  # the person said never, or no, or withdrew
    (Stage.DECIDE, Stage.CHOOSE),  # a right that excludes this one was granted meanwhile
    (Stage.DECIDE, Stage.VERIFY),  # a clerk sends it back after a source was corrected
    (Stage.DECIDE, Stage.PAY),
    (Stage.DECIDE, Stage.NOTIFY),  # a right that is not money, or a refusal to announce
    (Stage.DECIDE, Stage.CLOSED),  # the right was gone on the day of decision
    (Stage.PAY, Stage.NOTIFY),
    (Stage.NOTIFY, Stage.CLOSED),
)

STEPS: Final[tuple[Stage, ...]] = (Stage.VERIFY, Stage.CHOOSE, Stage.DECIDE, Stage.PAY, Stage.NOTIFY)
