"""When an act was corrected or annulled: rights that ended for nothing run again, what was paid for nothing is shown.

A death that did not happen took money away without asking anybody, so nobody is asked either before it is given back:
the right runs again, and the months it was not paid for are ordered like any that are due. What was paid on a wrong
ground is never taken back by itself: it is put before a clerk, month by month (`cases.overpaid`). A running right whose
record is no longer there, or another person's now, is marked and goes on (decision 16).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.apps import apps
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from dost.cases.awards import annul
from dost.cases.batch import entry
from dost.cases.codes import EndReason, EntryKind, LostGround, ReviewCause
from dost.cases.deliverables import STANDING
from dost.cases.endings import ENDED_BEFORE, awards_of, correct_end, end
from dost.cases.letters import write_ended, write_resumed
from dost.cases.models import Case, CaseEntry, Deliverable, Entitlement
from dost.cases.overpaid import PAID, MonthPaid, cancel_overpayment, note_overpayments, paid_by_month
from dost.cases.rules import roles_of
from dost.cases.stages import Outcome
from dost.cases.text.change_letter import End
from dost.common.bulk import among, bulk_write
from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.notifications.notices import resumed
from dost.payments.grounds import Ground, GroundKind
from dost.payments.models import Overpayment, PaymentOrder
from registries.facts import catalogue
from registries.models import DeathAct
from registries.models.record import Record

PERIOD = Entitlement.Period


def settle_corrections(people: Collection[int], *, now: datetime) -> int:
    """Put right what rights of these people, or about them, are after a correction; return how many changed.

    In the caller's transaction, and before anybody looks for rights: what is no longer somebody's is free for another.
    """
    return _correct_ends(people, now=now) + _correct_places(people) + _settle_records(people, now=now)


def died_on(right: Entitlement) -> date | None:
    """The day on which the person paid, or the one the right is about, died; the first of the two."""
    case = right.case
    days = [case.person.died_on, case.about.died_on if case.about else None]
    return min((day for day in days if day is not None), default=None)


def _rights(people: Collection[int]) -> QuerySet[Entitlement]:
    theirs = among("person", list(people)) | among("case__about", list(people))
    return (
        Entitlement.objects.select_for_update(no_key=True, of=("self",))
        .filter(theirs)
        .select_related("case__person", "case__about", "case__version", "case__service")
        .order_by("pk")
    )


# -- deaths -----------------------------------------------------------------------------------------------------------


def _correct_ends(people: Collection[int], *, now: datetime) -> int:
    """Rights that ended with a death: on another day if that was corrected, or not at all."""
    ended = list(_rights(people).filter(period=PERIOD.MONTHLY, end_reason=EndReason.DEATH, ended_on__isnull=False))
    right_days = {right.pk: _last_day(right) for right in ended}
    wrong = [right for right in ended if right.ended_on != right_days[right.pk]]
    if not wrong:
        return 0
    _owed_after_all(wrong, now=now)
    note_paid_to_the_dead(people, now=now)
    successors, times = _successors(wrong), _times_resumed(wrong)
    earlier: list[Entitlement] = []
    later: list[Entitlement] = []
    entries: list[CaseEntry] = []
    notices: list[Notice] = []
    for right in wrong:
        day, before = right_days[right.pk], right.ended_on
        follows = successors.get((right.service_id, right.case.basis, right.case.basis_key))
        if day is None and follows is not None:
            # Another has been granted in its place: this one was owed until that began.
            day, right.end_reason = max(follows - timedelta(days=1), right.starts), EndReason.CHOSE_ANOTHER
        right.ended_on = day
        if day is None:
            right.end_reason = ""
            entries.append(entry(right.case, EntryKind.RUNS_AGAIN, at=now))
            notices.append(resumed(right.case, number=times[right.case_id] + 1, now=now))
        else:
            entries.append(entry(right.case, EntryKind.END_MOVED, at=now, on=day.isoformat()))
        (earlier if day is not None and before is not None and day < before else later).append(right)
    end(earlier, now=now)
    correct_end(later, now=now)
    write_resumed([right for right in wrong if right.ended_on is None], now=now)
    write_ended({right: End(reason=right.end_reason) for right in wrong if right.ended_on is not None}, now=now)
    CaseEntry.objects.bulk_create(entries)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(wrong)


def _correct_places(people: Collection[int]) -> int:
    """Places in queues and registrations that were given up for a death: on another day, or not at all."""
    said: dict[int, set[date]] = defaultdict(set)
    former = DeathAct.objects.filter(person__in=people, superseded_at__isnull=False)
    for person, day in former.values_list("person_id", "valid_from"):
        said[person].add(day)
    given_up = Deliverable.objects.filter(person__in=said, kind__in=STANDING, ended_on__isnull=False)
    wrong = [
        row
        for row in given_up.filter(case__entitlement__ended_on=None).select_related("person")
        if row.ended_on in said[row.person_id] and row.ended_on != row.person.died_on
    ]
    for row in wrong:
        Deliverable.objects.filter(pk=row.pk).update(ended_on=row.person.died_on)
    return len(wrong)


def _last_day(right: Entitlement) -> date | None:
    """The day on which a right ends with a death; None when nobody has died."""
    died = died_on(right)
    return None if died is None else max(died, right.starts)


def _successors(rights: Sequence[Entitlement]) -> dict[tuple[str, str, str], date]:
    """The first days of the live rights that stand in the places of ended ones, by service, basis and key."""
    keys = Q()
    for right in rights:
        case = right.case
        keys |= Q(service=case.service_id, basis=case.basis, basis_key=case.basis_key)
    live = Case.objects.filter(keys, live=True).exclude(pk__in=[right.case_id for right in rights])
    rows = live.values_list("service_id", "basis", "basis_key", Coalesce("entitlement__starts", "on"))
    return {(service, basis, key): starts for service, basis, key, starts in rows}


def _times_resumed(rights: Sequence[Entitlement]) -> Counter[int]:
    """How often it was told already that a right runs again, by case."""
    told = Notice.objects.filter(case__in=[right.case_id for right in rights], kind=Notice.Kind.RESUMED)
    return Counter(told.values_list("case_id", flat=True))


def _owed_after_all(rights: Sequence[Entitlement], *, now: datetime) -> None:
    """What was noted as paid after a death that is another day now is reckoned anew (`note_paid_to_the_dead`)."""
    noted = Overpayment.objects.filter(entitlement__in=rights, cause=Overpayment.Cause.DEATH)
    by_right = {right.pk: right for right in rights}
    for row in noted.exclude(state=Overpayment.State.CANCELLED):
        because = row.because
        if because is not None:
            cancel_overpayment(by_right[row.entitlement_id], cause=Overpayment.Cause.DEATH, because=because, now=now)


def note_paid_to_the_dead(people: Collection[int], *, now: datetime) -> int:
    """Note what was paid for months after the month of a death, of running rights and ended ones; return how many.

    Three years unheard of are 36 months. The month of the death is paid whole (decision 6).
    """
    dead = Q(person__died_on__isnull=False) | Q(case__about__died_on__isnull=False)
    rights = list(_rights(people).filter(dead, period=PERIOD.MONTHLY))
    if not rights:
        return 0
    paid = paid_by_month(right.pk for right in rights)
    excess: dict[Entitlement, list[MonthPaid]] = {}
    for right in rights:
        died = died_on(right)
        after = [MonthPaid(month, sum_) for month, sum_ in paid[right.pk].items() if died is not None and month > died]
        if after:
            excess[right] = after
    noted = 0
    grounds = _acts_of_death(excess)
    for right, months in excess.items():
        cause = Overpayment.Cause.DEATH
        noted += len(note_overpayments({right: months}, cause=cause, because=grounds[right.pk], now=now))
    return noted


def _acts_of_death(rights: Collection[Entitlement]) -> dict[int, Ground]:
    """The act, or without one the register, that says of each right's people who died first."""
    people = {pk for right in rights for pk in (right.case.person_id, right.case.about_id) if pk is not None}
    acts = DeathAct.objects.filter(person__in=people, superseded_at=None)
    known = {(act.person_id, act.valid_from): act for act in acts}
    found = {}
    for right in rights:
        case, died = right.case, died_on(right)
        who = case.person_id if case.person.died_on == died else case.about_id
        act = None if who is None or died is None else known.get((who, died))
        key, title = (f"registries_person:{who}", "") if act is None else (f"registries_deathact:{act.pk}", act.act_no)
        found[right.pk] = Ground(GroundKind.RECORD, key, title)
    return found


# -- records ----------------------------------------------------------------------------------------------------------


def _settle_records(people: Collection[int], *, now: datetime) -> int:
    """Rights whose record was annulled, or says somebody else receives: marked if they run, shown if they were paid."""
    theirs = among("person", list(people)) | among("about", list(people))
    granted = Case.objects.filter(theirs, live=True, outcome=Outcome.GRANTED, record_id__isnull=False)
    changed = _superseded(granted.values_list("pk", "basis", "record_id"))
    if not changed:
        return 0
    cases = Case.objects.filter(pk__in=changed).select_related("person", "about", "version", "service")
    lost = _lost(list(cases.order_by("pk")))
    if not lost:
        return 0
    locked = Entitlement.objects.select_for_update(no_key=True, of=("self",)).filter(case__in=lost)
    rights = list(locked.select_related("case__person", "case__version", "case__service").order_by("pk"))
    given = Deliverable.objects.filter(case__in=lost, ended_on=None).values_list("case_id", flat=True)
    running = [
        right
        for right in rights
        if right.ended_on is None
        and (right.period == PERIOD.MONTHLY or (right.period == PERIOD.NONE and right.case_id in set(given)))
    ]
    once = [right for right in rights if right.period == PERIOD.ONCE and right.ended_on is None]
    _mark_running(running, now=now)
    _give_up(once, lost, now=now)
    return len(running) + len(once)


def _superseded(cases: Iterable[tuple[int, str, int | None]]) -> list[int]:
    """Those of some cases (id, basis, record) whose record is not the one that stands; a query for each table."""
    models = _models()
    by_model: dict[type[Record], list[tuple[int, int | None]]] = defaultdict(list)
    for case, basis, record in cases:
        model = models.get(_table(basis))
        if model is not None:
            by_model[model].append((case, record))
    found = []
    for model, group in by_model.items():
        past = model._default_manager.filter(pk__in=[record for _, record in group], superseded_at__isnull=False)
        gone = set(past.values_list("pk", flat=True))
        found += [case for case, record in group if record in gone]
    return found


def _table(basis: str) -> str:
    """The table that the records of a basis are in."""
    return catalogue.bases[basis].tables.split()[0]


def _lost(cases: Sequence[Case]) -> dict[Case, Overpayment.Cause]:
    """Those of some cases that nothing arises from any more, or for somebody else, on their own day, with why."""
    by_day: dict[date, list[Case]] = defaultdict(list)
    for case in cases:
        by_day[case.on].append(case)
    roles = {pk: people for group in by_day.values() for pk, people in roles_of(group).items()}
    found = {}
    for case in cases:
        names = roles.get(case.pk)
        if names is None or names["subject"] != case.person_id:
            annulled = names is None and _is_annulled(case)
            found[case] = Overpayment.Cause.ANNULLED if annulled else Overpayment.Cause.CORRECTED
    return found


def _is_annulled(case: Case) -> bool:
    """Whether no record stands under the reference of the one that a case arose from."""
    model = _models()[_table(case.basis)]
    record = model._default_manager.get(pk=case.record_id)
    standing = model._default_manager.filter(source=record.source_id, reference=record.reference, superseded_at=None)
    return not standing.exists()


def _models() -> dict[str, type[Record]]:
    """The models of records, by table."""
    models = apps.get_app_config("registries").get_models()
    return {model._meta.db_table: model for model in models if issubclass(model, Record)}


def _mark_running(rights: Sequence[Entitlement], *, now: datetime) -> None:
    """A machine takes nothing away but for a death: a clerk looks, and the payments go on until then."""
    gone = LostGround.RECORD_GONE.value
    anew = [right for right in rights if not (right.review or {}).get("criteria") and gone not in right.kept]
    for right in anew:
        mark = {"criteria": [gone], "since": local_day(now).isoformat(), "cause": ReviewCause.FACTS.value}
        right.review = {**(right.review or {}), **mark, "version": right.case.version_id}
    bulk_write(anew, ["review"])
    lines = [
        entry(right.case, EntryKind.TO_REVIEW, at=now, criteria=[gone], cause=ReviewCause.FACTS.value) for right in anew
    ]
    CaseEntry.objects.bulk_create(lines)


def _give_up(rights: Sequence[Entitlement], lost: Mapping[Case, Overpayment.Cause], *, now: datetime) -> None:
    """What was given once: its sum is put before a clerk, and the right is free for whoever it is."""
    if not rights:
        return
    orders = PaymentOrder.objects.filter(entitlement__in=rights)
    orders.filter(state=DeliveryState.READY).update(state=DeliveryState.WITHHELD, problem=ENDED_BEFORE)
    sent = orders.filter(state__in=[*PAID, DeliveryState.SENDING]).values("entitlement_id", "period")
    paid: dict[int, list[MonthPaid]] = defaultdict(list)
    for row in sent.annotate(total=Sum("amount")).order_by("period"):
        paid[row["entitlement_id"]].append(MonthPaid(row["period"], row["total"]))
    for right in rights:
        because = Ground(GroundKind.RECORD, f"{_table(right.case.basis)}:{right.case.record_id}")
        note_overpayments({right: paid[right.pk]}, cause=lost[right.case], because=because, now=now)
    annul(awards_of(rights), reason="the record it arose from was corrected", now=now)
    Case.objects.filter(pk__in=[right.case_id for right in rights]).update(live=False)
    CaseEntry.objects.bulk_create(entry(right.case, EntryKind.RECORD_CORRECTED, at=now) for right in rights)
