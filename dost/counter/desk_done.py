"""What was done during a visit, from the logs alone, and what follows of it: nobody has to write it down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from dost.accounts.access import IN_A_SEARCH
from dost.accounts.models import AccessLog
from dost.cases.complaints.at_desk import written_down_by
from dost.cases.models import Case, CaseEntry, Complaint
from dost.cases.queries import case_number
from dost.cases.stages import State
from dost.cases.text.reasons import in_few_words
from dost.cases.text.timeline import title
from dost.centres.models import Visit
from dost.payments.models import AccountChange
from dost.ui.contexts import Text


@dataclass(frozen=True, slots=True)
class DoneLine:
    """Something that was done: when, what, and to what (a service, registries, a number)."""

    at: datetime
    what: Text
    about: str


@dataclass(frozen=True, slots=True)
class Follows:
    """What becomes of a case that was touched: the service, its number, and what it waits for or how it ended."""

    about: str
    number: str
    what: Text


@dataclass(frozen=True, slots=True)
class Done:
    """All of it, the oldest first."""

    lines: tuple[DoneLine, ...] = ()
    follows: tuple[Follows, ...] = ()


def done_in(visit: Visit, *, now: datetime) -> Done:
    """What the clerk of a visit has done for its person since it began, up to its end. Three queries; none before
    anybody was identified.
    """
    if visit.person_id is None:
        return Done()
    until = visit.ended_at or now
    entries = list(
        CaseEntry.objects.filter(by=visit.clerk_id, at__gte=visit.began_at, at__lte=until)
        .filter(Q(case__person=visit.person_id) | Q(case__about=visit.person_id))
        .select_related("case__service")
        .order_by("at", "pk")
    )
    lines = [DoneLine(one.at, title(one.what, one.details), one.case.service.title) for one in entries]
    looks = _registries_opened(visit, until)
    return Done(
        lines=tuple(
            sorted([*looks, *_accounts_given(visit), *lines, *_written_down(visit, until)], key=lambda line: line.at)
        ),
        follows=tuple(_follows(case) for case in _once(entry.case for entry in entries)),
    )


def _registries_opened(visit: Visit, until: datetime) -> list[DoneLine]:
    """One line for all registries that were opened, when the first was."""
    looks = (
        AccessLog.objects.filter(person=visit.person_id, user=visit.clerk_id, at__gte=visit.began_at, at__lte=until)
        .exclude(reason=IN_A_SEARCH)
        .order_by("at", "pk")
        .values_list("at", "registries")
    )
    rows = list(looks)
    names = list(dict.fromkeys(name for _at, registries in rows for name in registries))
    return [DoneLine(rows[0][0], _("Registries opened"), ", ".join(names))] if names else []


def _written_down(visit: Visit, until: datetime) -> list[DoneLine]:
    """A line for each complaint and proposal, with the number that the person was told; never what it is about."""
    assert visit.person_id is not None
    found = written_down_by(visit.clerk_id, person_id=visit.person_id, since=visit.began_at, until=until)
    proposal = Complaint.Kind.PROPOSAL
    return [
        DoneLine(
            one.sent_at or until,
            _("A proposal was written down") if one.kind == proposal else _("A complaint was written down"),
            one.number,
        )
        for one in found
    ]


def _accounts_given(visit: Visit) -> list[DoneLine]:
    """The accounts that were given in the visit, by their last four."""
    given = AccountChange.objects.filter(person=visit.person_id, in_visit=visit.pk).order_by("pk")
    return [DoneLine(one.created_at, _("Another account was given"), f"•••• {one.iban[-4:]}") for one in given]


def _once(cases: Iterable[Case]) -> list[Case]:
    return list({case.pk: case for case in cases}.values())


def _follows(case: Case) -> Follows:
    if case.state == State.DONE:
        what: Text = case.get_outcome_display()
    elif case.state == State.WAITING:
        what = in_few_words(case.reason.get("code", ""))
    else:
        what = _("Goes on by itself")
    return Follows(case.service.title, case_number(case.pk, case.opened_at), what)
