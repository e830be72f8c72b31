"""What the pages about cases read: names, numbers of cases, the list with its filters, one case with all it has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Func, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Trim
from django.utils import timezone
from django.utils.translation import gettext as _

from dost.accounts.access import opened_to
from dost.accounts.actors import Staff
from dost.ui.contexts import Text
from dost.ui.formats import date_long
from registries.models import Institution, Person
from services_catalog.models import Service, ServiceVersion, in_language
from services_catalog.sensitive import HIDDEN, neutral_title, sensitive_codes

from .clock.lists import Term, due
from .models import Case
from .stages import State, WaitingOn

_NUMBER: Final = re.compile(r"(?:DOST-|\d{4}-)(\d{1,18})", re.IGNORECASE)


def case_number(pk: int, opened_at: datetime) -> str:
    """The number people know a case by: the year it was opened in, and its own number (`2026-0048812`)."""
    return f"{timezone.localtime(opened_at).year}-{pk:07d}"


def read_case_number(text: str) -> int | None:
    """The case a typed number means (`2026-0048812`, or `DOST-48812` as in the registries of awards), or None."""
    match = _NUMBER.fullmatch(text.strip())
    return int(match.group(1)) if match else None


def institution_names() -> dict[str, str]:
    """The name of every institution in the active language, by code; one query."""
    rows = Institution.objects.values_list("code", "name_az", "name_en", "name_ru")
    return {code: in_language({"az": az, "en": en, "ru": ru or en}) for code, az, en, ru in rows}


@dataclass(frozen=True, slots=True)
class Pending:
    """By which day a case must be decided (None: not yet said, or its days stand still), and the institution's name.

    `institution` is the one that its reason to wait names, in the active language; empty where it names none.
    """

    due_on: date | None
    institution: str


def pending(case_ids: Iterable[int]) -> dict[int, Pending]:
    """What lists say of cases under way, by id; one query, names of institutions included."""
    asked = Institution.objects.filter(code=KeyTextTransform("institution", OuterRef("reason")))
    rows = Case.objects.filter(pk__in=list(case_ids)).annotate(
        in_az=Subquery(asked.values("name_az")),
        in_en=Subquery(asked.values("name_en")),
        in_ru=Subquery(asked.values("name_ru")),
    )
    found = rows.values_list("pk", "clock__due_on", "in_az", "in_en", "in_ru")
    return {
        pk: Pending(due_on, in_language({"az": az, "en": en, "ru": ru or en}) if az else "")
        for pk, due_on, az, en, ru in found
    }


def version_name(version: ServiceVersion) -> str:
    """A version as staff call it: its number, and since when it is in force."""
    valid = version.valid
    return _("version %(number)s, in force since %(date)s") % {
        "number": version.number,
        "date": date_long(valid.lower),
    }


def service_names() -> dict[str, str]:
    """The names of services in the active language, by code; one query. The sensitive ones are one, under `HIDDEN`."""
    rows = list(Service.objects.values_list("code", "name", "sensitive"))
    names = {code: in_language(name) for code, name, sensitive in rows if not sensitive}
    return names | ({HIDDEN: neutral_title()} if len(names) < len(rows) else {})


def of_service(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    """The cases or rights of a service as `service_names` names it: a sensitive one only with all of them."""
    return rows.filter(service__in=sensitive_codes()) if code == HIDDEN else rows.filter(service=code)


def opened_cases(cases: Iterable[Case], *, actor: Staff, now: datetime) -> frozenset[int]:
    """Of the cases of sensitive services those that an actor has opened, with a purpose or as their own work, by id.

    Every list asks this before it names a service. One query when there are such cases.
    """
    hidden = [case for case in cases if case.service.sensitive]
    if not hidden:
        return frozenset()
    people = opened_to(actor, {case.person_id for case in hidden}, now)
    return frozenset(case.pk for case in hidden if case.person_id in people or case.assigned_to_id == actor.user_id)


def service_name(code: str) -> str:
    """The name of a service in the active language; of one that nobody has published here, its code."""
    name = Service.objects.filter(code=code).values_list("name", flat=True).first()
    return in_language(name) if name else code


def on_whom(waiting_on: str, reason: Mapping[str, Any], names: Mapping[str, str]) -> Text:
    """Whom a case waits for: the institution by name, otherwise "the person", "a member of staff" …"""
    code: str = reason.get("institution", "")
    if waiting_on == WaitingOn.INSTITUTION and code:
        return names.get(code, code)
    return WaitingOn(waiting_on).label if waiting_on else ""


# -- the list ----------------------------------------------------------------------------------------------------

MOST_PEOPLE: Final = 5_000
FEWEST_LETTERS: Final = 3
_FIN: Final = re.compile(r"[0-9A-HJ-NP-Z]{6,7}")


class SearchError(ValueError):
    """What was typed into the search cannot be looked up; the message says what would be right."""


def matching(filters: Mapping[str, Any], *, user_id: int, on: date) -> QuerySet[Case]:
    """The cases that the cleaned values of `FilterForm` describe on a day, newest first.

    What waits for a member of staff is work: there the longest wait comes first. Of what is past its term, or ends
    soon, the earliest last day comes first.
    """
    cases = Case.objects.order_by(*_order(filters))
    if filters.get("term"):
        cases = cases.filter(due(Term(filters["term"]), on=on))
    if filters.get("service"):
        cases = of_service(cases, filters["service"])
    for name in ("stage", "waiting_on", "outcome", "origin"):
        if filters.get(name):
            cases = cases.filter(**{name: filters[name]})
    if filters.get("state"):
        cases = cases.filter(state__in=filters["state"])
    if filters.get("institution"):
        cases = cases.filter(state=State.WAITING, reason__institution=filters["institution"])
        cases = cases.exclude(service__in=sensitive_codes())  # which institution is asked says which service it is
    if filters.get("mine"):
        cases = cases.filter(assigned_to=user_id)
    if filters.get("from"):
        cases = cases.filter(opened_at__gte=_midnight(filters["from"]))
    if filters.get("to"):
        cases = cases.filter(opened_at__lt=_midnight(filters["to"] + timedelta(days=1)))
    return cases


def _order(filters: Mapping[str, Any]) -> tuple[str, ...]:
    if filters.get("term"):
        return ("clock__due_on", "pk")
    return ("waiting_since", "pk") if filters.get("waiting_on") == WaitingOn.CLERK else ("-opened_at", "-pk")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def cases_of_people_called(text: str) -> QuerySet[Case]:
    """The cases of, and about, the people that somebody typed, newest first; raises `SearchError`."""
    people = people_called(text)
    return Case.objects.filter(Q(person__in=people) | Q(about__in=people)).order_by("-opened_at", "-pk")


def people_called(text: str) -> list[int]:
    """The ids of people by FİN or by parts of their names, typed with or without Azerbaijani letters.

    Raises `SearchError` when too little was typed, or when more than `MOST_PEOPLE` are called so.
    """
    letters = "".join(text.split())
    if len(letters) < FEWEST_LETTERS:
        raise SearchError(_("Write at least three letters of the name, or a FİN, or the number of a case."))
    called = Q()
    for part in text.split():
        called &= Q(search_key__contains=folded(part))
    if _FIN.fullmatch(letters.upper()):
        called |= Q(fin=letters.upper())
    found = list(Person.objects.filter(called).order_by().values_list("pk", flat=True)[: MOST_PEOPLE + 1])
    if len(found) > MOST_PEOPLE:
        raise SearchError(_("Too many people are called so. Write more of the name."))
    return found


def folded(part: str) -> Func:
    """A part of a name as `Person.search_key` has it, folded by the database itself."""
    text = TextField()
    return Trim(Func(Value(part), Value(""), function="dost_search_key", output_field=text), output_field=text)


def counted(cases: QuerySet[Any], *, most: int) -> int | None:
    """How many there are, or None when there are more than `most`: counting on would cost more than it tells."""
    found = cases.order_by()[: most + 1].count()
    return None if found > most else found


def counted_together(lists: Sequence[QuerySet[Any]], *, most: int) -> list[int | None]:
    """`counted` of several lists, in their order, in one query."""
    parts: list[str] = []
    values: list[Any] = []
    for number, rows in enumerate(lists):
        try:
            text, given = rows.order_by().values("pk")[: most + 1].query.sql_with_params()
        except EmptyResultSet:  # nobody's by what is asked, without a query
            continue
        parts.append(f"SELECT {number}, count(*) FROM ({text}) AS counted")  # noqa: S608 - Django's own  # nosec B608
        values.extend(given)
    found = dict.fromkeys(range(len(lists)), 0)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            found.update(cursor.fetchall())
    return [None if found[number] > most else found[number] for number in range(len(lists))]
