"""An appeal as tests lodge and decide it, and the case in which it has it decided anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dost.accounts.actors import Actor, Oneself, staff_actor
from dost.accounts.models import User
from dost.cases import handlers
from dost.cases.models import Appeal, Case, CourtDecision, Letter, Ruling

BAKU = ZoneInfo("Asia/Baku")
SOON = datetime(2026, 3, 20, 10, tzinfo=BAKU)
JUNE = datetime(2026, 6, 10, 10, tzinfo=BAKU)
GROUNDS = "I am 66: my birth certificate says so."
REASONS = "The certificate of birth was seen, and it is genuine."
PROVEN = {"person.age": 66}


def oneself(case: Case) -> Oneself:
    return Oneself(person_id=case.person_id, subject="subject")


def lodged(case: Case, *, now: datetime = SOON, actor: Actor | None = None, late_reason: str = "") -> Appeal:
    actor = actor or oneself(case)
    handlers.begin_appeal(case_id=case.pk, actor=actor, grounds=GROUNDS, late_reason=late_reason, now=now)
    return handlers.send_appeal(case_id=case.pk, actor=actor, now=now)


def decided(appeal: Appeal, by: User, ruling: Ruling, *, now: datetime = JUNE, **facts: Any) -> Appeal:
    return handlers.decide_appeal(
        appeal_id=appeal.pk,
        actor=staff_actor(by),
        ruling=ruling,
        note=REASONS,
        facts={name.replace("__", "."): value for name, value in facts.items()},
        now=now,
    )


def again(case: Case) -> Case:
    found: Case = (
        Case.objects.select_related("person__contact", "about").prefetch_related("version", "service").get(pk=case.pk)
    )
    return found


def decided_anew(by: Appeal | CourtDecision) -> Case:
    """The case in which an appeal, or a court, has it decided anew."""
    assert by.new_case is not None
    return again(by.new_case)


def kinds(case: Case) -> list[str]:
    return list(Letter.objects.filter(case=case).order_by("ordinal").values_list("kind", flat=True))
