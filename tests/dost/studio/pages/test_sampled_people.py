from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from dost.accounts.models import AccessLog
from dost.studio.pages.sampled_people import NoSampleError, people_asked, people_of, people_shown
from services_catalog.models import Preview
from tests.factories.accounts import UserFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory
from tests.factories.studio import NOW, PreviewFactory


def sample(person: int, about: int | None = None) -> dict[str, Any]:
    """One example of a result: somebody whose amount rises."""
    before, after = str(Decimal(600)), str(Decimal(700))
    return {"person": person, "about": about, "before": before, "after": after, "was": True, "is": None, "missing": []}


def preview_with(*samples: dict[str, Any], title: str = "Decree of 12 June") -> Preview:
    rights = {"rises": 409}
    service = {"code": "05-98", "basis": "person", "rights": rights, "samples": {"rises": list(samples)}}
    preview: Preview = PreviewFactory(change_set__title=title, result={"services": [service]})
    return preview


def test_everybody_a_sample_shows_is_named_once() -> None:
    assert people_of([sample(1, 2), sample(2, 3), sample(4)]) == [1, 2, 3, 4]


@pytest.mark.django_db
def test_asking_reads_nobody_and_writes_nothing_down() -> None:
    preview = preview_with(sample(PersonFactory().pk))

    page = people_asked(preview, "05-98", "rises")

    assert (page.count, page.total, page.lines) == (1, 409, ())
    assert not AccessLog.objects.exists()


@pytest.mark.django_db
def test_whoever_reads_people_is_written_down_for_each() -> None:
    user, people = UserFactory(editor=True), [PersonFactory() for _number in range(3)]
    preview = preview_with(*(sample(person.pk) for person in people), title="Child benefit raised" + "!" * 180)

    with CaptureQueriesContext(connection) as asked, translation.override("en"):
        page = people_shown(preview, "05-98", "rises", reader=user, now=NOW)

    assert {line.pk for line in page.lines} == {person.pk for person in people}
    kept = AccessLog.objects.order_by("person_id")
    assert [look.person_id for look in kept] == sorted(person.pk for person in people)
    assert {(look.user_id, look.purpose, look.service_code, look.at) for look in kept} == {
        (user.pk, "preview", "05-98", NOW)
    }
    assert kept[0].registries == ["POPULATION"]
    assert kept[0].reason.startswith("Preview of “Child benefit raised!")
    assert len(asked.captured_queries) <= 8  # whatever the number of people


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "kind"), [("05-98", "lost"), ("99-99", "rises")])
def test_a_sample_that_is_not_there_shows_nobody(code: str, kind: str) -> None:
    preview = preview_with(sample(PersonFactory().pk))

    with pytest.raises(NoSampleError):
        people_shown(preview, code, kind, reader=UserFactory(editor=True), now=NOW)
    assert not AccessLog.objects.exists()


def test_purpose_of_a_preview_has_words() -> None:
    with translation.override("en"):
        assert str(AccessLog.Purpose.PREVIEW.label) == "Preview of a rule change"


@pytest.mark.django_db
def test_people_of_a_sensitive_service_are_shown_to_no_editor() -> None:
    ServiceFactory(code="05-98", sensitive=True)
    preview = preview_with(sample(PersonFactory().pk))
    with pytest.raises(NoSampleError):
        people_asked(preview, "05-98", "rises")
    with pytest.raises(NoSampleError):
        people_shown(preview, "05-98", "rises", reader=UserFactory(editor=True), now=NOW)
