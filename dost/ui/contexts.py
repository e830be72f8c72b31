"""What pages of every office show, as typed values: a view fills the type of its page and hands it over as ``page``.

Texts (``Text``) arrive already in the reader's language or lazily translated; moments are aware datetimes
(they are shown in the current time zone, Asia/Baku); money is ``Decimal`` in manat; every address is a path
made by ``reverse``. A template never reads a model, so what a page may show is exactly what its type says. The types
of one office's pages stand in that office, those of a case told in words in ``dost.cases.text.contexts``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.functional import Promise

Text = str | Promise

TagColour = Literal["grey", "blue", "green", "yellow", "orange", "red", "purple"]
FactValue = bool | int | Decimal | date | str | None
FactKind = Literal["boolean", "integer", "money", "date", "code"]


@dataclass(frozen=True, slots=True)
class Tag:
    """A status: a word with a colour; the word alone says it all."""

    word: Text
    colour: TagColour = "grey"


@dataclass(frozen=True, slots=True)
class Person:
    """Who a record is about, as far as the reader may see it. ``phone_masked`` like ``+994 50 ••• •• 17``."""

    name: Text
    fin: str
    born: date | None
    age: int | None
    district: Text = ""
    phone_masked: str = ""
    language: Text = ""
    died: date | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer in a select or a set of checkboxes."""

    value: str
    label: Text
    selected: bool = False


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter. ``kind`` says how it is asked; ``value`` is used by text and date filters."""

    name: str
    label: Text
    kind: Literal["select", "checkboxes", "text", "date"]
    choices: tuple[Choice, ...] = ()
    value: str = ""
    hint: Text = ""
    error: Text = ""


@dataclass(frozen=True, slots=True)
class SelectedFilter:
    """A filter in use, and the address of the same list without it."""

    group: Text
    label: Text
    remove_url: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page number in the pagination; ``number`` None stands for the gap (…)."""

    number: int | None
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where the reader is among the results; ``total`` None when there are too many to count each time."""

    first: int
    last: int
    total: int | None
    links: tuple[PageLink, ...] = ()
    previous_url: str = ""
    next_url: str = ""
