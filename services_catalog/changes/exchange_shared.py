"""What a change set changes of what services share, in its file: `shared`, a list of {kind, name, content}."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from services_catalog.models import ChangeSet
from services_catalog.schema import plain

from .author import Author
from .errors import StudioError
from .shared_drafts import is_known, put_shared, subject_of


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
