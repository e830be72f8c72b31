"""Institutions are told of a fact that somebody calls wrong, and answer: by an official, or by habit, now or later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from registries.bridge.corrections import CorrectionRequest as Told
from registries.bridge.corrections import Verdict
from registries.bridge.simulator import reporting
from registries.bridge.simulator.books import corrections as book
from registries.bridge.simulator.models import CorrectionAnswer, CorrectionHabit, CorrectionRequest
from registries.data.correction_terms import correction_term
from registries.models import DisabilityDecision
from tests.factories.registries import DisabilityFactory, KinshipFactory
from tests.registries.bridge.conftest import Institutions

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What institutions report."""
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(reporting, "report_event", lambda _who, event: sent.append(dict(event)))
    return sent


@pytest.fixture
def decision(institutions: Institutions) -> DisabilityDecision:
    made: DisabilityDecision = DisabilityFactory(band="31-60")
    return made


def told(decision: DisabilityDecision, **more: Any) -> Told:
    given: dict[str, Any] = {
        "key": "FC1-1",
        "fin": decision.person.fin,
        "words": "I was examined again.",
        "stands": "31-60",
        "right": "81-100",
        "table": "DisabilityDecision",
        "reference": decision.reference,
        "field": "band",
    }
    return Told(**given | more)


def send(one: Told) -> Mapping[str, Any]:
    data = Institutions().answers("/DTSERA/corrections", [one.as_item()])[one.key]
    assert data is not None
    return data


def status(key: str = "FC1-1") -> str | None:
    data = Institutions().answers("/DTSERA/corrections/status", [{"key": key}])[key]
    return data["verdict"] if data else None


def test_by_habit_it_corrects_at_once_and_reports_it_as_its_own_event(
    decision: DisabilityDecision, events: list[dict[str, Any]]
) -> None:
    data = send(told(decision))
    assert (data["verdict"], data["times"]) == (Verdict.CORRECTED, 1)
    assert data["text"]
    (event,) = events
    assert (event["institution"], event["kind"]) == ("DTSERA", "correction")
    assert event["record"]["band"] == "81-100"
    assert event["record"]["reference"] == decision.reference


@pytest.mark.parametrize("verdict", [Verdict.CONFIRMED, Verdict.REFUSED, Verdict.CORRECTED])
def test_in_days_it_is_open_until_they_are_over(
    decision: DisabilityDecision, events: list[dict[str, Any]], verdict: Verdict
) -> None:
    CorrectionHabit.objects.create(institution="DTSERA", verdict=verdict, days=3)
    assert send(told(decision))["verdict"] == Verdict.OPEN
    assert status() == Verdict.OPEN
    CorrectionHabit.objects.update(days=0)
    assert status() == verdict
    assert len(events) == (verdict is Verdict.CORRECTED)
    status()
    assert CorrectionAnswer.objects.count() == 1


def test_what_is_sent_twice_is_there_twice(decision: DisabilityDecision, events: list[dict[str, Any]]) -> None:
    send(told(decision))
    assert send(told(decision))["times"] == 2


def test_a_key_it_does_not_know_is_not_found(institutions: Institutions) -> None:
    assert status("FC9-9") is None


def test_a_fact_in_one_field_is_corrected_by_name_and_one_that_is_counted_stands(
    decision: DisabilityDecision, events: list[dict[str, Any]]
) -> None:
    by_name = {"table": "", "reference": "", "field": "", "fact": "disability.band"}
    assert send(told(decision, **by_name))["verdict"] == Verdict.CORRECTED
    assert events[0]["record"]["reference"] == decision.reference
    counted = {**by_name, "fact": "children.under_18", "right": "3"}
    assert send(told(decision, key="FC2-1", **counted))["verdict"] == Verdict.CONFIRMED
    assert len(events) == 1


def test_a_record_that_should_not_be_there_is_annulled(
    decision: DisabilityDecision, events: list[dict[str, Any]]
) -> None:
    send(told(decision, field="", right=None))
    assert events[0]["kind"] == "annulment"
    assert set(events[0]["record"]) == {"table", "reference", "reason"}


def test_a_person_is_named_by_their_fin_in_the_event(institutions: Institutions, events: list[dict[str, Any]]) -> None:
    tie = KinshipFactory()
    row = CorrectionRequest(
        institution=tie.source_id, table="Kinship", reference=tie.reference, field="relative", right="1AAAAA1", pk=1
    )
    row.received_at = datetime.now(UTC)
    assert book.event_of(row)["record"]["relative_fin"] == "1AAAAA1"


def test_what_could_not_be_reported_is_not_said_to_be_corrected(
    decision: DisabilityDecision, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: Any) -> None:
        raise reporting.NotHandedOverError("DOST does not answer")

    monkeypatch.setattr(reporting, "report_event", fails)
    assert send(told(decision))["verdict"] == Verdict.OPEN
    assert not CorrectionAnswer.objects.exists()


def test_an_official_decides_on_the_page(
    institutions: Institutions, decision: DisabilityDecision, events: list[dict[str, Any]]
) -> None:
    CorrectionHabit.objects.create(institution="*", verdict="", days=0)
    assert send(told(decision))["verdict"] == Verdict.OPEN
    page = institutions.client.get("/corrections/").content.decode()
    assert decision.reference in page
    row = CorrectionRequest.objects.get()
    assert institutions.client.post("/corrections/", {"answer": f"{row.pk}:refused"}).status_code == 302
    assert status() == Verdict.REFUSED
    assert institutions.client.post("/corrections/", {"answer": f"{row.pk}:confirmed"}).status_code == 404
    assert institutions.client.post("/corrections/", {"answer": "1:nonsense"}).status_code == 200


def test_the_page_sets_how_an_institution_answers(institutions: Institutions) -> None:
    given = {"institution": "DTSERA", "verdict": "confirmed", "days": "5"}
    assert institutions.client.post("/corrections/", given).status_code == 302
    assert CorrectionHabit.objects.get().days == 5
    assert institutions.client.post("/corrections/", {**given, "days": "-1"}).status_code == 200


@pytest.mark.parametrize("missing", ["fin", "words", "stands"])
def test_a_request_without_a_particular_is_refused(institutions: Institutions, missing: str) -> None:
    item = {**Told("K", "1AAAAA1", "w", "s", "r").as_item()}
    item.pop(missing)
    answer = institutions.post("/DTSERA/corrections", [item])
    assert answer.status_code == 400
    assert not CorrectionRequest.objects.exists()


def test_the_term_is_data() -> None:
    term = correction_term("DTSERA")
    assert term.days == 30
    assert term.law
    assert term.provenance in {"verified", "recalled", "assumed"}
