"""What every function that changes something asks first: who may, and in which state."""

from __future__ import annotations

from django.utils.translation import gettext as _

from services_catalog.models import ChangeSet, DraftParameter, DraftService

from .author import Author
from .errors import NotEditable, NotFound
from .permissions import StudioDenied


def needs(by: Author, permission: str) -> None:
    """Raise `StudioDenied` unless the user has the permission."""
    if not by.has_perm(permission):
        raise StudioDenied(permission)


def locked(change_set: ChangeSet | int) -> ChangeSet:
    """Return the change set, locked until the transaction ends; every change of it or of a draft begins here."""
    pk = change_set if isinstance(change_set, int) else change_set.pk
    found = ChangeSet.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("This change set does not exist (any more)."), code="change_set")
    return found


def editable(change_set: ChangeSet | int) -> ChangeSet:
    """Return the change set, locked; raises `NotEditable` unless it is a draft."""
    found = locked(change_set)
    if found.status != ChangeSet.Status.DRAFT:
        raise NotEditable(
            _("“%(title)s” cannot be changed: %(status)s.")
            % {"title": found.title, "status": found.get_status_display().lower()},
            code=found.status,
        )
    return found


def fresh_service(draft: DraftService | int) -> DraftService:
    """Return the draft of a service as it is saved now; `NotFound` if it was removed. Lock its set first."""
    pk = draft if isinstance(draft, int) else draft.pk
    found = DraftService.objects.select_related("service", "base", "edited_by").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("This draft was removed from its change set."), code="draft")
    return found


def fresh_parameter(draft: DraftParameter | int) -> DraftParameter:
    """Return the draft of a parameter as it is saved now; `NotFound` if it was removed. Lock its set first."""
    pk = draft if isinstance(draft, int) else draft.pk
    found = DraftParameter.objects.select_related("parameter", "edited_by").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("This draft was removed from its change set."), code="draft")
    return found
