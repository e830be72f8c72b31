"""What is wrong with a row, said so that whoever sent it can put it right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TypedDict

import psycopg


class Problem(TypedDict):
    """A refused row or event, as it is stored and sent back."""

    field: str
    message: str
    hint: str


class RowError(Exception):
    """One field of a row cannot be taken. `message` says what is wrong with it, `hint` what would be right."""

    def __init__(self, field: str, message: str, hint: str = "") -> None:
        self.field, self.message, self.hint = field, message, hint
        super().__init__(f"{field}: {message}" + (f" – {hint}" if hint else ""))

    def as_problem(self) -> Problem:
        """The three parts."""
        return {"field": self.field, "message": self.message, "hint": self.hint}


_FOLDED = str.maketrans("çəğıiöşüÇƏĞIİÖŞÜâÂ", "cegiiosuCEGIIOSUaA")


def fold(text: str) -> str:
    """Text as people type it without Azerbaijani letters, in lower case, for comparing names."""
    return " ".join(text.translate(_FOLDED).lower().replace("-", " ").replace("_", " ").split())


LONGEST_COMPARED = 100


def nearest(text: str, among: Iterable[str], *, count: int = 1) -> list[str]:
    """The most similar of `among`, best first; none if nothing is similar."""
    if len(text) > LONGEST_COMPARED:
        return []
    by_fold = {fold(candidate): candidate for candidate in among}
    return [by_fold[match] for match in difflib.get_close_matches(fold(text), by_fold, n=count, cutoff=0.6)]


def listed(words: Iterable[str], *, most: int = 12) -> str:
    """Words as a list in a sentence, cut when it is long."""
    all_words = list(words)
    return ", ".join(all_words[:most]) + (f" … ({len(all_words)} in all)" if len(all_words) > most else "")


def did_you_mean(text: str, among: Iterable[str]) -> str:
    """A hint that names the nearest of `among` when there is one, and what there is."""
    candidates = sorted(among)
    found = nearest(text, candidates)
    meant = f"Did you mean {found[0]}? " if found else ""
    return f"{meant}It is one of: {listed(candidates)}"


# What the database's constraints hold, as (field, message, hint).
_CONSTRAINTS = {
    "birth_act_one_per_child": (
        "fin",
        "there is a birth act of this child already",
        "to correct it, send it under the source and reference of the act that stands",
    ),
    "death_act_one": (
        "fin",
        "there is a death act of this person already",
        "to correct it, send it under the source and reference of the act that stands",
    ),
    "insurance_account_one": (
        "fin",
        "this person has an individual account already",
        "to change it, send it under the source and reference of that account",
    ),
    "household_member_one": (
        "household",
        "this person is a member of a household already",
        "end that membership first: send it again with valid_until",
    ),
    "registry_gap_open_once": (
        "registry",
        "this registry is marked incomplete for the person already",
        "close that gap first: send it with until",
    ),
    "person_died_after_birth": ("died_on", "is before the date of birth", "check both dates"),
    "person_fin_form": ("fin", "is not a FİN", "7 characters: digits and capital letters without I and O"),
}


def annulled_already() -> RowError:
    """The refusal of what would change a record that was annulled."""
    return RowError("reference", "this record was annulled", "what is registered anew has a reference of its own")


def from_database(error: Exception) -> RowError:
    """The row error that a refusal by the database means, or by what writes values for it."""
    cause = error.__cause__
    name = ""
    if isinstance(cause, psycopg.Error):
        name = cause.diag.constraint_name or ""
    if name in _CONSTRAINTS:
        return RowError(*_CONSTRAINTS[name])
    if name.endswith("_period"):
        return RowError("valid_until", "is before valid_from", "give the last day of validity, inclusive")
    if name.endswith("_once"):
        return RowError("reference", "another record came under this reference meanwhile", "send it again")
    if isinstance(cause, psycopg.errors.NotNullViolation):
        return RowError(cause.diag.column_name or "", "is missing", "it is required")
    if isinstance(cause, psycopg.errors.ForeignKeyViolation):
        return RowError(name, "points at something that is not there", "send what it points at first")
    return RowError(name, "the database does not take these values", "check the row against --describe")
