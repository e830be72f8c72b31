"""A mandate as a member of staff writes it down at a window, whatever office their page is of.

By a document that was seen, by a code that has to be sent first, or on paper as it was scanned: one function for a new
one, one for one that there is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from dost.accounts.actors import Staff
from dost.accounts.employers import employer_of
from dost.accounts.models import Mandate, MandateEvent
from dost.cases.employers import services_for_employers
from dost.cases.models import MandatePaper
from dost.cases.text.mandate_text import (
    agent_in_words,
    deed_choices,
    employer_deeds,
    employer_services,
    service_groups,
    state_of,
)
from dost.ui.contexts import Tag, Text
from dost.ui.mandate_form import Choice, MandateForm, ServiceGroup
from dost.ui.proof_form import Shown, Ways
from registries.models import Person

from . import codes
from .at_window import at_window, do_at_window, do_on_paper, headed_by, send_code_for
from .giving import Wanted, give, give_on_paper, read_fin
from .of_employers import give_for_employer_at_window, give_for_employer_on_paper
from .proof import Seen

How = Mandate.How
What = MandateEvent.What


@dataclass(frozen=True, slots=True)
class Row:
    """A mandate of the person: `is_given` by them or by the `employer` they head, else to them; the other; how it
    stands.
    """

    other: Text
    is_given: bool
    employer: Text
    state: Tag
    until: date
    url: str


@dataclass(frozen=True, slots=True)
class Headed:
    """An employer that the person heads, by its VÖEN."""

    voen: str
    name: Text


def ways() -> Ways:
    """By what it can be known at a window that it is they."""
    return Ways(
        ways=[(str(one), one.label) for one in How if one != How.ONLINE], documents=Mandate.Seen.choices, code=How.CODE
    )


def services_to_tick(*, for_employer: bool, on: date) -> tuple[ServiceGroup, ...]:
    """Which services a mandate can name."""
    return employer_services(services_for_employers(on)) if for_employer else service_groups()


def deeds_to_tick(*, for_employer: bool) -> tuple[Choice, ...]:
    """What a mandate can allow beside reading."""
    return employer_deeds() if for_employer else deed_choices()


def rows_of(person: Person, *, on: date, address: Callable[[Mandate], str]) -> tuple[Row, ...]:
    """Every mandate of a person, and of the employers they head; `address` is where one opens."""
    return tuple(_row(one, person.pk, on=on, url=address(one)) for one in at_window(person, on=on))


def headed(person: Person, *, on: date) -> tuple[Headed, ...]:
    """The employers in whose name they can give one."""
    return tuple(Headed(voen, str(employer_of(voen))) for voen in headed_by(person, on=on))


def papers_of(mandate: Mandate, person: Person) -> tuple[str, ...]:
    """What this person signed of a mandate, by the public ids of the documents: another's paper opens to them only."""
    papers = MandatePaper.objects.filter(mandate=mandate, document__person=person).order_by("pk")
    return tuple(str(one) for one in papers.values_list("document__public_id", flat=True))


def wanted_of(form: MandateForm) -> Wanted:
    """What a valid form asks for."""
    given = form.cleaned_data
    return Wanted(
        agent_fin=given["agent_fin"],
        services=tuple(given["services"]),
        deeds=tuple(Mandate.Deed(one) for one in given["deeds"]),
        starts=given["starts"],
        until=given["until"],
    )


def write_down(*, person: Person, voen: str, wanted: Wanted, shown: Shown, actor: Staff, now: datetime) -> bool:
    """Give a mandate of a person, or of the employer with this VÖEN that they head; False where a code was sent first.

    Raises:
        NotGiven: as `give` does, and `send_code`.
    """
    how, seen = How(shown.how), _seen(shown)
    if shown.waits_for_a_code:
        codes.send_code(person=person, matter=codes.Matter.giving(read_fin(wanted.agent_fin), voen=voen), now=now)
        return False
    match (how, voen):
        case (How.PAPER, ""):
            give_on_paper(grantor=person, wanted=wanted, files=shown.files, actor=actor, now=now)
        case (_, ""):
            give(grantor=person, wanted=wanted, how=how, actor=actor, now=now, seen=seen)
        case (How.PAPER, _):
            give_for_employer_on_paper(voen=voen, head=person, wanted=wanted, files=shown.files, actor=actor, now=now)
        case _:
            give_for_employer_at_window(voen=voen, head=person, wanted=wanted, how=how, seen=seen, actor=actor, now=now)
    return True


def do_here(*, mandate: Mandate, person: Person, what: What, shown: Shown, actor: Staff, now: datetime) -> bool:
    """Accept a mandate for a person, or end it; False where a code was sent that has to be read out first.

    Raises:
        NotGiven, NotYours: as `do_at_window` does, and `send_code_for`.
    """
    how = How(shown.how)
    if shown.waits_for_a_code:
        send_code_for(mandate, person=person, what=what, now=now)
        return False
    if how == How.PAPER:
        do_on_paper(mandate_id=mandate.pk, person=person, what=what, files=shown.files, actor=actor, now=now)
    else:
        do_at_window(mandate_id=mandate.pk, person=person, what=what, how=how, seen=_seen(shown), actor=actor, now=now)
    return True


def done_in_words(what: What) -> str:
    """What was done, for whoever did it."""
    if what == What.ACCEPTED:
        return _("It is accepted. They can act under it now.")
    return _("It is ended. Nobody acts under it any more.")


def _seen(shown: Shown) -> Seen:
    return Seen(shown.document_kind, shown.document_number, shown.code)


def _row(mandate: Mandate, person_id: int, *, on: date, url: str) -> Row:
    is_given = mandate.agent_id != person_id
    grantor = mandate.grantor.full_name if mandate.grantor else str(employer_of(mandate.grantor_voen))
    return Row(
        other=agent_in_words(mandate) if is_given else grantor,
        is_given=is_given,
        employer=grantor if is_given and mandate.grantor_voen else "",
        state=state_of(mandate, on=on),
        until=mandate.until,
        url=url,
    )
