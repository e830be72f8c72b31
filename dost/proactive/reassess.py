"""Who has lost a right: running rights are assessed again when something about their people or their rule changed.

A death is certain and ends the payment. Anything else is never taken away by a machine: the right is marked for a
clerk, with the criteria that no longer hold, and its payments go on until the clerk has decided.

Whether a running right still stands is asked of the rule now in force, not only of the one it was granted by.

A right of a record that carries its own date is judged by the law of that day, whatever comes later. Any other is
asked about today under the version in force today; its own version goes on to say what is paid. A right that would
no longer be found, on data that is known, is marked for a clerk: with the criteria, with what changed (`facts`, or the
`rule`) and with the version that was asked. Its payments go on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from dost.cases.batch import entry
from dost.cases.codes import EndReason, EntryKind, LostGround, ReviewCause
from dost.cases.deliverables import end_of_the_dead
from dost.cases.endings import end
from dost.cases.letters import write_ended
from dost.cases.models import Case, CaseEntry, Entitlement
from dost.cases.review import unmarked
from dost.cases.rules import evaluate, evaluate_people, rules_in_force
from dost.cases.stages import Stage
from dost.cases.text.change_letter import End
from dost.common.bulk import among, bulk_write
from dost.common.dates import local_day
from dost.notifications.models import Notice
from dost.notifications.notices import notice
from registries.facts import catalogue
from services_catalog.compiled import CompiledVersion
from services_catalog.queries import compiled
from services_catalog.rules import Explanation, Verdict

from .checks import note_review
from .corrected import died_on, note_paid_to_the_dead

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Reassessment:
    """What a rule says of a running right: the criteria not met, or none, and whether all of it is known to hold."""

    lost: tuple[str, ...] = ()
    holds: bool = False


def mark(rights: Sequence[Entitlement], *, now: datetime, because: ReviewCause = ReviewCause.FACTS) -> int:
    """Look at rights (locked, with their cases) and mark what would no longer be found; return how many changed.

    `because` is what made somebody look; it counts where the rule is the right's own, whose parameters may be others
    now. Looking again marks nothing twice. A mark that came from a rule goes when a later rule lets the right stand.
    """
    on = local_day(now)
    # What has run out by its own last day needs no clerk.
    running = [right for right in rights if right.until is None or right.until >= on]
    rules = _rules_now([right.case for right in running], on=on)
    by_case = reassess([right.case for right in running], on=on, rules=rules)
    found = {right.pk: by_case[right.case_id] for right in running}
    anew = [right for right in running if _is_news(right, found[right.pk])]
    causes = _causes(anew, rules, because=because, on=on)
    changed, entries = [], []
    for right in running:
        result = found[right.pk]
        version = _version_asked(right.case, rules)
        if right in anew:
            right.review = {
                **(right.review or {}),
                "criteria": list(result.lost),
                "since": on.isoformat(),
                "cause": causes[right.pk].value,
                "version": version.version_id if version else right.case.version_id,
            }
            entries.append(_line(right, result, causes[right.pk], version, now=now))
        elif result.holds and (right.kept or (right.review or {}).get("cause") == ReviewCause.RULE):
            if (right.review or {}).get("cause") == ReviewCause.RULE:
                entries.append(entry(right.case, EntryKind.STANDS_AGAIN, at=now))
                right.review = unmarked(right.review)
            right.kept = []
        else:
            continue
        changed.append(right)
    bulk_write(changed, ["review", "kept"])
    CaseEntry.objects.bulk_create(entries)
    return len(entries)


def _is_news(right: Entitlement, result: Reassessment) -> bool:
    """Whether something was lost that a clerk neither waits for nor has let stand."""
    return bool(result.lost) and not (right.review or {}).get("criteria") and not set(result.lost) <= set(right.kept)


def _line(
    right: Entitlement, result: Reassessment, cause: ReviewCause, version: CompiledVersion | None, *, now: datetime
) -> CaseEntry:
    asked = {"version": version.version_id} if version else {}
    return entry(right.case, EntryKind.TO_REVIEW, at=now, criteria=list(result.lost), cause=cause.value, **asked)


def _dated(case: Case) -> bool:
    return catalogue.bases[case.basis].dated


def _rules_now(cases: Sequence[Case], *, on: date) -> dict[str, CompiledVersion]:
    """The rules in force today of the services of these cases, by code."""
    codes = {case.service_id for case in cases if not _dated(case)}
    return {rule.code: rule for rule in rules_in_force(on, codes=codes) if rule.rules_on(on)} if codes else {}


def _version_asked(case: Case, rules: Mapping[str, CompiledVersion]) -> CompiledVersion | None:
    """The rule a right is asked about; None where its service has none any more."""
    return compiled(case.version) if _dated(case) else rules.get(case.service_id)


def reassess(
    cases: Sequence[Case], *, on: date, rules: Mapping[str, CompiledVersion] | None = None
) -> dict[int, Reassessment]:
    """How what these cases granted stands on a day, under the rule that counts for each; by the case's id."""
    rules = _rules_now(cases, on=on) if rules is None else rules
    asked = {case.pk: _version_asked(case, rules) for case in cases}
    known = {pk: rule for pk, rule in asked.items() if rule}
    same = [case for case in cases if (rule := asked[case.pk]) and rule.basis == case.basis]
    elsewhere = [case for case in cases if (rule := asked[case.pk]) and rule.basis != case.basis]
    told = evaluate(same, on=on, rules=known) | evaluate_people(elsewhere, rules=known, on=on)
    return {
        case.pk: _read(case, told) if asked[case.pk] else Reassessment(lost=(LostGround.NOT_IN_FORCE.value,))
        for case in cases
    }


def _read(case: Case, told: Mapping[int, Explanation]) -> Reassessment:
    found = told.get(case.pk)
    if found is None:
        return Reassessment() if _dated(case) else Reassessment(lost=(LostGround.RECORD_GONE.value,))
    # Only a known no is a loss; unknown takes nothing away, and lets nothing stand again either (decision 10).
    if found.verdict is Verdict.NOT_ENTITLED:
        return Reassessment(lost=tuple(criterion.id for criterion in found.criteria if criterion.met is False))
    return Reassessment(holds=found.verdict is Verdict.ENTITLED)


def _causes(
    rights: Sequence[Entitlement], rules: Mapping[str, CompiledVersion], *, because: ReviewCause, on: date
) -> dict[int, ReviewCause]:
    """What changed: the facts, when the right's own version says no as well; otherwise the rule."""
    own = {right.pk: _is_own(right.case, rules) for right in rights}
    others = [right for right in rights if not own[right.pk]]
    told = evaluate([right.case for right in others], on=on) if others else {}
    return {
        right.pk: because if own[right.pk] else ReviewCause.FACTS if _read(right.case, told).lost else ReviewCause.RULE
        for right in rights
    }


def _is_own(case: Case, rules: Mapping[str, CompiledVersion]) -> bool:
    rule = _version_asked(case, rules)
    return rule is not None and rule.version_id == case.version_id


def review_people(people: Sequence[int], *, now: datetime, services: Collection[str] | None = None) -> int:
    """Look again at the running monthly rights of these people and what stands for them; return how many changed.

    With `services` only at rights of these.
    """
    given_up = end_of_the_dead(people)
    # Also the rights that are about them: a child's death ends what its mother is paid (decision 1). What was paid once
    # cannot be ended, and what has ended is not looked at again.
    theirs = among("person", people) | among("case__about", people)
    if services is not None:
        theirs &= Q(service__in=services)
    rights = list(
        Entitlement.objects.select_for_update(no_key=True, of=("self",))
        .filter(theirs, period=Entitlement.Period.MONTHLY, ended_on=None)
        .select_related("case__person", "case__about", "case__version", "case__service")
        .order_by("pk")
    )
    given_up += note_paid_to_the_dead(people, now=now)
    dead = [right for right in rights if died_on(right)]
    if dead:
        _end(dead, now=now)
    return given_up + len(dead) + mark([right for right in rights if not died_on(right)], now=now)


def _end(rights: Sequence[Entitlement], *, now: datetime) -> None:
    """End rights on the day of death; the family of a child that died is told, the dead are not."""
    entries: list[CaseEntry] = []
    notices: list[Notice] = []
    for right in rights:
        case = right.case
        # Nothing is owed before a right starts: a death before that leaves it its first day only.
        ended_on = max(day for day in (died_on(right), right.starts) if day is not None)
        right.ended_on = ended_on
        right.end_reason = EndReason.DEATH
        entries.append(entry(case, EntryKind.ENDED, at=now, reason=EndReason.DEATH.value, on=ended_on.isoformat()))
        if case.person.died_on is None:
            notices.append(notice(case, Notice.Kind.ENDED, now=now))
    end(rights, now=now)
    write_ended({right: End(reason=EndReason.DEATH) for right in rights}, now=now)
    CaseEntry.objects.bulk_create(entries)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def review_everybody(*, now: datetime) -> int:
    """Look again at all running monthly rights: what a date took away, no event announces. Returns how many changed."""
    changed, after = 0, 0
    running = Entitlement.objects.filter(period=Entitlement.Period.MONTHLY, ended_on=None)
    on, services = local_day(now), set(running.values_list("service", flat=True).distinct())
    while people := list(
        running.filter(person__gt=after).order_by("person").values_list("person", flat=True).distinct()[:BATCH]
    ):
        with transaction.atomic():
            changed += review_people(people, now=now)
        after = people[-1]
    note_review(rules_in_force(on, codes=services) if services else (), on=on, now=now)
    return changed


def release_expired(*, on: date) -> int:
    """Free the keys of rights that have run out, so that they can be found again; return how many."""
    # The last day is paid for, so the key is free on the day after; what is paid once stays for good (decision 1).
    over = Q(entitlement__until__lt=on) | Q(entitlement__ended_on__lt=on)
    return Case.objects.filter(
        over, live=True, stage=Stage.CLOSED, entitlement__period=Entitlement.Period.MONTHLY
    ).update(live=False)
