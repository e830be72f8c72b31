"""What a person gives up themselves: an application before it is decided, or a right that runs, from a day on."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, MovedOn, NotPossible, possible, require_note
from dost.cases.batch import Move, also, closed, entry
from dost.cases.codes import EndReason, EntryKind
from dost.cases.endings import end
from dost.cases.letters import write_letter
from dost.cases.models import Case, Entitlement, Letter, Preference
from dost.cases.preferences import NoChoice, set_preference
from dost.cases.stages import Outcome
from dost.cases.text.appeal_letter import given_up_letter
from dost.common.dates import local_day
from dost.notifications.models import Notice
from dost.notifications.notices import notice
from dost.ui.formats import date_short

from .anew import ring_piece_later
from .asking import AskedState, close
from .way import locked, move_case


def what_can_be_given_up(case: Case, actor: Actor) -> str:
    """What of a case the actor can give up now: ``application``, ``right``, or nothing."""
    if possible(Act.TAKE_BACK, case=case, actor=actor):
        return "application"
    return "right" if possible(Act.GIVE_UP, case=case, actor=actor) else ""


def take_back(*, case_id: int, actor: Actor, note: str = "", now: datetime) -> None:
    """Withdraw an application that is not decided: nothing is decided, and its key is free for another.

    Raises:
        NotAllowed: it is not the actor's matter.
        MovedOn: it was decided meanwhile, or nobody applied.
    """

    def move(case: Case) -> Move:
        line = entry(case, EntryKind.GIVEN_UP, at=now, **({"note": note} if note else {}))
        ends = closed(case, outcome=Outcome.GIVEN_UP, live=False, rows=[line])
        return also(ends, lambda: _withdrawn(case, note=note, now=now))

    move_case(case_id, Act.TAKE_BACK, actor, move, note=note, now=now)


def give_up(*, case_id: int, actor: Actor, last_day: date, note: str = "", now: datetime) -> None:
    """Give up a right that is paid by the month, from the day after `last_day`: that month is the last to be paid.

    A service that comes by itself does so no more (`preferences`), or it would be found again the next night.

    Raises:
        NotAllowed: it is neither the actor's right nor that of somebody they look after by law.
        NotPossible: the day does not lie between today and the end of the right.
    """
    with transaction.atomic():
        right = Entitlement.objects.select_for_update(no_key=True).filter(case=case_id).first()
        case = locked(case_id, Act.GIVE_UP, actor)
        require_note(Act.GIVE_UP, actor=actor, note=note)
        if right is None:
            raise MovedOn
        today = local_day(now)
        if last_day < max(today, right.starts):
            raise NotPossible(
                _("The last day is %(day)s at the earliest: what was paid stays paid.")
                % {"day": date_short(max(today, right.starts))}
            )
        if right.until is not None and last_day >= right.until:
            raise NotPossible(_("The right ends by then by itself."))
        right.case = case
        right.ended_on, right.end_reason, right.review = last_day, EndReason.GIVEN_UP, None
        end([right], now=now)
        details = {"on": last_day.isoformat(), **({"note": note} if note else {})}
        entry(case, EntryKind.RIGHT_GIVEN_UP, at=now, **details).signed(actor).save()
        with suppress(NoChoice):  # what comes only on application is not found again by itself
            set_preference(
                person=case.person, code=case.service_id, choice=Preference.Choice.NEVER, actor=actor, now=now
            )
        _tell(case, last_day=last_day, note=note, now=now)


def _withdrawn(case: Case, *, note: str, now: datetime) -> None:
    """Nothing more is asked of the person, and they get a letter."""
    close(case, AskedState.TAKEN_BACK, now=now)
    _tell(case, last_day=None, note=note, now=now)


def _tell(case: Case, *, last_day: date | None, note: str, now: datetime) -> None:
    """Write the letter, and let the person know that there is one."""
    if case.person.died_on is not None:
        return
    occasion = f"{last_day:%Y-%m-%d}" if last_day else ""
    letter = write_letter(
        case,
        Letter.Kind.GIVEN_UP,
        lambda: given_up_letter(case, last_day=last_day, note=note, on=local_day(now)),
        occasion=occasion,
        now=now,
    )
    told = notice(case, Notice.Kind.GIVEN_UP, now=now, number=letter.ordinal)
    Notice.objects.bulk_create([told], ignore_conflicts=True)
    ring_piece_later("notices")
