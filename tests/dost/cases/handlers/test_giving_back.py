"""What was paid back and is not owed any more is owed to the person: said once on the case, recorded once as given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from dost.cases import handlers
from dost.cases.acts import MovedOn, NotAllowed, NotPossible
from dost.cases.codes import EntryKind
from dost.cases.handlers.recovery_anew import set_aside
from dost.cases.models import GivenBack, Recovery, Ruling
from dost.cases.recoveries.owed_back import owed_back
from tests.factories.recoveries import NOW, REASONS, instalments, member, oneself, proposed

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def paid() -> Recovery:
    """A plan of which 40 of 180 AZN have come in, and which an appeal has set aside."""
    one = proposed()
    handlers.say_recovery(recovery_id=one.pk, actor=oneself(one.person), agrees=True, words="Good.", now=NOW)
    handlers.decide_recovery(recovery_id=one.pk, actor=member(), terms=instalments(20), reasons=REASONS, now=NOW)
    handlers.record_repayment(
        recovery_id=one.pk, actor=member(), amount=Decimal(40), received_on=DAY, reference="M-1", now=NOW
    )
    set_aside(one.case, ruling=Ruling.CHANGED, number="A-1", actor=member(), now=NOW)
    one.refresh_from_db()
    return one


def given(one: Recovery, amount: int = 40, reference: str = "B-1", **more: object) -> GivenBack:
    known = {"actor": member(), "paid_on": DAY, "now": NOW, **more}
    return handlers.record_given_back(
        overpayment_id=one.overpayment_id,
        amount=Decimal(amount),
        reference=reference,
        **known,  # type: ignore[arg-type]
    )


def test_it_is_told_once_for_each_sum(paid: Recovery) -> None:
    assert (handlers.tell_owed_back(now=NOW), handlers.tell_owed_back(now=NOW)) == (1, 0)
    line = paid.case.entries.get(what=EntryKind.OWED_BACK)
    assert line.details == {"total": "40.00", "overpayment": paid.overpayment_id}
    given(paid, 15)
    assert handlers.tell_owed_back(now=NOW) == 1
    told = paid.case.entries.filter(what=EntryKind.OWED_BACK).order_by("pk").values_list("details", flat=True)
    assert [one["total"] for one in told] == ["40.00", "25.00"]
    given(paid, 25, "B-2")
    assert handlers.tell_owed_back(now=NOW) == 0


def test_recorded_twice_under_one_reference_it_is_one(paid: Recovery) -> None:
    assert given(paid) == given(paid)
    assert owed_back(paid.overpayment) == 0
    assert paid.case.entries.filter(what=EntryKind.GIVEN_BACK).count() == 1
    with pytest.raises(NotPossible, match="recorded already"):
        given(paid, 30)


@pytest.mark.parametrize(
    ("amount", "day"), [(0, DAY), (41, DAY), (40, date(2026, 11, 21)), (40, date(2026, 11, 1))], ids=str
)
def test_what_cannot_be_right_is_not_recorded(paid: Recovery, amount: int, day: date) -> None:
    with pytest.raises(NotPossible):
        given(paid, amount, paid_on=day)


def test_neither_the_person_nor_a_clerk_records_it(paid: Recovery) -> None:
    for actor in (oneself(paid.person), member("clerk")):
        with pytest.raises(NotAllowed):
            given(paid, actor=actor)


def test_where_nothing_has_come_in_there_is_nothing_to_give_back() -> None:
    with pytest.raises(MovedOn):
        given(proposed())
