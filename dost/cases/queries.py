"""What the pages about cases read: names, numbers of cases, the list with its filters, one case with all it has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from dost.ui.contexts import Text
from dost.ui.words import word
from registries.models import Institution
from services_catalog.models import Service, in_language

from .models import Case, CaseEntry
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


def service_names() -> dict[str, str]:
    """The name of every service in the active language, by code; one query."""
    return {code: in_language(name) for code, name in Service.objects.values_list("code", "name")}


def on_whom(waiting_on: str, reason: Mapping[str, Any], names: Mapping[str, str]) -> Text:
    """Whom a case waits for: the institution by name, otherwise "the person", "a member of staff" …"""
    code = reason.get("institution", "")
    if waiting_on == WaitingOn.INSTITUTION and code:
        return names.get(code, code)
    return word("waiting_on", waiting_on) if waiting_on else ""


def with_last_entry(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Add `last_entry_at`: for a case that waits, since when (a wait writes a line only when its reason changes)."""
    last = CaseEntry.objects.filter(case=OuterRef("pk")).order_by().values("case").annotate(last=Max("at")).values("last")
    return cases.annotate(last_entry_at=Subquery(last))


def waiting_since(case: Any) -> datetime | None:
    """Since when a case from `with_last_entry` waits; None when it does not."""
    if case.state != State.WAITING:
        return None
    since: datetime = case.last_entry_at or case.opened_at
    return since
