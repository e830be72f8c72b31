"""Taking force: what was published ahead is announced on its first day, at midnight in Baku.

Rules and amounts are read by their dates, so a version is in force from its first day whether or not anybody announces
it. What has to be told is that everybody must be looked at again. The last day told of is a row, written in the same
transaction as the announcement: each day is told of once, and days that nobody ran on are made good by the next run.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Lower, Upper

from dost.common.dates import local_day
from services_catalog.changes.publish import take_force
from services_catalog.models import ParameterValue, ServiceVersion
from services_catalog.queries import definition_of
from services_catalog.signals import versions_published

from .models import LastDay

WHAT: Final = "force"


def announce(*, now: datetime) -> list[str]:
    """Announce what has taken force since the last look, until today in Baku; return the services' codes.

    The texts of passports that were published ahead are put in place on the way.

    The first look of all tells of today only.
    """
    today = local_day(now)
    with transaction.atomic():
        LastDay.objects.get_or_create(what=WHAT, defaults={"day": today - timedelta(days=1)})
        last = LastDay.objects.select_for_update(no_key=True).get(what=WHAT)
        # Each day is told of once: a second look of the day, or a clock set back, tells nothing again (decision 10).
        if last.day >= today:
            return []
        take_force(on=today, at=now)
        codes = changed(after=last.day, until=today)
        last.day = today
        last.save(update_fields=["day"])
        if codes:
            versions_published.send(sender=None, codes=codes)
    return codes


def changed(*, after: date, until: date) -> list[str]:
    """The codes of the services that are ruled otherwise on `until` than on `after`, or were on a day between.

    These are the services of versions that began or ended, and those whose rule names a parameter with a new value.
    """
    # A draft rules nobody.
    published = ServiceVersion.objects.filter(status=ServiceVersion.Status.PUBLISHED)
    bounds = published.annotate(first=Lower("valid"), day_after=Upper("valid"))
    # A version is in force from its first day until the day before its day after: both ends change what is due.
    moved = bounds.filter(Q(first__gt=after, first__lte=until) | Q(day_after__gt=after, day_after__lte=until))
    codes = set(moved.values_list("service_id", flat=True))
    repriced = _repriced(after=after, until=until)
    if repriced:
        # Rules that name a parameter are paid by its new value; those that ended before it are not.
        standing = published.filter(valid__contains=until)
        codes |= {version.service_id for version in standing if repriced & definition_of(version).parameters}
    return sorted(codes)


def _repriced(*, after: date, until: date) -> set[str]:
    """The parameters that have a value which begins in these days and is not that of the day before."""
    before = ParameterValue.objects.filter(
        parameter=OuterRef("parameter"), valid_from__lt=OuterRef("valid_from")
    ).order_by("-valid_from")
    # The value of the day before is the last that began earlier; one that was set anew to the same changes nothing.
    begun = ParameterValue.objects.filter(valid_from__gt=after, valid_from__lte=until)
    values = begun.annotate(
        before=Subquery(before.values("value")[:1]), brackets_before=Subquery(before.values("brackets")[:1])
    ).values_list("parameter_id", "value", "brackets", "before", "brackets_before")
    return {name for name, *worth, value, brackets in values if worth != [value, brackets]}
