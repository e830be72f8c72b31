"""The words of letters: what was decided, why, how the sum came about, and what one can do about it.

A letter says what is so when it is written, and promises nothing: what a bank or a member of staff will do is not in
it. Everything is asked of the decision, which is frozen, so that the letter can be judged by it years later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dost.accounts.actors import Actor, Staff
from dost.accounts.models import User
from dost.cases.letter_content import (
    OFFICIAL,
    FactSaid,
    GroundSaid,
    Headings,
    LetterPart,
    Pair,
    SumLine,
    Written,
)
from dost.cases.queries import institution_names
from dost.cases.text.contexts import AmountLine, AmountView, CriterionView, FactView
from dost.ui.contexts import Text
from dost.ui.formats import date_long, date_short, exact, money, number
from registries.models import Centre, Person
from services_catalog.models import in_language


@dataclass(frozen=True, slots=True)
class Said:
    """What one letter says in the active language, before it is put into its frame (`LetterPart`)."""

    title: str
    answer: str
    decided: str
    details: tuple[Pair, ...] = ()
    reasons: tuple[str, ...] = ()
    grounds: tuple[GroundSaid, ...] = ()
    sums: tuple[SumLine, ...] = ()
    total: str = ""
    law: tuple[str, ...] = ()
    reasons_heading: str = ""
    appeal: tuple[str, ...] | None = None
    """How one complains, where that is not to the higher body first."""


@dataclass
class LetterWords:
    """What the letters of a batch share: names of institutions and centres by language, and sums worked out already.

    The names cost a query for each language, once.
    """

    _institutions: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _centres: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _sums: dict[Any, dict[tuple[int, int], Any]] = field(default_factory=dict)

    def institutions(self) -> Mapping[str, str]:
        """Names of institutions in the active language, by code."""
        language = translation.get_language() or OFFICIAL
        if language not in self._institutions:
            self._institutions[language] = institution_names()
        return self._institutions[language]

    def centre(self, code: str) -> str:
        """The name of a centre in the active language; empty for none."""
        if not code:
            return ""
        language = translation.get_language() or OFFICIAL
        if language not in self._centres:
            rows = Centre.objects.values_list("code", "name_az", "name_en", "name_ru")
            self._centres[language] = {
                key: in_language({"az": az, "en": en, "ru": ru or az}) for key, az, en, ru in rows
            }
        return self._centres[language].get(code, "")

    def worked_out(self, key: object) -> dict[tuple[int, int], Any]:
        """What the rule engine has said of parts of a sum that comes about in the same way (`arithmetic.Known`)."""
        return self._sums.setdefault(key, {})


_besides: ContextVar[tuple[str, ...]] = ContextVar("letters_besides", default=())


@contextmanager
def besides_in(language: str) -> Iterator[None]:
    """Write letters in one more language, for whoever looks at them before they go; none that goes is written so."""
    token = _besides.set((language,))
    try:
        yield
    finally:
        _besides.reset(token)


def languages_of(person: Person) -> list[str]:
    """The languages in which a person's letters are written, their own first."""
    return [person.language] if person.language == OFFICIAL else [person.language, OFFICIAL]


def write(person: Person, say: Callable[[], Said]) -> Written:
    """A letter to a person: what `say` says, in their language and in Azerbaijani."""
    languages = dict.fromkeys([*languages_of(person), *_besides.get()])
    return Written(name=person.full_name, fin=person.fin, parts=tuple(_part(person, one, say) for one in languages))


def _part(person: Person, language: str, say: Callable[[], Said]) -> LetterPart:
    with translation.override(language):
        said = say()
        return LetterPart(
            language=language,
            title=said.title,
            greeting=_greeting(person),
            answer=said.answer,
            details=said.details,
            reasons=said.reasons,
            grounds=said.grounds,
            sums=said.sums,
            total=said.total,
            law=said.law,
            decided=said.decided,
            appeal=appeal() if said.appeal is None else said.appeal,
            headings=Headings(
                reasons=said.reasons_heading or _("The reason"),
                grounds=_("What was looked at"),
                sums=_("How the sum came about"),
                total=_("In all"),
                law=_("The law"),
                decided=_("Who decided"),
                appeal=_("If you do not agree"),
            ),
        )


def _greeting(person: Person) -> str:
    name = {"name": person.full_name}
    if person.sex == Person.Sex.FEMALE:
        return pgettext("to a woman", "Dear %(name)s,") % name
    return pgettext("to a man", "Dear %(name)s,") % name


def appeal() -> tuple[str, ...]:
    """How one complains: to the body above, to a court, and where somebody helps with it."""
    return (
        _(
            "You may complain within 30 days of learning of this decision. The complaint goes to the higher body, the "
            "Ministry of Labour and Social Protection of Population (Law on Administrative Proceedings, art. 71)."
        ),
        _(
            "You may also go to court within 30 days of receiving this decision, or the decision on your complaint "
            "(Administrative Procedure Code)."
        ),
        _(
            "If a fact in this letter is wrong, the institution named beside it can correct it. "
            "Questions: call 142 or come to any DOST centre."
        ),
    )


def appeal_until(day: date) -> str:
    """The last day to appeal, and how it is done."""
    return _(
        "The last day to appeal is %(day)s. Open this case in your DOST and choose “Appeal this”, "
        "come to any DOST centre, or send it by post."
    ) % {"day": date_long(day)}


def court_only() -> tuple[str, ...]:
    """How one complains once an appeal is answered: to the court."""
    return (
        _(
            "If you do not agree, you may go to the administrative court of the place where you live, "
            "within 30 days of receiving this decision (Administrative Procedure Code, 846-IIIQ)."
        ),
        _("Questions: call 142 or come to any DOST centre."),
    )


def decided_by(actor: Actor, words: LetterWords, *, on: date) -> str:
    """Who decided: the rule by itself, or a member of staff, by role and office. Nobody is named."""
    if not isinstance(actor, Staff):
        return _(
            "It was decided automatically, by the rule of the service, on the data of the registries as of %(day)s."
        ) % {"day": date_long(on)}
    role = User.Role(actor.role).label if actor.role in User.Role.values else ""
    office = words.centre(actor.centre) or "DOST"
    who = f"{office}, {role}" if role else office
    return _("It was decided by a member of staff (%(who)s), as of %(day)s.") % {"who": who, "day": date_long(on)}


# -- parts ----------------------------------------------------------------------------------------------------------


def ground_said(criterion: CriterionView) -> GroundSaid:
    """One condition, how it came out, and the facts with their sources."""
    met = criterion.result
    return GroundSaid(
        text=str(criterion.text),
        result="unknown" if met is None else "met" if met else "not_met",
        result_text=result_in_words(met),
        law=str(criterion.law),
        facts=tuple(fact_said(fact) for fact in criterion.facts),
    )


def result_in_words(met: bool | None) -> str:
    """How a condition came out."""
    if met is None:
        return pgettext("criterion", "Not known")
    return pgettext("criterion", "Met") if met else pgettext("criterion", "Not met")


def in_order(criteria: Sequence[CriterionView]) -> list[CriterionView]:
    """What failed first, then what is not known, then what was fulfilled."""
    return sorted(criteria, key=lambda one: (one.result is not False, one.result is not None))


def fact_said(fact: FactView) -> FactSaid:
    """A fact, its value in words, and its source."""
    day = date_short(fact.recorded_on) if fact.recorded_on else ""
    source = ", ".join(str(part) for part in (fact.institution, fact.registry, day) if part)
    return FactSaid(label=str(fact.label), value=value_in_words(fact), source=source)


def value_in_words(fact: FactView) -> str:
    """A fact's value as text; "not known" for None."""
    value = fact.value
    if value is None:
        return pgettext("fact", "Not known")
    if isinstance(value, bool):
        return pgettext("fact", "Yes") if value else pgettext("fact", "No")
    if isinstance(value, date):
        return date_long(value)
    if fact.kind == "money" and isinstance(value, int | Decimal):
        return money(value)
    if isinstance(value, Decimal):
        shown = exact(value)
    else:
        shown = number(value) if isinstance(value, int) else str(value)
    return f"{shown} {fact.unit}" if fact.unit else shown


def sum_lines(amount: AmountView | None) -> tuple[SumLine, ...]:
    """The arithmetic of an amount; nothing where the amount is one line that says no more than the amount itself."""
    return tuple(_line(line) for line in amount.lines) if amount else ()


def _line(line: AmountLine) -> SumLine:
    value = money(line.value) if line.money else exact(line.value)
    return SumLine(label=str(line.label), value=f"{line.operator} {value}".strip(), note=str(line.note))


def months_lines(months: Sequence[tuple[str, Decimal]]) -> tuple[SumLine, ...]:
    """A sum by months, named in words."""
    return tuple(SumLine(label=name, value=money(amount)) for name, amount in months)


def quoted(name: Text) -> str:
    """The name of a service in quotation marks."""
    return _("“%(service)s”") % {"service": name}
