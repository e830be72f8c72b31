"""What services give, in short: sums where they can be told, and the moment they change."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from services_catalog.finding.worths import ShortWorth, worth_in_short
from services_catalog.models import ParameterValue, Service, ServiceVersion
from tests.factories.services_catalog import ParameterFactory, ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 1)
NumQueries = Callable[[int], AbstractContextManager[Any]]


def short(code: str = "05-99", *, on: date = ON, language: str = "en") -> ShortWorth:
    return worth_in_short([code], on=on, language=language)[code]


def pays(amount: str | None, *, period: str = "monthly", code: str = "05-99") -> Service:
    service: Service = ServiceFactory(code=code, receives=texts("Money"))
    outcome = "payment" if amount else "message"
    VersionFactory(service=service, changes={"amount": amount, "period": period, "outcome": outcome})
    return service


def said(worth: ShortWorth) -> str:
    return f"{worth.figure} {worth.how}".replace("\xa0", " ").strip()


@pytest.mark.parametrize(
    ("amount", "period", "expected"),
    [
        ("parameter.test_benefit", "once", "600 ₼ paid once"),
        ("parameter.test_benefit", "monthly", "600 ₼ a month"),
        ("round(parameter.test_benefit * 0.333, 2)", "monthly", "199.80 ₼ a month"),
        ("CASE WHEN person.age < 70 THEN 120.5 ELSE parameter.test_benefit END", "monthly", "120.50 to 600 ₼ a month"),
        ("greatest(parameter.test_benefit * person.age, parameter.test_benefit)", "monthly", "at least 600 ₼ a month"),
        ("parameter.test_benefit / greatest(person.age, 1)", "once", "up to 600 ₼ paid once"),
        ("parameter.test_benefit * person.age", "monthly", ""),
    ],
)
def test_a_sum_is_told_as_far_as_it_can_be(amount: str, period: str, expected: str) -> None:
    pays(amount, period=period)
    worth = short()
    assert said(worth) == expected
    assert (worth.pays, worth.gives) == (True, "Money")


def test_what_pays_nothing_says_what_it_gives_in_the_readers_language() -> None:
    pays(None, period="none")
    assert short() == ShortWorth(gives="Money")
    assert short(language="ru").gives == "Money (ru)"


def test_each_language_says_it_its_own_way() -> None:
    pays("CASE WHEN person.age < 70 THEN 120 ELSE parameter.test_benefit END")
    assert said(short(language="az")) == "120–600 ₼ hər ay"
    assert said(short(language="ru")) == "от 120 до 600 ₼ в месяц"


def test_the_sum_is_that_of_the_day() -> None:
    pays("parameter.test_benefit")
    assert said(short(on=date(2025, 6, 30))) == "200 ₼ a month"
    assert said(short(on=date(2025, 7, 1))) == "600 ₼ a month"


def test_a_new_amount_and_a_new_version_count_at_once() -> None:
    service = pays("parameter.test_benefit")
    assert said(short()) == "600 ₼ a month"
    ParameterValue.objects.create(parameter_id="test_benefit", valid_from=date(2026, 2, 1), value=Decimal(650))
    assert said(short()) == "650 ₼ a month"

    ServiceVersion.objects.update(valid=DateRange(date(2019, 4, 1), date(2026, 2, 15)))
    changes = {"amount": "2 * parameter.test_benefit", "period": "once"}
    VersionFactory(service=service, number=2, valid=DateRange(date(2026, 2, 15), None), changes=changes)
    assert said(short()) == "1,300 ₼ paid once"
    assert said(short(on=date(2026, 2, 14))) == "650 ₼ a month"


def test_what_is_not_in_force_or_not_set_has_no_sum() -> None:
    ServiceVersion.objects.filter(service=pays("parameter.test_benefit")).update(
        valid=DateRange(date(2027, 1, 1), None)
    )
    assert short() == ShortWorth(gives="Money")
    ParameterFactory(name="later", values=((date(2030, 1, 1), 5),))
    pays("parameter.later", code="05-98")
    assert (short("05-98").figure, short("05-98").pays) == ("", True)


def test_an_amount_nobody_has_confirmed_says_so() -> None:
    pays("parameter.test_benefit")
    ParameterValue.objects.filter(valid_from=date(2025, 7, 1)).update(confidence="recalled")
    assert short().assumed
    assert not short(on=date(2025, 1, 1)).assumed


def test_codes_of_no_service_are_left_out() -> None:
    assert worth_in_short([], on=ON, language="az") == {}
    assert worth_in_short(["99-99"], on=ON, language="az") == {}


@pytest.mark.parametrize("count", [1, 3])
def test_three_queries_however_many_services_there_are(django_assert_num_queries: NumQueries, count: int) -> None:
    codes = [pays("parameter.test_benefit", code=f"05-9{number}").code for number in range(count)]
    worth_in_short(codes, on=ON, language="az")
    with django_assert_num_queries(3):
        assert len(worth_in_short(codes, on=ON, language="az")) == count
