"""One raise in one step: a change set with one new amount, and the preview of what it does to everyone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from services_catalog.formats import day_short
from services_catalog.models import ChangeSet, DraftParameter, Parameter, Preview

from . import drafts, preview
from .amounts import set_parameter
from .author import Author
from .errors import NotFound, StudioError
from .guard import editable, needs
from .permissions import EDIT


@dataclass(frozen=True, slots=True)
class Raise:
    """An amount that is to be worth something else: its name, the value, the first day, and the act that says so."""

    name: str
    value: Decimal
    valid_from: date
    act: str


@dataclass(frozen=True, slots=True)
class Raised:
    """What a raise has become: the set it is in, and the preview that was asked for."""

    change_set: ChangeSet
    preview: Preview


@transaction.atomic
def raise_amount(wanted: Raise, *, title: str = "", into: ChangeSet | None = None, by: Author, at: datetime) -> Raised:
    """Begin a set with one new amount, or put it `into` one that is being prepared, and ask for the preview.

    Who sends the same again while their set is open gets that set and its preview. A set that is joined keeps its day
    and its ground; it gets those of the raise where it has none. Raises `StudioError` with the code of the field.
    """
    needs(by, EDIT)
    if Parameter.objects.select_for_update(no_key=True).filter(name=wanted.name).first() is None:
        raise NotFound(_("There is no such amount."), code="name")
    found = _joined(into, wanted, by=by, at=at) if into is not None else _own(wanted, title, by=by, at=at)
    drafted = found.parameters.filter(parameter=wanted.name).first()
    if drafted is not None and drafted.value != wanted.value:
        message = _("This amount is in “%(title)s” already, with another value. Change it there.")
        raise StudioError(message % {"title": found.title}, code="into")
    if drafted is None:
        set_parameter(found, name=wanted.name, value=wanted.value, source=wanted.act, by=by, at=at)
        found.refresh_from_db()
    return Raised(found, preview.ensure(found, found.valid_from or wanted.valid_from, by, at=at))


def _own(wanted: Raise, title: str, *, by: Author, at: datetime) -> ChangeSet:
    """Return the set that this raise has made already, or a new one; the lock on the amount lets one at a time look."""
    again = (
        DraftParameter.objects.select_related("change_set")
        .filter(
            parameter=wanted.name,
            value=wanted.value,
            source=wanted.act,
            change_set__status=ChangeSet.Status.DRAFT,
            change_set__valid_from=wanted.valid_from,
            change_set__created_by=by.pk,
        )
        .first()
    )
    if again is not None:
        return again.change_set
    return drafts.create(title=title or wanted.act, ground=wanted.act, valid_from=wanted.valid_from, by=by, at=at)


def _joined(into: ChangeSet, wanted: Raise, *, by: Author, at: datetime) -> ChangeSet:
    """Return the set to be joined, with the day and the ground of the raise where it has none."""
    found = editable(into)
    if found.valid_from not in (None, wanted.valid_from):
        message = _("That change set is in force from %(day)s: choose this day, or a change set of its own.")
        raise StudioError(message % {"day": day_short(found.valid_from)}, code="valid_from")
    return drafts.edit(
        found,
        revision=found.revision,
        ground=found.ground or wanted.act,
        valid_from=wanted.valid_from,
        by=by,
        at=at,
    )
