"""How each service is come by, as its passport says: counted over the whole catalogue."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services_catalog.channels import channels_of, is_open
from services_catalog.files import CATALOGUE, read_catalogue
from services_catalog.models import Service


def service(delivery: str, *channels: str) -> Service:
    return Service(code="05-99", delivery=delivery, passport={"channels": list(channels)})


@pytest.fixture(scope="module")
def every() -> list[Service]:
    read, problems = read_catalogue(CATALOGUE)
    assert problems == []
    return [Service(code=code, **found.passport) for code, found in read.services.items()]


def test_the_catalogue_has_seventy_on_application_and_ninety_that_come_by_themselves(every: list[Service]) -> None:
    channels = [channels_of(one) for one in every]
    applied = [one for one in channels if not one.proactive]
    assert (len(applied), len(channels)) == (70, 160)
    assert all(one.applications for one in applied)
    assert sum(one.online for one in applied) == 44
    assert sum(one.centre_only for one in applied) == 26


def test_of_the_proactive_ones_some_can_be_missed_and_the_rest_looked_at_again(every: list[Service]) -> None:
    proactive = [one for one in map(channels_of, every) if one.proactive]
    assert sum(one.applications for one in proactive) == 67
    assert sum(one.look_again for one in proactive) == 23


@pytest.mark.parametrize(
    ("delivery", "channels", "applications", "online"),
    [
        ("proactive", ["automatic"], False, False),
        ("proactive", ["automatic", "call_centre"], False, False),
        ("proactive", ["automatic", "centre"], True, False),
        ("proactive", ["automatic", "representative"], True, False),
        ("proactive", ["automatic", "portal"], True, True),
        ("online", ["portal", "centre"], True, True),
        ("counter", ["call_centre"], True, False),
        ("counter", [], True, False),
    ],
)
def test_a_service_follows_its_passport(delivery: str, channels: list[str], applications: bool, online: bool) -> None:
    found = channels_of(service(delivery, *channels))
    assert (found.applications, found.online, found.look_again) == (applications, online, not applications)
    assert found.centre_only is (applications and not online)


def test_a_service_made_without_a_passport_is_looked_at_again_when_it_is_proactive() -> None:
    made: Any = Service(code="05-99", delivery="proactive")
    assert channels_of(made).look_again


@pytest.mark.parametrize(
    ("availability", "found"),
    [
        ({}, True),
        ({"state": "open"}, True),
        ({"state": "closed"}, False),
        ({"state": "closed", "from": "2026-04-01"}, True),
        ({"state": "paused", "from": "2026-03-01", "until": "2026-03-03"}, False),
        ({"state": "paused", "until": "2026-03-02"}, True),
        ({"state": "seasonal", "from": "2026-03-03", "until": "2026-05-31"}, True),
        ({"state": "seasonal", "from": "2026-04-01", "until": "2026-05-31"}, False),
    ],
)
def test_a_service_is_open_as_its_availability_says(availability: dict[str, str], found: bool) -> None:
    assert is_open(Service(availability=availability), date(2026, 3, 3)) is found
