"""What other bodies tell: study, conscription, prison, civil service; and receptions at DOST (QEBUL)."""

from __future__ import annotations

from datetime import date

from registries.data import read

from . import benefits
from .amounts import money
from .community import Community
from .days import ISO, add_months, anniversary
from .human import Human
from .sheet import FALSE, NULL, TRUE, Sheet

COURSES = (
    ("higher", 0.3, "Bakı Dövlət Universiteti", "Azərbaycan Dövlət İqtisad Universiteti", "Gəncə Dövlət Universiteti"),
    ("college", 0.09, "Bakı Dövlət Sosial-İqtisad Kolleci", "Gəncə Tibb Kolleci", "Azərbaycan Texniki Kolleci"),
    ("vocational", 0.08, "Sumqayıt Peşə Liseyi", "Bakı Dövlət Peşə Təhsil Mərkəzi", "Bərdə Peşə Liseyi"),
)
POSTS = ("baş məsləhətçi", "böyük məsləhətçi", "şöbə müdiri", "aparıcı məsləhətçi", "sektor müdiri")
VISIT_CODES = ("01-03", "01-02", "05-21", "05-40", "06-00", "04-01", "03-01", "05-01", "01-09", "10-07")
_CENTRES = tuple(row["code"] for row in read("centres") if row["status"] == "open")


def fill(community: Community, sheet: Sheet) -> None:
    """Study, service and prison of everyone; it comes before work, which depends on it."""
    school_year = _school_year(community.on)
    for human in community.people:
        if human.died is not None or human.abroad:
            continue
        if human.age < 26:
            if human.age >= 6:
                _study(community, sheet, human, school_year)
            if not human.female and 18 <= human.age < 26:
                _conscript(community, sheet, human)
        if human.age >= 18:
            if community.draw() < (0.0004 if human.female else 0.004):
                _imprison(community, sheet, human)
            if human.age >= 25 and community.draw() < 0.006:
                _civil_service(community, sheet, human)


def receive(community: Community, sheet: Sheet) -> None:
    """Visits, calls and appeals of the last year: about nine for a hundred people."""
    for number in range(community.count(0.09)):
        human = community.people[community.below(len(community.people))]
        if human.died is None and human.age >= 18:
            _receive(community, sheet, human, f"{community.first_id + number}")


def _school_year(on: int) -> int:
    """The first day of the school year that the day is in."""
    today = date.fromordinal(on)
    year = today.year if today >= date(today.year, 9, 15) else today.year - 1
    return date(year, 9, 15).toordinal()


def _study(community: Community, sheet: Sheet, human: Human, school_year: int) -> None:
    if human.age < 18:
        if community.draw() < 0.97:
            since = max(anniversary(human.born, 6), school_year - 365 * (human.age - 6))
            name = f"{1 + human.id % 320} saylı tam orta məktəb"
            until = anniversary(human.born, 18)
            sheet.record("study", human.id, "ETN", f"TH-{human.id}", since, until, "school", TRUE, name)
        return
    chance = community.draw()
    share = 1.0 if human.age < 22 else 0.35
    for level, part, *places in COURSES:
        chance -= part * share
        if chance < 0:
            human.student = True
            years = 4 if level == "higher" else 3
            since = max(school_year - 365 * community.below(years), anniversary(human.born, 17))
            full_time = community.draw() < 0.88
            source = "PESE" if level == "vocational" else "ETN"
            place = places[community.below(len(places))]
            until = since + years * 365 - 75
            if until < community.on:
                until = community.on + 200
            flag = TRUE if full_time else FALSE
            sheet.record("study", human.id, source, f"TH-{human.id}", since, until, level, flag, place)
            return


def _conscript(community: Community, sheet: Sheet, human: Human) -> None:
    """Eighteen months of service, mostly from the nineteenth year on; now and then of a young father."""
    due = 0.3 if human.age < 20 and not human.student else 0.05 if human.age < 21 else 0.01
    if human.children:
        due = max(due, 0.04)
    if community.draw() >= due:
        return
    since = max(community.on - community.below(540), anniversary(human.born, 18))
    human.conscript = True
    until = add_months(since, 18) - 1
    unit = f"N {1 + community.below(999):03d}"
    sheet.record("conscription", human.id, "SHXCDX", f"HX-{human.id}", since, until, unit)


def _imprison(community: Community, sheet: Sheet, human: Human) -> None:
    """Two in three are in prison now; the others were released in the last two years."""
    since = max(community.on - 200 - community.below(2500), anniversary(human.born, 16))
    if community.draw() < 0.66 or since > community.on - 400:
        human.imprisoned = True
        sheet.record("imprisonment", human.id, "PENITENSIAR", f"CZ-{human.id}", since, 0, NULL, "", FALSE)
        return
    released = community.on - 1 - community.below(700)
    if released <= since:
        return
    needs = community.draw() < 0.3
    sheet.record(
        "imprisonment", human.id, "PENITENSIAR", f"CZ-{human.id}", since, released - 1,
        ISO[released], f"AZ-{human.id % 100_000}", TRUE if needs else FALSE,
    )  # fmt: skip
    if needs:
        benefits.released(community, sheet, human, released, f"PENITENSIAR:CZ-{human.id}")


def _civil_service(community: Community, sheet: Sheet, human: Human) -> None:
    months = min((human.age - 24) * 12, 30 + community.below(400))
    until = 0 if human.age < 65 else community.on - 30 - community.below((human.age - 62) * 365)
    since = (until or community.on) - months * 30
    pay = 90_000 + community.below(900) * 100
    human.service_pay = pay if until else 0
    post = POSTS[community.below(len(POSTS))]
    sheet.record("civilservice", human.id, "DIM", f"DQ-{human.id}", since, until, post, str(months), money(pay))


def _receive(community: Community, sheet: Sheet, human: Human, number: str) -> None:
    """Waiting about three minutes and service about seven, as the centres report."""
    chance = community.draw()
    kind = "visit" if chance < 0.72 else "call" if chance < 0.95 else "application" if chance < 0.985 else "complaint"
    arrived = community.on - 1 - community.below(364)
    minute = community.below(500)
    wait, service = community.below(7), 3 + community.below(12)
    visit = kind == "visit"
    sheet.record(
        "reception", human.id, "DOSTA", f"QB-{number}", arrived, arrived, kind,
        _CENTRES[community.below(len(_CENTRES))] if visit else NULL,
        number, VISIT_CODES[community.below(len(VISIT_CODES))],
        "centre" if visit else "142" if kind == "call" else "portal",
        _clock(arrived, minute), _clock(arrived, minute + wait) if visit else NULL,
        _clock(arrived, minute + wait + service), ISO[arrived + 21] if kind in {"application", "complaint"} else NULL,
        "served" if chance < 0.94 else "passed_on", str(5 - community.below(2)) if chance < 0.5 else NULL,
    )  # fmt: skip


def _clock(day: int, minute: int) -> str:
    hour, minute = divmod(9 * 60 + minute, 60)
    return f"{ISO[day]} {hour:02d}:{minute:02d}+04"
