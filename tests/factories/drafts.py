"""Drafts of applications, and services that one applies for."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from factory.django import DjangoModelFactory

from dost.cases.drafts import at_once
from dost.cases.models import ApplicationDraft
from services_catalog.models import Service, ServiceVersion

from .registries import PersonFactory
from .services_catalog import ServiceFactory, VersionFactory, texts

STARTED = datetime(2026, 3, 3, 8, tzinfo=UTC)
QUESTIONS: list[dict[str, Any]] = [
    {"id": "alone", "ask": texts("Do you live alone?"), "type": "yes_no"},
    {"id": "rooms", "ask": texts("How many rooms?"), "type": "whole_number"},
    {
        "id": "home",
        "ask": texts("What is it?"),
        "type": "choice",
        "choices": {"flat": texts("Flat"), "house": texts("House")},
    },
]
TOLD: dict[str, Any] = {"alone": True, "rooms": 2, "home": "flat"}


def criterion(id_: str, require: str) -> dict[str, Any]:
    """A condition of a rule."""
    return {"id": id_, "require": require, "text": texts(id_), "law": "Law, art. 1"}


ALIVE, ALONE = criterion("alive", "person.alive"), criterion("alone", "answer.alone")


def applied_for(code: str = "90-50", *, sensitive: bool = False, delivery: str = "online", **changes: Any) -> Service:
    """A service that is applied for in the portal and at centres, with three questions; nobody has to be asked."""
    found: Service = ServiceFactory(
        code=code,
        name=texts(f"Service {code}"),
        delivery=delivery,
        sensitive=sensitive,
        passport={
            "channels": changes.pop("channels", ["portal", "centre"]),
            "places": ["dost_centre"],
            "documents": changes.pop("documents", []),
        },
    )
    VersionFactory(service=found, changes=asked_by(**changes))
    return found


def for_employers(code: str = "90-64") -> Service:
    """A service in force that an employer can apply for: whether they act for one is asked of nobody."""
    known = {"id": "acts_for_employer", "ask": texts("For an employer?"), "type": "yes_no"}
    acts = {"id": "acts", "require": "answer.acts_for_employer", "text": texts("Acts for an employer"), "law": "A law"}
    questions = [*QUESTIONS, known]
    return applied_for(code, questions=questions, criteria=[ALIVE, ALONE, acts], documents=[texts("A lease")])


def asked_by(**changes: Any) -> dict[str, Any]:
    """What the definition of such a service says."""
    return {
        "mode": "on_application",
        "criteria": [ALIVE, ALONE],
        "questions": QUESTIONS,
        "verify": [],
        **changes,
    }


def publish_anew(service: Service, since: Any, **changes: Any) -> ServiceVersion:
    """Publish a second version of a service, in force from a day on."""
    first = ServiceVersion.objects.get(service=service)
    first.valid = DateRange(first.valid.lower, since, "[)")
    ServiceVersion.objects.filter(pk=first.pk).update(valid=first.valid)
    made: ServiceVersion = VersionFactory(
        service=service, number=2, valid=DateRange(since, None, "[)"), changes=asked_by(**changes)
    )
    return made


class ApplicationDraftFactory(DjangoModelFactory):
    """A draft that was opened and not touched, about the person; `service` is one of `applied_for`."""

    class Meta:
        model = ApplicationDraft

    person = factory.SubFactory(PersonFactory)
    service = factory.LazyFunction(applied_for)
    version = factory.LazyAttribute(lambda row: ServiceVersion.objects.filter(service=row.service).latest("number"))
    about = factory.SelfAttribute("person")
    basis = "person"
    record_key = factory.LazyAttribute(lambda row: row.person.fin)
    started_at = STARTED


def at_once_here(monkeypatch: Any) -> None:
    """Let what is sent be decided in this transaction, not in a thread; and ring nobody."""

    def submit(case_id: int) -> Future[int]:
        done: Future[int] = Future()
        done.set_result(at_once.work_on(case_id))
        return done

    monkeypatch.setattr(at_once, "submit", submit)
    monkeypatch.setattr(at_once, "ring", lambda *arguments: True)
    monkeypatch.setattr("dost.cases.applications.ring", lambda *arguments: True)
