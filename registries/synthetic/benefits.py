"""MUAV: birth, funeral, conscripts' children, large families, settling-in, release; VEMTAS: targeted assistance."""

from __future__ import annotations

from datetime import date

from .amounts import amount, money
from .awards import Right, account_of, assigned, benefit, monthly
from .community import Community
from .days import ISO, add_months, anniversary, end_of_month
from .human import Home, Human
from .sheet import FALSE, NULL, Sheet

ASSISTED = 0.0079  # families for each person: 80.3 thousand families, 353 thousand members (11.2025)
LARGE = 6
_BIRTHS_PAID_SINCE = date(2019, 10, 1).toordinal()
_SETTLING_PAID_SINCE = date(2023, 1, 1).toordinal()
REFUSALS = ("Orta aylıq gəlir ehtiyac meyarından çoxdur", "Ailə tərkibi düzgün göstərilməyib")


def fill(community: Community, sheet: Sheet) -> None:
    """Assistance first: other rights depend on it."""
    _assist(community, sheet)
    for human in community.people:
        if human.died is not None:
            _funeral(community, sheet, human)
            continue
        if human.age < 4:
            _birth(community, sheet, human)
        if human.age < 18 and human.father is not None and human.father.conscript and human.mother is not None:
            _conscript_child(community, sheet, human, human.mother)
        if human.age < 17 and human.guardian is not None and human.guardian.assisted:
            _guardian(community, sheet, human, human.guardian)
        if human.service_pay and human.pension and human.retired_from:
            since = human.retired_from
            if assigned(community, since):
                benefit(community, sheet, human, Right("05-20", human.fin, since, human.service_pay * 15 // 100))
        if human.female and len(human.children) >= LARGE:
            _large_family(community, sheet, human)


def _receiver(child: Human) -> Human | None:
    """Who is paid for a child: the mother, else the father, else the guardian, whoever lives."""
    for adult in (child.mother, child.father, child.guardian):
        if adult is not None and adult.died is None:
            return adult
    return None


def _birth(community: Community, sheet: Sheet, child: Human) -> None:
    """Once for each child born alive; from insurance when a parent was at work on the day."""
    payee = _receiver(child)
    if payee is None or child.born < _BIRTHS_PAID_SINCE or payee.abroad:
        return
    if not assigned(community, child.born, monthly=child.born < community.on - 30):
        return
    working = any(parent is not None and parent.worked_on(child.born) for parent in (child.mother, child.father))
    right = Right("05-41" if working else "05-40", child.fin, child.born, amount("birth", child.born), once=True)
    benefit(community, sheet, payee, right, child=child, insurance=working)
    if child.age < 1 and payee.assisted:
        until = end_of_month(anniversary(child.born, 1))
        monthly_right = monthly("05-29", child.fin, child.born, "child_under_1", community.on, until=until)
        benefit(community, sheet, payee, monthly_right, child=child)


def _funeral(community: Community, sheet: Sheet, dead: Human) -> None:
    """To whoever buried: three minimum pensions for a pensioner, else the fixed sum for who was insured."""
    died = dead.died or 0
    if died == dead.born or not assigned(community, died, monthly=died < community.on - 30):
        return
    relatives = (dead.spouse if not dead.divorced_on else None, *dead.children, dead.father, dead.mother)
    payee = next((human for human in relatives if human is not None and human.died is None and human.age >= 18), None)
    if payee is None or died < _BIRTHS_PAID_SINCE:
        return
    if dead.pension:
        right = Right("05-43", dead.fin, died, 3 * amount("minimum_pension", died), once=True)
    elif dead.award or dead.insured_months:
        right = Right("05-42", dead.fin, died, amount("funeral", died), once=True)
    else:
        return
    benefit(community, sheet, payee, right, insurance=not dead.pension and bool(dead.insured_months))


def _conscript_child(community: Community, sheet: Sheet, child: Human, mother: Human) -> None:
    since = max(child.born, community.on - 200)
    if mother.died is None and assigned(community, since):
        right = monthly("05-27", child.fin, since, "conscript_child", community.on)
        benefit(community, sheet, mother, right, child=child)


def _guardian(community: Community, sheet: Sheet, child: Human, guardian: Human) -> None:
    since = max(child.born, community.on - 300)
    if assigned(community, since):
        right = monthly("05-28", f"RYIH:OV-{child.id}", since, "guardian", community.on)
        benefit(community, sheet, guardian, right, child=child)


def _large_family(community: Community, sheet: Sheet, mother: Human) -> None:
    """Six and more children, all alive, from the first birthday of the sixth; for each child under 18."""
    if any(child.died is not None for child in mother.children) or mother.abroad:
        return
    since = anniversary(mother.children[LARGE - 1].born, 1)
    children = len(mother.minor_children())
    if children and assigned(community, since):
        each = monthly("05-30", mother.fin, since, "large_family_child", community.on)
        benefit(
            community, sheet, mother,
            Right(each.code, each.key, since, each.amount * children, before=each.before * children),
        )  # fmt: skip


def released(community: Community, sheet: Sheet, human: Human, day: int, key: str) -> None:
    """Four minimum wages, once, to a released prisoner who needs medical and social help."""
    if assigned(community, day):
        benefit(community, sheet, human, Right("05-45", key, day, 4 * amount("minimum_wage", day), once=True))


def settled_in(community: Community, sheet: Sheet, human: Human, since: int, key: str) -> None:
    """Once, to a specialist with a contract of at least a year in a district freed from occupation."""
    if since >= _SETTLING_PAID_SINCE and assigned(community, since):
        benefit(community, sheet, human, Right("05-46", key, since, amount("settling_in", since), once=True))


def _assist(community: Community, sheet: Sheet) -> None:
    """Families with children or without work apply; most who apply and are poor are granted a year of assistance."""
    homes = [home for home in community.homes if _is_poor(home)]
    applied = min(len(homes), community.count(ASSISTED * 1.25))
    for _ in range(applied):
        home = homes.pop(community.below(len(homes)))
        _apply(community, sheet, home, granted=community.draw() < 0.8)


def _is_poor(home: Home) -> bool:
    """Several people and no one at work, or many children on one pay."""
    workers = sum(1 for member in home.members if member.work in {"hired", "entrepreneur", "military"})
    minors = sum(1 for member in home.members if member.age < 18)
    adults = [member for member in home.members if 18 <= member.age < 62 and not member.band]
    return bool(adults) and ((len(home.members) >= 3 and workers == 0) or (minors >= 3 and workers <= 1))


def _apply(community: Community, sheet: Sheet, home: Home, *, granted: bool) -> None:
    on = community.on
    representative = next(member for member in home.members if 18 <= member.age < 62 and not member.band)
    pending = not granted and community.draw() < 0.3
    registered = on - 3 - community.below(12 if pending else 355)
    criterion = amount("need_criterion", registered)
    count = len(home.members)
    income = int(criterion * count * (0.15 + 0.75 * community.draw())) if granted else criterion * count + 60_00
    since = min(end_of_month(registered) + 1, on) if granted else registered
    until = add_months(since, 12) - 1 if granted else 0
    sum_ = max(0, criterion * count - income) if granted else 0
    if granted:
        for member in home.members:
            member.assisted = True
        representative.award = representative.award or "benefit"
    reference = f"UY-{home.id}"
    sheet.record(
        "assistancecase", representative.id, "DSMF", reference, since, until,
        "06-00", representative.fin, ISO[since], money(sum_), FALSE, account_of(representative) if granted else "",
        FALSE, FALSE, "", str(home.id), f"UY-{home.id}", ISO[registered], f"N-{home.id}", str(count),
        NULL if pending or community.draw() < 0.01 else money(income), money(criterion),
        "" if pending else f"M-{home.id}", "granted" if granted else "pending" if pending else "refused",
        "" if granted or pending else REFUSALS[community.below(2)],
    )  # fmt: skip
