"""The made-up community has the country's shape, and nobody in it is impossible."""

from __future__ import annotations

from datetime import date

import pytest

from registries.synthetic.community import CHUNK, Community, Plan
from registries.synthetic.human import Human

ON = date(2026, 11, 23).toordinal()


@pytest.fixture(scope="module")
def community() -> Community:
    return Community(Plan(people=CHUNK, seed=3, on=ON), 0)


def living(community: Community) -> list[Human]:
    return [human for human in community.people if human.living]


def test_community_has_exactly_the_people_planned(community: Community) -> None:
    assert len(community.people) == CHUNK
    assert {human.id for human in community.people} == set(range(1, CHUNK + 1))


@pytest.mark.parametrize("size", [1, 2, 7, 60, 700])
def test_community_of_any_size_is_made(size: int) -> None:
    assert len(Community(Plan(people=size, seed=1, on=ON), 0).people) == size


def test_pyramid_has_the_share_of_children_old_people_and_births(community: Community) -> None:
    people = living(community)
    assert 0.22 < sum(human.age < 18 for human in people) / len(people) < 0.29
    assert 0.07 < sum(human.age >= 65 for human in people) / len(people) < 0.11
    assert 0.008 < sum(human.born > ON - 365 for human in community.people) / CHUNK < 0.012
    boys = [human for human in people if human.age < 10]
    assert 0.49 < sum(not human.female for human in boys) / len(boys) < 0.57


def test_nobody_is_born_to_the_impossible(community: Community) -> None:
    for human in community.people:
        mother, father = human.mother, human.father
        assert human.died is None or human.died >= human.born
        if mother is not None:
            assert mother.female
            assert human.born - mother.born > 17 * 365
            assert mother.died is None or mother.died >= human.born
            assert human in mother.children
        if father is not None:
            assert not father.female
            assert human.born - father.born > 16 * 365
            assert father.died is None or father.died + 271 > human.born
            assert human.father_name == father.given


def test_marriages_are_mutual_and_between_adults(community: Community) -> None:
    for human in community.people:
        if human.spouse is not None:
            assert human.spouse.spouse is human
            assert human.spouse.female != human.female
            assert human.married_on - human.born >= 18 * 365


def test_everyone_at_home_lives_in_one_home(community: Community) -> None:
    seen: set[int] = set()
    for home in community.homes:
        assert home.members
        for member in home.members:
            assert member.home is home
            assert member.living
            assert member.id not in seen
            seen.add(member.id)
    housed = sum(human.home is not None for human in living(community))
    assert housed / len(living(community)) > 0.97
    assert 3.3 < len(seen) / len(community.homes) < 4.6


def test_two_people_may_share_name_and_birth_date() -> None:
    found = 0
    for seed in range(4):
        people = Community(Plan(people=CHUNK, seed=seed, on=ON), 0).people
        names = [(human.surname, human.given, human.father_name, human.born) for human in people]
        found += len(names) - len(set(names))
    assert found > 0


def test_surname_follows_the_father_in_the_form_of_the_sex(community: Community) -> None:
    daughters = [h for h in community.people if h.female and h.father is not None and h.spouse is None]
    assert daughters
    for human in daughters:
        assert human.father is not None
        stem = human.father.stem
        assert human.surname == (stem + "a" if stem.endswith(("ov", "yev")) else stem)
