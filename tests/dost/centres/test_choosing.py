"""What somebody chooses from, and what the address and the form say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from dost.centres.appointments import Wanted
from dost.centres.choosing import Asked, asked_of, choosing, matter_in_words, wanted_of
from services_catalog.labels import label
from services_catalog.schema import LIFE_EVENTS
from tests.factories.centres import CODE, MORNING, CentreFactory, DeskFactory, booked
from tests.factories.services_catalog import ServiceFactory, texts

pytestmark = pytest.mark.django_db


def test_nothing_but_centres_and_services_before_a_centre_is_chosen() -> None:
    CentreFactory()
    CentreFactory(code="BUILT", status="building")
    CentreFactory(code="NO-HOURS", opens=None, closes=None)
    ServiceFactory(code="05-41", area="benefits", name=texts("Here"), passport={"places": ["dost_centre"]})
    with translation.override("en"):
        page = choosing(centre="", service="05-41", day=None, now=MORNING, language="en")
    assert [one.value for one in page.centres] == [CODE]
    assert [option.value for group in page.services for option in group.options] == ["05-41"]
    assert (page.asked, page.service, page.days, page.times) == (False, "05-41", (), ())


@pytest.mark.parametrize("count", [1, 3])
def test_a_day_and_its_times_in_the_same_queries(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(1, count + 1):
        DeskFactory(centre=CentreFactory(), number=number)
        booked(starts_at=MORNING.replace(day=2))
    with django_assert_num_queries(10):
        page = choosing(centre=CODE, service="nonsense", day=date(2026, 12, 3), now=MORNING, language="en")
    assert (page.service, page.day) == ("", date(2026, 12, 3))
    assert len(page.times) == 36
    assert [one.is_chosen for one in page.days].count(True) == 1


def test_what_has_happened_is_offered_before_the_services_and_any_desk_takes_it() -> None:
    DeskFactory(centre=CentreFactory(), number=1, areas=["05"])
    with translation.override("en"):
        page = choosing(centre=CODE, service="event:child_born", day=None, now=MORNING, language="en")
        unknown = choosing(centre=CODE, service="event:lottery", day=None, now=MORNING, language="en")
    assert page.matters[0] is page.events
    assert [one.value for one in page.events.options] == [f"event:{one}" for one in LIFE_EVENTS]
    assert (page.service, unknown.service) == ("event:child_born", "")
    assert page.times


def test_appointment_to_be_changed_begins_with_its_life_event_and_says_it() -> None:
    old = booked(starts_at=MORNING)
    old.event = "child_born"
    assert asked_of({}, old).service == "event:child_born"
    with translation.override("en"):
        assert matter_in_words(old) == label("life_event", "child_born")
        assert matter_in_words(booked(starts_at=MORNING + timedelta(hours=1))) == ""


def test_a_service_that_a_leak_would_harm_is_named_on_no_list() -> None:
    one = booked(starts_at=MORNING)
    one.service = ServiceFactory(code="09-1", sensitive=True)
    assert matter_in_words(one) == ""


@pytest.mark.parametrize(
    ("value", "service", "event"), [("05-41", "05-41", ""), ("event:housing", "", "housing"), ("", "", "")]
)
def test_one_value_is_a_service_or_a_life_event(value: str, service: str, event: str) -> None:
    wanted = wanted_of({"centre": "C", "service": value, "at": "2026-12-02T10:00:00+04:00"})
    assert wanted == Wanted("C", datetime(2026, 12, 2, 6, tzinfo=UTC), service, event)


def test_a_day_that_is_not_free_leads_to_the_first_that_is() -> None:
    DeskFactory(centre=CentreFactory(), number=1)
    page = choosing(centre=CODE, service="", day=date(2026, 12, 5), now=MORNING, language="en")
    assert page.day == date(2026, 12, 1)


def test_what_was_chosen_begins_with_what_is_to_be_changed() -> None:
    old = booked(starts_at=MORNING)
    assert asked_of({}, old) == Asked(CODE, "", date(2026, 12, 1))
    assert asked_of({"centre": "X", "day": "2026-12-09", "service": "05-41"}, old) == Asked(
        "X", "05-41", date(2026, 12, 9)
    )
    assert asked_of({"day": "tomorrow"}) == Asked()


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-12-02T10:00:00+04:00", Wanted("C", datetime(2026, 12, 2, 6, tzinfo=UTC), "S")),
        ("2026-12-02T10:00:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_time_has_a_zone_or_is_none(at: str, wanted: Wanted | None) -> None:
    assert wanted_of({"centre": "C", "service": "S", "at": at}) == wanted
