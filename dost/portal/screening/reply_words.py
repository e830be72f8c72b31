"""What somebody replied, in words: for the list of answers, where each can be changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dost.proactive.screening.family import Family
from dost.proactive.screening.people import deceased_rows, people_rows
from dost.proactive.screening.questions import Ask, Choice, Field, Form, Reply
from dost.proactive.screening.values import NOT_ASKED, UNKNOWN, Kind, Untold, Value
from dost.ui import formats

from .naming import names_of, say


def reply_in_words(ask: Ask, reply: Reply, family: Family, *, on: date) -> tuple[str, ...]:
    """Return a reply in lines of words; empty for none."""
    if reply is NOT_ASKED:
        return ()
    if isinstance(reply, Untold):
        return (_("I don’t know"),)
    names = names_of(family, on=on)
    form = ask.question.form
    if form is Form.PEOPLE:
        rows = deceased_rows(family) if ask.question.fills == "deceased" else people_rows(family)
        return tuple(names[row.key] for row in rows if row.key is not None)
    if form is Form.FIELDS:
        fields = ask.question.fields
        return tuple(_line(one, value, names, alone=len(fields) == 1) for one, value in zip(fields, reply, strict=True))  # type: ignore[arg-type]  # lines hold values
    if not reply:
        return (_("None of these"),)
    if form is Form.MEMBERS:
        return tuple(names[key] for key in names if key in reply)
    return tuple(say(one.text) for one in ask.question.choices if one.code in reply)


def _line(field: Field, value: Value, names: dict[int, str], *, alone: bool) -> str:
    word = _value(field, value, names)
    return word if alone else _("%(what)s: %(value)s") % {"what": say(field.label), "value": word}


def _value(field: Field, value: Value, names: dict[int, str]) -> str:
    if value is UNKNOWN:
        return _("I don’t know")
    if value is NOT_ASKED:
        return "–"
    if value is None:
        return say(field.none)
    if isinstance(value, bool):
        return pgettext("fact", "Yes") if value else pgettext("fact", "No")
    if isinstance(value, date):
        return formats.date_long(value)
    if isinstance(value, Decimal):
        return formats.money(value)
    if field.kind is Kind.REF and isinstance(value, int):
        return names.get(value, "–")
    if isinstance(value, int):
        return formats.number(value)
    return _choice(field.choices, str(value))


def _choice(choices: tuple[Choice, ...], code: str) -> str:
    return next((say(one.text) for one in choices if one.code == code), code)
