"""By what ways people are reached, in which language, and when."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dost.notifications.models import Contact
from dost.notifications.reach import QuietHours, Reach, Way, reach_of, ways_about
from registries.models import Person
from tests.factories.notifications import ContactFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory

times = st.times(min_value=time(0, 0), max_value=time(23, 59)).map(lambda one: one.replace(second=0, microsecond=0))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@given(times, times, moments)
def test_quiet_hours_hold_to_their_end_and_no_longer(first: time, last: time, moment: datetime) -> None:
    if first == last:
        return
    hours = QuietHours(first, last)
    held = hours.hold(moment)
    assert moment <= held < moment + timedelta(days=1)
    assert hours.hold(held) == held  # what may leave may leave
    if held != moment:
        assert timezone.localtime(held).time() == last


@pytest.mark.parametrize(
    ("hour", "minute", "held"),
    [(20, 59, "20:59"), (21, 0, "09:00"), (23, 30, "09:00"), (0, 0, "09:00"), (8, 59, "09:00"), (9, 0, "09:00")],
)
def test_night_ends_in_the_morning(hour: int, minute: int, held: str) -> None:
    moment = timezone.make_aware(datetime(2026, 11, 30, hour, minute))
    after = timezone.localtime(QuietHours(time(21), time(9)).hold(moment))
    assert f"{after:%H:%M}" == held
    assert after.day == (1 if hour >= 21 else 30)


@pytest.mark.parametrize(
    ("prefers", "ways"),
    [
        (Way.SMS, [Way.SMS, Way.EMAIL, Way.LETTER]),
        (Way.EMAIL, [Way.EMAIL, Way.SMS, Way.LETTER]),
        (Way.LETTER, [Way.LETTER, Way.SMS, Way.EMAIL]),
    ],
)
def test_what_is_preferred_comes_first(prefers: Way, ways: list[Way]) -> None:
    assert list(Reach("az", "+994501112233", True, "a@b.az", "Bakı", prefers).ways()) == ways


@pytest.mark.django_db
def test_what_the_person_told_comes_before_the_registries(settings: Any) -> None:
    settings.QUIET_HOURS = (time(21), time(9))
    person: Person = PersonFactory(phone="+994505550001", language="az")
    before = reach_of(person)
    assert (before.phone, before.confirmed, before.language) == ("+994505550001", False, "az")
    assert before.quiet == QuietHours(time(21), time(9))

    ContactFactory(
        person=person, phone="+994505550002", email="a@b.az", language="ru", way="email",
        quiet_from=time(0), quiet_until=time(0),
    )  # fmt: skip
    after = reach_of(Person.objects.get(pk=person.pk))
    assert (after.phone, after.confirmed, after.email, after.language) == ("+994505550002", True, "a@b.az", "ru")
    assert after.ways() == (Way.EMAIL, Way.SMS)
    assert after.quiet is None  # at no time


@pytest.mark.django_db
def test_without_a_mail_server_nobody_is_reached_by_e_mail(settings: Any) -> None:
    settings.SENDS_EMAIL = False
    person = PersonFactory(phone="")
    ContactFactory(person=person, phone="", email="a@b.az", way=Contact.Way.EMAIL)
    assert reach_of(person).ways() == ()


@pytest.mark.django_db
@pytest.mark.parametrize(("answers", "ways"), [(["sms"], [Way.SMS]), (["phone"], [])])
def test_of_a_sensitive_service_only_what_its_passport_names_is_sent(answers: list[str], ways: list[Way]) -> None:
    service = ServiceFactory(sensitive=True, passport={"answers": answers})
    reach = Reach("az", "+994501112233", True, "a@b.az", "Bakı", Way.LETTER)
    assert list(ways_about(service, reach)) == ways
