"""``{% load studio %}``: places and values of drafts in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from dost.studio.wording import words
from dost.ui import formats

register = template.Library()


@register.filter
def place(path: str) -> str:
    """A place of a draft as people say it."""
    return words.place(path)


@register.filter
def worth(value: Any, path: str) -> str:
    """A value of a draft as people read it; codes by the place they stand in."""
    return words.value(value, path)


@register.filter
def signed(value: Decimal) -> str:
    """A whole number with its sign: +1 250, −40, 0."""
    return formats.signed(value)


@register.filter
def percent(value: Decimal) -> str:
    """A change in percent with its sign: +12.1 %."""
    return formats.percent(value)


@register.filter
def magnitude(value: Decimal) -> Decimal:
    """A number without its sign, for texts that say which way it goes."""
    return abs(value)
