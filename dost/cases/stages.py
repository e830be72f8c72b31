"""The road of a case: its stages, and the only ways from one to another.

`TRANSITIONS` is the whole table. The model hands it to a database trigger, so that nothing – no task, no command,
no person at a console – can move a case another way.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where a case is on the road."""

    VERIFY = "verify", _("Verification")
    CHOOSE = "choose", _("Choice")
    DECIDE = "decide", _("Decision")
    PAY = "pay", _("Payment")
    NOTIFY = "notify", _("Announcement")
    CLOSED = "closed", _("Closed")


class State(models.TextChoices):
    """Whether a case can go on by itself."""

    READY = "ready", _("Ready for the next step")
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")


class WaitingOn(models.TextChoices):
    """Whom a waiting case waits for."""

    INSTITUTION = "institution", _("An institution")
    PERSON = "person", _("The person")
    CLERK = "clerk", _("A member of staff")
    BANK = "bank", _("The bank")
    OPERATOR = "operator", _("The telephone operator")


class Outcome(models.TextChoices):
    """How a case ended."""

    NONE = "", _("Not decided")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    NO_RIGHT = "no_right", _("No right was found on the day of decision")
    DECLINED = "declined", _("The person does not want it")


class Origin(models.TextChoices):
    """What opened a case."""

    EVENT = "event", _("An event in a registry")
    DATE = "date", _("A date was reached")
    RULE = "rule", _("A new rule took force")
    APPLICATION = "application", _("The person applied")
    COUNTER = "counter", _("A clerk applied on the person's behalf")
    REQUEST = "request", _("The person asked the state to look again")


APPLIED: Final = (Origin.APPLICATION, Origin.COUNTER)
"""What somebody asked for, rather than the state found."""

TRANSITIONS: Final[tuple[tuple[str, str], ...]] = (
    (Stage.VERIFY, Stage.CHOOSE),
    (Stage.CHOOSE, Stage.DECIDE),
    (Stage.CHOOSE, Stage.CLOSED),  # the person said never, or no
    (Stage.DECIDE, Stage.CHOOSE),  # a right that excludes this one was granted meanwhile
    (Stage.DECIDE, Stage.VERIFY),  # a clerk sends it back after a source was corrected
    (Stage.DECIDE, Stage.PAY),
    (Stage.DECIDE, Stage.NOTIFY),  # a right that is not money, or a refusal to announce
    (Stage.DECIDE, Stage.CLOSED),  # the right was gone on the day of decision
    (Stage.PAY, Stage.NOTIFY),
    (Stage.NOTIFY, Stage.CLOSED),
)

STEPS: Final[tuple[Stage, ...]] = (Stage.VERIFY, Stage.CHOOSE, Stage.DECIDE, Stage.PAY, Stage.NOTIFY)
