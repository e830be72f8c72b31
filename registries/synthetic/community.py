"""Makes the people of one chunk: ages, marriages, children, names and homes.

A chunk is a community closed in itself: parents and children, wives and husbands are all in it, so chunks can be
made in any order and by any process. Figures are in `country`.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from random import Random

from . import country, names
from .days import age_on, anniversary, year_of
from .human import Home, Human
from .identifiers import fin

CHUNK = 5_000
CHILDBEARING_GAP = 290  # days between two births of a mother

_DISTRICTS = country.districts()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made: `people` in all, from serial `first` on, as of day `on` (an ordinal)."""

    people: int
    seed: int
    on: int
    first: int = 1

    def chunks(self) -> int:
        """How many chunks it takes."""
        return -(-self.people // CHUNK)

    def chunk_size(self, chunk: int) -> int:
        """How many people are in this chunk: all but the last are full."""
        return min(CHUNK, self.people - chunk * CHUNK)


class Community:
    """The people of one chunk, oldest first, and their homes."""

    def __init__(self, plan: Plan, chunk: int) -> None:
        self.on = plan.on
        self.random: Random = names.stream("population", plan.seed, chunk)
        self.draw = self.random.random
        self.slow = names.stream("not raised", plan.seed, chunk)
        self.first_id = plan.first + chunk * CHUNK
        self.size = plan.chunk_size(chunk)
        self.homes: list[Home] = []
        self.people = self._draw_people()
        self._marry()
        self._link_children()
        self._date_marriages()
        self._name()
        self._number()
        self._house()

    def aside(self, stream: Random) -> Community:
        """The same people, about whom everything is now drawn by another stream: the own one does not move."""
        beside = copy.copy(self)
        beside.random, beside.draw = stream, stream.random
        return beside

    # -- drawing ---------------------------------------------------------------------------------------------

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return int(self.draw() * limit)

    def chance(self, share: float) -> bool:
        """True in `share` of all cases."""
        return self.draw() < share

    def count(self, share: float) -> int:
        """`share` of the chunk's people as a whole number; the fraction is drawn."""
        exact = share * self.size
        return int(exact) + self.chance(exact % 1)

    # -- who there is ----------------------------------------------------------------------------------------

    def _draw_people(self) -> list[Human]:
        """Everyone, oldest first. The living are spread evenly over the pyramid, so that births come day by day."""
        dead = [*self._recently_dead(), *self._dead_parents(), *self._martyrs()]
        living = max(0, self.size - len(dead))
        people = dead[: self.size]
        on, draw = self.on, self.draw
        for number in range(living):
            days = country.LIVING.days((number + draw()) / living)
            people.append(self._human(on - days, on, None, women=country.women_at(int(days / 365.25))))
        people.sort(key=lambda human: human.born)
        return people

    def _human(self, born: int, seen: int, died: int | None, *, women: float) -> Human:
        return Human(born, self.draw() < women, died, age_on(born, seen), year_of(born))

    def _recently_dead(self) -> list[Human]:
        dead = []
        span = int(country.YEARS_OF_DEATHS * 365.2425)
        for _ in range(self.count(country.DEATHS_A_YEAR * country.YEARS_OF_DEATHS)):
            died = self.on - self.below(span)
            days = country.DYING.days(self.draw())
            dead.append(self._human(died - days, died, died, women=0.3 if days < 60 * 365 else 0.5))
        return dead

    def _dead_parents(self) -> list[Human]:
        dead = []
        for _ in range(self.count(country.EARLIER_DEATHS)):
            died = self.on - 365 - self.below(17 * 365)
            dead.append(self._human(died - int((26 + 26 * self.draw()) * 365.25), died, died, women=0.2))
        return dead

    def _martyrs(self) -> list[Human]:
        """Men who fell in the first Karabakh war, in the war of 2020, or in September 2023."""
        wars = ((date(1992, 1, 15), 850), (date(2020, 9, 27), 44), (date(2023, 9, 19), 2))
        fallen = []
        for _ in range(self.count(country.rare(country.MARTYRS))):
            chance = self.draw()
            first, days = wars[0] if chance < 0.72 else wars[1] if chance < 0.97 else wars[2]
            died = first.toordinal() + self.below(days)
            man = self._human(died - int((19 + 18 * self.draw()) * 365.25), died, died, women=0.0)
            man.martyr = True
            fallen.append(man)
        return [man for man in fallen if man.died is not None and man.died <= self.on]

    # -- who belongs to whom ---------------------------------------------------------------------------------

    def _marry(self) -> None:
        bachelors: defaultdict[int, list[Human]] = defaultdict(list)
        for human in self.people:
            if not human.female and human.age >= 18:
                bachelors[human.year].append(human)
        for woman in self.people:
            if not woman.female or woman.age < 18 or self.draw() >= _ever_married(woman.age):
                continue
            for _ in range(6):
                older = country.HUSBAND_OLDER[self.below(len(country.HUSBAND_OLDER))]
                men = bachelors.get(woman.year - older)
                if men and _could_marry(woman, men[-1]):
                    man = men.pop()
                    woman.spouse, man.spouse = man, woman
                    break

    def _link_children(self) -> None:
        """Give children their mothers, youngest first; each mother has room for the children she was drawn to have."""
        places = self._places()
        for human in reversed(self.people):
            if self.draw() >= country.by_age(country.KNOWN_MOTHER, human.age):
                continue
            mother = self._find_mother(human, places)
            if mother is not None:
                _become_child(human, mother)
        for human in self.people:
            human.children.sort(key=lambda child: child.born)
            self._make_twins(human)

    def _places(self) -> defaultdict[int, list[Human]]:
        """Women by year of birth, each as often as she is to have children."""
        places: defaultdict[int, list[Human]] = defaultdict(list)
        for woman in self.people:
            if not woman.female or woman.age < 17:
                continue
            if woman.spouse is not None:
                room = country.CHILDREN_OF_WIFE[self.below(len(country.CHILDREN_OF_WIFE))]
                if self.chance(country.LARGE_FAMILY):
                    room = 6 + self.below(3)
            else:
                room = 1 if self.chance(country.SINGLE_MOTHER) else 0
            places[woman.year].extend([woman] * room)
        return places

    def _find_mother(self, child: Human, places: defaultdict[int, list[Human]]) -> Human | None:
        tries = 14 if child.age < 18 else 4
        for attempt in range(tries):
            year = child.year - country.MOTHERS_AGE[self.below(len(country.MOTHERS_AGE))]
            if attempt > 6:
                year += self.below(9) - 4
            women = places.get(year)
            if not women:
                continue
            index = self.below(len(women))
            if _could_bear(women[index], child):
                woman = women[index]
                women[index] = women[-1]
                women.pop()
                return woman
        return None

    def _make_twins(self, mother: Human) -> None:
        """Now and then let a child be born on the day of the one before it, where no award depends on the day."""
        if len(mother.children) > 1 and self.chance(country.TWINS * 2):
            first, second = mother.children[-2:]
            if first.died is None and second.died is None and second.born - first.born < 1200:
                second.born, second.year, second.age = first.born, first.year, first.age

    def _date_marriages(self) -> None:
        on = self.on
        for woman in self.people:
            man = woman.spouse
            if not woman.female or man is None:
                continue
            earliest = max(anniversary(woman.born, 18), anniversary(man.born, 18))
            latest = min(on, woman.died or on, man.died or on)
            if woman.children:
                wedding = woman.children[0].born - 280 - self.below(500)
            else:
                wedding = earliest + self.below(8 * 365)
            wedding = max(min(wedding, latest), min(earliest, latest))
            woman.married_on = man.married_on = wedding
            if man.died is None and woman.died is None and self.chance(country.DIVORCED):
                last = woman.children[-1].born if woman.children else wedding
                day = last + 200 + self.below(3000)
                if wedding < day < on:
                    woman.divorced_on = man.divorced_on = day

    # -- what they are called --------------------------------------------------------------------------------

    def _name(self) -> None:
        draw = self.draw
        for human in self.people:
            father, mother = human.father, human.mother
            if father is not None:
                human.stem, human.father_name = father.stem, father.given
            else:
                human.stem = mother.stem if mother is not None else names.surname(draw)
                human.father_name = names.given_name(draw, female=False, year=human.year - 28)
                if mother is not None and human.age < 18:
                    human.father_name = ""
            human.given = names.given_name(draw, female=human.female, year=human.year)
            human.surname = names.surname_for(human.stem, female=human.female)
        for human in self.people:
            if human.female and human.spouse is not None and draw() < 0.6:
                human.surname = names.surname_for(human.spouse.stem, female=True)
        self._make_namesakes()

    def _make_namesakes(self) -> None:
        """Two people with the same name, father's name and date of birth: only the FİN tells them apart."""
        alone = [human for human in self.people if human.mother is None and not human.children and human.living]
        for _ in range(self.count(country.NAMESAKES / 2)):
            if len(alone) < 2:
                return
            index = self.below(len(alone) - 1)
            one, other = alone[index], alone[index + 1]
            if one.female == other.female and other.spouse is None and one.age == other.age:
                other.surname, other.stem, other.given = one.surname, one.stem, one.given
                other.father_name, other.born, other.year = one.father_name, one.born, one.year

    def _number(self) -> None:
        """Number everyone, in an order that says nothing about age."""
        order = list(range(len(self.people)))
        self.random.shuffle(order)
        for human, place in zip(self.people, order, strict=True):
            human.id = self.first_id + place
            human.fin = fin(human.id)

    # -- where they live -------------------------------------------------------------------------------------

    def _house(self) -> None:
        for human in self.people:
            if human.living and human.age >= 18 and human.home is None:
                if self.chance(country.ABROAD) and human.age < 60:
                    human.abroad = True
                    human.residence = "abroad"
                else:
                    self._house_adult(human)
        for human in self.people:
            if human.living and human.age < 18:
                self._house_child(human)
        self._merge_lonely()
        for human in self.people:
            home = human.home
            human.district = home.district if home is not None else _DISTRICTS.pick(self.draw())

    def _new_home(self, human: Human) -> None:
        home = Home(self.first_id + len(self.homes), _DISTRICTS.pick(self.draw()), self.draw() < 0.93)
        self.homes.append(home)
        _move_in(human, home, "representative")

    def _house_adult(self, human: Human) -> None:
        parent = _housed_parent(human)
        spouse = human.spouse if human.married else None
        if spouse is not None and spouse.home is not None:
            _move_in(human, spouse.home, "spouse" if spouse.relation == "representative" else "other")
            return
        room = parent is not None and parent.home is not None and len(parent.home.members) < 7
        stays = self.draw() < (0.62 if spouse is not None else 0.97 if human.age < 27 else 0.85)
        if room and stays and parent is not None and parent.home is not None and (not human.female or not spouse):
            _move_in(human, parent.home, "child" if parent.relation == "representative" else "other")
        else:
            self._new_home(human)

    def _house_child(self, human: Human) -> None:
        for adult in (human.mother, human.father, *_grandparents(human)):
            if adult is not None and adult.home is not None:
                relation = "child" if adult.relation == "representative" or adult.relation == "spouse" else "other"
                _move_in(human, adult.home, relation)
                return

    def _merge_lonely(self) -> None:
        """Old people mostly live with a child, and few people live alone: with a relative, or in another family."""
        for home in self.homes:
            if len(home.members) > 2 or (len(home.members) == 2 and home.members[0].age < 62):
                continue
            if self.draw() < 0.25 or any(member.age < 18 for member in home.members):
                continue
            host = self._host(home.members[0])
            if host is not None and host is not home and 0 < len(host.members) < 8:
                moving = list(home.members)
                home.members.clear()
                for human in moving:
                    _move_in(human, host, _relation_to(human, host.members[0]))
        self.homes = [home for home in self.homes if home.members]

    def _host(self, human: Human) -> Home | None:
        """A home that would take this person in."""
        parent = human.mother or human.father
        relatives = [*human.children, *([] if parent is None else parent.children)]
        for relative in relatives:
            if relative.home is not None and relative.home is not human.home:
                return relative.home
        return self.homes[self.below(len(self.homes))] if human.age >= 60 or self.draw() < 0.5 else None


def _relation_to(human: Human, representative: Human) -> str:
    if representative in human.children:
        return "parent"
    if representative.spouse is human and human.married:
        return "spouse"
    for parent in (human.mother, human.father):
        if parent is not None and parent in (representative.mother, representative.father):
            return "sibling"
    return "other"


def _ever_married(age: int) -> float:
    share = 0.0
    for first, married in country.MARRIED_BY:
        if age >= first:
            share = married
    return share


def _could_marry(woman: Human, man: Human) -> bool:
    """Whether both were grown up together for a year at least."""
    together = max(woman.born, man.born) + 19 * 366
    return (woman.died is None or woman.died > together) and (man.died is None or man.died > together)


def _could_bear(woman: Human, child: Human) -> bool:
    if woman.died is not None and woman.died < child.born:
        return False
    if not 17 <= (child.born - woman.born) / 365.25 < 47:
        return False
    return all(abs(child.born - sibling.born) >= CHILDBEARING_GAP for sibling in woman.children)


def _become_child(child: Human, mother: Human) -> None:
    child.mother = mother
    mother.children.append(child)
    man = mother.spouse
    if man is not None and child.born - man.born > 17 * 366 and (man.died is None or man.died + 270 > child.born):
        child.father = man
        man.children.append(child)


def _housed_parent(human: Human) -> Human | None:
    for parent in (human.father, human.mother):
        if parent is not None and parent.home is not None and parent.living:
            return parent
    return None


def _grandparents(human: Human) -> list[Human | None]:
    return [
        grandparent
        for parent in (human.mother, human.father)
        if parent is not None
        for grandparent in (parent.mother, parent.father)
    ]


def _move_in(human: Human, home: Home, relation: str) -> None:
    home.members.append(human)
    human.home, human.relation = home, relation
