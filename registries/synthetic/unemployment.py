"""MEQ, ISIG, DEMX and leaves (EMAS): jobseekers, loss of work, training, accidents, child care and sickness."""

from __future__ import annotations

from . import country
from .amounts import amount, money
from .awards import Right, assigned, benefit, write
from .community import Community
from .days import add_months, anniversary, months_full
from .employers import POSITIONS, employers
from .human import Human
from .sheet import FALSE, NULL, TRUE, Sheet

PROFESSIONS = POSITIONS
EDUCATION = ("secondary", "secondary", "secondary", "vocational", "college", "higher")
GROUNDS = ("liquidation", "redundancy", "redundancy", "civil_service", "term_expired", "other")
PROGRAMMES = ("Kompüter operatoru", "Aşpaz", "Dərzi", "Elektrik montyoru", "Bərbər", "Mühasib köməkçisi", "Qaynaqçı")
PROVIDERS = ("Bakı Peşə Tədris Mərkəzi", "Göyçay Peşə Tədris Mərkəzi", "Naxçıvan Peşə Tədris Mərkəzi")
CAUSES = ("hündürlükdən yıxılma", "mexanizmin hərəkətli hissələri", "elektrik cərəyanı", "yol-nəqliyyat hadisəsi")


def fill(community: Community, sheet: Sheet) -> None:
    """Leaves of those at work; registrations, insured events and courses of those without."""
    for human in community.people:
        if human.died is not None or human.age < 18 or human.abroad or human.imprisoned:
            continue
        if human.contract:
            _leaves(community, sheet, human)
            if community.draw() < 0.0022:
                _accident(community, sheet, human)
        elif human.age < 65 and not human.work:
            _register(community, sheet, human)
        if human.cause == "work" and human.decided_on and human.age > 35:
            _former_state_accident(community, sheet, human)


def _leaves(community: Community, sheet: Sheet, human: Human) -> None:
    on = community.on
    if human.female and human.children and human.contract_since < human.children[-1].born - 70:
        child = human.children[-1]
        if child.died is None and on - child.born < 3 * 365:
            _maternity(community, sheet, human, child)
            if community.draw() < 0.5 and on - child.born > 60:
                _child_care(community, sheet, human, child)
    elif _may_expect(human, on) and community.draw() < 0.012:
        _maternity(community, sheet, human, None)
    if community.draw() < 0.07 and human.contract_since < on - 90:
        _sick(community, sheet, human)


def _may_expect(human: Human, on: int) -> bool:
    return human.female and human.married and 20 <= human.age < 38 and human.contract_since < on - 300


def _leave(
    community: Community, sheet: Sheet, human: Human, kind: str, since: int, days: int, *, child: Human | None, no: str
) -> str:
    """Write a leave; returns its source and reference."""
    daily = human.pay * 10 // 304
    pay = NULL if community.draw() < 0.01 else money(daily)
    source = "DEMX" if kind == "child_care" else "ITSDA"
    reference = f"MZ-{human.id}-{no}"
    sheet.record(
        "leave", human.id, source, reference, since, since + days - 1, kind, NULL if child is None else str(child.id),
        human.contract[3:], f"XV{human.id}{no}" if kind != "child_care" else "", str(days), str(days * 5 // 7), pay,
    )  # fmt: skip
    return f"{source}:{reference}"


def _maternity(community: Community, sheet: Sheet, human: Human, child: Human | None) -> None:
    """126 days: 70 before the birth and 56 after; without a child yet, it began within the last 60 days."""
    since = child.born - 70 if child is not None else community.on - community.below(60)
    days = 140 if community.draw() < 0.06 else 126
    key = _leave(community, sheet, human, "maternity", since, days, child=child, no="h")
    if assigned(community, since):
        right = Right("05-49", key, since, human.pay * 10 // 304 * days, once=True)
        benefit(community, sheet, human, right, child=child, insurance=True, sheet_no=f"XV{human.id}h")


def _child_care(community: Community, sheet: Sheet, human: Human, child: Human) -> None:
    since = child.born + 56
    third = anniversary(child.born, 3)
    key = _leave(community, sheet, human, "child_care", since, third - since, child=child, no="u")
    if assigned(community, since):
        half = months_full(child.born, 18)
        item = "child_care_1_5" if community.on < half else "child_care_3"
        right = Right("05-37", key, since, amount(item, community.on), third - 1)
        benefit(community, sheet, human, right, child=child, insurance=True)


def _sick(community: Community, sheet: Sheet, human: Human) -> None:
    """A sheet of the last year. The employer pays the first 14 days, insurance the rest by length of record."""
    days = 3 + int(40 * community.draw() ** 2)
    since = community.on - days - community.below(350)
    key = _leave(community, sheet, human, "sick", since, days, child=None, no="x")
    insured = days - 14
    if insured > 0 and assigned(community, since + days):
        percent = 60 if human.insured_months < 60 else 80 if human.insured_months < 96 else 100
        right = Right("05-48", key, since + 14, human.pay * 10 // 304 * insured * percent // 100, once=True)
        benefit(community, sheet, human, right, insurance=True, sheet_no=f"XV{human.id}x")


def _register(community: Community, sheet: Sheet, human: Human) -> None:
    chance = community.draw()
    if chance > 0.095:
        if chance > 0.99:
            _registration(community, sheet, human, community.on - 200 - community.below(900), "jobseeker", left=True)
        return
    if chance < 0.011:
        _lost_work(community, sheet, human)
        return
    since = community.on - 5 - community.below(500)
    status = "unemployed" if chance < 0.06 else "jobseeker"
    _registration(community, sheet, human, since, status, left=False)
    if status == "unemployed" and community.draw() < 0.05:
        start = community.on - community.below(60)
        sheet.record(
            "training", human.id, "DMA", f"KS-{human.id}", start, start + 89,
            PROGRAMMES[community.below(len(PROGRAMMES))], PROVIDERS[community.below(len(PROVIDERS))],
            TRUE if community.draw() < 0.94 else FALSE,
        )  # fmt: skip


def _registration(community: Community, sheet: Sheet, human: Human, since: int, status: str, *, left: bool) -> None:
    since = max(since, anniversary(human.born, 17))
    until = min(community.on - 1, since + 60 + community.below(200)) if left else 0
    if until and until < since:
        return
    sheet.record(
        "jobseekerregistration", human.id, "DMA", f"İQ-{human.id}", since, until, f"İQ-{human.id}", status,
        "işə düzəlib" if left else "", EDUCATION[community.below(len(EDUCATION))], PROFESSIONS.pick(community.draw()),
        NULL if community.draw() < 0.02 else str(min(human.insured_months // 12, 40)),
    )  # fmt: skip


def _lost_work(community: Community, sheet: Sheet, human: Human) -> None:
    """An insured event of the last three years, the registration after it and the payment of up to six months."""
    day = community.on - 5 - community.below(1000)
    months = max(human.insured_months, 14 + community.below(100))
    ground = GROUNDS[community.below(len(GROUNDS))]
    of_24 = min(months, 4 + community.below(21))
    of_36 = min(months, max(of_24, 10 + community.below(27)))
    pay = country.PAY_STEPS[community.below(len(country.PAY_STEPS))] * 100
    dependants = min(4, len(human.minor_children()))
    reference = f"SH-{human.id}"
    sheet.record(
        "unemploymentevent", human.id, "DMA", reference, day, 0, ground, str(months), str(of_24), str(of_36),
        NULL if community.draw() < 0.02 else money(pay), str(dependants),
    )  # fmt: skip
    registered = day + 2 + community.below(12)
    if registered > community.on:
        return
    found_work = community.on - registered > 300 and community.draw() < 0.7
    _registration(community, sheet, human, registered, "unemployed", left=found_work)
    if ground == "other" or not assigned(community, registered + 5):
        return
    minimum = amount("minimum_wage", registered)
    enough = ground != "term_expired" and of_24 > 12
    if ground == "term_expired" and of_36 < 30:
        return
    paid = min(amount("unemployment_ceiling", registered), max(minimum, pay // 2)) if enough else minimum
    start = registered + 5 if ground != "term_expired" else add_months(registered, 3)
    if start > community.on:
        return
    supplement = min(20, dependants * 5)
    right = Right("04-08", f"DMA:{reference}", start, paid, add_months(start, 6) - 1)
    write(community, sheet, "unemploymentpayment", human, right, str(supplement))
    if supplement:
        more = Right("04-09", right.key, start, paid * supplement // 100, right.until)
        write(community, sheet, "unemploymentpayment", human, more, str(supplement))


def _accident(community: Community, sheet: Sheet, human: Human) -> None:
    all_employers = employers()
    day = community.on - community.below(2500)
    if day < human.contract_since:
        return
    severity = "severe" if community.draw() < 0.3 else "light"
    sheet.record(
        "workaccident", human.id, "DEMX", f"BH-{human.id}", day, 0, f"BH-{human.id}",
        all_employers[community.below(len(all_employers))].voen, severity, f"N1-{human.id}",
        CAUSES[community.below(len(CAUSES))], FALSE,
    )  # fmt: skip


def _former_state_accident(community: Community, sheet: Sheet, human: Human) -> None:
    """An accident long ago, at a state enterprise that was privatised since; its victim has a disability of work."""
    day = max(anniversary(human.born, 19), human.decided_on - 400)
    sheet.record(
        "workaccident", human.id, "DEMX", f"BH-{human.id}-0", day, 0, f"BH-{human.id}-0", "", "severe",
        f"N1-{human.id}-0", CAUSES[1], TRUE if community.draw() < 0.7 else FALSE,
    )  # fmt: skip
