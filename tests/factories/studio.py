"""Change sets on their way: begun, submitted, previewed, published."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from services_catalog.changes import doubts, drafts, publish
from services_catalog.changes.checking import check_change_set
from services_catalog.changes.impact_figures import Impact
from services_catalog.models import ChangeSet, DraftParameter, DraftService, Preview, PreviewSeen
from tests.factories.accounts import UserFactory
from tests.factories.services_catalog import ParameterFactory, ServiceFactory

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
NEXT_YEAR = date(2027, 1, 1)


class ChangeSetFactory(DjangoModelFactory):
    """A draft that takes force on 1 January 2027."""

    class Meta:
        model = ChangeSet

    title = factory.Sequence(lambda n: f"Decree {n}")
    ground = "Decree of 20.11.2026"
    valid_from = NEXT_YEAR
    created_by = factory.SubFactory(UserFactory, editor=True)
    created_at = NOW


class DraftServiceFactory(DjangoModelFactory):
    """A drafted service without history; `drafts.add_service` makes those that have one."""

    class Meta:
        model = DraftService

    change_set = factory.SubFactory(ChangeSetFactory)
    service = factory.SubFactory(ServiceFactory)
    code = factory.LazyAttribute(lambda draft: draft.service.code)
    edited_by = factory.LazyAttribute(lambda draft: draft.change_set.created_by)
    edited_at = NOW


class DraftParameterFactory(DjangoModelFactory):
    """A drafted value of a parameter without history."""

    class Meta:
        model = DraftParameter

    change_set = factory.SubFactory(ChangeSetFactory)
    parameter = factory.SubFactory(ParameterFactory)
    value = 700
    source = "Decree of 20.11.2026"
    edited_by = factory.LazyAttribute(lambda draft: draft.change_set.created_by)
    edited_at = NOW


class PreviewFactory(DjangoModelFactory):
    """A finished preview of the set as it is, in which nothing changes for anybody."""

    class Meta:
        model = Preview

    change_set = factory.SubFactory(ChangeSetFactory)
    revision = factory.LazyAttribute(lambda preview: preview.change_set.revision)
    on = NEXT_YEAR
    state = Preview.State.DONE
    asked_by = factory.LazyAttribute(lambda preview: preview.change_set.created_by)
    asked_at = NOW
    finished_at = NOW
    result = factory.LazyAttribute(lambda preview: Impact(preview.on, TODAY).as_json())


def looked_at(change_set: ChangeSet, by: Any) -> Preview:
    """A finished preview of the set as it is, which somebody has looked at."""
    change_set.refresh_from_db()
    preview: Preview = PreviewFactory(change_set=change_set)
    PreviewSeen.objects.create(preview=preview, user=by, at=NOW)
    return preview


def confirmed(change_set: ChangeSet, *, by: Any, at: datetime = NOW) -> None:
    """Say of everything doubtful in a set that it is right."""
    found = check_change_set(change_set).doubts
    if found:
        doubts.confirm(change_set, found, [doubt.key for doubt in found], by=by, at=at)


def published(change_set: ChangeSet, *, editor: Any, publisher: Any, at: datetime = NOW, reason: str = "") -> ChangeSet:
    """Confirm what is doubtful, submit, look at and publish a set."""
    confirmed(change_set, by=editor, at=at)
    publish.submit(change_set, by=editor, at=at)
    looked_at(change_set, publisher)
    return publish.publish(change_set, by=publisher, at=at, backdated_reason=reason)


def begun(editor: Any, *, valid_from: date | None = NEXT_YEAR, code: str = "05-98") -> tuple[ChangeSet, DraftService]:
    """A change set with one service in it, as the domain makes them."""
    change_set = drafts.create(title="Decree", ground="Decree of 20.11.2026", valid_from=valid_from, by=editor, at=NOW)
    draft = drafts.add_service(change_set, code=code, by=editor, at=NOW)
    change_set.refresh_from_db()
    return change_set, draft
