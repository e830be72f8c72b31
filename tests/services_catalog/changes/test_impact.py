"""What a change does to people whose number is known: who gains, who loses, whose amount moves, who cannot be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from registries.models import District
from services_catalog.changes import impact as module
from services_catalog.changes.impact_figures import Bin, Counts
from tests.factories import registries as make
from tests.factories.impact import TODAY, born, cell, compare, compare_one, pair, rule

pytestmark = pytest.mark.django_db
BIRTHS = {"basis": "birth", "period": "once", "starts": "birth.date"}


def test_people_who_gain_and_lose_are_counted() -> None:
    for year in (1950, 1955, 1960, 1961, 1980):
        born(year)

    found = compare_one(rule("person.age >= 65"), rule("person.age BETWEEN 60 AND 70"))

    assert found.figures.rights == Counts(before=4, after=2, gained=0, lost=2, same=2)
    assert found.figures.people == found.figures.rights
    assert (found.change, found.counted) == ("changed", "day")


def test_money_is_counted_before_and_after() -> None:
    born(1950)
    born(1963)

    found = compare_one(rule("person.age >= 65"), rule("person.age >= 60", amount="110.50")).as_json()

    assert found["money"] == {
        "monthly": {"before": "100.00", "after": "221.00", "difference": "121.00"},
        "yearly": {"before": "1200.00", "after": "2652.00", "difference": "1452.00"},
    }


def test_amounts_that_rise_and_fall_are_told_apart() -> None:
    born(1950)
    born(1960)
    born(1970)

    found = compare_one(
        rule("person.age > 50", amount="parameter.manat * person.age"),
        rule("person.age > 50", amount="parameter.manat * (2 * person.age - 66)"),
    )

    assert found.figures.rights == Counts(before=3, after=3, rises=1, falls=1, same=1)
    assert [(one.low, one.high, one.rights) for one in found.figures.changes if one.rights] == [
        (Decimal(-10), Decimal(-8), 1),
        (Decimal(10), Decimal(12), 1),
    ]


def test_who_can_no_longer_be_told_is_named_with_the_fact_that_is_wanting() -> None:
    make.GapFactory(person=born(1950), registry="EMAS")
    make.GapFactory(person=born(1990), registry="EMAS")
    born(1950)

    found = compare_one(rule("person.age >= 65"), rule("person.age >= 65 OR person.age < 40", "NOT employment.active"))

    assert found.figures.rights == Counts(before=2, after=1, lost=1, same=1, to_unknown=2, lost_to_unknown=1)
    assert found.as_json()["missing"] == [{"fact": "employment.active", "rights": 2}]
    assert [sample.missing for sample in found.figures.samples["unknown"]] == [("employment.active",)] * 2


def test_a_fact_that_would_settle_nothing_is_not_called_wanting() -> None:
    make.GapFactory(person=born(1950), registry="EMAS")
    make.GapFactory(person=born(1951), registry="PENS")

    found = compare_one(
        rule("person.age >= 65"),
        rule("person.age < 65 OR NOT pension.active AND (person.age < 70 OR NOT pension.active)", "person.alive"),
    )

    assert found.figures.missing == {"pension.active": 1}


def test_an_amount_that_cannot_be_told_is_wanting_too() -> None:
    make.GapFactory(person=born(1950), registry="UCOT")

    found = compare_one(rule("person.age >= 65"), rule("person.age >= 65", amount="insurance.total_capital"))

    assert found.figures.missing == {"insurance.total_capital": 1}
    assert found.figures.rights.lost_to_unknown == 1


def test_what_could_not_be_told_and_now_can_is_counted() -> None:
    for year in (1950, 1990):
        make.GapFactory(person=born(year), registry="EMAS")

    found = compare_one(rule("NOT employment.active"), rule("person.age >= 65"))

    assert found.figures.rights == Counts(after=1, gained=1, decided=2, gained_from_unknown=1)
    assert found.figures.missing == {}


def test_cells_tell_where_who_and_of_what_age() -> None:
    ganja = make.DistrictFactory(code="gence", name="Gəncə", economic_region="Gəncə-Daşkəsən")
    born(1950, district=ganja)
    born(1965, male=True)
    born(1996)
    born(2000, district=None)

    figures = compare_one(
        rule("person.age > 40 OR person.age < 28"),
        rule("person.age < 65", amount="parameter.manat * (70 + person.age)"),
    ).figures

    assert [one.key for one in figures.regions] == ["Bakı", "Gəncə-Daşkəsən", ""]
    assert cell(figures.regions, "Gəncə-Daşkəsən") == (0, 1, 0, 0, "-100.00", "-1200.00")
    assert cell(figures.regions, "Bakı") == (1, 0, 1, 0, "131.00", "1572.00")
    assert cell(figures.regions, "") == (0, 0, 0, 1, "-4.00", "-48.00")
    assert cell(figures.sexes, "M") == (0, 0, 1, 0, "31.00", "372.00")
    assert cell(figures.sexes, "F") == (1, 1, 0, 1, "-4.00", "-48.00")
    assert [one.key for one in figures.ages] == ["0-17", "18-29", "30-44", "45-64", "65+"]
    assert cell(figures.ages, "30-44") == (1, 0, 0, 0, "100.00", "1200.00")
    assert cell(figures.ages, "65+") == (0, 1, 0, 0, "-100.00", "-1200.00")
    assert cell(figures.ages, "0-17") == (0, 0, 0, 0, "0.00", "0.00")


def test_every_region_of_the_country_has_a_cell() -> None:
    for number in range(14):
        make.DistrictFactory(code=f"d{number}", name=f"District {number}", economic_region=f"Region {number:02}")

    figures = compare_one(rule("person.age > 65"), rule("person.age > 60")).figures

    assert len(figures.regions) == District.objects.count() == 14


# -- one-off rights, and records with a date of their own --------------------------------------------------------


def birth(day: date, **more: Any) -> Any:
    return make.BirthActFactory(person=make.PersonFactory(birth_date=day, infant=True), **more)


def test_births_of_the_last_year_are_counted_as_if_the_change_had_been_in_force() -> None:
    for day in (date(2025, 11, 23), date(2025, 11, 24), date(2026, 5, 1), TODAY):
        birth(day, mother=make.PersonFactory())

    found = compare_one(
        rule("birth.born_alive", amount="600", **BIRTHS), rule("birth.born_alive", amount="720", **BIRTHS)
    )

    assert found.counted == "year"
    assert found.figures.rights == Counts(before=3, after=3, rises=3)
    assert found.as_json()["money"] == {
        "monthly": {"before": "150.00", "after": "180.00", "difference": "30.00"},
        "yearly": {"before": "1800.00", "after": "2160.00", "difference": "360.00"},
    }


def test_nobody_is_counted_twice_among_people() -> None:
    mother = make.PersonFactory()
    for day in (date(2025, 12, 24), date(2026, 11, 1)):
        birth(day, mother=mother)

    found = compare(pair(None, rule("birth.born_alive", **BIRTHS)), pair(None, rule("person.age >= 65"), code="05-98"))

    assert [service.figures.rights.gained for service in found.services] == [1, 2]
    assert [service.figures.people.gained for service in found.services] == [1, 1]
    assert (found.total.rights.gained, found.total.people.gained) == (3, 1)


def test_a_future_day_is_projected_from_the_last_twelve_months() -> None:
    birth(date(2026, 1, 15), mother=make.PersonFactory())
    born(1962)
    on = date(2027, 7, 1)

    found = compare(
        pair(rule("FALSE AND birth.born_alive", **BIRTHS), rule("birth.born_alive", **BIRTHS)),
        pair(None, rule("person.age >= 65"), code="05-98"),
        on=on,
    )

    assert found.as_json()["projected"] is True
    assert [service.figures.rights.gained for service in found.services] == [2, 1]
    assert found.services[0].basis == "person"


def test_on_a_past_day_people_are_as_old_as_they_were() -> None:
    born(1958)

    assert compare_one(None, rule("person.age >= 65"), on=date(2023, 5, 1)).figures.rights == Counts()
    assert compare_one(None, rule("person.age >= 65"), on=date(2023, 6, 1)).figures.rights.gained == 1


def test_a_one_off_right_without_a_first_day_counts_everyone_once() -> None:
    born(1950)

    found = compare_one(None, rule("person.age >= 65", amount="120", period="once"))

    assert found.counted == "everyone"
    assert found.as_json()["money"]["yearly"]["after"] == "120.00"
    assert found.as_json()["money"]["monthly"]["after"] == "10.00"


def test_a_one_off_right_of_a_record_counts_records_begun_within_the_year() -> None:
    make.PlacementFactory(valid_from=date(2026, 3, 1))
    make.PlacementFactory(valid_from=date(2024, 3, 1))

    found = compare_one(None, rule("child.alive", basis="placement", period="once"))

    assert (found.counted, found.figures.rights.gained) == ("year", 1)


def test_a_monthly_right_that_has_ended_costs_nothing() -> None:
    born(1950)

    found = compare_one(
        rule("person.age >= 65", until="DATE '2026-12-31'"), rule("person.age >= 65", until="DATE '2026-11-22'")
    )

    assert found.figures.rights == Counts(before=1, lost=1)


def test_a_monthly_right_of_a_dated_record_is_paid_by_the_month_asked_about() -> None:
    child = make.PersonFactory(birth_date=date(2025, 1, 10), infant=True)
    make.LeaveFactory(person=born(1990), child_care=True, valid_from=date(2025, 3, 1), child=child)
    leave = {"basis": "leave", "period": "monthly", "until": "leave.until"}
    amount = "CASE WHEN months_between(child.birth_date, today) < 18 THEN {} ELSE {} END"

    found = compare_one(
        rule("leave.kind = 'child_care'", amount=amount.format(44, 28), **leave),
        rule("leave.kind = 'child_care'", amount=amount.format(44, 30), **leave),
    )

    assert found.figures.rights == Counts(before=1, after=1, rises=1)
    assert found.as_json()["money"]["monthly"] == {"before": "28.00", "after": "30.00", "difference": "2.00"}


# -- kinds of change ---------------------------------------------------------------------------------------------


def test_a_new_service_and_a_withdrawn_one() -> None:
    born(1950)

    found = compare(pair(None, rule("person.age >= 65")), pair(rule("person.age >= 60"), None, code="05-98"))

    assert [(service.code, service.change) for service in found.services] == [("05-98", "withdrawn"), ("05-99", "new")]
    assert found.services[0].figures.rights == Counts(before=1, lost=1)
    assert found.services[1].figures.rights == Counts(after=1, gained=1)
    assert found.total.monthly.difference == 0


def test_the_same_rule_is_reported_without_a_scan(django_assert_num_queries: Any) -> None:
    born(1950)

    with django_assert_num_queries(2):  # the population, and the regions
        found = compare_one(rule("person.age >= 65"), rule("person.age   >= 65"))

    assert found.change == "same"
    assert found.figures.rights == Counts()


def test_another_payee_alone_is_named_but_not_counted() -> None:
    birth(date(2026, 5, 1), mother=make.PersonFactory())
    before, after = (rule("birth.born_alive", payee=[role], **BIRTHS) for role in ("mother", "father"))

    found = compare_one(before, after)

    assert (found.change, found.figures.rights) == ("other", Counts())


def test_a_monthly_right_that_becomes_one_given_once_falls() -> None:
    born(1950)

    found = compare_one(rule("person.age >= 65"), rule("person.age >= 65", amount="600", period="once"))

    assert found.figures.rights == Counts(before=1, after=1, falls=1)
    assert found.figures.changes == [Bin(Decimal(-600), Decimal(-600), 1)]


def test_a_rule_that_moves_to_another_basis_ends_in_one_and_begins_in_the_other() -> None:
    make.PlacementFactory(carer=born(1980), person=born(2015))

    found = compare_one(rule("person.age < 18"), rule("child.alive", basis="placement"))

    assert found.figures.rights == Counts(before=1, after=1, gained=1, lost=1)
    assert found.change == "changed"


def test_what_is_given_on_application_stands_apart() -> None:
    born(1950)

    found = compare(
        pair(None, rule("person.age >= 65")),
        pair(None, rule("person.age >= 60", amount="7"), code="05-98", mode="on_application"),
    )

    assert [service.if_applied for service in found.services] == [True, False]
    assert found.if_applied is not None
    assert (int(found.if_applied.monthly.after), int(found.total.monthly.after)) == (7, 100)
    assert found.if_applied.people.gained == found.total.people.gained == 1


def test_what_pays_nothing_is_counted_without_money() -> None:
    born(1950)

    found = compare_one(None, rule("person.age >= 65", amount=None))

    assert found.figures.rights.gained == 1
    assert found.figures.after == []
    assert found.as_json()["money"]["yearly"]["after"] == "0.00"


# -- samples and parts -------------------------------------------------------------------------------------------


def test_samples_are_ids_and_amounts_and_the_same_each_time() -> None:
    people = [born(1950 + number % 5) for number in range(30)]
    before, after = rule("person.age >= 65"), rule("person.age >= 65", amount="120")

    first, again = (compare_one(before, after).figures.samples for _time in range(2))

    assert first == again
    assert len(first["rises"]) == 20
    assert {sample.person for sample in first["rises"]} < {person.pk for person in people}
    assert first["rises"][0].as_json() == {
        "person": first["rises"][0].person,
        "about": first["rises"][0].person,
        "record": first["rises"][0].person,
        "before": "100.00",
        "after": "120.00",
        "was": True,
        "is": True,
        "missing": [],
    }


def test_ranges_of_people_add_up_to_everyone(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        person = born(1940 + number, male=bool(number % 3))
        if not number % 7:
            make.GapFactory(person=person, registry="EMAS")
    pairs = [
        pair(
            rule("person.age >= 65", amount="parameter.manat * person.age * 3"),
            rule("NOT employment.active", amount="210"),
        ),
        pair(None, rule("person.age < 70", "person.alive"), code="05-98"),
    ]
    whole = compare(*pairs).as_json()
    monkeypatch.setattr(module, "LEAST_PEOPLE", 4)
    monkeypatch.setattr(module, "PARTS", 7)
    ticks: list[tuple[int, int]] = []

    with connection.cursor() as cursor:
        in_parts = module.impact(
            pairs, on=TODAY, today=TODAY, cursor=cursor, tick=lambda done, total: ticks.append((done, total))
        ).as_json()

    assert in_parts == whole
    assert ticks == [(2 * number, 12) for number in range(7)]


def test_the_stored_form_says_its_version() -> None:
    stored = compare(pair(None, rule("person.alive"))).as_json()

    assert (stored["version"], stored["on"], stored["population"]) == (1, "2026-11-23", 0)
    assert set(stored) == {
        "version", "on", "today", "projected", "services", "total", "if_applied", "population"
    }  # fmt: skip


def test_amounts_are_shown_in_bins_before_and_after() -> None:
    for year in (1950, 1951, 1960):
        born(year)

    figures = compare_one(
        rule("person.alive", amount="50"), rule("person.alive", amount="parameter.manat * person.age * 10")
    ).figures

    assert figures.before == [Bin(Decimal(50), Decimal(50), 3)]
    assert sum(one.rights for one in figures.after) == 3
    assert figures.after[0] == Bin(Decimal(660), Decimal(670), 1)
    assert replace(figures.after[-1], rights=0) == Bin(Decimal(760), Decimal(770), 0)
