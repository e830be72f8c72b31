"""A record is judged by the law of its own day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from dost.cases.models import Case
from dost.proactive.entitlements import entitlements
from dost.proactive.sweep import count_entitled, start, work_chunk
from registries.models import Person
from services_catalog.definition import content_hash
from services_catalog.models import ServiceVersion
from services_catalog.queries import forget_parameters
from services_catalog.rules import Verdict
from tests.dost.road.house import birth, publish, send

CHANGE = date(2026, 11, 10)


def split_version(code: str, *, later_mode: str) -> None:
    """Let a second version, with another mode, take force on the day of the change."""
    first = ServiceVersion.objects.get(service=code)
    ServiceVersion.objects.filter(pk=first.pk).update(valid=DateRange(first.valid.lower, CHANGE))
    definition = {**first.definition, "mode": later_mode}
    ServiceVersion.objects.create(
        service=first.service,
        number=first.number + 1,
        valid=DateRange(CHANGE, None),
        definition=definition,
        content_hash=content_hash(definition),
    )
    forget_parameters()


def test_a_birth_before_the_change_is_judged_by_the_version_before(mother: Person) -> None:
    publish("05-40", "05-41")
    split_version("05-40", later_mode="on_application")
    send(birth(mother, born="2026-11-09"), birth(mother, fin="8AAAAA2", number="B-2", born="2026-11-10"))
    on = date(2026, 11, 20)
    run = start(on=on, now=datetime(2026, 11, 20, 9, tzinfo=UTC), services=["05-40"])
    while work_chunk(run) is not None:
        pass
    case = Case.objects.get()
    assert (case.basis_key, case.version.number) == ("8AAAAA1", 1)
    assert count_entitled(on=on, services=["05-40"]).counts["05-40"].entitled == 1


def test_every_record_is_explained_by_one_version(mother: Person) -> None:
    publish("05-40", "05-41")
    split_version("05-40", later_mode="automatic")
    send(birth(mother, born="2026-11-09"), birth(mother, fin="8AAAAA2", number="B-2", born="2026-11-10"))
    answers = [one for one in entitlements(mother, on=date(2026, 11, 20)) if one.rule.code == "05-40"]
    assert [(one.key, one.verdict) for one in answers] == [
        ("8AAAAA1", Verdict.ENTITLED),
        ("8AAAAA2", Verdict.ENTITLED),
    ]
    assert len({one.rule.version_id for one in answers}) == 2
