"""All that the registries hold about a person, and who looked, as JSON by `static/schemas/my-data-1.json`.

It is made while it is sent, piece by piece, and kept nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language

from dost.accounts.actors import SYSTEM
from dost.accounts.models import AccessLog
from dost.cases.queries import institution_names
from dost.cases.text.records_text import SERVICE, value_in_words
from dost.portal.my.looks.page import is_hidden, who_in_words
from dost.proactive.who_looked import Asked, LookAtPerson, WideCheck, looks_of, read_looks
from registries.holdings import FieldValue, Held, HeldRecord, HeldRegistry, Value, holdings_of
from registries.models import Centre, Person
from services_catalog.models import Service, in_language

from .page import readable

VERSION: Final = 1
SCHEMA: Final = "schemas/my-data-1.json"
"""The schema, below `static/`."""
CHUNK: Final = 500


def json_pieces(person: Person, *, schema_url: str, now: datetime, on: date, sensitive: bool) -> Iterator[str]:
    """The JSON as pieces of text; the language of its labels is the active one when the first piece is asked for.

    Not `sensitive`: as whoever acts for the person may read it (`page.readable`).
    """
    language = (get_language() or "az")[:2]
    yield "{"
    yield f'"$schema":{_json(schema_url)},"version":{VERSION},"language":{_json(language)},"made_at":{_json(now)},'
    yield f'"person":{_json({"fin": person.fin, "name": person.full_name})},"registries":['
    names, services = institution_names(), service_names_of_all()
    for number, registry in enumerate(readable(holdings_of(person, on=on), sensitive=sensitive)):
        yield ("," if number else "") + _json(_registry(registry, names, services))
    yield '],"looks":['
    for number, look in enumerate(_all_looks(person, sensitive=sensitive)):
        yield ("," if number else "") + _json(look)
    yield "]}\n"


def service_names_of_all() -> dict[str, str]:
    """The names of all services, the sensitive too: what somebody downloads about themselves is theirs."""
    return {code: in_language(name) for code, name in Service.objects.values_list("code", "name")}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return str(value)  # lazy translations


# -- registries ------------------------------------------------------------------------------------------------------


def _registry(one: HeldRegistry, names: Mapping[str, str], services: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": one.registry.code,
        "name": str(one.registry.name),
        "incomplete": [{"since": gap.since, "until": gap.until, "reason": gap.reason} for gap in one.incomplete],
        "tables": [_table(table, names, services) for table in one.tables],
    }


def _table(held: Held, names: Mapping[str, str], services: Mapping[str, str]) -> dict[str, Any]:
    return {
        "table": held.table.model.__name__ if held.table else "Person",
        "title": held.title,
        "special_category": held.special,
        "records": [_record(one, names, services) for one in held.records],
    }


def _record(one: HeldRecord, names: Mapping[str, str], services: Mapping[str, str]) -> dict[str, Any]:
    correction = one.correction
    return {
        "source": one.source,
        "institution": names.get(one.source, one.source),
        "reference": one.reference,
        "valid_from": one.valid_from,
        "valid_until": one.valid_until,
        "recorded_at": one.recorded_at,
        "state": one.state.value,
        "correction": {"at": correction.at, "by": correction.by, "reason": correction.reason} if correction else None,
        "fields": [_field(field, services) for field in one.fields],
    }


def _field(one: FieldValue, services: Mapping[str, str]) -> dict[str, Any]:
    text = services.get(str(one.value), str(one.value or "")) if one.name == SERVICE else value_in_words(one)
    value: Value = one.code or one.value
    return {"name": one.name, "label": one.label, "value": value, "text": text}


# -- looks -----------------------------------------------------------------------------------------------------------


def _all_looks(person: Person, *, sensitive: bool) -> Iterator[dict[str, Any]]:
    centres = {
        code: in_language({"az": az, "en": en, "ru": ru or az})
        for code, az, en, ru in Centre.objects.values_list("code", "name_az", "name_en", "name_ru")
    }
    keys: Sequence[Any] = list(looks_of(person.pk, Asked()))
    for start in range(0, len(keys), CHUNK):
        for one in read_looks(person.pk, keys[start : start + CHUNK]):
            if isinstance(one, WideCheck):
                yield _check(one)
            elif sensitive or not is_hidden(one):
                yield _one_look(one, centres)


def _one_look(one: LookAtPerson, centres: Mapping[str, str]) -> dict[str, Any]:
    result = one.result
    return {
        "at": one.at,
        "who": who_in_words(one.actor, centres),
        "purpose": one.purpose.value,
        "purpose_text": str(one.purpose.label),
        "registries": list(one.registries),
        "service": one.service.code if one.service else None,
        "service_name": one.service.title if one.service else None,
        "result": {"outcome": result.outcome, "not_fulfilled": [in_language(dict(text)) for text in result.failed]}
        if result
        else None,
        "services_checked": None,
    }


def _check(one: WideCheck) -> dict[str, Any]:
    return {
        "at": one.at,
        "who": who_in_words(SYSTEM, {}),
        "purpose": AccessLog.Purpose.AUTOMATIC.value,
        "purpose_text": str(AccessLog.Purpose.AUTOMATIC.label),
        "registries": list(one.registries),
        "service": None,
        "service_name": None,
        "result": None,
        "services_checked": one.services,
    }
