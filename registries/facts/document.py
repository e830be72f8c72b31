"""The fact catalogue as a document: `docs/facts.md` and JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from . import catalogue
from .award_kinds import AWARD_KINDS
from .basis import Basis
from .model import Fact, FactValue

HEADER = """\
# Facts

A fact is a named thing that a rule may ask about a person. Rules see facts, never tables. This page is made by
`manage.py facts --markdown > docs/facts.md`; do not edit it.

* **As of a date.** Every fact is read as of the date a right is judged on: a record counts from its first day of
  validity to its last, inclusive, unless it has been superseded.
* **Absent is not unknown.** A registry that is complete for the person and holds no record is an answer: the column
  *without a record* says what the fact is then worth. Unknown (NULL) is what is truly not known: a record whose field
  is missing, or a registry marked incomplete or stale for the person (`RegistryGap`). With such a gap a fact is unknown
  when no record is found; counts, sums and first or last dates are unknown in any case, and a yes-or-no fact that is
  true if any record says so stays true.
* **Ages.** Full years; whoever is born on 29 February reaches an age on 1 March in ordinary years.
* **Names.** `employment.active` is about the subject of the case; `mother.employment.active` about a role of the basis;
  `child.alive` is short for `child.person.alive`; `birth.parity` is a field of the basis record, and comes before a
  fact of the same name. A role that nobody holds has no records: its facts are worth what they are worth without one.
"""


def as_text(value: FactValue) -> str:
    """A value as it is written in a rule."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def markdown() -> str:
    """Return `docs/facts.md`."""
    facts = list(catalogue.facts.values())
    fields = sum(len(basis.fields) for basis in catalogue.bases.values())
    parts = [
        HEADER,
        f"{len(facts)} facts about a person, and {fields} fields of {len(catalogue.bases)} bases.\n",
        "## Facts about a person\n",
    ]
    for namespace, group in groupby(sorted(facts, key=_order), key=lambda fact: fact.namespace):
        parts.append(f"### {namespace}\n")
        parts.append(_table(group))
    parts.append("## Kinds of award\n")
    parts.append("What the awards of a service count as, by the `counts_as` of its passport.\n")
    parts.append(_award_kinds())
    parts.append("## Bases\n")
    parts.append("What a right may arise from. The `subject` receives the money or the service.\n")
    for basis in catalogue.bases.values():
        parts.append(_basis(basis))
    parts.append("## Code lists\n")
    parts.append(_code_lists(facts))
    return "\n".join(parts)


def _order(fact: Fact) -> int:
    """Namespaces in the order they first appear, so that the facts of one stay together."""
    return list(dict.fromkeys(other.namespace for other in catalogue.facts.values())).index(fact.namespace)


def _table(facts: Iterable[Fact]) -> str:
    lines = [
        "| fact | type | meaning | registry, institution | sensitivity | without a record | example |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for fact in facts:
        unit = f", {fact.unit}" if fact.unit else ""
        meaning = "<br>".join([fact.labels["en"], fact.labels["az"], fact.labels["ru"]])
        notes = [f"Awards that count as `{fact.kind}`."] if fact.kind else []
        notes += [fact.note] if fact.note else []
        note = f"<br>*{' '.join(notes)}*" if notes else ""
        lines.append(
            f"| `{fact.name}` | {fact.type}{unit} | {meaning}{note} | {fact.registry}, {fact.institution} "
            f"| {fact.sensitivity} | {as_text(fact.absent)} | {as_text(fact.example)} |"
        )
    return "\n".join(lines) + "\n"


def _award_kinds() -> str:
    lines = ["| kind | registry | az | en | ru |", "| --- | --- | --- | --- | --- |"]
    for kind in AWARD_KINDS.values():
        lines.append(f"| `{kind.name}` | {kind.registry} | {' | '.join(kind.texts)} |")
    return "\n".join(lines) + "\n"


def _basis(basis: Basis) -> str:
    judged = "on the date of the record" if basis.dated else "on the date given"
    roles = ", ".join(f"`{role}`" for role in basis.roles)
    names = " · ".join(basis.labels[language] for language in ("en", "az", "ru"))
    lines = [
        f"### {basis.name}\n",
        f"{names}. Roles: {roles}; the record is about the `{basis.about}`. Judged {judged}.\n",
    ]
    if basis.fields:
        lines.append(_table(basis.fields.values()))
    return "\n".join(lines)


def _code_lists(facts: list[Fact]) -> str:
    lines = ["| fact | code | az | en | ru |", "| --- | --- | --- | --- | --- |"]
    fields = [fact for basis in catalogue.bases.values() for fact in basis.fields.values()]
    for fact in [*facts, *fields]:
        for code, texts in fact.codes.items():
            lines.append(f"| `{fact.name}` | `{code}` | {texts['az']} | {texts['en']} | {texts['ru']} |")
    return "\n".join(lines) + "\n"


def as_json() -> dict[str, Any]:
    """Return the catalogue as plain data.

    Keys: `facts` and, by basis, `bases` with `labels`, `roles`, `about`, `dated`, `fields`. A fact has name, type,
    unit, labels, registry, institution, sensitivity, codes, absent, example, note, kind (of award or
    empty); amounts and dates are texts.
    """
    return {
        "facts": [_fact_json(fact) for fact in catalogue.facts.values()],
        "bases": {
            basis.name: {
                "labels": basis.labels,
                "roles": list(basis.roles),
                "about": basis.about,
                "dated": basis.dated,
                "fields": [_fact_json(fact) for fact in basis.fields.values()],
            }
            for basis in catalogue.bases.values()
        },
    }


def _fact_json(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "type": fact.type.value,
        "unit": fact.unit,
        "labels": fact.labels,
        "registry": fact.registry,
        "institution": fact.institution,
        "sensitivity": fact.sensitivity.value,
        "codes": fact.codes,
        "absent": _plain(fact.absent),
        "example": _plain(fact.example),
        "note": fact.note,
        "kind": fact.kind,
    }


def _plain(value: FactValue) -> bool | int | str | None:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
