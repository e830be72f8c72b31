"""Services with a small rule of their own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from factory.django import DjangoModelFactory

from services_catalog.definition import content_hash
from services_catalog.models import Parameter, ParameterValue, Service, ServiceVersion
from services_catalog.queries import forget_parameters


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
            {
                "id": "age",
                "require": "person.age >= 65",
                "text": texts("The person has turned 65"),
                "law": "Law, art. 2",
            },
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
        """Its history; what is a text are the brackets of a scale."""
        for since, value in extracted or ((date(2019, 4, 1), 200), (date(2025, 7, 1), 600)):
            said = {"value": 0, "brackets": value} if isinstance(value, str) else {"value": value}
            ParameterValue.objects.get_or_create(parameter=self, valid_from=since, defaults=said)
        forget_parameters()


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
        skip_postgeneration_save = True
        django_get_or_create = ("service", "number")

    class Params:
        changes: dict[str, Any] = {}

    service = factory.SubFactory(ServiceFactory)
    number = 1
    valid = DateRange(date(2019, 4, 1), None, "[)")
    definition = factory.LazyAttribute(lambda version: definition(code=version.service.code, **version.changes))
    content_hash = factory.LazyAttribute(lambda version: content_hash(version.definition))
    status = ServiceVersion.Status.PUBLISHED

    @factory.post_generation
    def parameter(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """The parameter its rule names."""
        ParameterFactory()


PARAMETERS_YAML = """\
test_benefit:
  type: money
  label: {az: Sınaq müavinəti, en: Test benefit, ru: Пробное пособие}
  values:
    - {from: 2019-04-01, value: 200, source: a decree, confidence: verified}
    - {from: 2025-07-01, value: 600.50, source: another decree, confidence: verified}
"""

FORMULAS_YAML = """\
old_enough:
  label: {az: Yaşı çatır, en: Is old enough, ru: Достаточно лет}
  value: person.age >= 65
"""

CRITERIA_YAML = """\
alive:
  require: person.alive
  text: {az: Sağdır, en: Is alive, ru: Жив}
  law: Law, art. 1
"""

SERVICE_YAML = """\
code: 05-98
area: benefits
name: {az: Sınaq müavinəti, en: Test benefit, ru: Пробное пособие}
provider: DSMF
kind: benefit
delivery: proactive
digitized: true
audience: {az: Hamı, en: Everybody, ru: Все}
summary: {az: Bir dəfə ödənilir, en: Paid once, ru: Выплачивается один раз}
receives: {az: Bir dəfə 600 manat, en: 600 manat once, ru: 600 манатов один раз}
takes: {az: Bir gün, en: One day, ru: Один день}
next: {az: SMS gəlir, en: A text message comes, ru: Придёт SMS}
words: {az: [sınaq pulu], en: [test money], ru: [пробные деньги]}
life_events: [retirement]
audiences: [pensioners]
passport:
  users: [citizens]
  channels: [automatic]
  answers: [sms]
  refusals: [{az: Şərt ödənilmir, en: The condition is not met, ru: Условие не выполнено}]
  front_minutes: 0
  back_minutes: 1
  standard_minutes: 0
  fee: 0
  places: [portal]
  documents: []
  steps: [{az: Özü gəlir, en: It comes by itself, ru: Приходит само}]
  electronic: full
  automated: full
law: ["Law, art. 1"]
registries: [MUAV]
provenance: {rule: assumed, passport: assumed, note: {az: Sınaq üçündür, en: Made for the tests, ru: Для проверки}}
versions:
  - valid_from: 2019-04-01
    basis: person
    mode: automatic
    criteria:
      - use: alive
      - id: age
        require: formula.old_enough
        text: {az: 65 yaşı tamam olub, en: Has turned 65, ru: Исполнилось 65 лет}
        law: Law, art. 2
    amount: parameter.test_benefit
    period: once
    payee: subject
    award: MUAV
    outcome: payment
    verify: [DIN.identity]
    terms:
      decision: {days: 10, law: "Law, art. 3", confidence: assumed}
    examples:
      - name: Sixty-five
        on: 2026-03-01
        facts: {person.alive: true, person.age: 65}
        expect: {verdict: entitled, amount: 600.50}
      - name: Sixty-four
        on: 2026-03-01
        facts: {person.alive: true, person.age: 64}
        expect: {verdict: not_entitled}
      - name: Of unknown age
        on: 2026-03-01
        facts: {person.alive: true, person.age: null}
        expect: {verdict: unknown}
"""

SECOND_VERSION_YAML = """\
  - valid_from: 2026-05-01
    basis: person
    mode: automatic
    criteria:
      - use: alive
      - id: age
        require: person.age >= 60
        text: {az: 60 yaşı tamam olub, en: Has turned 60, ru: Исполнилось 60 лет}
        law: Law, art. 2
    amount: parameter.test_benefit
    period: once
    award: MUAV
    outcome: payment
    examples:
      - {name: A, on: 2026-06-01, facts: {person.alive: true, person.age: 60}, expect: {verdict: entitled}}
      - {name: B, on: 2026-06-01, facts: {person.alive: true, person.age: 59}, expect: {verdict: not_entitled}}
      - {name: C, on: 2026-06-01, facts: {person.alive: true, person.age: null}, expect: {verdict: unknown}}
"""


def write_catalogue(
    root: Path,
    *,
    service: str = SERVICE_YAML,
    parameters: str = PARAMETERS_YAML,
    criteria: str = CRITERIA_YAML,
    formulas: str = FORMULAS_YAML,
    phrases: str = "{}\n",
) -> Path:
    """Write a catalogue of one service into a folder, and return the folder."""
    (root / "benefits").mkdir(parents=True, exist_ok=True)
    (root / "parameters.yaml").write_text(parameters, encoding="utf-8")
    (root / "criteria.yaml").write_text(criteria, encoding="utf-8")
    (root / "formulas.yaml").write_text(formulas, encoding="utf-8")
    (root / "phrases.yaml").write_text(phrases, encoding="utf-8")
    (root / "benefits" / "05-98.yaml").write_text(service, encoding="utf-8")
    return root
