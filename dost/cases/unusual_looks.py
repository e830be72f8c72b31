"""What stands out in the record of looks of staff: each rule is a plain question about one member of staff and one day.

A rule accuses nobody: it says where an auditor may want to ask. That somebody looked at their own relatives cannot be
seen, because accounts of staff are not tied to people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import ExtractIsoWeekDay, TruncDate
from django.utils import timezone

from dost.accounts.access import A_DOCUMENT, IN_A_LIST, IN_A_SEARCH
from dost.accounts.models import AccessLog

from .models import Case, Complaint

MANY_OPENED: Final = 60
"""People whose records one member of staff opens in a day, above which it stands out."""
MANY_LISTED: Final = 1_000
"""People whose names lists and searches show to one member of staff in a day, above which it stands out."""
REPEATED: Final = 5
"""Looks at one person on one day, from which on it stands out."""
FIRST_HOUR, LAST_HOUR = time(7), time(20)
SUNDAY: Final = 7
LONGEST: Final = timedelta(days=31)
"""The longest period that is asked about at once."""
MOST: Final = 20
"""The most findings of one rule; the largest come first."""


class Unusual(StrEnum):
    """The rules."""

    MANY_OPENED = "many_opened"
    MANY_LISTED = "many_listed"
    WITHOUT_CASE = "without_case"
    OUT_OF_HOURS = "out_of_hours"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Finding:
    """What stands out: by whom, on which day of Baku, and how many people, or looks for `REPEATED` and `OUT_OF_HOURS`.

    `person_id` is whom it is about, for `REPEATED` alone.
    """

    rule: Unusual
    user_id: int
    day: date
    count: int
    person_id: int | None = None


Rule = Callable[[Any], Any]


def unusual_looks(first: date, last: date, *, user_id: int | None = None) -> list[Finding]:
    """What stands out from the first day to the last, at most `LONGEST` back from it; the newest and largest first.

    One query for each rule.
    """
    first = max(first, last - LONGEST)
    looks: Any = AccessLog.objects.filter(
        user__isnull=False, at__gte=_begin(first), at__lt=_begin(last + timedelta(days=1))
    ).order_by()
    if user_id is not None:
        looks = looks.filter(user=user_id)
    looks = looks.annotate(day=TruncDate("at"))
    findings = [_finding(rule, row) for rule, asked in RULES.items() for row in asked(looks)[:MOST]]
    return sorted(findings, key=lambda one: (one.day, one.count), reverse=True)


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _finding(rule: Unusual, row: dict[str, Any]) -> Finding:
    return Finding(rule, row["user"], row["day"], row["n"], row.get("person"))


def _opened(looks: Any) -> Any:
    """Looks at records, not at names in a list."""
    return looks.exclude(reason__in=[IN_A_LIST, IN_A_SEARCH])


def _people(looks: Any) -> Any:
    return looks.values("user", "day").annotate(n=Count("person", distinct=True)).order_by("-n", "user", "day")


def _many_opened(looks: Any) -> Any:
    return _people(_opened(looks)).filter(n__gt=MANY_OPENED)


def _many_listed(looks: Any) -> Any:
    return _people(looks.filter(reason__in=[IN_A_LIST, IN_A_SEARCH])).filter(n__gt=MANY_LISTED)


def _without_case(looks: Any) -> Any:
    """Records opened of people who had no case when they were opened, and had written nothing, whatever was said."""
    about = Case.objects.filter(
        Q(person=OuterRef("person")) | Q(about=OuterRef("person")), opened_at__lte=OuterRef("at")
    )
    wrote = Complaint.objects.filter(person=OuterRef("person"), sent_at__lte=OuterRef("at"))
    work = [AccessLog.Purpose.CASE, AccessLog.Purpose.SUPERVISION]
    return _people(_opened(looks).filter(purpose__in=work).filter(~Exists(about), ~Exists(wrote)))


def _out_of_hours(looks: Any) -> Any:
    at_night = Q(at__time__lt=FIRST_HOUR) | Q(at__time__gte=LAST_HOUR)
    found = looks.annotate(weekday=ExtractIsoWeekDay("at")).filter(at_night | Q(weekday=SUNDAY))
    return found.values("user", "day").annotate(n=Count("pk")).order_by("-n", "user", "day")


def _repeated(looks: Any) -> Any:
    """Looks at one person again and again; that somebody read what that person handed in is one of them, not ten."""
    counted = _opened(looks).exclude(reason=A_DOCUMENT).values("user", "day", "person").annotate(n=Count("pk"))
    return counted.filter(n__gte=REPEATED).order_by("-n", "user", "day", "person")


RULES: Final[dict[Unusual, Rule]] = {
    Unusual.MANY_OPENED: _many_opened,
    Unusual.MANY_LISTED: _many_listed,
    Unusual.WITHOUT_CASE: _without_case,
    Unusual.OUT_OF_HOURS: _out_of_hours,
    Unusual.REPEATED: _repeated,
}
