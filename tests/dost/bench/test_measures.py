"""What the sweep and the road are told with: figures beside the limit of the same run, and what goes wrong."""

from __future__ import annotations

import pytest

from tests.bench import measures
from tests.bench.figures import Cpu, Figure, Scale, Section
from tests.bench.inside import Basis, Differing, Swept, Whole
from tests.bench.measures import Road

NATION = Scale(people=10_200_000, events=25_000)


def swept(*, hand: float = 50, differing: tuple[Differing, ...] = ()) -> Swept:
    return Swept(
        services=90,
        entitled=1_000,
        rows=20_000,
        house=Whole((50.0, 60.0, 55.0), (Cpu("python", 10.0), Cpu("database", 50.0))),
        hand=Whole((hand,) * 3, (Cpu("python", 1.0), Cpu("database", 40.0))),
        bases=(Basis("child", 5, 4), Basis("person", 50, 46), Basis("care", 1, None)),
        differing=differing,
    )


def figure(section: Section, key: str) -> Figure:
    [found] = [one for one in section.figures if one.key == key]
    return found


def test_a_sweep_is_told_beside_the_same_by_hand() -> None:
    told = measures.swept_section(swept())
    wall = figure(told, "a.sweep.wall_s")
    assert (wall.value, wall.rounds, wall.met(NATION)) == (55, (50, 60, 55), True)
    assert figure(told, "a.sweep.ratio").value == pytest.approx(1.1)
    assert figure(told, "a.sweep.cpu_ratio").value == pytest.approx(1.5)
    assert all(one.met(NATION) is not False for one in told.figures)
    assert told.notes == ()


def test_a_service_that_is_counted_otherwise_misses_a_goal() -> None:
    told = measures.swept_section(swept(differing=(Differing("05-01", 3, 4),)))
    assert figure(told, "a.sweep.differing").met(NATION) is False
    assert figure(told, "a.by_hand.services").met(NATION) is True
    assert told.notes == ("05-01: 3, by hand 4",)


def test_a_service_that_nobody_wrote_by_hand_makes_the_ratio_unfair() -> None:
    told = measures.swept_section(swept(differing=(Differing("01-01", 3, None),)))
    assert figure(told, "a.by_hand.services").met(NATION) is False
    assert figure(told, "a.sweep.differing").met(NATION) is True
    assert told.notes == ("the ratio is unfair to the sweep: nobody wrote 01-01 by hand",)


def test_the_longest_basis_is_first_and_what_has_no_counterpart_is_left_out() -> None:
    assert [one.name for one in measures.by_length(swept())] == ["person", "child"]


def test_what_takes_no_time_has_no_ratio() -> None:
    assert measures.ratio("a.x.ratio", "ratio", 1, 0.001) == ()


def test_the_road_counts_the_processor_time_of_everything() -> None:
    road = Road(told=50, opened=20, cases=10_000, notices=9_000, received=5, grown={})
    cpu = (Cpu("worker", 30.0), Cpu("database", 15.0), Cpu("commands", 5.0))
    section = Section("b", "", measures.road_figures(road, cpu, faults=1))
    assert figure(section, "b.assignments.cpu_ms").value == pytest.approx(5.0)
    assert figure(section, "b.assignments.cpu_ms").met(NATION) is False
    assert figure(section, "b.assignments.wall_s").met(NATION) is True
    assert figure(section, "b.assignments.a_second").value == 180
    assert figure(section, "b.faults").met(NATION) is False
