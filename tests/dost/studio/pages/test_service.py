from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from dost.studio.pages.service import service_page
from services_catalog.changes import edits
from services_catalog.models import ChangeSet, Service, ServiceVersion
from tests.factories.accounts import sign_in
from tests.factories.services_catalog import VersionFactory
from tests.factories.studio import NOW, TODAY, begun, published

pytestmark = pytest.mark.django_db

SOON = timezone.localdate() + timedelta(days=60)


@pytest.fixture(autouse=True)
def _catalogue(small_catalogue: Path) -> None:
    """Every test here has the small catalogue."""


@pytest.fixture
def client(editor: Any) -> Client:
    """The editor, signed in, in English."""
    signed_in = Client()
    sign_in(signed_in, editor)
    signed_in.cookies["django_language"] = "en"
    return signed_in


@pytest.fixture
def scheduled(editor: Any, publisher: Any) -> ChangeSet:
    """A published set that makes 05-98 ask first, in sixty days."""
    change_set, draft = begun(editor, valid_from=SOON)
    edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    change_set.refresh_from_db()
    return published(change_set, editor=editor, publisher=publisher)


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def service(small_catalogue: Path) -> Service:
    """A service whose second version was published by somebody, ahead."""
    first = ServiceVersion.objects.get(service="05-98")
    ServiceVersion.objects.filter(pk=first.pk).update(valid=DateRange(date(2019, 4, 1), date(2027, 1, 1)))
    VersionFactory(service=first.service, number=2, valid=DateRange(date(2027, 1, 1), None), published_by="rena")
    return first.service


def test_the_time_line_has_what_was_is_and_will_be(scheduled: ChangeSet, editor: Any) -> None:
    service = Service.objects.get(code="05-98")
    today = timezone.localdate()

    def standing(on: date) -> list[tuple[int, str, date | None]]:
        page = service_page(service, number=None, by=editor, today=on)
        return [(version.number, str(version.status.word), version.until) for version in page.versions]

    assert standing(today) == [(2, "Scheduled", None), (1, "In force", SOON - timedelta(days=1))]
    assert standing(SOON) == [(2, "In force", None), (1, "Past", SOON - timedelta(days=1))]


def test_the_rule_is_read_out_in_three_languages(client: Client, scheduled: ChangeSet) -> None:
    page = text_of(client.get(reverse("studio:service", args=["05-98"])))
    assert "The rule of version 1, in words" in page
    assert all(f'lang="{language}"' in page for language in ("az", "en", "ru"))
    assert "Is alive" in page
    assert "Sağdır" in page
    assert "Жив" in page
    other = text_of(client.get(reverse("studio:service", args=["05-98"]), {"version": "2"}))
    assert "The rule of version 2, in words" in other
    assert "The person is asked first" in other


@pytest.mark.parametrize("version", ["x", "99", "-1", "9" * 30])
def test_a_version_that_is_not_there_shows_the_one_in_force(client: Client, version: str) -> None:
    answer = client.get(reverse("studio:service", args=["05-98"]), {"version": version})
    assert "The rule of version 1, in words" in text_of(answer)


def test_a_service_without_a_rule_says_so(client: Client) -> None:
    ServiceVersion.objects.all().delete()
    page = text_of(client.get(reverse("studio:service", args=["05-98"])))
    assert "There is no version yet." in page
    assert "There is no rule yet" in page
    assert "End it on a day" not in page


def test_whoever_published_a_version_is_named(service: Service, editor: Any, publisher: Any) -> None:
    publisher.first_name, publisher.last_name = "Rəna", "Həsənova"
    publisher.save()
    lines = service_page(service, number=None, by=editor, today=TODAY).versions
    assert [line.published_by for line in lines] == ["Rəna Həsənova", "catalogue"]


def test_nobody_goes_back_to_what_is_to_come(service: Service, editor: Any) -> None:
    before = service_page(service, number=None, by=editor, today=TODAY).versions
    later = service_page(service, number=None, by=editor, today=date(2027, 1, 1)).versions
    assert [line.can_return for line in before] == [False, False]
    assert [line.can_return for line in later] == [False, True]


def test_a_rule_is_read_with_its_formulas_by_name(service: Service, editor: Any) -> None:
    with translation.override("en"):
        page = service_page(service, number=1, by=editor, today=TODAY)
    assert [(said.says, said.full) for said in page.rule[0].criteria] == [
        ("Is alive: yes", ""),
        ("Is old enough: yes", "Age: at least 65"),
    ]
