"""Numbers with check characters, how long what is issued is valid, and the public check."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dost.accounts.models import AccessLog
from dost.cases.deliverables import check_character, issue, number_of, read_number
from dost.cases.models import Deliverable
from dost.cases.text.results import GIVEN_UP, RUN_OUT, TAKEN_BACK, VALID, state
from dost.common.dates import local_day
from dost.portal import check_views
from tests.factories.issued import granted, issued
from tests.factories.registries import PersonFactory

NOW = datetime(2026, 11, 20, 21, tzinfo=UTC)  # the 21st in Baku
# -- numbers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "character"), [("A12425GABC1234002", "M"), ("A1-2425G-ABC1234002", "M")])
def test_check_character_is_that_of_the_standard(text: str, character: str) -> None:
    """The Global Release Identifier's own example of ISO/IEC 7064, MOD 37,36."""
    assert check_character(text) == character


def test_a_number_is_the_service_the_year_the_case_and_a_check_character() -> None:
    number = number_of("07-06-1", 2026, 48812)
    assert number[:-1] == "07-06-1-2026-0048812-"
    assert read_number(number) == number
    assert read_number(f"  {number.lower()} ") == number
    assert read_number(number.replace("-", "–")) == number


def test_every_wrong_digit_and_every_two_changed_places_are_noticed() -> None:
    number = number_of("01-02", 2026, 1048812)
    body, digits = number[:-1], "0123456789"
    for at, right in enumerate(body):
        if right in digits:
            for wrong in digits.replace(right, ""):
                assert read_number(body[:at] + wrong + body[at + 1 :] + number[-1]) is None
    for at in range(len(body) - 1):
        one, two = body[at], body[at + 1]
        if one in digits and two in digits and one != two:
            assert read_number(body[:at] + two + one + body[at + 2 :] + number[-1]) is None


@pytest.mark.parametrize(
    "text", ["", "x", "01-02-2026-0048812", "01-02-2026-48812-A", "1' OR '1'='1", "٠١-٠٢-٢٠٢٦-٠٠٤٨٨١٢-A"]
)
def test_nonsense_is_no_number(text: str) -> None:
    assert read_number(text) is None


# -- how long it is valid ------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "changes", "until", "valid_until"),
    [
        ("certificate", {}, None, date(2026, 12, 21)),
        ("certificate", {"valid_days": 10}, None, date(2026, 12, 1)),
        ("certificate", {}, date(2026, 12, 5), date(2026, 12, 5)),
        ("certificate", {}, date(2026, 11, 1), date(2026, 11, 21)),
        ("registration", {}, None, None),
        ("registration", {}, date(2027, 3, 1), date(2027, 3, 1)),
        ("registration", {"valid_days": 1}, None, date(2026, 11, 22)),
    ],
)
def test_validity(kind: str, changes: dict[str, Any], until: date | None, valid_until: date | None) -> None:
    made = issue(granted(kind=kind, **changes), until=until, now=NOW)
    assert made is not None
    assert made.valid_until == valid_until


@pytest.mark.django_db
def test_whom_it_is_about_is_named_when_it_is_another() -> None:
    case = granted()
    case.about = PersonFactory(given_name="Murad")
    made = issue(case, until=None, now=NOW)
    assert made is not None
    assert made.content["about"]["name"] == case.about.full_name


def test_state_follows_the_day() -> None:
    on = date(2026, 11, 20)
    assert state(Deliverable(kind="document"), on=on) is VALID
    assert state(Deliverable(kind="document", valid_until=on), on=on) is VALID
    assert state(Deliverable(kind="document", valid_until=date(2026, 11, 19)), on=on) is RUN_OUT
    assert state(Deliverable(kind="document", ended_on=on), on=on) is TAKEN_BACK
    assert state(Deliverable(kind="queue", ended_on=on), on=on) is GIVEN_UP


# -- the public check ----------------------------------------------------------------------------------------------


@pytest.fixture
def _fresh_cache(db: None) -> None:
    cache.clear()


def look(address: str, *, client: Client | None = None) -> Any:
    return (client or Client()).get(f"/en{address}")


@pytest.mark.usefixtures("_fresh_cache")
def test_the_public_learns_that_it_was_issued_and_nothing_of_the_person() -> None:
    given = issued()
    page = look(f"/check/{given.number}/")
    text = page.content.decode()
    person = given.person
    assert page.status_code == 200
    assert given.number in text
    assert given.service.title in text or given.service.name["en"] in text
    assert "It is genuine and valid</h1>" in text
    shown = text.split("<main", 1)[1].split("</main>", 1)[0].replace(given.number, "")
    for secret in (person.fin, person.surname, person.given_name, str(person.birth_date.year), "67"):
        assert secret not in shown
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    assert not AccessLog.objects.filter(user__isnull=False).exists()


@pytest.mark.usefixtures("_fresh_cache")
def test_what_was_taken_back_is_said_to_be() -> None:
    given = issued()
    Deliverable.objects.update(ended_on=local_day(timezone.now()))
    text = look(f"/check/{given.number}/").content.decode()
    assert "It was issued, and has been taken back</h1>" in text
    assert "Taken back" in text


@pytest.mark.usefixtures("_fresh_cache")
def test_small_letters_lead_to_the_number_and_nonsense_to_nothing() -> None:
    # A check character may be a digit, which has no small form.
    given = next(one for one in (issued() for _attempt in range(50)) if one.number != one.number.lower())
    moved = look(f"/check/{given.number.lower()}/")
    assert (moved.status_code, moved["Location"]) == (302, f"/en/check/{given.number}/")
    other = number_of("01-02", 2026, 7)
    for address in (f"/check/{other}/", "/check/nonsense/", "/check/%3Cscript%3E/"):
        nothing = look(address)
        assert nothing.status_code == 404
        assert "<script>" not in nothing.content.decode().split("<main", 1)[1]


@pytest.mark.usefixtures("_fresh_cache")
def test_a_typed_number_leads_to_its_page() -> None:
    given = issued()
    assert look("/check/").status_code == 200
    assert look(f"/check/?number={given.number.lower()}")["Location"] == f"/en/check/{given.number}/"
    assert look("/check/?number=").status_code == 400
    wrong = look("/check/?number=1234")
    assert wrong.status_code == 400
    assert "This is not such a number" in wrong.content.decode()


@pytest.mark.usefixtures("_fresh_cache")
def test_an_address_that_tries_many_numbers_has_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_views, "MOST_CHECKS", 3)
    given = issued()
    client = Client()
    codes = [look(f"/check/{given.number}/", client=client).status_code for _time in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert look(f"/check/{given.number}/", client=elsewhere).status_code == 200
