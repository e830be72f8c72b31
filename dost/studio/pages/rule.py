"""The page of one drafted service: its rule criterion by criterion, what it says in plain words, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from dost.studio.wording import rule_words, words
from dost.studio.wording.languages import NAMES, ThreeTexts, languages_reader_first, three_texts
from services_catalog.changes.checking import DraftCheck
from services_catalog.changes.examples import ExampleResult
from services_catalog.changes.expressions import ExpressionCheck, Issue
from services_catalog.changes.paths import item_names
from services_catalog.changes.reading import base_content
from services_catalog.laws import law_as_read
from services_catalog.models import DraftService
from services_catalog.rules import read_back_rule
from services_catalog.schema import LANGUAGES, WORD

from .rule_reading import Reader

_POSITION: Final = re.compile(r"^(criteria|questions|examples)\[(\d+)\]")
MOST_UNFILLED: Final = 3
"""More empty places of the texts than this are told in one line."""


# -- pieces ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """A run of letters of what was typed; `problem` is the number of the problem it belongs to, 0 for none."""

    text: str
    problem: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression says in one language; `full` with its formulas written out, if it has any."""

    language: str
    name: str
    text: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """An expression as typed with its wrong words marked, or what it says, the reader's language first."""

    runs: tuple[Run, ...] = ()
    issues: tuple[Issue, ...] = ()
    readings: tuple[Reading, ...] = ()

    @property
    def still_wrong(self) -> bool:
        """Whether it is kept although it is wrong: its set cannot be handed in before it is mended."""
        return bool(self.issues)

    @property
    def says(self) -> str:
        """What it says in the reader's language; empty while it is wrong."""
        return self.readings[0].text if self.readings else ""


def checked(text: str, found: ExpressionCheck | None, short: Mapping[str, str] | None = None) -> Checked:
    """Return an expression as a page shows it; None when there is nothing to check.

    `short` is what it says with formulas by their names (see `rule_reading`).
    """
    if found is None:
        return Checked()
    in_short = short or {}
    readings = tuple(
        Reading(
            language,
            NAMES[language],
            in_short.get(language) or found.read_back[language],
            found.read_back[language] if language in in_short else "",
        )
        for language in languages_reader_first()
        if language in found.read_back
    )
    return Checked(runs(text, found.issues), found.issues, readings)


def runs(text: str, issues: Sequence[Issue]) -> tuple[Run, ...]:
    """Return a text cut where its wrong words begin and end; where two problems overlap, the first counts."""
    places = sorted(
        (issue.start, issue.end or issue.start, number)
        for number, issue in enumerate(issues, 1)
        if issue.start is not None
    )
    found: list[Run] = []
    position = 0
    for start, end, number in places:
        if start < position:
            continue
        found.append(Run(text[position:start]))
        found.append(Run(text[start:end] or " ", number))
        position = end
    found.append(Run(text[position:]))
    return tuple(run for run in found if run.text)


# -- criteria --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion: `name` as drafts call it, `key` as the page's elements do, `typed` its expression."""

    name: str
    key: str
    number: int
    shared: str
    texts: ThreeTexts
    law: str
    typed: str
    checked: Checked
    issues: tuple[Issue, ...]
    doubts: tuple[str, ...]
    is_first: bool
    is_last: bool

    @property
    def wrong(self) -> bool:
        """Whether something has to be mended in it."""
        return any(issue.serious for issue in self.issues)


def key_of(name: str, number: int) -> str:
    """Return what the elements of a page about an item are called; ids that are no words get their number."""
    return name if WORD.fullmatch(name) else f"n{number}"


def named_items(content: Mapping[str, Any], kind: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the criteria, questions or examples of a version with the names that `edits` knows them by."""
    items = content.get(kind)
    usable = [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
    return list(zip(item_names(kind, usable), usable, strict=True))


def criterion_rows(content: Mapping[str, Any], check: DraftCheck, reader: Reader) -> list[CriterionRow]:
    """Return the criteria of a draft in their order."""
    found = named_items(content, "criteria")
    return [_row(name, item, number, len(found), check, reader) for number, (name, item) in enumerate(found)]


def _row(
    name: str, item: Mapping[str, Any], number: int, count: int, check: DraftCheck, reader: Reader
) -> CriterionRow:
    used = str(item.get("use") or "")
    shared = reader.known.criteria.get(used) if used else None
    said: Mapping[str, Any] = {"text": shared.text, "law": shared.law} if shared is not None else item
    typed = reader.shared(used) if used else str(item.get("require") or "")
    place = f"criteria[{number}]"
    result = check.expressions.get(f"{place}.use" if used else f"{place}.require")
    return CriterionRow(
        name=name,
        key=key_of(name, number),
        number=number + 1,
        shared=used,
        texts=three_texts(said.get("text")),
        law=law_as_read(str(said.get("law") or "")),
        typed=typed,
        checked=checked(typed, result, reader.short(typed) if result is not None and result.ok else None),
        issues=tuple(issue for issue in check.issues if issue.path == place or issue.path.startswith(f"{place}.")),
        doubts=tuple(doubt.message for doubt in check.doubts if doubt.path == f"{place}.text"),
        is_first=number == 0,
        is_last=number == count - 1,
    )


# -- the rule as a text ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LawLine:
    """One condition as it is asked; `says` is empty while it is wrong."""

    says: str


@dataclass(frozen=True, slots=True)
class Law:
    """The whole rule read back in one language, from what will be asked and not from what was meant."""

    language: str
    name: str
    others: tuple[tuple[str, str], ...]
    lines: tuple[LawLine, ...]
    outcome: tuple[str, ...]
    whole: bool


def law(content: Mapping[str, Any], check: DraftCheck, language: str, reader: Reader) -> Law:
    """Return the rule as a text; what cannot be read yet is left out, and `whole` is False."""
    lines = []
    for number, (_name, item) in enumerate(named_items(content, "criteria")):
        used = str(item.get("use") or "")
        result = check.expressions.get(f"criteria[{number}].{'use' if used else 'require'}")
        says = ""
        if result is not None and result.ok:
            typed = reader.shared(used) if used else str(item.get("require") or "")
            says = reader.short(typed).get(language) or result.read_back.get(language, "")
        lines.append(LawLine(says))
    outcome: tuple[str, ...] = ()
    if check.rule is not None:
        outcome = tuple(read_back_rule(check.rule, language)[len(check.rule.criteria) :])
    others = tuple((other, NAMES[other]) for other in LANGUAGES if other != language)
    return Law(language, NAMES[language], others, tuple(lines), outcome, check.rule is not None)


# -- what is wrong, with the way there -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend (or, not `serious`, to know): where in words, and the address of the field."""

    where: str
    message: str
    hint: str
    word: str
    url: str
    serious: bool


def problems(draft: DraftService, content: Mapping[str, Any], check: DraftCheck) -> list[Problem]:
    """Return everything that was found, what has to be mended first."""
    unfilled = [issue for issue in check.issues if issue.path == "texts"]
    many = len(unfilled) > MOST_UNFILLED
    issues = [issue for issue in check.issues if not many or issue.path != "texts"]
    if many:
        message = _("%(count)d places are not filled in yet.") % {"count": len(unfilled)}
        issues.append(replace(unfilled[0], message=message, hint="", word=""))
    issues.sort(key=lambda issue: not issue.serious)
    came = {f"{result.path}.expect.verdict": result for result in check.examples}
    return [
        Problem(
            where=words.place(_of_example(named_path(issue.path, content))) if issue.path else "",
            message=_otherwise(came[issue.path]) if issue.path in came else issue.message,
            hint=issue.hint,
            word=issue.word,
            url=place_url(draft.change_set_id, draft.code, issue.path, content),
            serious=issue.serious,
        )
        for issue in issues
    ]


def _otherwise(result: ExampleResult) -> str:
    """Say that an example comes out otherwise; why, its own page says criterion by criterion."""
    expected = str(result.expected.get("verdict", ""))
    return _("Expected: %(expected)s. Comes out: %(found)s.") % {
        "expected": rule_words.VERDICT.get(expected, expected),
        "found": rule_words.VERDICT.get(result.verdict, "–"),
    }


def _of_example(path: str) -> str:
    """Name the example alone: the message says what of it is off."""
    return re.sub(r"^(examples\[.*?\])\.expect\.verdict$", r"\1", path)


def named_path(path: str, content: Mapping[str, Any]) -> str:
    """Return a place with its item by name instead of by position."""
    match = _POSITION.match(path)
    if match is None:
        return path
    names = item_names(match[1], [item for _name, item in named_items(content, match[1])])
    number = int(match[2])
    name = names[number] if number < len(names) else str(number + 1)
    return f'{match[1]}["{name}"]{path[match.end() :]}' if '"' not in name else path


_TERMS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("outcome", "amount", "period", "payee", "award", "award_kind", "funding"), "paid"),
    **dict.fromkeys(("starts", "until"), "days"),
    **dict.fromkeys(("basis", "mode", "verify", "excludes"), "way"),
}


def place_url(pk: int, code: str, path: str, content: Mapping[str, Any]) -> str:
    """Return the address at which a place of a draft is changed."""
    rule = reverse("studio:rule", args=[pk, code])
    match = _POSITION.match(path)
    number = int(match[2]) if match else 0
    head = re.split(r"[.\[]", path, maxsplit=1)[0]
    if head == "criteria":
        names = [name for name, _item in named_items(content, "criteria")]
        key = key_of(names[number], number) if match and number < len(names) else ""
        return f"{rule}#criterion-{key}" if key else f"{rule}#criteria"
    if head == "examples":
        anchor = f"#example-{number + 1}" if match else ""
        return reverse("studio:rule_examples", args=[pk, code]) + anchor
    if head == "texts":
        return reverse("studio:rule_texts", args=[pk, code])
    if head == "questions":
        return f"{rule}#questions"
    return f"{rule}#terms-{_TERMS[head]}" if head in _TERMS else rule


def content_of(draft: DraftService) -> dict[str, Any]:
    """Return the version a draft stands for: its own, or that it leaves as it is."""
    return draft.content or base_content(draft.base)
