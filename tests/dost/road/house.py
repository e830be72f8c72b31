"""What the tests of the road do: publish services, send events, work, and break things."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.utils import timezone

from dost.accounts.actors import Actor
from dost.cases import acts
from dost.cases.acts import Act
from dost.cases.drain import drain
from dost.cases.models import Case
from dost.proactive.detect import detect
from registries.bridge import transport
from registries.bridge.simulator.models import Fault
from registries.intake import receive
from registries.models import Person
from services_catalog import load
from services_catalog.files import CATALOGUE, Catalogue, read_catalogue
from services_catalog.queries import forget_parameters
from tests.factories.whole_catalogue import publish_amounts
from tests.patience import PATIENCE

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
SAID = frozenset({Act.ASK, Act.APPEAL, Act.GIVE_UP})
"""What staff write down for a person, however a payment stands."""


@cache
def catalogue() -> Catalogue:
    """The project's own catalogue, read once."""
    read, problems = read_catalogue(CATALOGUE)
    assert problems == []
    return read


def publish(*codes: str) -> None:
    """Publish some services of the catalogue, with all parameters."""
    report = load.LoadReport()
    publish_amounts(catalogue())
    for code in codes:
        load._write_service(catalogue().services[code], report)
        load._write_versions(catalogue().services[code], timezone.now(), report)
    forget_parameters()


def birth(
    mother: Person, *, fin: str = "8AAAAA1", born: str = "2026-11-18", number: str = "B-1", **record: Any
) -> dict[str, Any]:
    """A birth act as the Ministry of Justice sends it."""
    return {
        "institution": "EDLIYYE",
        "id": number,
        "kind": "birth",
        "happened_on": born,
        "registry": "POPULATION",
        "record": {
            "fin": fin,
            "surname": mother.surname,
            "given_name": "Murad",
            "sex": "M",
            "mother_fin": mother.fin,
            "act_no": number,
            "registered_on": born,
            **record,
        },
    }


def send(*events: dict[str, Any]) -> list[str]:
    """Receive events; returns what became of each."""
    return [receipt.status for receipt in receive(list(events))]


def work(*, seconds: float = PATIENCE) -> None:
    """Detect and work the road until nothing is ready."""
    assert drain(before=detect, seconds=seconds)


def break_down(institution: str, fault: Fault.Kind) -> Fault:
    """Switch a fault on."""
    return Fault.objects.create(institution=institution, fault=fault, created_at=timezone.now())


def try_again() -> None:
    """Let the pauses of waiting cases be over, and forget who was dead."""
    transport.reset()
    Case.objects.filter(state="waiting").update(not_before=timezone.now())


def decided(case: Case, actor: Actor) -> tuple[Act, ...]:
    """What an actor may do about a case, without what a person may say of it at any time."""
    return tuple(act for act in acts.actions(case, actor) if act not in SAID)
