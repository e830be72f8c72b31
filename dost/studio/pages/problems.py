"""What the check of a change set has found: what is to be mended and what is to be known, each with the way to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from dost.studio.wording import words
from services_catalog.changes.checking import NotConfirmed, SetCheck
from services_catalog.changes.expressions import Issue
from services_catalog.models import ChangeSet, Parameter
from services_catalog.models.catalogue import in_language

from .diary import shared_names
from .rule import place_url

_SHARED: Final = re.compile(r"shared\[(?P<kind>\w+)/(?P<name>\w+)\]\.(?P<field>\w+)")
_PARAMETER: Final = re.compile(r"parameters\[(?P<name>\w+)\]\.(?P<field>\w+)")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend, or to know: where, in words and as an address; `word` is the part that is meant."""

    where: str
    message: str
    hint: str
    word: str
    url: str


@dataclass(frozen=True, slots=True)
class Problems:
    """What stands in the way, what does not, and which fields of the set itself are still empty.

    `missing` are those that whoever hands it in is asked for on the spot (see `HandInForm`): what lacks them is among
    `serious` too, and `others` is the rest of it, with what has to be confirmed first.
    """

    serious: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    missing: frozenset[str]
    others: tuple[Problem, ...]


def problems_of(change_set: ChangeSet, check: SetCheck) -> Problems:
    """Return what a check has found, in words; one query, for what amounts are called."""
    found = _Words(change_set, check)
    serious = [(found.problem(code, issue), "" if code else _asked(issue.path)) for code, issue in check.serious]
    asked = tuple(found.asked(check))
    return Problems(
        serious=tuple(problem for problem, _field in serious),
        remarks=tuple(found.remarks(check)),
        missing=frozenset(field for _problem, field in serious if field),
        others=(*(problem for problem, field in serious if not field), *asked),
    )


def _asked(path: str) -> str:
    """Return the field in which what is missing at a place of the set is asked for; empty when it is something else."""
    if path in ("ground", "valid_from"):
        return path
    named = _PARAMETER.fullmatch(path)
    return "source" if named is not None and named["field"] == "source" else ""


class _Words:
    """Problems of one set in words."""

    def __init__(self, change_set: ChangeSet, check: SetCheck) -> None:
        self.pk = change_set.pk
        self.followers = check.followers
        self.shared = shared_names((f"{one.kind}.{one.name}" for one in check.shared), change_set=change_set)
        named = [_PARAMETER.fullmatch(issue.path) for issue in check.issues]
        rows = Parameter.objects.filter(name__in=[found["name"] for found in named if found is not None])
        self.labels = {parameter.name: in_language(parameter.label) for parameter in rows}

    def asked(self, check: SetCheck) -> Iterator[Problem]:
        """That something has to be confirmed before it can be handed in."""
        if check.doubts:
            url = reverse("studio:set", args=[self.pk]) + "#doubts"
            yield Problem(_("Is this right?"), str(NotConfirmed(check)), "", "", url)

    def remarks(self, check: SetCheck) -> Iterator[Problem]:
        """What does not stand in the way: of the set, of its drafts, and of services that are not in it."""
        for issue in check.issues:
            if not issue.serious:
                yield self.problem("", issue)
        for code, draft in check.drafts.items():
            for issue in draft.issues:
                if not issue.serious:
                    yield self.problem(code, issue)
        for issue in check.elsewhere:
            code, _space, path = issue.path.partition(" ")
            where = f"{code}, {words.place(path)}"
            yield Problem(where, issue.message, issue.hint, "", reverse("studio:service", args=[code]))

    def problem(self, code: str, issue: Issue) -> Problem:
        """One of them, with the address of the field that it is about."""
        if code in self.followers:
            where = f"{code}, {_readable(issue.path)}" if issue.path else code
            hint = issue.hint or _("Take the service into this change set to mend it.")
            return Problem(where, issue.message, hint, issue.word, reverse("studio:service", args=[code]))
        if code:
            where = f"{code}, {_readable(issue.path)}" if issue.path else code
            url = place_url(self.pk, code, issue.path, {})
            return Problem(where, issue.message, issue.hint, issue.word, url)
        shared = _SHARED.fullmatch(issue.path)
        if shared is not None:
            url = reverse("studio:set_shared", args=[self.pk, shared["kind"], shared["name"]])
            called = self.shared.get(f"{shared['kind']}.{shared['name']}", shared["name"])
            where = f"{called}, {words.place(shared['field'])}"
            return Problem(where, issue.message, issue.hint, issue.word, url)
        named = _PARAMETER.fullmatch(issue.path)
        if named is not None:
            name, field = named["name"], named["field"]
            url = reverse("studio:amounts", args=[self.pk]) + f"#{field}-{name}"
            where = f"{self.labels.get(name, name)}, {words.place(field)}"
            return Problem(where, issue.message, issue.hint, "", url)
        if issue.path:
            url = reverse("studio:edit", args=[self.pk]) + f"#id_{issue.path}"
            return Problem(words.place(issue.path), issue.message, issue.hint, "", url)
        url = reverse("studio:set", args=[self.pk]) + "#contents"
        return Problem(_("The whole"), issue.message, issue.hint, "", url)


def _readable(path: str) -> str:
    """Return a place in words, with items counted from one as people count them."""
    return words.place(re.sub(r"\[(\d+)\]", lambda found: f"[{int(found[1]) + 1}]", path))
