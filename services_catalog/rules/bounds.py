"""What a parameter may be worth at least and at most.

An amount of law is never less than nothing, and a number of months or a share is not either: that holds by the type. A
parameter may say more of itself, such as an age that no law will ever set.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from .errors import RuleError
from .types import ValueType

NOTHING: Final = Decimal(0)
LEAST: Final = {ValueType.MONEY: NOTHING, ValueType.INTEGER: NOTHING, ValueType.NUMBER: NOTHING}
"""What a parameter of a type is worth at least, where it says nothing of its own."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that a parameter may be worth, both included; None: no such bound."""

    least: Decimal | None = None
    most: Decimal | None = None

    def of_type(self, value_type: ValueType) -> Bounds:
        """These bounds, with that of the type where they say nothing."""
        return Bounds(LEAST.get(value_type) if self.least is None else self.least, self.most)

    def check(self, value: int | Decimal, *, where: str = "") -> None:
        """Raise `RuleError`, which says what would be right, for a value outside."""
        if self.least is not None and value < self.least:
            raise RuleError(_("%(value)s is too little.") % {"value": _plain(value)}, where=where, hint=self.in_words())
        if self.most is not None and value > self.most:
            raise RuleError(_("%(value)s is too much.") % {"value": _plain(value)}, where=where, hint=self.in_words())

    def in_words(self) -> str:
        """What would be right, as a sentence; empty without bounds."""
        if self.least is not None and self.most is not None:
            return _("It is from %(least)s to %(most)s.") % {"least": _plain(self.least), "most": _plain(self.most)}
        if self.least is not None:
            return _("It is at least %(least)s.") % {"least": _plain(self.least)}
        return _("It is at most %(most)s.") % {"most": _plain(self.most)} if self.most is not None else ""


def is_jump(before: int | Decimal | None, after: int | Decimal) -> bool:
    """Whether a value goes up or down by more than half of what it was; from nothing everything is one."""
    if before is None:
        return False
    return abs(Decimal(after) - Decimal(before)) * 2 > abs(Decimal(before))


def _plain(value: int | Decimal) -> str:
    return f"{Decimal(value).normalize():f}"
