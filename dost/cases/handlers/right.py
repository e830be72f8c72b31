"""What is done with what a closed case granted: a marked right goes on or ends, and what was issued is taken back."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from dost.accounts.actors import Actor
from dost.cases.acts import Act, MovedOn, NotPossible, require, require_note
from dost.cases.batch import entry
from dost.cases.codes import EndReason, EntryKind
from dost.cases.corrections import require_uncontested
from dost.cases.endings import end
from dost.cases.letters import write_ended, write_withdrawn
from dost.cases.models import Case, Deliverable, Entitlement
from dost.cases.review import unmarked, version_asked
from dost.cases.rules import evaluate
from dost.cases.text.change_letter import End
from dost.common.dates import local_day
from dost.notifications.models import Notice
from dost.notifications.notices import notice
from dost.notifications.texts import Issued
from dost.ui.formats import date_short
from registries.facts import catalogue
from services_catalog.models import ServiceVersion
from services_catalog.queries import compiled

from .way import ring_piece


def keep(*, case_id: int, actor: Actor, note: str, now: datetime) -> None:
    """Let a marked right go on: the same criteria mark it no more, until they have held again."""
    with transaction.atomic():
        right, lost = _marked(case_id, Act.KEEP, actor, note)
        right.kept = sorted({*right.kept, *lost})
        right.review = unmarked(right.review)
        right.save(update_fields=["kept", "review"])
        entry(right.case, EntryKind.KEPT, at=now, criteria=lost, note=note).signed(actor).save()


def end_right(*, case_id: int, actor: Actor, last_day: date, note: str, now: datetime) -> None:
    """End a marked right on a day, with reasons: later months are not paid, its award ends, and the person is told."""
    with transaction.atomic():
        right, lost = _marked(case_id, Act.END, actor, note)
        require_uncontested(right.case)
        if not right.starts <= last_day <= local_day(now):
            raise NotPossible(
                _("The last day lies between the right’s first day, %(first)s, and today.")
                % {"first": date_short(right.starts)}
            )
        why = _why(right, lost, actor=actor, note=note, now=now)
        right.ended_on, right.end_reason, right.review = last_day, EndReason.CLERK, unmarked(right.review)
        end([right], now=now)
        write_ended({right: why}, now=now)
        line = entry(right.case, EntryKind.ENDED, at=now, on=last_day.isoformat(), criteria=lost, note=note)
        line.signed(actor).save()
        if right.case.person.died_on is None:
            Notice.objects.bulk_create([notice(right.case, Notice.Kind.ENDED, now=now)], ignore_conflicts=True)
        transaction.on_commit(partial(ring_piece, "notices"))


def withdraw(*, case_id: int, actor: Actor, note: str, now: datetime) -> None:
    """Take back what was issued, with reasons: it counts no more, its key is free again, and the person is told."""
    with transaction.atomic():
        given = Deliverable.objects.select_for_update(no_key=True).filter(case=case_id).first()
        case = Case.objects.select_related("person", "version", "service", "entitlement", "deliverable").get(pk=case_id)
        require(Act.WITHDRAW, actor=actor, case=case)
        require_note(Act.WITHDRAW, actor=actor, note=note)
        if given is None:
            raise MovedOn
        require_uncontested(case)
        today = local_day(now)
        Deliverable.objects.filter(pk=given.pk).update(ended_on=today)
        Entitlement.objects.filter(case=case).update(ended_on=today, end_reason=EndReason.CLERK)
        Case.objects.filter(pk=case.pk).update(live=False)
        entry(case, EntryKind.WITHDRAWN, at=now, number=given.number, note=note).signed(actor).save()
        write_withdrawn(case, given, actor=actor, note=note, now=now)
        issued = Issued(given.kind, given.number)
        if case.person.died_on is None:
            Notice.objects.bulk_create([notice(case, Notice.Kind.ENDED, now=now, given=issued)], ignore_conflicts=True)
        transaction.on_commit(partial(ring_piece, "notices"))


def _why(right: Entitlement, lost: list[str], *, actor: Actor, note: str, now: datetime) -> End:
    """Why a right ends, for its letter: what no longer holds, as the version that was asked says of it now."""
    case, asked = right.case, version_asked(right.review)
    version = case.version if asked in (None, case.version_id) else ServiceVersion.objects.get(pk=asked)
    rule = compiled(version)
    same = rule.basis == case.basis
    # A record with a date of its own is judged by the law of that day (`proactive.reassess`).
    on = None if catalogue.bases[case.basis].dated else local_day(now)
    found = evaluate([case], on=on, rules={case.pk: rule}).get(case.pk) if same and lost else None
    return End(reason=EndReason.CLERK, actor=actor, note=note, lost=tuple(lost), rule=rule, found=found)


def _marked(case_id: int, act: Act, actor: Actor, note: str) -> tuple[Entitlement, list[str]]:
    """The marked right of a case, locked, with its case, and what no longer holds; raises `NotPossible`."""
    right = Entitlement.objects.select_for_update(no_key=True).filter(case=case_id).first()
    case = Case.objects.select_related("person", "about", "version", "service", "entitlement").get(pk=case_id)
    require(act, actor=actor, case=case)
    require_note(act, actor=actor, note=note)
    if right is None:
        raise MovedOn
    right.case = case
    return right, list((right.review or {}).get("criteria", []))
