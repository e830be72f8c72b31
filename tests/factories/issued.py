"""What was issued for a case: a document, a referral, a registration or a place in a queue."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from dost.cases.deliverables import issue
from dost.cases.models import Case, Deliverable, Entitlement

from .cases import CaseFactory
from .services_catalog import ServiceFactory, VersionFactory

WRITTEN = {
    "title": {"az": "Arayış", "en": "Certificate", "ru": "Справка"},
    "statements": [{"az": "Təsdiq edilir ki, yaşı 67-dir.", "en": "Is 67 years old.", "ru": "Возраст: 67 лет."}],
    "values": {},
    "hash": "0" * 64,
    "language": "ru",
    "provider": {},
}


def granted(outcome: str = "document", *, kind: str = "certificate", **changes: Any) -> Case:
    """A closed case that gives something which is not money."""
    service = ServiceFactory(code="01-02", kind=kind)
    version = VersionFactory(
        service=service, changes={"outcome": outcome, "amount": None, "period": "none", "award": None, **changes}
    )
    case: Case = CaseFactory(version=version, granted_and_paid=True)
    Entitlement.objects.filter(case=case).update(period=Entitlement.Period.NONE, amount=None)
    return Case.objects.select_related("person", "about", "service", "version").get(pk=case.pk)


def issued(outcome: str = "document", *, until: date | None = None, now: datetime | None = None) -> Deliverable:
    """What such a case gives, kept; a document says `WRITTEN`."""
    document = WRITTEN if outcome == "document" else None
    made = issue(granted(outcome), until=until, now=now or timezone.now(), document=document)
    assert made is not None
    made.save()
    return made
