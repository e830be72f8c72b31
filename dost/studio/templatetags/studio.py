"""``{% load studio %}``: places and values of drafts in words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from dost.studio.wording import item_words, words
from dost.ui import formats
from services_catalog.changes.compare import ItemChange, Piece
from services_catalog.laws import law_as_read

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
def called(item: ItemChange, key: str) -> str:
    """What a criterion or question that differs is called; an example by its name."""
    return item_words.called(key, item.name, item.after or item.before or {})


@register.filter
def law(text: str) -> str:
    """A law text or a source in the reader's language, as far as its acts are known."""
    return law_as_read(text)


@register.simple_tag
def compared(pieces: Iterable[Piece], aloud: bool = False) -> SafeString:
    """A text with what was taken out and what is new; `aloud` says which is which to those who hear it.

    Every blank of the text counts, so nothing stands between the pieces.
    """
    elements = {"removed": ("del", gettext("taken out:")), "added": ("ins", gettext("added:"))}
    drawn = SafeString("")
    for piece in pieces:
        element, word = elements.get(piece.kind, ("", ""))
        hidden = format_html('<span class="govuk-visually-hidden">{} </span>', word) if aloud else ""
        drawn += (
            format_html("<{0}>{1}{2}</{0}>", element, hidden, piece.text) if element else format_html("{}", piece.text)
        )
    return drawn


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
