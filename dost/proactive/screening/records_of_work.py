"""The records a family implies of work, insurance, awards and honours; see `records`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .facts_of_awards import has_account
from .facts_of_people import full_time_student
from .family import Member, Relation
from .parts import NONE, Honour
from .records import EVENT_MONTHS, RecordRow, Rows, Source, dated, is_recent, living, own
from .values import MOST_MEMBERS, UNKNOWN, Flag, MaybeDay, Untold, Value
from .view import View, all_of, any_of, equals, negated


def leave(view: View) -> Rows:
    """The latest leave or sick-leave sheet."""
    for member in living(view):
        of = member.leave
        fields = {
            "kind": of.kind,
            "days": of.days,
            "working_days": of.working_days,
            "average_daily_pay": of.daily_pay,
            "since": of.since,
            "until": of.until,
            "child_named": UNKNOWN if isinstance(of.child, Untold) else of.child is not None,
        }
        child = view.at(of.child) if of.has is True else UNKNOWN
        yield from dated(view, "leave", member, of.has, of.since, fields, child=child)


def unemployment(view: View) -> Rows:
    """Insured work lost in the last three years, judged on the day of the question."""
    for member in living(view):
        of = member.lost_work
        recent = is_recent(view, of.on) if of.has is True else of.has
        fields = {
            "event_on": of.on,
            "ground": of.ground,
            "insured_months": of.insured_months,
            "insured_months_of_24": of.insured_months_of_24,
            "insured_months_of_36": of.insured_months_of_36,
            "lost_average_pay": of.average_pay,
            "dependants": of.dependants,
        }
        yield from own(view, "unemployment", member, recent, fields)


def contract(view: View) -> Rows:
    """The contract in force, when it began in the last three years."""
    for member in living(view):
        job = member.job
        limited = job.fixed_term
        months = limited if isinstance(limited, Untold) else job.term_months if limited else None
        term = limited if isinstance(limited, Untold) else ("fixed" if limited else "open")
        main = job.main if isinstance(job.main, Untold) else ("main" if job.main else "additional")
        fields = {
            "term": term,
            "term_months": months,
            "workplace": main,
            "liberated": job.liberated,
            "suspended": job.suspended,
            "monthly_pay": job.pay,
            "since": job.since,
        }
        yield from dated(view, "contract", member, job.has, job.since, fields)


def contract_event(view: View) -> Rows:
    """What has happened to a contract in the last three months: it was concluded, changed, or ended."""
    if view.family.gates.job_news is False:
        return
    for member in living(view):
        job = member.job
        changed: Flag = UNKNOWN if isinstance(job.changed_on, Untold) else job.changed_on is not None
        yield from _event(view, member, "concluded", job.has if changed is not True else False, job.since)
        yield from _event(view, member, "changed", job.has if changed is not False else False, job.changed_on)
        yield from _event(view, member, "ended", job.had_before, job.before_ended_on)


def _event(view: View, member: Member, event: str, there: Flag, day: MaybeDay) -> Rows:
    recent = is_recent(view, day, EVENT_MONTHS) if there is True else there
    if recent is False:
        return
    certain = recent is True
    yield RecordRow(
        "contract_event",
        f"contract_event:{member.key}:{event}",
        member.key,
        {"subject": member},
        view.on,
        certain=certain,
        # When the register was told is known to nobody but the employer.
        fields={"event": event, "happened_on": day if certain else UNKNOWN, "told_on": UNKNOWN},
    )


def training(view: View) -> Rows:
    """A vocational course by the employment agency."""
    for member in living(view):
        of = member.work_search
        fields = {"attending": of.attends, "since": of.course_since, "until": of.course_until}
        yield from own(view, "training", member, of.course, fields)


def jobseeker(view: View) -> Rows:
    """A registration with the employment agency."""
    for member in living(view):
        of = member.work_search
        fields = {"status": of.status, "since": of.since, "profession_known": of.profession}
        yield from own(view, "jobseeker", member, of.has, fields)


def insurance_account(view: View) -> Rows:
    """An individual account of social insurance."""
    for member in living(view):
        of = member.insurance
        fields = {
            "opened_on": of.opened_on,
            "insurance_months": of.months,
            "pension_capital": of.capital,
            "number_issued": of.number_issued,
        }
        yield from own(view, "insurance_account", member, has_account(view, member, view.on), fields)


def pension_award(view: View) -> Rows:
    """A labour pension that is paid; none while it is suspended."""
    for member in living(view):
        of = member.pension
        there: Flag = of.has
        if there is True and of.suspended is True:
            there = False
        fields = {
            "kind": of.kind,
            "since": of.since,
            "amount": of.amount,
            "supplements": of.supplements,
            "assigned_on": of.assigned_on,
            "capital": of.capital,
        }
        yield from own(view, "pension_award", member, there, fields)


def benefit_award(view: View) -> Rows:
    """A monthly social benefit that is paid."""
    for member in living(view):
        of = member.benefit
        fields = {"since": of.since, "amount": of.amount, "assigned_on": of.assigned_on}
        yield from own(view, "benefit_award", member, of.has, fields)


def stipend_award(view: View) -> Rows:
    """A stipend of the President that is paid."""
    for member in living(view):
        fields = {"amount": member.stipend.amount, "assigned_on": member.stipend.assigned_on}
        yield from own(view, "stipend_award", member, member.stipend.has, fields)


def assistance(view: View) -> Rows:
    """The targeted assistance of the asker's household, in the name of whoever represents it."""
    of = view.family.household
    subject = view.at(of.representative)
    if isinstance(subject, Untold) or subject is None:
        subject = view.family.asker
    fields = {
        "assigned_on": of.assistance_assigned_on,
        "since": of.assistance_since,
        "until": of.assistance_until,
        "need_criterion": of.need_criterion,
    }
    yield from own(view, "assistance", subject, of.assistance, fields)


def honour(view: View) -> Rows:
    """A status of the war registry."""
    for member in living(view):
        of = member.honour
        given: Flag = UNKNOWN if isinstance(of.housing, Untold) else of.housing == "given"
        fields = {
            "status": of.status,
            "relation": _if_of_a_martyr(member, of.relation, "self"),
            "injured_on": of.injured_on,
            "shares_stipend": _shares(view, member),
            "family_eligible_members": _if_of_a_martyr(member, of.sharers, 0),
            "housing_given": given,
            "car_given": of.car_given,
            "since": of.since,
            "until": of.until,
        }
        martyr = _martyr(view, member)
        yield from own(view, "honour", member, of.has, fields, martyr=martyr)


_OF_A_MARTYR: Final = ("martyr_family", "january_20_family", "afghanistan_family")


def _if_of_a_martyr(member: Member, value: Value, other: Value) -> Value:
    """What is told of a status that rests on a martyr; another status has the other value."""
    status = member.honour.status
    if isinstance(status, Untold):
        return UNKNOWN
    return value if status in _OF_A_MARTYR else other


def _martyr(view: View, member: Member) -> Member | Untold | None:
    """Who the status rests on. The title is told of the martyr, named or not."""
    of = member.honour
    if of.has is not True or isinstance(of.status, Untold):
        return UNKNOWN
    if of.status not in _OF_A_MARTYR:
        return None
    if isinstance(of.martyr_title, Untold):
        return UNKNOWN
    title = Honour(has=of.martyr_title != NONE, status=of.martyr_title)
    return Member(MOST_MEMBERS + member.key, Relation.OTHER, honour=title)


def _shares(view: View, member: Member) -> Flag:
    """Who shares a stipend: children only while minor, full-time students under 23, or disabled since before 18."""
    age = view.age(member, view.on)
    status = member.honour.status
    of_a_martyr: Flag = status if isinstance(status, Untold) else status in _OF_A_MARTYR
    child = all_of((equals(member.honour.relation, "child"), of_a_martyr))
    under_18: Flag = age if isinstance(age, Untold) else age < 18
    under_23: Flag = age if isinstance(age, Untold) else age < 23
    student = full_time_student(view, member, view.on)
    early = all_of((member.disability.has, member.disability.before_18 if member.disability.has is True else True))
    entitled = any_of((negated(child), under_18, all_of((under_23, student)), early))
    return all_of((view.present(member, view.on), entitled))


def stipend_order(view: View) -> Rows:
    """An order of the President that grants a stipend or a title."""
    for member in living(view):
        of = member.stipend
        there: Flag = UNKNOWN if isinstance(of.order, Untold) else of.order != NONE
        fields = {"kind": of.order, "since": of.order_since, "until": of.order_until}
        yield from own(view, "stipend_order", member, there, fields)


def insurance_event(view: View) -> Rows:
    """An event of state personal insurance."""
    for member in living(view):
        of = member.insured_event
        fields = {
            "date": of.on,
            "event": of.event,
            "category": of.category,
            "degree": of.degree,
            "share_parts": of.share_parts,
            "confirmed": of.confirmed,
        }
        yield from dated(view, "insurance_event", member, of.has, of.on, fields, insured=UNKNOWN)


WORK: Final[Mapping[str, Source]] = {
    "leave": leave,
    "unemployment": unemployment,
    "insurance_event": insurance_event,
    "contract": contract,
    "contract_event": contract_event,
    "training": training,
    "honour": honour,
    "stipend_order": stipend_order,
    "pension_award": pension_award,
    "benefit_award": benefit_award,
    "stipend_award": stipend_award,
    "assistance": assistance,
    "jobseeker": jobseeker,
    "insurance_account": insurance_account,
}
