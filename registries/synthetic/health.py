"""TSERAS, REHAB and SOSX: disability decisions, rehabilitation, carers and social services."""

from __future__ import annotations

from datetime import date

from . import country
from .community import Community
from .days import ISO, add_months, anniversary
from .human import Human
from .sheet import FALSE, NULL, TRUE, Sheet

ILLNESSES = ("I25.2", "I69.3", "E11.5", "G40.9", "M16.1", "C50.9", "J44.9", "N18.5", "F20.0", "G35", "M45", "I50.0")
CHILD_ILLNESSES = ("G80.0", "F84.0", "Q90.9", "G40.9", "E10.9", "H90.3", "Q21.1", "F71")
COMMISSIONS = 44
TERMS = (12, 12, 12, 24, 24, 36, 60)
AIDS = ("ORT-01", "EŞT-02", "ARB-03", "PRT-05", "QLT-07", "ƏSA-09", "EŞT-04", "ORT-11")
AID_TERM = 3 * 361  # days: a little less than the 36 months it is meant to be used
AID_LATE_ONE_IN = 25  # aids whose replacement is overdue
AIDS_HANDED_OVER = 0.97  # of those ordered more than three months ago
_WAR_YEARS = (date(1992, 5, 1).toordinal(), date(2020, 10, 10).toordinal())
_JANUARY_20 = date(1990, 1, 20).toordinal()


def fill(community: Community, sheet: Sheet) -> None:
    """Decisions, what follows from them in rehabilitation and care, and social services for others."""
    for human in community.people:
        if human.died is not None or human.abroad:
            continue
        if community.draw() < country.by_age(country.DISABLED_BY_AGE, human.age):
            _decide(community, sheet, human)
            _rehabilitate(community, sheet, human)
        elif human.age >= 18 and community.draw() < 0.012:
            _expired(community, sheet, human)
    for human in community.people:
        if human.band and (human.band == "81-100" or human.age < 18):
            _find_carer(community, sheet, human)
        elif human.died is None and human.age >= 70 and not human.abroad and community.draw() < 0.014:
            _serve_old(community, sheet, human)
    women = [human for human in community.people if human.female and human.died is None and 20 <= human.age < 60]
    for _ in range(min(len(women), community.count(country.rare(0.00005)))):
        human = women.pop(community.below(len(women)))
        if not human.band:
            since = community.on - community.below(120)
            _service(community, sheet, human, since, "shelter", "məişət zorakılığı")


def _band(community: Community, human: Human) -> str:
    chance = community.draw()
    if human.age < 18:
        return "81-100" if chance < 0.3 else "61-80" if chance < 0.7 else "31-60"
    return "81-100" if chance < 0.14 else "61-80" if chance < 0.61 else "31-60"


def _cause(community: Community, human: Human) -> str:
    chance = community.draw()
    if human.age < 18 or human.before_18:
        return "sight" if chance < 0.04 else "childhood" if chance < 0.8 else "general"
    if not human.female and 24 <= human.age < 66:
        if chance < 0.085:
            return "war"
        if chance < 0.11:
            return "military"
        if chance < 0.116 and human.age > 50:
            return "january_20"
        if chance < 0.13 and human.age > 56:
            return "chernobyl"
    return "sight" if chance > 0.955 else "work" if chance > 0.93 else "general"


def _decide(community: Community, sheet: Sheet, human: Human) -> None:
    """The decision in force, and sometimes the one before it, whose term is over."""
    on = community.on
    human.before_18 = human.age < 18 or (human.age < 45 and community.draw() < 0.16)
    human.band, human.cause = _band(community, human), _cause(community, human)
    indefinite = human.age >= 18 and community.draw() < (0.7 if human.age >= 60 else 0.38)
    if indefinite:
        decided = on - community.below(min(18 * 365, max(30, on - anniversary(human.born, 18))))
        until = 0
    else:
        months = TERMS[community.below(len(TERMS))]
        decided = max(human.born + 20, on - community.below(months * 30))
        until = add_months(decided, months) - 1
        if human.age < 18:
            until = min(until, anniversary(human.born, 18) - 1)
        until = max(until, on + 1)
    decided = min(decided, on)
    if human.cause == "war":
        decided = max(decided, _WAR_YEARS[0] + 90 if human.age > 45 else _WAR_YEARS[1] + 90)
    decided = min(max(decided, human.born + 1), on)
    human.decided_on, human.decision_until = decided, until
    number = f"TS-{human.id}-1"
    human.decision = f"DTSERA:{number}"
    band = NULL if community.draw() < country.NO_BAND * 4 else human.band
    columns = _columns(community, human, number, decided, band, indefinite=indefinite)
    if community.draw() < country.CORRECTED and decided < on - 60:
        lower = {"81-100": "61-80", "61-80": "31-60", "31-60": "31-60"}[human.band]
        sheet.corrected(
            "disabilitydecision", human.id, "DTSERA", number, decided, until, (*columns[:5], lower, *columns[6:]),
            columns, on=decided + 45, reason="Yuxarı ekspert komissiyasının qərarı",
        )  # fmt: skip
    else:
        sheet.record("disabilitydecision", human.id, "DTSERA", number, decided, until, *columns)
    if band == NULL:
        human.band = ""
    earlier = decided - 360 - community.below(700)
    if not indefinite and community.draw() < 0.4 and earlier > human.born + 20:
        old = _columns(community, human, f"TS-{human.id}-0", earlier, human.band or "31-60", indefinite=False)
        sheet.record("disabilitydecision", human.id, "DTSERA", f"TS-{human.id}-0", earlier, decided - 1, *old)


def _columns(
    community: Community, human: Human, number: str, decided: int, band: str, *, indefinite: bool
) -> tuple[str, ...]:
    illnesses = CHILD_ILLNESSES if human.before_18 else ILLNESSES
    icd = "H54.0" if human.cause == "sight" else illnesses[community.below(len(illnesses))]
    return (
        number[3:], ISO[decided], f"EG-{human.id}", f"{1 + community.below(COMMISSIONS)} saylı ekspert komissiyası",
        icd, band, human.cause, TRUE if human.before_18 else FALSE, TRUE if indefinite else FALSE,
        TRUE if human.cause == "chernobyl" and community.draw() < 0.9 else FALSE,
    )  # fmt: skip


def _expired(community: Community, sheet: Sheet, human: Human) -> None:
    """A decision whose term ended and that was not renewed."""
    until = community.on - 1 - community.below(1500)
    since = max(until - 365, anniversary(human.born, 17))
    if since >= until:
        return
    human.cause = "general"
    columns = _columns(community, human, f"TS-{human.id}-0", since, "31-60", indefinite=False)
    human.cause = ""
    sheet.record("disabilitydecision", human.id, "DTSERA", f"TS-{human.id}-0", since, until, *columns)


def decide_child(community: Community, sheet: Sheet, child: Human, decided: int) -> None:
    """Establish a disability of a child: until the age of 18, as most of those decisions run."""
    child.before_18 = True
    child.band, child.cause = _band(community, child), _cause(community, child)
    child.decided_on, child.decision_until = decided, anniversary(child.born, 18) - 1
    number = f"TS-{child.id}-1"
    child.decision = f"DTSERA:{number}"
    columns = _columns(community, child, number, decided, child.band, indefinite=False)
    sheet.record("disabilitydecision", child.id, "DTSERA", number, decided, child.decision_until, *columns)


def indicate_car(sheet: Sheet, human: Human, since: int) -> None:
    """A car is medically indicated; nobody has put the person in the queue for one yet."""
    _item(sheet, human, since, "car", "AVT-01", 0)


def _rehabilitate(community: Community, sheet: Sheet, human: Human) -> None:
    chance = community.draw()
    since = min(community.on, human.decided_on + 10)
    if chance < 0.22:
        handed = since + 30 + community.below(60)
        given = handed <= community.on and community.draw() < AIDS_HANDED_OVER
        aid = AIDS[community.below(len(AIDS))]
        renewed = _renewed(human, community.on - handed) if given else 0
        _item(sheet, human, since + renewed, "aid", aid, handed + renewed if given else 0, months="36")
    elif chance < 0.235:
        _item(sheet, human, since, "motor_chair", "MTR-01", 0, months="84")
    elif chance < 0.27 and human.age >= 18 and human.band in {"81-100", "61-80"}:
        queue = 1 + human.id % 4000
        _item(sheet, human, since, "car", "AVT-01", 0, queue=queue, turn=queue < 60 or community.draw() < 0.02)


def _renewed(human: Human, days: int) -> int:
    """How many days after the first aid the last one came: each is replaced after its term, but for a few."""
    late = human.id % AID_LATE_ONE_IN == 8  # nothing is drawn for it
    return max(0, days // AID_TERM - late) * AID_TERM


def _item(
    sheet: Sheet, human: Human, since: int, kind: str, code: str, handed: int, *, months: str = NULL,
    queue: int = 0, turn: bool = False,
) -> None:  # fmt: skip
    sheet.record(
        "rehabilitationitem", human.id, "SXA" if kind == "car" else "DTSERA", f"FR-{human.id}", since, 0,
        f"FRP-{human.id}", kind, code, "1", months, ISO[since], ISO[handed] if handed else NULL,
        str(queue) if queue else NULL, TRUE if turn else FALSE, NULL,
    )  # fmt: skip


def _find_carer(community: Community, sheet: Sheet, human: Human) -> None:
    """Most are cared for by a relative at home who does not work; a few live in an institution."""
    chance = community.draw()
    since = human.decided_on
    if chance < 0.02 and human.age >= 18:
        _service(community, sheet, human, since, "residential", "özünəxidmət qabiliyyətinin itirilməsi", full=True)
        return
    if chance > 0.66:
        return
    candidates = [human.mother, human.spouse, human.father, *human.children]
    for carer in candidates:
        if (
            carer is not None and carer.died is None and carer.home is human.home and 18 <= carer.age < 70
            and not carer.work and not carer.band and carer is not human
        ):  # fmt: skip
            human.carer = carer
            since = max(since, anniversary(carer.born, 18))
            _service(community, sheet, human, since, "informal", "daimi qulluğa ehtiyac", carer=carer)
            return


def _serve_old(community: Community, sheet: Sheet, human: Human) -> None:
    since = max(anniversary(human.born, 68), community.on - community.below(1500))
    kind = ("home", "home", "home", "home", "day", "day", "residential")[community.below(7)]
    _service(community, sheet, human, since, kind, "tənha ahıl", full=kind == "residential")


def _service(
    community: Community, sheet: Sheet, human: Human, since: int, kind: str, circumstance: str, *,
    full: bool = False, carer: Human | None = None,
) -> None:  # fmt: skip
    place = "Ahıllar üçün sosial xidmət müəssisəsi" if kind == "residential" else ""
    score = NULL if community.draw() < 0.03 else str(20 + community.below(80))
    sheet.record(
        "socialservicecase", human.id, "SXA", f"SX-{human.id}", since, 0, f"SX-{human.id}", circumstance, score,
        kind, place, TRUE if full else FALSE, NULL if carer is None else str(carer.id),
    )  # fmt: skip
