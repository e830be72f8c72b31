"""People whom the draws of a year would hardly ever make, though every country has them.

They are drawn by a stream of their own, beside everybody else, who stay as they were made before. Each is a `RAREST`
of all people: two among twenty thousand. In the country they are fewer (the numbers beside each); what they are owed
has in part just come up, so that the first look at a new population finds some of it.
"""

from __future__ import annotations

from random import Random

from . import health, placements
from .community import Community
from .country import RAREST
from .days import anniversary
from .honours import dependent, insured
from .human import Human
from .sheet import NULL, Sheet

LATELY = 28  # days
FRESH = 3  # days; what is older is dealt with in a population that is given its past
PROVED_IN = (20, 60)  # days from a death to the word of the body of service
INSURED_DAYS = 3 * 365 - 90  # deaths that an heir can still be paid for


def fill(community: Community, sheet: Sheet, stream: Random) -> None:
    """All of them; it comes after everything but the register, in which children may have moved."""
    beside = community.aside(stream)
    _need_cars(beside, sheet)
    _place_disabled(beside, sheet)
    _die_in_service(beside, sheet)


def _pick(community: Community, fitting: list[Human]) -> list[Human]:
    """As many as are rare, each once."""
    return [fitting.pop(community.below(len(fitting))) for _ in range(min(len(fitting), community.count(RAREST)))]


def _need_cars(community: Community, sheet: Sheet) -> None:
    """Disabled people for whom a car was indicated in the last weeks, and who are not in the queue yet.

    A few hundred join the queue in a year, so some dozens wait for it on a day.
    """
    provided = {row.split("\t", 2)[1] for row in sheet.lines["rehabilitationitem"]}
    fitting = [
        human
        for human in community.people
        if human.band in {"81-100", "61-80"} and 18 <= human.age < 70 and human.died is None
        and str(human.id) not in provided
    ]  # fmt: skip
    for human in _pick(community, fitting):
        health.indicate_car(sheet, human, max(human.decided_on, community.on - community.below(LATELY)))


def _place_disabled(community: Community, sheet: Sheet) -> None:
    """Children with a disability in adoptive and in foster families: some hundreds, and some dozens, in the country.

    Of half of them the disability was established in the last days: until then they were paid for as other children.
    """
    fitting = [child for child in community.people if _may_be_placed(child)]
    for child in _pick(community, fitting):
        _disable_around(community, sheet, child, None)
    families = [
        human
        for human in community.people
        if placements.may_foster(human) and human.died is None and not human.children
    ]
    for child in _pick(community, fitting):
        if families:
            _disable_around(community, sheet, child, families.pop(community.below(len(families))))


def _may_be_placed(child: Human) -> bool:
    mother, father = child.mother, child.father
    return (
        3 < child.age < 16 and child.died is None and not child.decision and not child.placed and child.home is not None
        and mother is not None and mother.died is None and not mother.abroad
        and (father is None or (father.died is None and not father.conscript))
    )  # fmt: skip


def _disable_around(community: Community, sheet: Sheet, child: Human, family: Human | None) -> None:
    """Place a child, and have its disability established: before, or in the last days."""
    fresh = community.chance(0.5)
    decided = community.on - (community.below(FRESH) if fresh else FRESH + 60 + community.below(600))
    if not fresh:
        health.decide_child(community, sheet, child, max(decided, child.born + 100))
    if family is None:
        placements.adopt(community, sheet, child)
    else:
        placements.foster(community, sheet, child, family)
    if fresh:
        health.decide_child(community, sheet, child, decided)


def _die_in_service(community: Community, sheet: Sheet) -> None:
    """Servicemen who died in service in the last three years; mines, accidents, illness: some dozens a year."""
    on = community.on
    fitting = [
        human
        for human in community.people
        if human.died is not None and human.died > on - INSURED_DAYS and not human.female and not human.martyr
        and 19 <= human.age < 50 and not human.jobs and not human.band and _heirs(human)
    ]  # fmt: skip
    for human in _pick(community, fitting):
        died = human.died or on
        since = max(anniversary(human.born, 18), died - 365 - community.below(2000))
        sheet.record("employedstatus", human.id, "MN", f"MS-{human.id}-0", since, died, "military", NULL, NULL)
        proved = died + PROVED_IN[0] + community.below(PROVED_IN[1] - PROVED_IN[0])
        if proved > on - LATELY or community.chance(0.3):
            proved = on - community.below(FRESH)
        heirs = _heirs(human)
        for heir in heirs:
            insured(community, sheet, heir, human, max(proved, died), "death", len(heirs))


def _heirs(human: Human) -> list[Human]:
    """The widow, parents and dependent children who are alive and in the country."""
    family = [
        None if human.divorced_on else human.spouse, human.mother, human.father,
        *(child for child in human.children if dependent(child)),
    ]  # fmt: skip
    return [heir for heir in family if heir is not None and heir.died is None and not heir.abroad]
