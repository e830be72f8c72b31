"""What a court decided about a case: registered by a supervisor, and carried out like an appeal that was granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, NotPossible
from dost.cases.appeals.subject import rulings_about
from dost.cases.batch import entry
from dost.cases.codes import EntryKind
from dost.cases.letters import write_letter
from dost.cases.models import (
    OPEN_APPEAL,
    Appeal,
    Case,
    CourtDecision,
    Entitlement,
    GrantToConfirm,
    Letter,
    Ruling,
)
from dost.cases.stages import Origin
from dost.cases.text import appeal_letter
from dost.cases.text.appeal_letter import Court
from dost.common.dates import local_day

from .anew import Anew, carry_out, gives_right
from .appeal import appealed, decided_as, given_facts, is_monthly, tell_of_letter
from .second_person import Judged, Via, alone_or_second
from .way import locked

State = Appeal.State


def register_court(
    *, case_id: int, actor: Actor, court: Court, ruling: Ruling, facts: Mapping[str, Any], now: datetime
) -> CourtDecision | GrantToConfirm:
    """Register what a court decided about a case, and carry it out: it binds, whatever an appeal said.

    An appeal that is not answered yet is overtaken by it. Above the amount of the version a second person confirms
    first what follows; nothing is registered before that.
    """
    with transaction.atomic():
        case = Case.objects.select_related("version").get(pk=case_id)
        given = {
            "court": {**asdict(court), "decided_on": court.decided_on.isoformat()},
            "ruling": ruling.value,
            "facts": given_facts(case, ruling, facts),
        }
        return alone_or_second(
            Judged(case_id, Via.COURT, actor, court.says, given),
            lambda: register_court_now(case_id=case_id, actor=actor, court=court, ruling=ruling, facts=facts, now=now),
            now=now,
        )


def register_court_now(
    *, case_id: int, actor: Actor, court: Court, ruling: Ruling, facts: Mapping[str, Any], now: datetime
) -> tuple[CourtDecision, int | None]:
    """Register what a court decided whatever it grants, as `decide_appeal_now` does with an appeal."""
    with transaction.atomic():
        Entitlement.objects.select_for_update(no_key=True).filter(case=case_id).first()
        case = locked(case_id, Act.REGISTER_COURT, actor)
        if court.decided_on > local_day(now):
            raise NotPossible(_("The date of the court’s decision lies in the future."))
        if CourtDecision.objects.filter(case=case, court=court.court, number=court.number).exists():
            raise NotPossible(_("This decision of the court is registered already."))
        subject = appealed(case)
        if ruling not in rulings_about(subject.against, monthly=is_monthly(case)):
            raise NotPossible(_("What follows from the court’s decision cannot be done here with this case."))
        proven = given_facts(case, ruling, facts)
        what = Anew(subject.against, ruling, Origin.COURT, court.number, actor, court.says, proven)
        decided = decided_as(case, what, now=now)
        for appeal in case.appeals.filter(state__in=OPEN_APPEAL):
            _overtake(appeal, now=now)
        row = CourtDecision(
            case=case,
            against=subject.against,
            court=court.court,
            number=court.number,
            decided_on=court.decided_on,
            says=court.says,
            ruling=ruling,
            facts=proven,
            new_case=carry_out(case, what, now=now),
            at=now,
        ).signed(actor)
        row.save()
        line = entry(case, EntryKind.COURT, at=now, court=court.court, number=court.number, ruling=ruling.value)
        line.signed(actor).save()
        letter = write_letter(
            case,
            Letter.Kind.COURT,
            lambda: appeal_letter.court_letter(case, court, decided, against=subject.against, on=local_day(now)),
            occasion=court.number,
            now=now,
        )
        tell_of_letter(case, letter, now=now)
        return row, gives_right(case, what, row.new_case)


def _overtake(appeal: Appeal, *, now: datetime) -> None:
    """A draft that a court has overtaken was never sent, and goes; what was sent is closed."""
    if appeal.state == State.DRAFT:
        appeal.delete()
        return
    appeal.state, appeal.decided_at = State.OVERTAKEN, now
    appeal.save(update_fields=["state", "decided_at"])
