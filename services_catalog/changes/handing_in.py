"""Handing a set in, with what was still missing in it; whoever reviews it finds its preview."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from services_catalog.models import ChangeSet

from . import drafts, preview, publish
from .amounts import set_parameter
from .author import Author
from .checking import plain_number
from .guard import editable, needs
from .permissions import EDIT


@transaction.atomic
def hand_in(
    change_set: ChangeSet,
    *,
    ground: str = "",
    valid_from: date | None = None,
    source: str = "",
    by: Author,
    at: datetime,
) -> ChangeSet:
    """Hand a draft in for review; all of it or nothing.

    `ground`, `valid_from` and `source` (of amounts that name none) are written where the set lacks them; what it has
    stays. Raises `NotReady` with everything else that is wrong. A preview of it as it is then is asked for, unless
    there is one.
    """
    needs(by, EDIT)
    found = editable(change_set)
    found = drafts.edit(
        found,
        revision=found.revision,
        ground=found.ground.strip() or ground,
        valid_from=found.valid_from or valid_from,
        by=by,
        at=at,
    )
    for draft in found.parameters.filter(source="") if source.strip() else ():
        set_parameter(
            found,
            name=draft.parameter_id,
            value=plain_number(draft.value),
            source=source,
            revision=draft.revision,
            by=by,
            at=at,
        )
    done = publish.submit(found, by=by, at=at)
    assert done.valid_from is not None
    preview.ensure(done, done.valid_from, by, at=at)
    return done
