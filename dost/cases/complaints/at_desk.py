"""A complaint or a proposal that staff take from somebody who came, called or wrote: what can be chosen, what is told.

The back office and the telephone both do it so; it is sent by `writing.write_down`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from dost.cases.models import Case, ComplainedOf, Complaint
from dost.cases.queries import case_number
from dost.ui.complaint_form import Choosable, WrittenDown
from dost.ui.contexts import Text
from dost.ui.formats import date_long
from registries.models import Centre, Person
from services_catalog.models import Service, in_language

from .writing import NEEDS, Subject

MOST_CASES: Final = 100


def choosable(person: Person) -> Choosable:
    """What a complaint of this person can be and be about; nothing of a sensitive service is named. Three queries."""
    return Choosable(
        kinds=Complaint.Kind.choices,
        abouts=Complaint.About.choices,
        services=_services(),
        cases=_cases(person),
        centres=_centres(),
        needs={str(about): names for about, names in NEEDS.items()},
    )


def subject_written(given: WrittenDown) -> Subject:
    """What it is about, as it was written down."""
    return Subject(
        Complaint.Kind(given.kind),
        Complaint.About(given.about),
        service=given.service,
        case=given.case,
        centre=given.centre,
        named=given.named,
    )


def receipt(made: Complaint) -> str:
    """What the member of staff tells the person: the number, and by when it is answered."""
    said = _("It is written down: %(number)s. Tell the person this number.") % {"number": made.number}
    if made.due_on is not None:
        said += " " + _("It is answered by %(day)s.") % {"day": date_long(made.due_on)}
    return said


def written_down_by(user_id: int, *, person_id: int, since: datetime, until: datetime) -> QuerySet[Complaint]:
    """What a member of staff wrote down for a person between two moments, the oldest first.

    Without what was found to be about them since: they know of it no more (`seen_by`).
    """
    against = ComplainedOf.objects.filter(complaint=OuterRef("pk"), user=user_id, lifted_at=None)
    return Complaint.objects.filter(
        ~Exists(against), by=user_id, person=person_id, sent_at__gte=since, sent_at__lte=until
    ).order_by("sent_at", "pk")


def _services() -> list[tuple[str, Text]]:
    return [(one.code, f"{one.code} {one.title}") for one in Service.objects.filter(sensitive=False).order_by("code")]


def _cases(person: Person) -> list[tuple[str, Text]]:
    found = Case.objects.filter(person=person, service__sensitive=False).select_related("service")
    rows = found.order_by("-opened_at", "-pk")[:MOST_CASES]
    return [(str(one.pk), f"{case_number(one.pk, one.opened_at)} {one.service.title}") for one in rows]


def _centres() -> list[tuple[str, Text]]:
    rows = Centre.objects.values_list("code", "name_az", "name_en", "name_ru").order_by("code")
    return [(code, in_language({"az": az, "en": en, "ru": ru or az})) for code, az, en, ru in rows]
