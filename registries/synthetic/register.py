"""The population register: people, kinship, households, civil-status acts, and the gaps in other registers."""

from __future__ import annotations

from . import country
from .community import Community
from .days import ISO
from .human import Home, Human
from .identifiers import MOBILE_PREFIXES, document, foreign_fin, phone
from .sheet import FALSE, NULL, TRUE, Sheet, day, moment

BIRTH_ACTS_DAYS = 40 * 31
GAP_REASONS = (
    ("EMAS", "İşəgötürənin məlumatları tam köçürülməyib"),
    ("UCOT", "2006-cı ilədək arxiv sənədləri dəqiqləşdirilir"),
    ("TSERAS", "Kağız üzərində akt hələ daxil edilməyib"),
    ("PENS", "Pensiya işi başqa rayondan köçürülür"),
    ("MSR", "Bələdiyyə məlumatı köhnədir"),
    ("ZEFER", "Status sənədləri yoxlanılır"),
)
_PREFIXES = (*MOBILE_PREFIXES[:1] * 4, *MOBILE_PREFIXES, "55", "55", "70")


def draw_citizenship(community: Community) -> None:
    """Citizenship and permits, before anything is written."""
    for human in community.people:
        chance = community.draw()
        if chance < country.FOREIGNERS and human.age >= 18 and not human.children and human.mother is None:
            human.citizenship = "foreigner"
            human.residence = "permanent" if chance < country.FOREIGNERS / 2 else "temporary"
            if chance < country.FOREIGNERS / 3:
                human.fin = foreign_fin(human.id)
        elif chance > 1 - country.STATELESS and human.living:
            human.citizenship = "stateless"
        if human.died is not None and human.died - human.born < 90 and community.chance(0.3):
            human.died = human.born  # born without life: a birth act says so, and there is no death act


def fill(community: Community, sheet: Sheet) -> None:
    """Everyone's row, acts and kin, then the homes; people come first for the keys that point at them."""
    for human in community.people:
        _person(community, sheet, human)
        _birth(community, sheet, human)
        _kin(community, sheet, human)
        if human.died is not None and human.died > human.born:
            _death(community, sheet, human)
    for home in community.homes:
        _home(community, sheet, home)
    _gaps(community, sheet)


def _person(community: Community, sheet: Sheet, human: Human) -> None:
    draw, on = community.draw, community.on
    chance = draw()
    number, until = _document(community, human, chance)
    no_phone = human.age < 14 or draw() < (country.NO_PHONE if human.age < 75 else 0.3) or human.died is not None
    telephone = "" if no_phone else phone(_PREFIXES[human.id * 7 % len(_PREFIXES)], human.id * 104_729)
    language = "az"
    if chance < 0.043:
        language = "ru" if chance < 0.04 else "en"
    missing = NULL
    if human.age >= 18 and human.died is None and draw() < country.MISSING_BY_COURT:
        missing = ISO[on - 100 - community.below(3000)]
    stale = 7000 if chance > 0.98 else 1500
    recorded = max(human.born + 3, on - community.below(stale))
    if human.died is not None:
        recorded = max(human.died + 2, human.born + 3)
    district = NULL if 0.5 < chance < 0.5025 else human.district
    sheet.lines["person"].append(
        f"{human.id}\t{human.fin}\t{human.surname}\t{human.given}\t{human.father_name}\t"
        f"{'F' if human.female else 'M'}\t{ISO[human.born]}\t{NULL if human.died is None else ISO[human.died]}\t"
        f"{missing}\t{human.citizenship}\t{human.residence}\t{district}\t{number}\t{until}\t{language}\t{telephone}\t"
        f"{ISO[min(recorded, on)]} 10:00+04"
    )
    if human.female and human.married_on and 0.6 < chance < 0.612 and human.spouse is not None:
        maiden = human.father.stem if human.father is not None else human.spouse.stem
        sheet.plain(
            "personchange", str(sheet.number("personchange")), str(human.id), "surname", f"{maiden}", human.surname,
            "DIN", f"AD-{human.id}", moment(min(on, human.married_on + 30)),
        )  # fmt: skip


def _document(community: Community, human: Human, chance: float) -> tuple[str, str]:
    """Number and last day of the identity document; old people's have no end, some have run out."""
    if human.age < 1:
        return "", NULL
    if human.citizenship != "citizen":
        return f"{'DYI' if human.residence == 'permanent' else 'MYI'}{human.id % 10_000_000:07d}", ISO[
            community.on + 200 + community.below(700)
        ]
    if human.age >= 72:
        return document(human.id, new=False), NULL
    left = community.below(3650)
    if 0.1 < chance < 0.1 + country.EXPIRED_DOCUMENT:
        left = -1 - left // 5
    new = left > 900
    return document(human.id, new=new), ISO[community.on + left]


def _birth(community: Community, sheet: Sheet, human: Human) -> None:
    if community.on - human.born > BIRTH_ACTS_DAYS:
        return
    mother, father = human.mother, human.father
    parity = NULL
    if mother is not None:
        parity = str(1 + mother.children.index(human))
    registered = min(community.on, human.born + 1 + community.below(20))
    alive = FALSE if human.died == human.born else TRUE
    columns = (
        NULL if mother is None else str(mother.id), NULL if father is None else str(father.id),
        f"D-{human.id}", ISO[registered], alive, parity,
    )  # fmt: skip
    reference = f"DA-{human.id}"
    if community.draw() < country.CORRECTED and registered < community.on - 30 and father is not None:
        before = (columns[0], NULL, *columns[2:])
        sheet.corrected(
            "birthact", human.id, "EDLIYYE", reference, human.born, 0, before, columns,
            on=registered + 20, reason="Atalıq müəyyən edilib",
        )  # fmt: skip
    else:
        sheet.record("birthact", human.id, "EDLIYYE", reference, human.born, 0, *columns)


def _kin(community: Community, sheet: Sheet, human: Human) -> None:
    """Mother and father from birth on; a marriage from one side, a few from both; guardians from the placement on."""
    for parent, kind in ((human.mother, "mother"), (human.father, "father")):
        if parent is not None:
            reference = f"QH-{human.id}-{kind}"
            own = (str(parent.id), kind, "", TRUE if human.removed else FALSE)
            sheet.record("kinship", human.id, "EDLIYYE", reference, human.born, 0, *own)
    if human.guardian is not None:
        since = max(human.born, community.on - 100 - community.below(1500))
        sheet.record(
            "kinship", human.id, "RYIH", f"QH-{human.id}-q", since, 0, str(human.guardian.id), "guardian", "", FALSE
        )
    spouse = human.spouse
    if spouse is not None and human.married_on and (human.female or community.draw() < 0.03):
        ends = [(human.divorced_on, "divorce"), (human.died or 0, "death"), (spouse.died or 0, "death")]
        known = sorted((end, why) for end, why in ends if end)
        until, reason = known[0] if known else (0, "")
        if until and until < human.married_on:
            return
        reference = f"NK-{human.id}" if human.female else f"NK-{human.id}-2"
        sheet.record(
            "kinship", human.id, "EDLIYYE", reference, human.married_on, until, str(spouse.id), "spouse", reason, FALSE
        )


def _death(community: Community, sheet: Sheet, human: Human) -> None:
    died = human.died or 0
    payer = _who_buried(human, died) if community.draw() > 0.05 else None
    registered = min(community.on, died + 1 + community.below(5))
    ground = "court" if community.draw() < 0.01 else "act"
    at_work = TRUE if 18 <= human.age < 65 and not human.martyr and community.draw() < 0.01 else FALSE
    sheet.record(
        "deathact", human.id, "EDLIYYE", f"VA-{human.id}", died, 0, f"V-{human.id}", ground, ISO[registered],
        NULL if payer is None else str(payer.id), at_work,
    )  # fmt: skip


def _who_buried(human: Human, died: int) -> Human | None:
    """The spouse, else a grown child, else a parent, who outlived the person."""
    spouse = human.spouse if not human.divorced_on else None
    grown = [child for child in human.children if died - child.born > 18 * 366]
    for relative in (spouse, *grown, human.father, human.mother):
        if relative is not None and relative.alive_on(died):
            return relative
    return None


def _home(community: Community, sheet: Sheet, home: Home) -> None:
    sheet.plain("household", str(home.id), home.meter, home.district, TRUE if home.gas else FALSE)
    first = home.members[0]
    for member in home.members:
        relation = "representative" if member is first else member.relation
        if relation == "representative" and member is not first:
            relation = "other"
        since = max(member.born, community.on - 30 - community.below(4000))
        if member.age < 18:
            since = member.born
        sheet.record("householdmember", member.id, "DIN", f"EV-{member.id}", since, 0, str(home.id), relation)


def _gaps(community: Community, sheet: Sheet) -> None:
    """Registers known to be incomplete for a person; a quarter of the gaps have been closed."""
    touched: set[int] = set()
    for _ in range(community.count(country.GAPS)):
        human = community.people[community.below(len(community.people))]
        if human.age < 18 or human.died is not None or human.id in touched:
            continue
        touched.add(human.id)
        registry, reason = GAP_REASONS[community.below(len(GAP_REASONS))]
        since = community.on - 10 - community.below(700)
        until = min(community.on, since + 5 + community.below(200)) if community.draw() < 0.25 else 0
        sheet.plain(
            "registrygap", str(sheet.number("registrygap")), str(human.id), registry, ISO[since], day(until), reason
        )
