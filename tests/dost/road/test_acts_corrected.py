"""Acts corrected and annulled, from the event to the rights: what runs again, what is put before a clerk, with sums."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dost.cases.codes import EndReason, EntryKind, LostGround
from dost.cases.endings import ENDED_BEFORE
from dost.cases.models import Case, Entitlement
from dost.cases.monthly import order_due_months
from dost.cases.unpaid import Why, unpaid_months
from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.payments.models import Overpayment, PaymentOrder
from registries.intake.files import import_file
from registries.intake.targets import find_target
from registries.models import BenefitCase, DeathAct, DisabilityDecision, Person
from tests.dost.road.house import birth, publish, send, work
from tests.factories.payments import PaymentOrderFactory
from tests.factories.registries import PersonFactory

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _services() -> None:
    publish("05-40", "05-41", "05-23", "05-21")


@pytest.fixture
def disabled() -> Person:
    made: Person = PersonFactory(birth_date=date(1985, 3, 3))
    return made


def act(kind: str, number: str, institution: str = "EDLIYYE", **record: Any) -> dict[str, Any]:
    return {"institution": institution, "id": number, "kind": kind, "happened_on": "2026-11-20", "record": record}


def decision(person: Person, since: str = "2026-01-10") -> dict[str, Any]:
    return act(
        "disability_decision", "T-1", "DTSERA", fin=person.fin, reference="T-1", valid_from=since, decision_date=since,
        decision_no="1", band="61-80", cause="general",
    )  # fmt: skip


def death(person: Person, on: str, number: str = "D-1") -> dict[str, Any]:
    return act("death", number, fin=person.fin, died_on=on)


def correct(table: str, reference: str, number: str = "C-1", source: str = "EDLIYYE", **more: Any) -> dict[str, Any]:
    return act("correction", number, source, table=table, reference=reference, reason="typing error", **more)


def annul(table: str, reference: str, institution: str = "EDLIYYE") -> dict[str, Any]:
    return act("annulment", "X-1", institution, table=table, reference=reference, reason="never happened")


def known(*events: dict[str, Any]) -> None:
    """Receive events one after the other, and let each take effect."""
    for event in events:
        assert send(event) == ["applied"]
        work()


def running(person: Person) -> Entitlement:
    """The monthly right of somebody disabled since January, paid so far."""
    known(decision(person))
    return Entitlement.objects.select_related("case").get(person=person)


def award_of(right: Entitlement) -> BenefitCase:
    return BenefitCase.objects.get(reference=f"DOST-{right.case_id}", superseded_at=None)


def overpaid(right: Entitlement) -> dict[str, Decimal]:
    rows = Overpayment.objects.filter(entitlement=right, state=Overpayment.State.OPEN)
    return {f"{month.period:%Y-%m}": month.paid - month.due for row in rows for month in row.months.all()}


def entries(right: Entitlement) -> list[str]:
    return list(right.case.entries.values_list("what", flat=True))


# -- deaths -----------------------------------------------------------------------------------------------------------


def test_a_death_learnt_late_shows_every_month_that_was_paid(disabled: Person) -> None:
    right = running(disabled)
    known(death(disabled, "2026-08-10"))
    right.refresh_from_db()
    assert (right.ended_on, right.end_reason) == (date(2026, 8, 10), EndReason.DEATH)
    months = overpaid(right)
    assert list(months) == ["2026-09", "2026-10", "2026-11"]
    row = Overpayment.objects.get()
    assert (row.cause, row.total, row.title) == (Overpayment.Cause.DEATH, sum(months.values()), "D-1")


def test_three_years_unheard_of_are_36_months(disabled: Person) -> None:
    right = running(disabled)
    right.orders.all().delete()
    for number in range(36):
        year, month = divmod(11 + number, 12)
        PaymentOrderFactory(entitlement=right, period=date(2023 + year, month + 1, 1), paid=True)
    Entitlement.objects.filter(pk=right.pk).update(starts=date(2023, 1, 1))
    known(death(disabled, "2023-11-10"))
    assert len(overpaid(right)) == 36


def test_a_day_of_death_corrected_to_later_pays_the_months_between(disabled: Person) -> None:
    right = running(disabled)
    right.orders.filter(period__gte=date(2026, 9, 1)).delete()
    known(death(disabled, "2026-08-10"))
    assert (overpaid(right), award_of(right).valid_until) == ({}, date(2026, 8, 10))
    known(correct("DeathAct", "D-1", valid_from="2026-11-10"))
    right.refresh_from_db()
    assert (right.ended_on, award_of(right).valid_until) == (date(2026, 11, 10), date(2026, 11, 10))
    assert EntryKind.END_MOVED in entries(right)
    order_due_months(now=NOW)  # orders nothing to the account of the dead: a clerk hears of each month
    owed = [row for row in unpaid_months(on=local_day(NOW)) if row.right == right.pk]
    assert [(f"{row.period:%Y-%m}", row.why) for row in owed] == [
        (month, Why.NO_PAYEE) for month in ("2026-09", "2026-10", "2026-11")
    ]


def test_a_day_of_death_corrected_to_earlier_shows_what_was_paid_since(disabled: Person) -> None:
    right = running(disabled)
    known(death(disabled, "2026-11-10"))
    assert overpaid(right) == {}
    known(correct("DeathAct", "D-1", valid_from="2026-08-10"))
    right.refresh_from_db()
    assert (right.ended_on, award_of(right).valid_until) == (date(2026, 8, 10), date(2026, 8, 10))
    assert list(overpaid(right)) == ["2026-09", "2026-10", "2026-11"]
    known(correct("DeathAct", "D-1", "C-2", valid_from="2026-10-10"))
    assert list(overpaid(right)) == ["2026-11"]


def test_the_death_of_somebody_else_lets_the_right_run_again(disabled: Person) -> None:
    other: Person = PersonFactory(birth_date=date(1984, 3, 3))
    right = running(disabled)
    other_right = Entitlement.objects.get(case=_second_case(other))
    waiting = right.orders.order_by("period").last()
    assert waiting is not None
    PaymentOrder.objects.filter(pk=waiting.pk).update(state=DeliveryState.READY)
    known(death(disabled, "2026-08-10"))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem) == (DeliveryState.WITHHELD, ENDED_BEFORE)
    known(correct("DeathAct", "D-1", fin=other.fin))
    right.refresh_from_db()
    other_right.refresh_from_db()
    assert (right.ended_on, right.end_reason, right.case.live) == (None, "", True)
    assert Case.objects.get(pk=right.case_id).live
    assert award_of(right).valid_until is None
    assert overpaid(right) == {}
    assert EntryKind.RUNS_AGAIN in entries(right)
    assert "yenidən" in Notice.objects.get(kind=Notice.Kind.RESUMED).text
    assert (other_right.ended_on, other_right.end_reason) == (date(2026, 8, 10), EndReason.DEATH)
    assert list(overpaid(other_right)) == ["2026-09", "2026-10", "2026-11"]
    waiting.refresh_from_db()
    assert waiting.state == DeliveryState.DONE  # it was kept back, and went out after all
    order_due_months(now=NOW)
    assert not [row for row in unpaid_months(on=local_day(NOW)) if row.right == right.pk]


def _second_case(person: Person) -> Case:
    known(decision(person) | {"id": "T-2", "record": {**decision(person)["record"], "reference": "T-2"}})
    return Case.objects.get(person=person)


def test_an_annulled_death_lets_the_right_run_again(disabled: Person) -> None:
    right = running(disabled)
    known(death(disabled, "2026-08-10"), annul("DeathAct", "D-1"))
    right.refresh_from_db()
    assert (right.ended_on, award_of(right).valid_until) == (None, right.until)
    assert overpaid(right) == {}
    assert DeathAct.objects.filter(superseded_at=None).count() == 0


def test_a_file_of_acts_ends_and_resumes_like_events(disabled: Person, tmp_path: Path) -> None:
    right = running(disabled)
    other: Person = PersonFactory(birth_date=date(1984, 3, 3))
    for who in (disabled, other):
        path = tmp_path / "deaths.csv"
        columns = "fin,source,reference,valid_from,act_no,registered_on"
        path.write_text(f"{columns}\n{who.fin},EDLIYYE,D-1,2026-08-10,A-77,2026-08-12\n")
        import_file(find_target("DeathAct"), path, dry_run=False, report=lambda *_: None)
        work()
        right.refresh_from_db()
        assert right.end_reason == (EndReason.DEATH if who is disabled else "")


# -- births -----------------------------------------------------------------------------------------------------------


def test_the_benefit_of_the_wrong_mother_is_shown_and_the_right_ones_opens(mother: Person) -> None:
    right_one: Person = PersonFactory(birth_date=date(1995, 5, 1))
    known(birth(mother))
    wrong = Entitlement.objects.get(person=mother)
    known(correct("BirthAct", "B-1", mother_fin=right_one.fin))
    noted = Overpayment.objects.get()
    assert (noted.entitlement, noted.total, noted.cause) == (wrong, Decimal(600), Overpayment.Cause.CORRECTED)
    assert EntryKind.RECORD_CORRECTED in entries(wrong)
    case = Case.objects.get(person=right_one)
    assert (case.live, case.outcome) == (True, "granted")
    assert Case.objects.get(person=mother).live is False
    award = BenefitCase.objects.get(superseded_at=None)
    assert (award.person, award.basis_key) == (right_one, "8AAAAA1")
    known(correct("BirthAct", "B-1", "C-2", act_no="77"))
    assert Overpayment.objects.count() == 1
    assert Case.objects.filter(outcome="granted", live=True).count() == 1


def test_a_birth_annulled_shows_the_sum_paid(mother: Person) -> None:
    known(birth(mother), annul("BirthAct", "B-1"))
    noted = Overpayment.objects.get()
    assert (noted.total, noted.cause) == (Decimal(600), Overpayment.Cause.ANNULLED)
    assert not BenefitCase.objects.filter(superseded_at=None).exists()


def test_a_birth_act_corrected_in_a_detail_changes_nothing(mother: Person) -> None:
    known(birth(mother), correct("BirthAct", "B-1", parity=2))
    assert not Overpayment.objects.exists()
    assert Case.objects.get().live


# -- other records ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["annulled", "another person's"])
def test_a_running_right_without_its_record_is_marked_and_goes_on(disabled: Person, how: str) -> None:
    right = running(disabled)
    other: Person = PersonFactory(birth_date=date(1984, 3, 3))
    if how == "annulled":
        known(annul("TSERAS", "T-1", "DTSERA"))
    else:
        known(correct("TSERAS", "T-1", source="DTSERA", fin=other.fin))
    right.refresh_from_db()
    assert right.ended_on is None
    assert right.review is not None
    assert LostGround.RECORD_GONE in right.review["criteria"]
    assert not Overpayment.objects.exists()
    assert DisabilityDecision.objects.filter(person=disabled, superseded_at=None).count() == 0
