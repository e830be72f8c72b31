"""What services share, in the file of a change set: what it names of it, and what it changes (`shared`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from services_catalog.formulas import names_in
from services_catalog.library import Library
from services_catalog.models import ChangeSet, DraftService
from services_catalog.schema import LANGUAGES, plain

from .author import Author
from .errors import StudioError
from .shared_drafts import is_known, put_shared, subject_of

_EXPRESSIONS: Final = ("amount", "starts", "until")


def shared_as_file(change_set: ChangeSet) -> list[dict[str, Any]]:
    """Return the drafts of what is shared, as the file of the set writes them."""
    return [{"kind": one.kind, "name": one.name, "content": one.content} for one in change_set.shared.all()]


def import_shared(
    change_set: ChangeSet, items: list[Mapping[str, Any]], *, by: Author, at: datetime
) -> Iterator[tuple[str, str]]:
    """Draft what a file says is shared; yields (subject, reason) for each that was left out."""
    for item in items:
        kind, name = str(item.get("kind", "")), str(item.get("name", ""))
        content = item.get("content")
        try:
            put_shared(
                change_set,
                kind=kind,
                name=name,
                content=plain(content) if isinstance(content, Mapping) else {},
                is_new=not is_known(change_set, kind, name),
                by=by,
                at=at,
            )
        except StudioError as error:
            yield subject_of(kind, name)[:80], _("It was left out: %(reason)s") % {"reason": error}


def shared_by(services: list[DraftService], known: Library) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the shared criteria and formulas that drafts name, those inside formulas included."""
    criteria: dict[str, Any] = {}
    waiting: list[str] = []
    for draft in services:
        for name in _used(draft.content):
            if name in known.criteria:
                shared = known.criteria[name]
                criteria[name] = {
                    "require": shared.require,
                    "text": {language: shared.text[language] for language in LANGUAGES if language in shared.text},
                    "law": shared.law,
                }
        for _holder, _key, text in expressions_of(draft.content):
            waiting += names_in(text)
    formulas: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        if name in known.formulas and name not in formulas:
            formulas[name] = known.formulas[name]
            waiting += names_in(formulas[name])
    return dict(sorted(criteria.items())), dict(sorted(formulas.items()))


def _criteria(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    items = content.get("criteria")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _used(content: Mapping[str, Any]) -> Iterator[str]:
    for criterion in _criteria(content):
        if isinstance(criterion.get("use"), str):
            yield criterion["use"]


def expressions_of(content: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str, str]]:
    """Yield (what holds it, its key, its text) of each expression of a version."""
    for criterion in _criteria(content):
        if isinstance(criterion.get("require"), str):
            yield criterion, "require", criterion["require"]
    for key in _EXPRESSIONS:
        if isinstance(content.get(key), str):
            yield content, key, content[key]
