"""What services share as pages show it: the list, one with where it is used, and its form in a change set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dost.studio.wording.languages import NAMES, ThreeTexts, languages_reader_first, three_texts
from registries.letters import azerbaijani_order
from services_catalog.changes.expressions import ExpressionCheck
from services_catalog.changes.following import names_using, using
from services_catalog.changes.shared_checks import EXPRESSION, WORDS, SharedCheck, users_of
from services_catalog.changes.shared_library import library, shared_content
from services_catalog.laws import law_as_read
from services_catalog.library import Library
from services_catalog.models import ChangeSet, DraftShared, Service, ServiceVersion, SharedKind
from services_catalog.models.catalogue import in_language
from services_catalog.queries import versions_in_force

from .rule import Checked, Reading, runs

Place = tuple[str, str]
"""Kind and name."""


@dataclass(frozen=True, slots=True)
class SharedRow:
    """A shared criterion or formula: what it is called, how many services use it, and the sets that change it."""

    kind: str
    name: str
    title: str
    used: int
    drafts: tuple[tuple[int, str], ...]
    url: str


@dataclass(frozen=True, slots=True)
class SharedPage:
    """The list, by kind: (heading, hint, kind, rows)."""

    groups: tuple[tuple[str, str, str, tuple[SharedRow, ...]], ...]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class SharedItem:
    """One of them: its words, its text, its act, the services that use it and the sets that change it."""

    kind: str
    kind_title: str
    name: str
    title: str
    texts: ThreeTexts
    typed: str
    law: str
    used: tuple[tuple[str, str], ...]
    drafts: tuple[tuple[int, str], ...]
    may_edit: bool


def shared_page(*, today: date, may_edit: bool) -> SharedPage:
    """Return every shared criterion and formula of today."""
    known, versions, drafts = library(today), versions_in_force(today), _drafts()
    groups = []
    for kind, heading, hint in (
        (SharedKind.CRITERION, _("Shared criteria"), _("Services take them whole, with their text and act.")),
        (SharedKind.FORMULA, _("Formulas"), _("Parts of conditions and amounts that have a name.")),
    ):
        names = known.criteria if kind == SharedKind.CRITERION else known.formulas
        rows = [_row(kind, name, known, versions, drafts) for name in names]
        rows.sort(key=lambda row: azerbaijani_order(row.title))
        groups.append((heading, hint, kind.value, tuple(rows)))
    return SharedPage(tuple(groups), may_edit)


def _row(
    kind: str,
    name: str,
    known: Library,
    versions: Iterable[ServiceVersion],
    drafts: Mapping[Place, tuple[tuple[int, str], ...]],
) -> SharedRow:
    one = frozenset({name})
    criteria, formulas = (one, frozenset[str]()) if kind == SharedKind.CRITERION else (frozenset[str](), one)
    used = using(names_using(criteria, formulas, known), versions)
    content = shared_content(known, kind, name) or {}
    return SharedRow(
        kind=kind,
        name=name,
        title=_title(content, kind, name),
        used=len(used),
        drafts=drafts.get((kind, name), ()),
        url=reverse("studio:shared_item", args=[kind, name]),
    )


def _title(content: Mapping[str, Any], kind: str, name: str) -> str:
    texts = content.get(WORDS[kind])
    return (in_language(texts) if isinstance(texts, Mapping) else "") or name


def _drafts() -> dict[Place, tuple[tuple[int, str], ...]]:
    found: dict[Place, list[tuple[int, str]]] = defaultdict(list)
    open_ones = ChangeSet.Status.DRAFT, ChangeSet.Status.SUBMITTED
    for draft in DraftShared.objects.filter(change_set__status__in=open_ones).select_related("change_set"):
        found[draft.kind, draft.name].append((draft.change_set_id, draft.change_set.title))
    return {place: tuple(sets) for place, sets in found.items()}


def shared_item(kind: str, name: str, *, today: date, may_edit: bool) -> SharedItem | None:
    """Return one of them as it is today; None when there is none."""
    known = library(today)
    content = shared_content(known, kind, name)
    if content is None:
        return None
    return SharedItem(
        kind=kind,
        kind_title=str(SharedKind(kind).label),
        name=name,
        title=_title(content, kind, name),
        texts=three_texts(content.get(WORDS[kind])),
        typed=str(content.get(EXPRESSION[kind], "")),
        law=law_as_read(str(content.get("law", ""))),
        used=named_services(version.service_id for version in users_of(kind, name, known)),
        drafts=_drafts().get((kind, name), ()),
        may_edit=may_edit,
    )


def named_services(codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return services as (code, name), by code."""
    asked = sorted(set(codes))
    names = dict(Service.objects.filter(code__in=asked).values_list("code", "name"))
    return tuple((code, in_language(names.get(code, {}))) for code in asked)


# -- in a change set -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SharedDraftRow:
    """One of them as a set changes it: what it is called, whether something is wrong, and how many services follow."""

    kind: str
    kind_title: str
    name: str
    title: str
    url: str
    wrong: bool
    used: int


def shared_rows(change_set: ChangeSet, checks: Iterable[SharedCheck]) -> list[SharedDraftRow]:
    """Return what a set changes of what services share; `checks` are empty once it is no draft any more."""
    by_place = {(check.kind, check.name): check for check in checks}
    found = []
    for draft in change_set.shared.all():
        check = by_place.get((draft.kind, draft.name))
        found.append(
            SharedDraftRow(
                kind=draft.kind,
                kind_title=str(draft.get_kind_display()),
                name=draft.name,
                title=_title(draft.content, draft.kind, draft.name),
                url=reverse("studio:set_shared", args=[change_set.pk, draft.kind, draft.name]),
                wrong=check is not None and not check.ok,
                used=len(check.users) if check is not None else 0,
            )
        )
    return found


def checked_shared(text: str, found: ExpressionCheck | None) -> Checked:
    """Return an expression as the form shows it: wrong words marked, or what it says."""
    if found is None:
        return Checked()
    readings = tuple(
        Reading(language, NAMES[language], found.read_back[language])
        for language in languages_reader_first()
        if language in found.read_back
    )
    return Checked(runs(text, found.issues), found.issues, readings)
