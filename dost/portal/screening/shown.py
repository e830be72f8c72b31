"""A question as a page shows it: its boxes and lines, with what stands in them and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from dost.proactive.screening.family import Family
from dost.proactive.screening.questions import Ask, Field, Form, can_be_named
from dost.proactive.screening.values import Kind

from .naming import names_of, say
from .replies import ASIDE, BOXES, NO, NONE, NOT_KNOWN, YES, Typed, first_control, line_name


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `alone`: whoever chooses it chooses nothing else."""

    id: str
    name: str
    value: str
    label: str
    chosen: bool
    alone: bool = False


@dataclass(frozen=True, slots=True)
class DayPart:
    """A field of a day: day, month or year."""

    id: str
    name: str
    label: str
    width: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to answer. `control`: boxes, radios, day, number or money. `aside` is what may be said instead."""

    id: str
    name: str
    label: str
    control: str
    value: str = ""
    options: tuple[Option, ...] = ()
    parts: tuple[DayPart, ...] = ()
    aside: tuple[Option, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class ShownAsk:
    """A question as `portal/screening/_ask.html` shows it.

    `about` says of whom it is asked, empty when it is of the asker or of the family. A question of a single line is
    asked by its heading; `lines` of several have labels of their own.
    """

    heading: str
    hint: str
    about: str
    lines: tuple[Line, ...]
    sensitive: bool

    @property
    def is_single(self) -> bool:
        """Whether the heading is the label of the only line."""
        return len(self.lines) == 1


_CONTROLS: Final = {
    Kind.FLAG: "radios",
    Kind.CODE: "radios",
    Kind.REF: "radios",
    Kind.DAY: "day",
    Kind.MAYBE_DAY: "day",
    Kind.COUNT: "number",
    Kind.MONEY: "money",
}


def shown_ask(ask: Ask, family: Family, typed: Typed, *, on: date, errors: Sequence[tuple[str, str]] = ()) -> ShownAsk:
    """Return a question for a family with what was typed and what is wrong with it; `family` must be resolved."""
    question = ask.question
    wrong = dict(errors)
    if question.form is Form.FIELDS:
        lines = tuple(
            _line(line_name(number), one, ask, family, typed, on, wrong) for number, one in enumerate(question.fields)
        )
    else:
        lines = (_boxes(ask, family, typed, on, wrong),)
    return ShownAsk(
        heading=say(question.text),
        hint=say(question.hint),
        about=names_of(family, on=on)[ask.member] if question.each and len(family.members) > 1 else "",
        lines=lines,
        sensitive=question.sensitive,
    )


def _boxes(ask: Ask, family: Family, typed: Typed, on: date, wrong: dict[str, str]) -> Line:
    if ask.question.form is Form.MEMBERS:
        names = names_of(family, on=on)
        choices = [(str(one.key), names[one.key]) for one in can_be_named(ask.question, family, on=on)]
    else:
        choices = [(one.code, say(one.text)) for one in ask.question.choices]
    asides = ((NONE, _("None of these")), (NOT_KNOWN, _("I don’t know")))
    chosen = set(typed.get(BOXES, ()))
    options = [
        Option(_option_id(BOXES, number), BOXES, value, label, value in chosen, alone=value in (NONE, NOT_KNOWN))
        for number, (value, label) in enumerate([*choices, *asides])
    ]
    return Line(BOXES, BOXES, "", "boxes", options=tuple(options), error=wrong.get(BOXES, ""))


def _line(
    name: str,
    field: Field,
    ask: Ask,
    family: Family,
    typed: Typed,
    on: date,
    wrong: dict[str, str],
) -> Line:
    control = _CONTROLS[field.kind]
    return Line(
        id=first_control(name, field),
        name=name,
        label=say(field.label),
        control=control,
        value=_typed(typed, name),
        options=_radios(name, _choices(field, ask, family, on), typed) if control == "radios" else (),
        parts=day_parts(name, typed) if control == "day" else (),
        aside=() if control == "radios" else asides(name, say(field.none), typed),
        error=wrong.get(first_control(name, field), ""),
    )


def _choices(field: Field, ask: Ask, family: Family, on: date) -> list[tuple[str, str]]:
    not_known = (NOT_KNOWN, _("I don’t know"))
    if field.kind is Kind.FLAG:
        return [(YES, _("Yes")), (NO, _("No")), not_known]
    if field.kind is Kind.REF:
        others = [(str(key), name) for key, name in names_of(family, on=on).items() if key != ask.member]
        return [*others, *([(NONE, say(field.none))] if field.none else []), not_known]
    return [*((one.code, say(one.text)) for one in field.choices), not_known]


def _radios(name: str, choices: Sequence[tuple[str, str]], typed: Typed) -> tuple[Option, ...]:
    chosen = _typed(typed, name)
    return tuple(
        Option(name if number == 0 else _option_id(name, number), name, value, label, value == chosen)
        for number, (value, label) in enumerate(choices)
    )


def day_parts(name: str, typed: Typed) -> tuple[DayPart, ...]:
    """Return the three fields of a day."""
    parts = (("d", _("Day"), "2"), ("m", _("Month"), "2"), ("y", _("Year"), "4"))
    return tuple(
        DayPart(f"{name}-{part}", f"{name}-{part}", label, width, _typed(typed, f"{name}-{part}"))
        for part, label, width in parts
    )


def asides(name: str, none: str, typed: Typed) -> tuple[Option, ...]:
    """Return what may be said beside a line instead of writing into it."""
    chosen = _typed(typed, f"{name}{ASIDE}")
    words = [*([(NONE, none)] if none else []), (NOT_KNOWN, _("I don’t know"))]
    return tuple(
        Option(_option_id(f"{name}{ASIDE}", number), f"{name}{ASIDE}", value, label, value == chosen)
        for number, (value, label) in enumerate(words)
    )


def _option_id(name: str, number: int) -> str:
    """The first control of a set is where an error leads, so it has the name itself."""
    return f"{name}-{number}" if number else name


def _typed(typed: Typed, name: str) -> str:
    given = typed.get(name, ())
    return given[-1] if given else ""
