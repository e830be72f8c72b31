"""Events and other changes are looked at alike: in one pass, the oldest first, each once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dost.cases.models import Case
from dost.proactive import detect as detection
from dost.proactive.detect import detect
from dost.proactive.opening import OpeningCounts
from registries.intake.changes import changed, note_changes
from registries.models import BenefitCase, PensionCase, Person, RegistryChange, RegistryEvent
from registries.models.awards import Award
from tests.dost.road.house import birth, publish, send
from tests.factories.registries import BenefitFactory, InstitutionFactory, PensionFactory, PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    bells: list[Any] = []
    monkeypatch.setattr("dost.proactive.receivers.ring", lambda task, *arguments: bells.append(task))
    return bells


@pytest.fixture
def mother() -> Person:
    InstitutionFactory(code="EDLIYYE")
    return PersonFactory(birth_date=date(1996, 5, 1))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...], tuple[int, ...]]]:
    """What the detection asked: basis, services, people."""
    questions: list[tuple[str, tuple[str, ...], tuple[int, ...]]] = []

    def note(**given: Any) -> OpeningCounts:
        codes = tuple(sorted(rule.code for rule in given["rules"]))
        questions.append((given["basis"], codes, given["scope"].ids))
        return OpeningCounts()

    monkeypatch.setattr(detection, "open_cases", note)
    return questions


def noted(*awards: Award) -> None:
    for award in awards:
        note_changes(type(award), [changed(award)], now=NOW)


def test_only_rules_that_read_the_registry_are_asked_and_only_about_those_touched(asked: list[Any]) -> None:
    publish("05-07", "01-02", "01-03", "05-40")
    PensionFactory()
    pension = PensionFactory()
    noted(pension)
    assert detect(now=NOW) == 1
    assert sorted(asked) == [
        ("pension_award", ("01-02",), (pension.person_id,)),
        ("person", ("05-07",), (pension.person_id,)),
    ]


def test_a_change_asks_no_more_because_an_event_came_with_it(mother: Person, asked: list[Any]) -> None:
    publish("01-03", "05-40", "05-07")
    assert send(birth(mother)) == ["applied"]
    award = BenefitFactory()
    noted(award)
    assert detect(now=NOW) == 2
    assert [question for question in asked if award.person_id in question[2]] == [
        ("benefit_award", ("01-03",), (award.person_id,))
    ]


def test_each_is_looked_at_once_the_oldest_first() -> None:
    awards = [PensionFactory() for _ in range(3)]
    noted(*awards)
    assert detect(limit=2, now=NOW) == 2
    left = RegistryChange.objects.filter(detected_at=None)
    assert [change.reference for change in left] == [awards[2].reference]
    assert (detect(now=NOW), detect(now=NOW)) == (1, 0)
    assert set(RegistryChange.objects.values_list("detected_at", flat=True)) == {NOW}


def test_changes_do_not_keep_events_back_nor_events_changes(mother: Person) -> None:
    noted(PensionFactory(), PensionFactory())
    send(birth(mother), birth(mother, fin="8AAAAA2", number="B-2"))
    assert detect(limit=1, now=NOW) == 2
    assert RegistryEvent.objects.filter(detected_at=None).count() == 1
    assert RegistryChange.objects.filter(detected_at=None).count() == 1


@pytest.mark.parametrize("model", [PensionCase, BenefitCase])
def test_the_detection_is_rung_for_after_the_commit(
    model: type[Award], rung: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    award = (PensionFactory if model is PensionCase else BenefitFactory)()
    with django_capture_on_commit_callbacks(execute=True):
        noted(award)
        assert rung == []
    assert rung == ["proactive.detect_events"]


def test_one_event_that_cannot_be_looked_at_keeps_back_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    InstitutionFactory(code="EDLIYYE")
    publish("05-40")
    mothers = [PersonFactory(birth_date=date(1996, 5, number + 1)) for number in range(3)]
    send(*(birth(one, fin=f"8AAAAA{number + 1}", number=f"B-{number}") for number, one in enumerate(mothers)))
    find = detection.find

    def break_on_the_second(*, people: Any, **more: Any) -> OpeningCounts:
        if mothers[1].pk in people:
            raise RuntimeError("a mistake of ours")
        return find(people=people, **more)

    monkeypatch.setattr(detection, "find", break_on_the_second)
    assert detect(now=NOW) == 3
    assert set(Case.objects.values_list("person", flat=True)) == {mothers[0].pk, mothers[2].pk}
    assert not RegistryEvent.objects.filter(detected_at=None).exists()
