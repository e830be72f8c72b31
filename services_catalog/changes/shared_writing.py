"""Writing what a published set says of shared criteria, formulas and new parameters, and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from services_catalog.models import ChangeSet, DraftShared, Parameter, ParameterValue, SharedKind, SharedVersion

from . import history
from .author import Author
from .errors import StudioError
from .following import followers
from .paths import difference
from .shared_checks import bounds_of, worth_of
from .shared_drafts import subject_of

DECREE: Final = "decree"
"""How sure a value is that people published; not a word of the files, so loading them leaves it alone."""


def take_followers_in(change_set: ChangeSet) -> None:
    """Save the drafts of the services that follow what is shared: from now on they are drafts like any other."""
    for draft in followers(change_set):
        draft.save()


def write_shared(change_set: ChangeSet, *, by: Author, at: datetime) -> None:
    """Put what is shared in force from the set's day."""
    assert change_set.valid_from is not None
    for draft in change_set.shared.all():
        if draft.kind == SharedKind.PARAMETER:
            _write_parameter(change_set, draft)
        else:
            SharedVersion.objects.create(
                kind=draft.kind,
                name=draft.name,
                valid_from=change_set.valid_from,
                content=draft.content,
                change_set=change_set,
            )
        history.write(
            history.SHARED_PUBLISHED,
            by=by,
            at=at,
            change_set=change_set,
            subject=subject_of(draft.kind, draft.name),
            changes=difference({}, draft.content),
        )


def _write_parameter(change_set: ChangeSet, draft: DraftShared) -> None:
    said, bounds, worth = draft.content, bounds_of(draft.content), worth_of(draft.content)
    assert worth is not None
    assert change_set.valid_from is not None
    parameter = Parameter.objects.create(
        name=draft.name, type=said["type"], label=said["label"], least=bounds.least, most=bounds.most
    )
    ParameterValue.objects.create(
        parameter=parameter,
        valid_from=change_set.valid_from,
        value=worth,
        source=said["source"],
        confidence=DECREE,
    )


def unwrite_shared(change_set: ChangeSet, *, by: Author, at: datetime) -> None:
    """Take back what was published for a set whose day has not come; nothing was decided under it."""
    SharedVersion.objects.filter(change_set=change_set).delete()
    for draft in change_set.shared.all():
        if draft.kind == SharedKind.PARAMETER:
            _unwrite_parameter(draft)
        history.write(
            history.SHARED_WITHDRAWN,
            by=by,
            at=at,
            change_set=change_set,
            subject=subject_of(draft.kind, draft.name),
        )


def _unwrite_parameter(draft: DraftShared) -> None:
    parameter = Parameter.objects.filter(name=draft.name).first()
    if parameter is None:
        return
    if parameter.values.count() > 1:
        message = _("A later change set has given %(name)s another value; withdraw that one first.")
        raise StudioError(message % {"name": draft.name}, code="replaced")
    parameter.values.all().delete()
    parameter.delete()
