"""From a draft to what is in force: submit, review, publish, withdraw, roll back.

    draft --submit--> submitted --publish--> published --withdraw (before its day)--> withdrawn
      ^------ give_back ------'

Two people: whoever publishes has never submitted the set, has neither begun nor edited it – its day, title and ground
are content – nor a draft of it, and has looked at a finished preview of exactly this revision. Publishing writes
versions and parameter values (`writing`), all or nothing; texts of passports wait for their day (`take_force`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from services_catalog.counting import counted_as, facts_named, facts_recounted
from services_catalog.definition import parameters_named
from services_catalog.load import lock_catalogue
from services_catalog.models import ChangeSet, HistoryEntry, Preview, PreviewSeen, ServiceVersion
from services_catalog.queries import versions_in_force
from services_catalog.signals import services_changed, versions_published
from services_catalog.written import version_as_written

from . import history
from .author import Author
from .checking import NotConfirmed, NotReady, SetCheck, check_change_set
from .drafts import create, put_service, version_on
from .errors import StudioError
from .guard import editable, locked, needs
from .passports import apply_passport
from .permissions import EDIT, PUBLISH
from .reading import base_texts
from .shared_library import library
from .shared_writing import take_followers_in, unwrite_shared, write_shared
from .writing import new_service, unwrite, write_parameters, write_version

Status = ChangeSet.Status


# -- review --------------------------------------------------------------------------------------------------------


@transaction.atomic
def submit(change_set: ChangeSet, *, by: Author, at: datetime) -> ChangeSet:
    """Hand a draft in for review; raises `NotReady` with everything that is wrong with it.

    Raises `NotConfirmed` while words and rule have changed apart somewhere and nobody has said that this is right.
    """
    needs(by, EDIT)
    found = editable(change_set)
    check = check_change_set(found, elsewhere=False)
    if not check.ok:
        raise NotReady(check)
    if check.doubts:
        raise NotConfirmed(check)
    found.status = Status.SUBMITTED
    found.submitted_by_id, found.submitted_at = by.pk, at
    found.save(update_fields=["status", "submitted_by", "submitted_at"])
    history.write(history.SUBMITTED, by=by, at=at, change_set=found)
    return found


@transaction.atomic
def give_back(change_set: ChangeSet, *, reason: str, by: Author, at: datetime) -> ChangeSet:
    """Return a submitted set to being a draft, with the reason: by a reviewer, or by whoever handed it in."""
    found = _submitted(change_set)
    needs(by, EDIT if by.pk == found.submitted_by_id else PUBLISH)
    if not reason.strip():
        raise StudioError(_("Say why it goes back."), code="reason")
    found.status = Status.DRAFT
    found.submitted_by_id, found.submitted_at = None, None
    found.save(update_fields=["status", "submitted_by", "submitted_at"])
    history.write(history.RETURNED, by=by, at=at, change_set=found, note=reason.strip())
    return found


def _submitted(change_set: ChangeSet) -> ChangeSet:
    found = locked(change_set)
    if found.status != Status.SUBMITTED:
        raise StudioError(_("“%(title)s” does not wait for review.") % {"title": found.title}, code=found.status)
    return found


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why somebody cannot publish a set now; `code` is one of those in `obstacles`."""

    code: str
    message: str


def obstacles(change_set: ChangeSet, *, by: Author, today: date, backdated_reason: str = "") -> list[Obstacle]:
    """Return what keeps this person from publishing the set, apart from what `check_change_set` finds.

    Codes: status, submitter, author, preview (none of this revision is done), unseen (not looked at), no_day, past.
    """
    found: list[Obstacle] = []
    if change_set.status != Status.SUBMITTED:
        found.append(Obstacle("status", _("It has not been handed in for review.")))
    if by.pk == change_set.submitted_by_id or by.pk in history.submitters(change_set):
        found.append(Obstacle("submitter", _("You handed it in; a second person publishes it.")))
    elif by.pk in history.authors(change_set):
        found.append(Obstacle("author", _("You have edited it; a second person publishes it.")))
    done = Preview.objects.filter(change_set=change_set, revision=change_set.revision, state=Preview.State.DONE)
    if not done.exists():
        found.append(Obstacle("preview", _("There is no finished preview of it as it is now.")))
    elif not PreviewSeen.objects.filter(preview__in=done, user_id=by.pk).exists():
        found.append(Obstacle("unseen", _("Look at its preview first: whoever publishes knows what it does.")))
    if change_set.valid_from is None:
        found.append(Obstacle("no_day", _("It has no first day.")))
    elif change_set.valid_from < today and not backdated_reason.strip():
        message = _("Its first day is past; move it, or say why the law reaches back.")
        found.append(Obstacle("past", message))
    return found


@transaction.atomic
def publish(change_set: ChangeSet, *, by: Author, at: datetime, backdated_reason: str = "") -> ChangeSet:
    """Put a submitted set in force from its day on; all of it or nothing.

    Raises `StudioError` with the code of the first of `obstacles`, `NotReady` when the check finds something now, and
    `Overlap` when the database refuses a version. `backdated_reason` says why a day in the past is right; it goes into
    the history.
    """
    needs(by, PUBLISH)
    lock_catalogue()
    found = locked(change_set)
    today = timezone.localdate(at)
    for obstacle in obstacles(found, by=by, today=today, backdated_reason=backdated_reason):
        raise StudioError(obstacle.message, code=obstacle.code)
    check = check_change_set(found, elsewhere=False)
    if not check.ok:
        raise NotReady(check)
    assert found.valid_from is not None
    found.status, found.published_at = Status.PUBLISHED, at
    found.published_by_id = by.pk
    found.save(update_fields=["status", "published_by", "published_at"])
    note = backdated_reason.strip() if found.valid_from < today else ""
    history.write(history.PUBLISHED, by=by, at=at, change_set=found, note=note)
    take_followers_in(found)
    write_shared(found, by=by, at=at)
    codes = _write(found, check, by=by, at=at)
    if found.valid_from <= today:
        take_force(on=today, at=at)
        if codes:
            versions_published.send(sender=None, codes=sorted(codes))
    return found


def _write(change_set: ChangeSet, check: SetCheck, *, by: Author, at: datetime) -> set[str]:
    """Write the versions and values of a set; return the services that judge otherwise from its day on."""
    assert change_set.valid_from is not None
    codes: set[str] = set()
    new: list[str] = []
    counted = counted_as()
    for draft in change_set.services.select_related("service", "base"):
        drafted = check.drafts[draft.code]
        if draft.service_id is None:
            new_service(draft, by=by, at=at)
            new.append(draft.code)
        elif not drafted.changes_passport:
            draft.texts = {}
            draft.save(update_fields=["texts"])
        if drafted.changes_rule:
            write_version(change_set, draft, drafted, by=by, at=at)
            codes.add(draft.code)
    names = write_parameters(change_set, by=by, at=at)
    recounted = facts_recounted(counted, counted_as())
    if names or recounted:
        codes |= {
            version.service_id
            for version in versions_in_force(change_set.valid_from)
            if names & parameters_named(version.definition) or recounted & facts_named(version.definition)
        }
    if new:
        services_changed.send(sender=None, codes=sorted(new))
    return codes


# -- taking force --------------------------------------------------------------------------------------------------


@transaction.atomic
def take_force(*, on: date, at: datetime | None = None) -> list[str]:
    """Apply the passports of published sets whose day has come by `on`; return the codes of the services changed.

    Idempotent: what has been applied is in the history and is not applied again. Versions and parameter values take
    force by their dates alone. Sends `services_changed`, and `versions_published` for the services whose rules ask
    about awards that count otherwise now.
    """
    lock_catalogue()
    counted = counted_as()
    moment = at or timezone.now()
    due = ChangeSet.objects.filter(status=Status.PUBLISHED, valid_from__lte=on).order_by("valid_from", "published_at")
    applied = {
        (entry.change_set_id, entry.subject)
        for entry in HistoryEntry.objects.filter(change_set__in=due, action=history.PASSPORT_APPLIED)
    }
    changed: list[str] = []
    for change_set in due.select_related("published_by"):
        for draft in change_set.services.exclude(texts={}).select_related("service", "change_set"):
            if (change_set.pk, draft.code) not in applied and apply_passport(draft, at=moment):
                changed.append(draft.code)
    if changed:
        services_changed.send(sender=None, codes=sorted(set(changed)))
    recounted = facts_recounted(counted, counted_as())
    judged = {v.service_id for v in versions_in_force(on) if recounted & facts_named(v.definition)}
    if judged:
        versions_published.send(sender=None, codes=sorted(judged))
    return changed


def scheduled(*, after: date) -> QuerySet[ChangeSet]:
    """Return the published sets whose day is still to come, the nearest first."""
    return ChangeSet.objects.filter(status=Status.PUBLISHED, valid_from__gt=after).order_by("valid_from", "pk")


# -- undoing -------------------------------------------------------------------------------------------------------


@transaction.atomic
def withdraw(change_set: ChangeSet, *, reason: str, by: Author, at: datetime) -> ChangeSet:
    """Take back a published set before its day; everything is as if it had never been published.

    What is in force already is not taken back: a later set ends it (`edits.end_rule`) or goes back (`roll_back`).
    """
    needs(by, PUBLISH)
    lock_catalogue()
    found = locked(change_set)
    if found.status != Status.PUBLISHED:
        raise StudioError(_("“%(title)s” is not published.") % {"title": found.title}, code=found.status)
    if found.valid_from is None or found.valid_from <= timezone.localdate(at):
        raise StudioError(_("It is in force already; make a change set that ends it or goes back."), code="in_force")
    if not reason.strip():
        raise StudioError(_("Say why it is withdrawn."), code="reason")
    found.status = Status.WITHDRAWN
    found.save(update_fields=["status"])
    gone = unwrite(found, by=by, at=at)
    unwrite_shared(found, by=by, at=at)
    history.write(history.WITHDRAWN, by=by, at=at, change_set=found, note=reason.strip())
    if gone:
        services_changed.send(sender=None, codes=sorted(gone))
    return found


@transaction.atomic
def roll_back(
    version: ServiceVersion, *, valid_from: date | None, title: str = "", by: Author, at: datetime
) -> ChangeSet:
    """Begin a change set in which a service is again as it was in an earlier version; the passport stays as it is."""
    needs(by, EDIT)
    code = version.service_id
    base = version_on(code, valid_from or timezone.localdate(at))
    if base is not None and base.pk == version.pk:
        raise StudioError(_("That version is in force already."), code="in_force")
    change_set = create(
        title=title or _("%(code)s again as in version %(number)d") % {"code": code, "number": version.number},
        valid_from=valid_from,
        by=by,
        at=at,
    )
    put_service(
        change_set,
        code=code,
        service=version.service,
        base=base,
        content=version_as_written(version.definition, library(valid_from)),
        texts=base_texts(version.service),
        note=_("As in version %(number)d") % {"number": version.number},
        by=by,
        at=at,
    )
    return change_set
