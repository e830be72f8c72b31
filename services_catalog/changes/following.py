"""The services that a change of what they share takes along: each gets a version of its own from the set's day.

A published version holds shared criteria and formulas written out and is never changed. Whatever uses one that a set
changes is therefore drafted by the set, without anybody doing so: begun from the version in force, read with what is
shared then. These drafts exist only while they are asked for; publishing writes them down like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.utils import timezone

from services_catalog.formulas import names_in
from services_catalog.library import Library
from services_catalog.models import ChangeSet, DraftService, Service, ServiceVersion, SharedKind
from services_catalog.queries import versions_in_force
from services_catalog.shared import typed_expressions

from .reading import base_content, read_form
from .shared_library import asked_once, library_of

_REFERENCE: Final = re.compile(r"\bformula\.([A-Za-z0-9_]+)")


@asked_once()
def followers(change_set: ChangeSet) -> list[DraftService]:
    """Return the drafts of the services that a set changes only by what they share, by code; they are not saved."""
    shared = list(change_set.shared.exclude(kind=SharedKind.PARAMETER))
    if not shared:
        return []
    day = change_set.valid_from or timezone.localdate()
    known = library_of(change_set)
    drafted = set(change_set.services.values_list("code", flat=True))
    latest = max(shared, key=lambda draft: draft.edited_at)
    versions = [
        version
        for version in using(_touched_names(shared, known), versions_in_force(day))
        if version.service_id not in drafted and says_otherwise(version, day, known)
    ]
    services = Service.objects.in_bulk([version.service_id for version in versions])
    return [
        DraftService(
            change_set=change_set,
            service=services[version.service_id],
            code=version.service_id,
            base=version,
            content=base_content(version),
            texts={},
            edited_by=latest.edited_by,
            edited_at=latest.edited_at,
        )
        for version in versions
    ]


def says_otherwise(version: ServiceVersion, day: date, known: Library) -> bool:
    """Whether a version, written as it was, would be another one with what is shared now."""
    before = version.definition
    read = read_form(code=version.service_id, valid_from=day, content=base_content(version), texts={}, known=known)
    after = read.version.definition if read.version is not None else {}
    return bool({**after, "valid_from": before["valid_from"]} != before)


# -- who uses what ---------------------------------------------------------------------------------------------------


Names = tuple[frozenset[str], frozenset[str]]
"""Criteria and formulas, by their names."""


def _touched_names(shared: Iterable[Any], known: Library) -> Names:
    criteria = {draft.name for draft in shared if draft.kind == SharedKind.CRITERION}
    formulas = {draft.name for draft in shared if draft.kind == SharedKind.FORMULA}
    return names_using(frozenset(criteria), frozenset(formulas), known)


def names_using(criteria: frozenset[str], formulas: frozenset[str], known: Library) -> Names:
    """Return these, and every formula and shared criterion that names one of these formulas, however far inside."""
    reached = set(formulas)
    grows = bool(reached)
    while grows:
        more = {name for name, text in known.formulas.items() if reached & set(names_in(text))} - reached
        reached |= more
        grows = bool(more)
    typed = _typed_criteria(known)
    naming = {name for name, text in typed.items() if reached & set(_REFERENCE.findall(text))}
    return frozenset(criteria | naming), frozenset(reached)


def _typed_criteria(known: Library) -> dict[str, str]:
    document = known.documents.get("criteria")
    data = document.data if document is not None and isinstance(document.data, Mapping) else {}
    return {str(name): str(entry.get("require", "")) for name, entry in data.items() if isinstance(entry, Mapping)}


def using(names: Names, versions: Iterable[ServiceVersion]) -> list[ServiceVersion]:
    """Return the versions that name one of these criteria or formulas."""
    criteria, formulas = names
    return [version for version in versions if _uses(version.definition, criteria, formulas)]


def _uses(definition: Mapping[str, Any], criteria: frozenset[str], formulas: frozenset[str]) -> bool:
    if any(criterion.get("shared") in criteria for criterion in definition["criteria"]):
        return True
    return any(formulas & set(names_in(typed)) for typed, _text in typed_expressions(definition))
