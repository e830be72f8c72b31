"""OVLAD: adopted and foster children, guardianship. It comes before the homes are written, since children move."""

from __future__ import annotations

from datetime import date

from . import country
from .amounts import amount
from .awards import Right, assigned, benefit, monthly
from .community import Community
from .days import age_on, anniversary
from .human import Human
from .sheet import FALSE, TRUE, Sheet

ADOPTED = 0.0006
FOSTERED = 0.00003
GUARDED = 0.0006
_ADOPTION_PAID = date(2021, 1, 1).toordinal()
_FOSTER_PAID = date(2023, 7, 1).toordinal()


def fill(community: Community, sheet: Sheet) -> None:
    """Place children; orphans get a guardian, unless they are on full state provision."""
    children = [human for human in community.people if human.age < 17 and human.died is None]
    for human in children:
        if not _has_parents(human):
            _guard(community, sheet, human)
    families = [human for human in community.people if may_foster(human)]
    free = [human for human in children if not human.placed and human.mother is not None]
    for share, place in ((ADOPTED, adopt), (FOSTERED, foster), (GUARDED, _guard)):
        for _ in range(min(len(free), community.count(country.rare(share)))):
            child = free.pop(community.below(len(free)))
            if place is foster and families:
                foster(community, sheet, child, families.pop(community.below(len(families))))
            elif place is adopt:
                adopt(community, sheet, child)
            elif place is _guard:
                _guard(community, sheet, child)


def _has_parents(child: Human) -> bool:
    return any(parent is not None and parent.died is None for parent in (child.mother, child.father))


def may_foster(human: Human) -> bool:
    """A married woman of 32 to 54 with a home, who is not disabled herself."""
    return human.female and human.married and 32 <= human.age < 55 and human.home is not None and not human.band


def _since(community: Community, child: Human, *, earliest: int) -> int:
    """A day in the child's life, not the last three days."""
    first = max(child.born + 10, earliest)
    return first + community.below(max(1, community.on - 4 - first))


def _place(
    community: Community, sheet: Sheet, child: Human, carer: Human, kind: str, source: str, since: int, *, full: bool
) -> str:
    child.placed = True
    reference = f"OV-{child.id}"
    until = anniversary(child.born, 18) - 1 if kind != "adoption" else 0
    sheet.record(
        "childplacement", child.id, source, reference, since, until, kind, str(carer.id),
        f"{kind[0].upper()}-{child.id}", TRUE if full else FALSE,
    )  # fmt: skip
    return f"{source}:{reference}"


def adopt(community: Community, sheet: Sheet, child: Human) -> None:
    """The mother in the register is the adoptive one: a court's adoption replaces the parents in the act."""
    carer = child.mother
    if carer is None or carer.died is not None or carer.abroad:
        return
    since = _since(community, child, earliest=child.born + 100)
    key = _place(community, sheet, child, carer, "adoption", "MEHKEME", since, full=False)
    third, end = anniversary(child.born, 3), anniversary(child.born, 18) - 1
    start = max(since, third, _ADOPTION_PAID)
    if start <= community.on and assigned(community, start):
        disabled = bool(child.band)
        item = "adopted_disabled" if disabled else "adopted"
        right = monthly("05-32" if disabled else "05-31", key, start, item, community.on, until=end)
        benefit(community, sheet, carer, right, child=child)


def foster(community: Community, sheet: Sheet, child: Human, carer: Human) -> None:
    """A foster family is paid by the child's age; once, it is paid for clothing."""
    since = _since(community, child, earliest=max(_FOSTER_PAID, community.on - 1000))
    key = _place(community, sheet, child, carer, "foster", "DOSTA", since, full=False)
    _move(child, carer)
    child.removed = True
    age = age_on(child.born, community.on)
    band = "0_6" if age < 7 else "7_13" if age < 14 else "14_18"
    if assigned(community, since):
        item = f"foster_disabled_{band}" if child.band else f"foster_{band}"
        end = anniversary(child.born, 18) - 1
        code = "05-34" if child.band else "05-33"
        benefit(community, sheet, carer, monthly(code, key, since, item, community.on, until=end), child=child)
        clothing = Right("05-47", key, since, amount("foster_clothing", since), once=True)
        benefit(community, sheet, carer, clothing, child=child)


def _guard(community: Community, sheet: Sheet, child: Human) -> None:
    """A grandparent or another grown relative becomes the guardian; who has none is on full state provision."""
    guardian = _guardian_of(community, child)
    if guardian is None:
        return
    full = community.draw() < 0.15
    since = _since(community, child, earliest=community.on - 2000)
    _place(community, sheet, child, guardian, "guardianship", "RYIH", since, full=full)
    child.guardian, child.removed = guardian, _has_parents(child)
    _move(child, guardian)


def _guardian_of(community: Community, child: Human) -> Human | None:
    parents = [parent for parent in (child.mother, child.father) if parent is not None]
    relatives = [
        *(grandparent for parent in parents for grandparent in (parent.mother, parent.father)),
        *(sibling for parent in parents if parent.mother for sibling in parent.mother.children),
    ]
    for relative in relatives:
        if relative is not None and _may_guard(relative) and relative not in parents:
            return relative
    for _ in range(12):
        human = community.people[community.below(len(community.people))]
        if _may_guard(human) and human not in parents and human.female and human.age > 30:
            return human
    return None


def _may_guard(human: Human) -> bool:
    return human.died is None and 21 <= human.age < 72 and human.home is not None and not human.imprisoned


def _move(child: Human, carer: Human) -> None:
    """The child now lives with the carer."""
    old, new = child.home, carer.home
    if new is None or new is old:
        return
    if old is not None:
        if old.members[0] is child or len(old.members) == 1:
            return
        old.members.remove(child)
    new.members.append(child)
    child.home, child.district, child.relation = new, new.district, "other"
