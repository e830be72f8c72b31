"""Everything of a rule besides its criteria: what comes of it, how much, from when, how it reaches people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from dost.studio.wording import rule_words
from dost.studio.wording.languages import ThreeTexts, three_texts
from dost.ui.formats import money
from services_catalog.changes.checking import DraftCheck
from services_catalog.changes.expressions import Issue
from services_catalog.definition import Outcome
from services_catalog.labels import LABELS, label
from services_catalog.models import Service
from services_catalog.models.catalogue import in_language
from services_catalog.second_person import second_person_of

from .rule import Checked, checked, key_of, named_items
from .rule_limits import limits_in_words
from .rule_reading import Reader

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "paid": ("outcome", "amount", "period", "payee", "award", "award_kind", "funding"),
    "days": ("starts", "until"),
    "document": ("document",),
    "way": ("basis", "mode", "verify", "excludes"),
    "limits": ("terms",),
    "second": ("second_person",),
}
"""The sections of the page and the fields of a version that each of them holds."""

EXPRESSIONS: Final = ("amount", "starts", "until")


@dataclass(frozen=True, slots=True)
class TermRow:
    """One field: what stands there, in words or as an expression that was typed."""

    key: str
    label: str
    values: tuple[str, ...]
    typed: str
    checked: Checked
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that are changed together."""

    name: str
    title: str
    rows: tuple[TermRow, ...]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question that only the person can answer; a rule names the answer `answer.<id>`."""

    name: str
    key: str
    ask: ThreeTexts
    type: str
    choices: tuple[tuple[str, ThreeTexts], ...]


def titles() -> dict[str, str]:
    """Return what the sections are called."""
    return {
        "paid": _("What is given, and how much"),
        "days": _("From when until when"),
        "document": _("What is written on the document"),
        "way": _("How it reaches people"),
        "limits": _("Time limits of the law"),
        "second": _("Second person"),
    }


def labels() -> dict[str, str]:
    """Return what the fields are called."""
    return {
        "outcome": _("What comes of it"),
        "amount": _("Amount"),
        "period": _("How often"),
        "payee": _("Who is paid"),
        "award": _("Registry that keeps it"),
        "award_kind": _("Kind of pension"),
        "funding": _("Where the money comes from"),
        "document": _("Text"),
        "starts": _("First day"),
        "until": _("Last day"),
        "basis": _("What the right arises from"),
        "mode": _("How it comes to the person"),
        "verify": _("Asked of institutions before the decision"),
        "excludes": _("Not together with"),
        "terms": _("Time limits"),
        "second_person": _("Who confirms a grant"),
    }


def sections(content: Mapping[str, Any], check: DraftCheck, reader: Reader) -> list[Section]:
    """Return the sections of a version; fields that are empty and need not be there are left out."""
    named, called = titles(), labels()
    excluded = _service_names(content)
    found = []
    for name, keys in SECTIONS.items():
        if name == "document" and content.get("outcome") != Outcome.DOCUMENT and not content.get(name):
            continue
        if name == "second" and content.get("outcome") != Outcome.PAYMENT and not content.get("second_person"):
            continue
        rows = tuple(
            _row(key, called[key], content, check, excluded, reader)
            for key in keys
            if content.get(key)
            or any(issue.path == key for issue in check.issues)
            or key in ("starts", "until", "excludes", "document", "terms", "second_person")
        )
        found.append(Section(name, named[name], rows))
    return found


def _row(
    key: str, label: str, content: Mapping[str, Any], check: DraftCheck, excluded: Mapping[str, str], reader: Reader
) -> TermRow:
    issues = tuple(
        issue for issue in check.issues if issue.path == key or issue.path.startswith((f"{key}.", f"{key}["))
    )
    value = content.get(key)
    if key in EXPRESSIONS:
        typed = "" if value is None else str(value)
        return TermRow(
            key,
            label,
            () if typed else (absent(key),),
            typed,
            checked(typed, check.expressions.get(key), reader.short(typed)),
            issues,
        )
    return TermRow(key, label, _values(key, value, excluded), "", Checked(), issues)


def absent(key: str) -> str:
    """Return what it means that an expression is not there."""
    return {
        "amount": _("Nothing is paid"),
        "starts": _("From the day on which the right is found"),
        "until": _("Without an end"),
    }[key]


_WORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "mode": rule_words.MODE,
    "period": rule_words.PERIOD,
    "funding": rule_words.FUNDING,
    "award": rule_words.AWARD,
    "award_kind": rule_words.AWARD_KIND,
    "basis": rule_words.BASIS,
    "outcome": LABELS["outcome"],
}


def _values(key: str, value: Any, excluded: Mapping[str, str]) -> tuple[str, ...]:
    if key == "terms":
        return limits_in_words(value)
    if key == "second_person":
        return (_second_person(value),)
    if not value:
        return (_("None"),) if key == "excludes" else ("–",)
    if key == "document":
        return tuple(_of_document(value)) if isinstance(value, Mapping) else ("–",)
    items = [str(item) for item in value] if isinstance(value, list) else [str(value)]
    if key == "payee":
        return (f", {_('else')} ".join(rule_words.role(item) for item in items),)
    if key == "verify":
        return tuple(rule_words.asked_of_institution(item) for item in items)
    if key == "excludes":
        return tuple(f"{item} {excluded.get(item, '')}".strip() for item in items)
    return tuple(str(_WORDS[key].get(item, item)) for item in items)


def _second_person(value: Any) -> str:
    """Above how much a second person confirms, and how sure that is."""
    if not value:
        return _("One member of staff grants by themselves, whatever the amount")
    said = second_person_of({"second_person": value})
    if said is None:  # a draft that is not right yet; what is wrong is said beside it
        return "–"
    return _("A second person confirms what a member of staff grants above %(amount)s (%(sure)s)") % {
        "amount": money(said.above),
        "sure": label("confidence", said.confidence),
    }


def _of_document(document: Mapping[str, Any]) -> Iterator[str]:
    """The title and the sentences as they are written, in the reader's language."""
    for texts in (document.get("title"), *(document.get("text") or ())):
        if isinstance(texts, Mapping):
            yield in_language({key: str(text) for key, text in texts.items()}) or "–"


def _service_names(content: Mapping[str, Any]) -> dict[str, str]:
    codes = content.get("excludes")
    asked = [code for code in codes if isinstance(code, str)] if isinstance(codes, list) else []
    if not asked:
        return {}
    return {
        code: in_language(name) for code, name in Service.objects.filter(code__in=asked).values_list("code", "name")
    }


def question_rows(content: Mapping[str, Any]) -> list[QuestionRow]:
    """Return the questions of a version."""
    return [
        QuestionRow(
            name=name,
            key=key_of(name, number),
            ask=three_texts(item.get("ask")),
            type=str(rule_words.ANSWER_TYPE.get(str(item.get("type")), item.get("type") or "")),
            choices=tuple(
                (str(code), three_texts(texts))
                for code, texts in (item["choices"].items() if isinstance(item.get("choices"), Mapping) else ())
            ),
        )
        for number, (name, item) in enumerate(named_items(content, "questions"))
    ]
