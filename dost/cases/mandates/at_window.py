"""A mandate at a window: who has it accepts it, and either of the two ends it; a member of staff writes it down.

For an employer its registered head of that day ends it, whoever gave it. By what it is known that it is they is kept
with the line of the history (`proof`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dost.accounts.actors import Staff
from dost.accounts.employers import employers_of
from dost.accounts.models import Mandate, MandateCode, MandateEvent
from dost.cases.supporting.taking import Upload
from dost.common.dates import local_day
from registries.models import Person

from . import codes
from .ending import Ended, NotYours, accept_it, end_it, locked
from .of_employers import is_head
from .problems import NotGiven
from .proof import Seen, as_kept, check_seen, keep_paper, require_apart, require_window, signed_paper
from .reading import of_person

How = Mandate.How
What = MandateEvent.What
AT_A_WINDOW: Final = (What.ACCEPTED, What.ENDED)
"""What is done at a window about a mandate that was given."""


def headed_by(person: Person, *, on: date) -> tuple[str, ...]:
    """The VÖENs of the employers a person is registered to act for on a day, by the name of the employer."""
    return tuple(one.employer.voen for one in employers_of(person, on=on) if one.mandate is None)


def at_window(person: Person, *, on: date) -> QuerySet[Mandate]:
    """Every mandate that a person at a window can do something about: their own, and those of employers they head."""
    rows = of_person(person.pk) | Mandate.objects.filter(grantor_voen__in=headed_by(person, on=on))
    return rows.select_related("grantor", "agent")


def what_is_possible(mandate: Mandate, person: Person, *, on: date) -> tuple[What, ...]:
    """What this person can do about a mandate at a window now: accept it, end it, nothing."""
    if mandate.is_over or mandate.until < on:
        return ()
    if mandate.agent_id == person.pk and not mandate.is_accepted:
        return AT_A_WINDOW
    return (What.ENDED,) if mandate.agent_id == person.pk or _is_grantor(mandate, person, on=on) else ()


def send_code_for(mandate: Mandate, *, person: Person, what: What, now: datetime) -> MandateCode:
    """Send who is at the window a code for accepting or ending a mandate. Raises `NotGiven` as `send_code` does."""
    return codes.send_code(person=person, matter=codes.Matter.about(mandate, what), now=now)


def do_at_window(
    *, mandate_id: int, person: Person, what: What, how: How, seen: Seen, actor: Staff, now: datetime
) -> Mandate:
    """Write down that a person at a window accepts a mandate, or ends it; accepted twice it is accepted once.

    Raises:
        NotGiven: the actor may not write it down, or does not show that it is they.
        NotYours: the person has nothing to do with it, or it is not in a state in which this can be done.
    """
    require_window(actor, how)
    check_seen(how, seen)
    if how == How.CODE:
        matter = codes.Matter(what, mandate=mandate_id)
        codes.use(person=person, matter=matter, typed=seen.code, now=now)
    with transaction.atomic():
        mandate = locked(mandate_id)
        require_apart(mandate, actor, person=person, on=local_day(now))
        _do(mandate, person, what, how, seen, actor=actor, now=now)
        keep_paper(mandate, what, seen, now=now)
    return mandate


def do_on_paper(
    *, mandate_id: int, person: Person, what: What, files: Sequence[Upload], actor: Staff, now: datetime
) -> Mandate:
    """The same of what was signed on paper, with the paper as it was scanned. Raises as `do_at_window` does."""
    with signed_paper(files, person=person, actor=actor, now=now) as paper:
        seen = Seen(paper=paper)
        return do_at_window(
            mandate_id=mandate_id, person=person, what=what, how=How.PAPER, seen=seen, actor=actor, now=now
        )


def _do(mandate: Mandate, person: Person, what: What, how: How, seen: Seen, *, actor: Staff, now: datetime) -> None:
    if what not in what_is_possible(mandate, person, on=local_day(now)):
        raise NotYours
    shown = as_kept(how, seen)
    match what:
        case What.ACCEPTED:
            accept_it(mandate, actor=actor, now=now, shown=shown)
        case What.ENDED:
            end_it(mandate, _why(mandate, person), actor=actor, now=now, shown=shown)
        case _:
            raise NotGiven("what", _("Choose what they do."))


def _why(mandate: Mandate, person: Person) -> Ended:
    if person.pk != mandate.agent_id:
        return Ended.WITHDRAWN
    return Ended.GIVEN_BACK if mandate.is_accepted else Ended.DECLINED


def _is_grantor(mandate: Mandate, person: Person, *, on: date) -> bool:
    """Whether they gave it, or head the employer that did."""
    if mandate.grantor_voen:
        return is_head(person, mandate.grantor_voen, on=on)
    return mandate.grantor_id == person.pk
