"""ZEFER, DISS and stipends by order: martyrs' families, veterans, heroes, personal insurance."""

from __future__ import annotations

from datetime import date
from random import Random

from . import country
from .amounts import amount
from .awards import DECREE, Right, assigned, benefit, monthly, stipend, write
from .community import Community
from .days import ISO, anniversary
from .human import Human
from .sheet import NULL, TRUE, Sheet

WARS = ((date(2020, 1, 1), "qarabag_1"), (date(2023, 1, 1), "qarabag_2"), (date(2100, 1, 1), "anti_terror_2023"))
TITLES = ("Xalq artisti", "Əməkdar müəllim", "Əməkdar həkim", "Əməkdar mədəniyyət işçisi", "Xalq rəssamı")
HEROES_ONE_IN = 6  # of martyrs
FIRST_WAR = (date(1992, 1, 15).toordinal(), date(1994, 5, 12).toordinal())
LATE_STATUS = 0.15
"""Of the disabled men of the first war. In the country it is a few in a hundred: papers of thirty years ago are still
found and judged; more here, so that there are some among twenty thousand people."""
LATELY = 21  # days
_INSURANCE_SINCE = date(2020, 12, 1).toordinal()
_VETERANS_PAID_SINCE = date(2019, 4, 1).toordinal()
_FIRST_WAR_PAID = date(2022, 8, 15).toordinal()


def fill(community: Community, sheet: Sheet, stream: Random) -> None:
    """Statuses and what follows from them; it comes after health, whose causes of disability it uses.

    What was added later is drawn by `stream`.
    """
    beside = community.aside(stream)
    for human in community.people:
        if human.martyr:
            _martyr(community, sheet, human)
    grown = [human for human in community.people if human.died is None and human.age >= 25 and not human.abroad]
    men = [human for human in grown if not human.female]
    for human in grown:
        if human.cause in {"war", "january_20"} and human.decision:
            _war_disabled(community, sheet, human, beside)
    _veterans(community, sheet, [man for man in men if man.age < 72])
    _heroes(community, sheet, [man for man in men if 25 <= man.age < 70])
    _older_families(community, sheet, grown)
    _orders(community, sheet, grown)
    _insured_officers(community, sheet, [man for man in men if man.age < 60])


def _war(day: int) -> str:
    return next(name for before, name in WARS if day < before.toordinal())


def _status(
    sheet: Sheet, human: Human, status: str, since: int, *, martyr: Human | None = None, relation: str = "self",
    injured: int = 0, queue: int = 0, source: str = "MN", war: str = "",
) -> str:  # fmt: skip
    """Write a status; returns the key of its record."""
    reference = f"ZF-{human.id}-{status[:6]}" + (f"-{martyr.id}" if martyr is not None else "")
    sheet.record(
        "honourstatus", human.id, source, reference, since, 0, status, f"ŞV-{human.id}", relation,
        NULL if martyr is None else str(martyr.id), war, ISO[injured] if injured else NULL,
        str(queue) if queue else NULL, NULL, NULL,
    )  # fmt: skip
    return f"{source}:{reference}"


def _martyr(community: Community, sheet: Sheet, martyr: Human) -> None:
    """The martyr's own status, each family member's, their equal parts of the stipend, and heirs' insurance."""
    fell = martyr.died or community.on
    _status(sheet, martyr, "martyr", fell, war=_war(fell))
    if martyr.id % HEROES_ONE_IN == 3:  # the title was given after death; nothing is drawn for it
        hero = "patriotic_war_hero" if _war(fell) == "qarabag_2" else "national_hero"
        _status(sheet, martyr, hero, fell + 40, source="PA", war=_war(fell))
    spouse = martyr.spouse
    family: list[tuple[Human | None, str]] = [
        (spouse if not martyr.divorced_on else None, "spouse"),
        *((parent, "parent") for parent in (martyr.mother, martyr.father)),
        *((child, "child") for child in martyr.children),
    ]
    alive = [(member, relation) for member, relation in family if member is not None and member.died is None]
    sharing = [member for member, relation in alive if relation != "child" or dependent(member)]
    for member, relation in alive:
        since = max(fell + 20, member.born)
        queue = 1 + member.id % 900 if community.draw() < 0.15 else 0
        key = _status(
            sheet, member, "martyr_family", since, martyr=martyr, relation=relation, queue=queue, war=_war(fell)
        )
        if member in sharing and assigned(community, since) and not member.abroad:
            right = monthly("07-03", key, since, "martyr_family", community.on)
            stipend(community, sheet, member, right, holder=martyr, relation=relation, parts=len(sharing))
    if fell >= _INSURANCE_SINCE - 90 and sharing:
        for member in sharing:
            insured(community, sheet, member, martyr, fell + 30, "death", len(sharing))


def dependent(child: Human) -> bool:
    """Under 18, or a student under 23, or disabled since before 18."""
    return child.age < 18 or (child.age < 23 and child.student) or (child.before_18 and bool(child.band))


def _war_disabled(community: Community, sheet: Sheet, human: Human, beside: Community) -> None:
    """The status; men of the first war were paid a lump sum, but for a few whose status has come only lately.

    What is told of the first war is drawn `beside`.
    """
    if human.cause != "war":
        return
    queue = 1 + human.id % 900 if community.draw() < 0.1 else 0
    injured = max(anniversary(human.born, 18), human.decided_on - 60 - community.below(200))
    late = False
    if _of_the_first_war(human):
        injured = max(anniversary(human.born, 18), FIRST_WAR[0] + beside.below(FIRST_WAR[1] - FIRST_WAR[0]))
        late = beside.chance(LATE_STATUS)
    since = beside.on - beside.below(LATELY) if late else max(human.decided_on, injured)
    key = _status(sheet, human, "war_disabled", since, injured=injured, queue=queue, war=_war(injured))
    if not late and injured < FIRST_WAR[1]:
        _paid_for_the_first_war(beside, sheet, human, key)


def _of_the_first_war(human: Human) -> bool:
    """Grown up before the armistice, and decided upon before there was an insurance that pays for a newer injury."""
    return anniversary(human.born, 18) < FIRST_WAR[1] and human.decided_on < _INSURANCE_SINCE


def _paid_for_the_first_war(community: Community, sheet: Sheet, human: Human, key: str) -> None:
    """The lump sum, in the second half of 2022, when the registers were gone through."""
    if human.band:
        day = _FIRST_WAR_PAID + community.below(120)
        sum_ = amount(f"insurance_disability_{human.band.replace('-', '_')}", day)
        benefit(community, sheet, human, Right("05-53", key, day, sum_, once=True))


def _veterans(community: Community, sheet: Sheet, men: list[Human]) -> None:
    for _ in range(min(len(men), community.count(0.006))):
        human = men.pop(community.below(len(men)))
        since = max(anniversary(human.born, 20), community.on - community.below(2100))
        key = _status(sheet, human, "veteran", since, source="SHXCDX", war=_war(since))
        paid = max(since, _VETERANS_PAID_SINCE)
        if assigned(community, since):
            stipend(community, sheet, human, Right("07-12", key, paid, amount("veteran", community.on)))
    oldest = community.people[0]
    if oldest.died is None and oldest.age >= 98:
        key = _status(sheet, oldest, "wwii_veteran", date(1995, 5, 9).toordinal(), source="SHXCDX", war="ww2")
        stipend(community, sheet, oldest, monthly("07-11", key, _VETERANS_PAID_SINCE, "wwii_veteran", community.on))


def _heroes(community: Community, sheet: Sheet, men: list[Human]) -> None:
    kinds = (
        ("patriotic_war_hero", "07-01", date(2020, 12, 9)),
        ("national_hero", "07-02", date(1994, 5, 1)),
    )
    for status, code, first in kinds:
        for _ in range(min(len(men), community.count(country.rare(0.00003)))):
            human = men.pop(community.below(len(men)))
            since = max(first.toordinal(), anniversary(human.born, 20))
            key = _status(sheet, human, status, since, source="PA", war=_war(since))
            if assigned(community, since):
                stipend(community, sheet, human, monthly(code, key, since, status, community.on))


def _older_families(community: Community, sheet: Sheet, grown: list[Human]) -> None:
    """Families of the martyrs of 20 January 1990 and of those killed in Afghanistan, who are not in the register."""
    old = [human for human in grown if human.age >= 55]
    kinds = (("january_20_family", "07-04", 1990), ("afghanistan_family", "07-05", 1986))
    for status, code, year in kinds:
        for _ in range(min(len(old), community.count(country.rare(0.00004)))):
            human = old.pop(community.below(len(old)))
            since = date(year, 6, 1).toordinal()
            relation = "spouse" if human.female else "parent"
            key = _status(sheet, human, status, since, relation=relation, source="SHXCDX")
            if assigned(community, since):
                right = monthly(code, key, DECREE - 2000, "martyr_family", community.on)
                stipend(community, sheet, human, right, relation=relation)


def _orders(community: Community, sheet: Sheet, grown: list[Human]) -> None:
    for _ in range(min(len(grown), community.count(country.rare(0.0002)))):
        human = grown.pop(community.below(len(grown)))
        personal = human.age > 50 and community.draw() < 0.4
        since = community.on - 100 - community.below(3000)
        reference = f"SR-{human.id}"
        title = TITLES[community.below(len(TITLES))]
        kind = "personal" if personal else "honorary"
        sheet.record("stipendorder", human.id, "PA", reference, since, 0, f"{human.id % 4000}", kind, title)
        if personal and assigned(community, since):
            right = monthly("07-13", f"PA:{reference}", since, "personal_stipend", community.on)
            stipend(community, sheet, human, right)


def _insured_officers(community: Community, sheet: Sheet, men: list[Human]) -> None:
    """Servicemen and officers whose disability was an insured event."""
    for human in men:
        if human.band and human.cause in {"war", "military"} and human.decided_on >= _INSURANCE_SINCE:
            insured(community, sheet, human, human, human.decided_on, "disability", 1)


def insured(community: Community, sheet: Sheet, payee: Human, holder: Human, day: int, event: str, parts: int) -> None:
    """An insured event of `holder`, confirmed on a day, and the payment, unless it is of the last days."""
    day = min(day, community.on)
    chance = community.draw()
    category = "serviceman" if chance < 0.8 or event == "death" else "officer"
    source = "MN" if category == "serviceman" else "DIN"
    number = f"FS-{holder.id}" + (f"-{payee.id}" if payee is not holder else "")
    degree = {"81-100": "1", "61-80": "2", "31-60": "3"}.get(holder.band, NULL) if event == "disability" else NULL
    sheet.record(
        "personalinsuranceevent", payee.id, source, number, day, 0, f"FS-{holder.id}", event, category,
        str(holder.id), degree, str(parts), TRUE if chance < 0.97 else "f",
    )  # fmt: skip
    if chance < 0.97 and assigned(community, day):
        item = "insurance_death" if event == "death" else f"insurance_disability_{holder.band.replace('-', '_')}"
        code = "08-13" if category == "officer" else "08-11" if event == "death" else "08-12"
        right = Right(code, f"{source}:{number}", day, amount(item, day) // parts, once=True)
        write(community, sheet, "personalinsurancepayment", payee, right, f"FS-{holder.id}")
