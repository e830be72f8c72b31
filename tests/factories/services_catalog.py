"""Services with a small rule of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from factory.django import DjangoModelFactory

from services_catalog.definition import content_hash
from services_catalog.models import Parameter, ParameterValue, Service, ServiceVersion


def texts(en: str) -> dict[str, str]:
    """A text in the three languages."""
    return {"az": f"{en} (az)", "en": en, "ru": f"{en} (ru)"}


def definition(**changes: Any) -> dict[str, Any]:
    """A definition as it is published: whoever is alive and has turned 65 gets the parameter once."""
    return {
        "code": "05-99",
        "valid_from": "2019-04-01",
        "basis": "person",
        "mode": "automatic",
        "criteria": [
            {"id": "alive", "require": "person.alive", "text": texts("The person is alive"), "law": "Law, art. 1"},
            {"id": "age", "require": "person.age >= 65", "text": texts("The person has turned 65"), "law": "Law, art. 2"},
        ],
        "amount": "parameter.test_benefit",
        "starts": None,
        "until": None,
        "period": "once",
        "payee": ["subject"],
        "award": "MUAV",
        "funding": "budget",
        "outcome": "payment",
        "excludes": [],
        "verify": ["DIN.identity", "DIN.alive"],
        "examples": [],
        "written": {},
        **changes,
    }


class ParameterFactory(DjangoModelFactory):
    """An amount of law: 200 from 2019, 600 from July 2025."""

    class Meta:
        model = Parameter
        skip_postgeneration_save = True
        django_get_or_create = ("name",)

    name = "test_benefit"
    type = "money"
    label = texts("Test benefit")

    @factory.post_generation
    def values(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Its history."""
        for since, value in extracted or ((date(2019, 4, 1), 200), (date(2025, 7, 1), 600)):
            ParameterValue.objects.get_or_create(parameter=self, valid_from=since, defaults={"value": value})


class ServiceFactory(DjangoModelFactory):
    """A service of the catalogue."""

    class Meta:
        model = Service
        django_get_or_create = ("code",)

    code = "05-99"
    area = "benefits"
    name = factory.LazyAttribute(lambda service: texts(f"Benefit {service.code}"))
    provider = "DSMF"
    kind = "benefit"
    delivery = Service.Delivery.PROACTIVE
    law = ["Social Benefits Law (55-IIIQ, 07.02.2006)"]
    registries = ["MUAV"]


class VersionFactory(DjangoModelFactory):
    """The published version of a service; `changes` are keys of its definition that differ."""

    class Meta:
        model = ServiceVersion
        django_get_or_create = ("service", "number")

    class Params:
        changes: dict[str, Any] = {}

    service = factory.SubFactory(ServiceFactory)
    number = 1
    valid = DateRange(date(2019, 4, 1), None, "[)")
    definition = factory.LazyAttribute(lambda version: definition(code=version.service.code, **version.changes))
    content_hash = factory.LazyAttribute(lambda version: content_hash(version.definition))
    status = ServiceVersion.Status.PUBLISHED
