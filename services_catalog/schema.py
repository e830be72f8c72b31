"""The words a service definition is written with, and a reader that checks them one by one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from registries.bridge.confirmations import CONFIRMATIONS
from registries.facts import award_kinds

from .definition import AnswerType, AwardKind, AwardRegistry, Funding, Mode, Outcome, Period
from .located import Document, Problem, Where
from .rules.explain import Verdict

LANGUAGES = ("az", "en", "ru")

AREAS = (
    "certificates",
    "labour_relations",
    "disability",
    "employment",
    "pensions",
    "benefits",
    "tsa",
    "stipends",
    "social_insurance",
    "personal_insurance",
    "social_services",
    "child_protection",
    "support",
)
KINDS = (
    "benefit",
    "pension",
    "stipend",
    "service",
    "registration",
    "certificate",
    "permit",
    "consultation",
    "referral",
)
DELIVERIES = ("proactive", "online", "counter")
MODES = tuple(word.value for word in Mode)
PERIODS = tuple(word.value for word in Period)
OUTCOMES = tuple(word.value for word in Outcome)
AWARDS = tuple(word.value for word in AwardRegistry)
AWARD_KINDS = tuple(word.value for word in AwardKind)
COUNTED_AS = tuple(award_kinds.AWARD_KINDS)
FUNDINGS = tuple(word.value for word in Funding)
LIFE_EVENTS = (
    "child_born",
    "raising_children",
    "adoption",
    "starting_work",
    "work_lost",
    "illness",
    "disability",
    "caring",
    "retirement",
    "death_in_family",
    "low_income",
    "war_and_martyrs",
    "housing",
    "employing",
    "papers",
    "complaint",
)
AUDIENCES = (
    "everyone",
    "families",
    "children",
    "workers",
    "jobseekers",
    "insured",
    "pensioners",
    "disability",
    "carers",
    "veterans",
    "low_income",
    "employers",
    "foster",
    "released",
)
AVAILABILITIES = ("open", "paused", "seasonal", "closed")
USERS = ("citizens", "permanent_residents", "entrepreneurs", "legal_entities")
CHANNELS = (
    "automatic",
    "portal",
    "centre",
    "representative",
    "self_service",
    "call_centre",
    "mobile",
    "post",
)
ANSWERS = ("proactive", "sms", "portal", "paper", "email", "in_person", "phone")
PLACES = (
    "portal",
    "dost_centre",
    "dsmf_unit",
    "employment_centre",
    "dtsera",
    "social_service_unit",
    "labour_inspectorate",
    "coordination_centre",
    "call_centre",
    "mobile_unit",
)
DEGREES = ("full", "partial", "none")
ANSWER_TYPES = tuple(word.value for word in AnswerType)
CONFIDENCES = ("verified", "computed", "recalled", "assumed")
VERDICTS = tuple(word.value for word in Verdict)
REGISTRIES = (
    "EMAS",
    "MSR",
    "MEQ",
    "ISIG",
    "DEMX",
    "TSERAS",
    "REHAB",
    "PENS",
    "MUAV",
    "TEQ",
    "VEMTAS",
    "UCOT",
    "ZEFER",
    "SOSX",
    "OVLAD",
    "DISS",
    "QEBUL",
)
# What the institutions can be asked to confirm about a case.
QUESTIONS = tuple(CONFIRMATIONS)

CODE = re.compile(r"\d\d-\d\d(-\d)?")
WORD = re.compile(r"[a-z][a-z0-9_]{0,59}")

_CYRILLIC = re.compile(r"[А-Яа-яЁё]")


class Reader:
    """Reads values of one document, collecting a problem for each that is not right.

    Every method returns something usable even when it has found a problem, so that one pass finds them all.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def problem(self, where: Where, message: str) -> None:
        """Note that the value at a place is wrong, and what would be right."""
        self.problems.append(self.document.problem(where, message))

    def mapping(
        self, value: Any, where: Where, *, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> dict[str, Any]:
        """Return the mapping with the keys that are known; a missing required key is a problem."""
        if not isinstance(value, Mapping):
            self.problem(where, _("Here a mapping is expected, with: %(keys)s.") % {"keys": ", ".join(required)})
            return {}
        known = [*required, *optional]
        for key in value:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                hint = _("Did you mean %(name)s?") % {"name": near[0]} if near else _("Known are: ") + ", ".join(known)
                self.problem((*where, key), _("“%(key)s” is not known here. %(hint)s") % {"key": key, "hint": hint})
        for key in required:
            if value.get(key) is None:
                self.problem(where, _("“%(key)s” is missing.") % {"key": key})
        return {key: item for key, item in value.items() if key in known}

    def items(self, value: Any, where: Where) -> list[tuple[Where, Any]]:
        """Return the items of a list, each with its place."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.problem(where, _("Here a list is expected: [a, b]."))
            return []
        return [((*where, number), item) for number, item in enumerate(value)]

    def text(self, value: Any, where: Where, *, most: int = 4_000) -> str:
        """Return a text that is not empty, in one line of single spaces."""
        if isinstance(value, bool | int | Decimal) or not isinstance(value, str) or not value.strip():
            self.problem(where, _("Here a text is expected."))
            return ""
        if len(value) > most:
            self.problem(where, _("The text is too long: at most %(most)d characters.") % {"most": most})
        return " ".join(value.split())

    def expression(self, value: Any, where: Where) -> str:
        """Return the text of an expression; whole numbers and yes or no may stand without quotation marks."""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, int | Decimal):
            return str(value)
        return self.text(value, where)

    def texts(self, value: Any, where: Where) -> dict[str, str]:
        """Return the text in Azerbaijani, English and Russian; each must be there and in its language's letters."""
        found = self.mapping(value, where, required=LANGUAGES)
        result = {}
        for language in LANGUAGES:
            if found.get(language) is None:
                continue
            result[language] = text = self.text(found[language], (*where, language), most=600)
            is_cyrillic = bool(_CYRILLIC.search(text))
            if text and is_cyrillic != (language == "ru"):
                message = (
                    _("This text has no Russian letters; write it in Russian.")
                    if language == "ru"
                    else _("This text has Russian letters; write it in the Latin alphabet.")
                )
                self.problem((*where, language), message)
        return result

    def one_of(self, value: Any, where: Where, allowed: Collection[str]) -> str:
        """Return a word that is one of those allowed."""
        if isinstance(value, str) and value in allowed:
            return value
        near = get_close_matches(str(value), list(allowed), n=1)
        hint = _("Did you mean %(name)s?") % {"name": near[0]} if near else _("One of: ") + ", ".join(allowed) + "."
        self.problem(where, _("“%(value)s” is not right here. %(hint)s") % {"value": value, "hint": hint})
        return ""

    def whole(self, value: Any, where: Where, *, most: int) -> int:
        """Return a whole number that is not negative."""
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        self.problem(where, _("Here a whole number from 0 to %(most)d is expected.") % {"most": most})
        return 0

    def several_of(self, value: Any, where: Where, allowed: Collection[str]) -> list[str]:
        """Return a list of different words, each one of those allowed."""
        found: list[str] = []
        for place, item in self.items(value, where):
            word = self.one_of(item, place, allowed)
            if word in found:
                self.problem(place, _("“%(value)s” is named twice.") % {"value": word})
            elif word:
                found.append(word)
        return found

    def matching(self, value: Any, where: Where, pattern: re.Pattern[str], example: str) -> str:
        """Return a word of a given form."""
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        message = _("“%(value)s” is not right here; write %(example)s.")
        self.problem(where, message % {"value": value, "example": example})
        return ""

    def code(self, value: Any, where: Where) -> str:
        """Return the code of a service."""
        return self.matching(value, where, CODE, "a code such as 05-40")

    def word(self, value: Any, where: Where, example: str) -> str:
        """Return a small word without spaces, as names of criteria, roles and parameters are."""
        return self.matching(value, where, WORD, example)

    def day(self, value: Any, where: Where) -> date:
        """Return a date; written without quotation marks."""
        if type(value) is date:
            return value
        self.problem(where, _("Here a date is expected, such as 2026-07-01."))
        return date(2019, 4, 1)

    def yes_or_no(self, value: Any, where: Where) -> bool:
        """Return true or false."""
        if isinstance(value, bool):
            return value
        self.problem(where, _("Here true or false is expected."))
        return False


def plain(value: Any) -> Any:
    """Turn a value from YAML into one that JSON has: dates and decimals become texts."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
