"""PENS and the benefits for those without a pension: old age, disability, loss of a breadwinner."""

from __future__ import annotations

from datetime import date

from .amounts import amount, money, raised_on
from .awards import DECREE, PROACTIVE_SINCE, Right, assigned, benefit, monthly, stipend, write
from .community import Community
from .days import anniversary, months_full, year_of
from .human import Human
from .sheet import NULL, Sheet

EXPECTED_MONTHS = 144
FULL_RECORD = 300  # months
MINIMUM_RECORD = 60  # months, for a disability pension of general cause

# Pension age in months from a day on: men, women.
_SINCE = [date(year, 7, 1).toordinal() for year in range(2017, 2027)]
_MEN = (756, 762, 768, 774, 780, 780, 780, 780, 780, 780, 780)
_WOMEN = (720, 726, 732, 738, 744, 750, 756, 762, 768, 774, 780)
EARLY = 60  # months earlier for parents of five and more children or of a child with disability

BENEFITS = {"81-100": ("05-22", "81_100"), "61-80": ("05-23", "61_80"), "31-60": ("05-24", "31_60")}
STIPENDS = {"war": "07-06-1", "military": "07-06-2", "january_20": "07-06-3", "chernobyl": "07-06-4"}
_YOUNGEST = 57  # below this age nobody can have reached it


def pension_age_reached(human: Human, on: int, *, earlier: int = 0) -> int:
    """The first day on which the person had the pension age then in force, or 0 if that is after `on`."""
    if human.age < _YOUNGEST - earlier // 12:
        return 0
    ages = _WOMEN if human.female else _MEN
    for period, months in enumerate(ages):
        reached = months_full(human.born, months - earlier)
        if period == len(_SINCE) or reached < _SINCE[period]:
            first = _SINCE[period - 1] if period else 0
            day = max(reached, first)
            return day if day <= (human.died or on) else 0
    return 0


def minimum_pension(day: int) -> int:
    """The minimum pension in qəpik."""
    return amount("minimum_pension", day)


def fill(community: Community, sheet: Sheet) -> None:
    """Pensions first; who has none may have a benefit instead. Then what the families of the dead receive."""
    for human in community.people:
        if human.age >= _YOUNGEST - EARLY // 12 and not human.abroad:
            _old_age(community, sheet, human)
        if human.decision and human.band:
            _disability(community, sheet, human)
    for human in community.people:
        if human.age < 23 and human.died is None:
            _survivor(community, sheet, human)


def _pension(
    community: Community, sheet: Sheet, human: Human, code: str, key: str, since: int, kind: str, article: str
) -> None:
    """A pension from the capital, not below the minimum of today; it ended with the month of death."""
    until = 0 if human.died is None else max(since, human.died)
    today = max(minimum_pension(community.on), human.capital // EXPECTED_MONTHS)
    before = max(amount("minimum_pension", DECREE - 1), human.capital * 10 // (EXPECTED_MONTHS * 11))
    supplement = 20_00 if community.draw() < 0.02 else 0
    right = Right(
        code, key, since, today + supplement, until, before=before + supplement, stopped="ölüm" if until else "",
        raised=raised_on("minimum_pension", community.on),
    )  # fmt: skip
    human.pension = True
    human.award = "pension"
    write(
        community, sheet, "pensioncase", human, right,
        kind, article, money(human.capital) if human.capital else NULL, str(EXPECTED_MONTHS), money(supplement),
    )  # fmt: skip


def _old_age(community: Community, sheet: Sheet, human: Human) -> None:
    earlier, code, article = 0, "05-01", "7"
    if human.female and (len(human.children) >= 5 or any(child.before_18 and child.band for child in human.children)):
        raised = [child for child in human.children if community.on - child.born > 8 * 366]
        if len(raised) >= 5 or any(child.before_18 and child.band for child in raised):
            earlier, code, article = EARLY, "05-02", "8"
    since = pension_age_reached(human, community.on, earlier=earlier)
    if not since:
        return
    human.retired_from = since
    if human.capital >= minimum_pension(since) * EXPECTED_MONTHS or _counted_record(human, since) >= FULL_RECORD:
        if not assigned(community, since):
            return
        if _never_moved_over(human, since):
            _pension(community, sheet, human, "05-04", human.decision, human.decided_on, "disability", "13")
        else:
            _pension(community, sheet, human, code, human.fin, since, "age", article)
    elif not human.work and human.citizenship != "foreigner" and not human.band:
        until = human.died or 0
        if assigned(community, since):
            since = max(since, human.born)
            right = monthly("05-21", human.fin, since, "age", community.on, until=until)
            human.award = "benefit"
            benefit(community, sheet, human, right)


def _never_moved_over(human: Human, since: int) -> bool:
    """Some drew a disability pension before the pension age, and have kept it; nothing is drawn for it."""
    return bool(human.decision and human.band) and human.decided_on < since < PROACTIVE_SINCE and human.id % 2 == 0


def _counted_record(human: Human, since: int) -> int:
    """Months of record; who worked after 2005 too has 25 years credited for before, a year less from 2026 on."""
    later = human.insured_months - human.months_before_2006
    if not later:
        return human.insured_months
    credited = FULL_RECORD - 12 * max(0, year_of(since) - 2025)
    return later + max(human.months_before_2006, credited)


def _disability(community: Community, sheet: Sheet, human: Human) -> None:
    """A pension for the insured, a benefit for the others; a stipend beside them for some causes and bands."""
    since, until = human.decided_on, human.decision_until
    if human.age >= 18 and human.cause in STIPENDS:
        _stipend(community, sheet, human, STIPENDS[human.cause], f"war_disabled_{human.band.replace('-', '_')}")
    elif human.band == "81-100" and human.cause == "sight":
        _stipend(community, sheet, human, "07-08", "blind_81_100")
    elif human.band == "81-100" and human.age >= 18:
        _stipend(community, sheet, human, "07-07", "general_cause_81_100")
    if human.carer is not None:
        _carer(community, sheet, human, human.carer)
    if human.pension or human.award == "benefit" or not assigned(community, since):
        return
    insured = human.insured_months >= MINIMUM_RECORD or (human.cause in STIPENDS and human.insured_months > 0)
    if insured and human.age >= 18:
        human.retired_from = since
        _pension(community, sheet, human, "05-04", human.decision, since, "disability", "13")
        return
    code, band = BENEFITS[human.band]
    payee = human if human.age >= 18 else _parent(human)
    if payee is not None:
        right = monthly(
            code if human.age >= 18 else "05-25", human.decision, since, f"disability_{band}", community.on, until=until
        )
        benefit(community, sheet, payee, right, child=human if human.age < 18 else None)
        human.award = human.award or "benefit"


def _stipend(community: Community, sheet: Sheet, human: Human, code: str, item: str) -> None:
    if assigned(community, human.decided_on):
        right = monthly(code, human.decision, human.decided_on, item, community.on, until=human.decision_until)
        stipend(community, sheet, human, right)


def _carer(community: Community, sheet: Sheet, human: Human, carer: Human) -> None:
    since = max(human.decided_on, anniversary(carer.born, 18))
    if assigned(community, since):
        code = "07-10" if human.age < 18 else "07-09"
        right = monthly(code, f"SXA:SX-{human.id}", since, "carer", community.on, until=human.decision_until)
        stipend(community, sheet, carer, right)


def _parent(child: Human) -> Human | None:
    for parent in (child.mother, child.father, child.guardian):
        if parent is not None and parent.died is None:
            return parent
    return None


def _survivor(community: Community, sheet: Sheet, child: Human) -> None:
    """A pension when the dead parent was insured, else a benefit; to 18, for students to 23."""
    if child.age >= 18 and not child.student:
        return
    dead = [parent for parent in (child.mother, child.father) if parent is not None and parent.died is not None]
    if not dead:
        return
    parent = dead[0]
    since = max(parent.died or 0, child.born)
    until = anniversary(child.born, 18) - 1 if child.age < 18 else anniversary(child.born, 23) - 1
    payee = child if child.age >= 18 else _parent(child)
    if payee is None or parent.martyr or not assigned(community, since):
        return
    if parent.insured_months >= MINIMUM_RECORD:
        right = Right("05-05", child.fin, since, minimum_pension(community.on), until)
        write(
            community, sheet, "pensioncase", payee, right,
            "survivor", "15", NULL, str(EXPECTED_MONTHS), "0.00",
        )  # fmt: skip
    else:
        right = monthly("05-26", child.fin, since, "survivor", community.on, until=until)
        benefit(community, sheet, payee, right, child=child if payee is not child else None)
