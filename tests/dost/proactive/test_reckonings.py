"""Law that reaches back: what is owed for months already paid is ordered once, what was excess goes to a clerk."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dost.cases import differences
from dost.cases.codes import EntryKind
from dost.cases.models import Entitlement
from dost.cases.wake import orders_settled
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.payments.models import OverpaidMonth, Overpayment, OwedDifference, PaymentAccount, PaymentOrder
from dost.payments.orders import remittance
from dost.proactive.models import KnownLaw, Reckoning
from dost.proactive.reckonings import count_arrears, plan_changes, retry, work_batch
from services_catalog.models import ParameterValue
from services_catalog.queries import parameter_book
from services_catalog.rules import Parameter, ParameterBook
from services_catalog.signals import versions_published
from tests.dost.road.house import publish
from tests.dost.road.test_changed_rule import change
from tests.factories.rights import HERO, morning, paid_up_to, running_right, set_parameter, settle

pytestmark = pytest.mark.django_db

STIPEND = "patriotic_war_hero_stipend"
ON = date(2026, 12, 2)
NOW = morning(ON)
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
BIRTH = {
    "birth.born_alive": True,
    "person.alive": True,
    "person.resident": True,
    "person.citizen": True,
    "mother.employment.active": False,
    "father.employment.active": False,
}


@pytest.fixture(autouse=True)
def _law() -> None:
    publish("07-01", "05-40")
    plan_changes(now=NOW)


@pytest.fixture
def right() -> Entitlement:
    right = running_right("07-01", facts=HERO, on=date(2026, 9, 14))
    paid_up_to(ON)
    return right


def reckoned() -> list[Reckoning]:
    plan_changes(now=NOW)
    while work_batch(now=NOW):
        pass
    return list(Reckoning.objects.order_by("pk"))


def parts(right: Entitlement) -> list[tuple[date, int, Decimal, str]]:
    rows = PaymentOrder.objects.filter(entitlement=right, part__gt=0).order_by("period", "part")
    return [(row.period, row.part, row.amount, row.key) for row in rows]


def test_a_raise_that_reaches_back_is_ordered_month_by_month(right: Entitlement) -> None:
    set_parameter(STIPEND, since=date(2026, 10, 1), value=2420)
    (plan,) = reckoned()
    assert (plan.rights, plan.months, plan.total, plan.lowered_months) == (1, 3, Decimal(660), 0)
    assert (plan.since, plan.title, plan.reference) == (OCTOBER, "Fərman 88", f"{STIPEND}:2026-10-01")
    assert parts(right) == [
        (month, 1, Decimal(220), f"E{right.pk}-{month:%Y%m}-D1") for month in (OCTOBER, NOVEMBER, DECEMBER)
    ]
    line = right.case.entries.get(what=EntryKind.DIFFERENCE)
    assert line.details == {"months": ["2026-10", "2026-11", "2026-12"], "total": "660.00", "title": "Fərman 88"}
    assert remittance(PaymentOrder.objects.get(period=OCTOBER, part=1)) == "10.2026 üçün fərq, Fərman 88"
    assert remittance(PaymentOrder.objects.get(period=OCTOBER, part=0)) == ""


def test_reckoning_again_orders_nothing_twice(right: Entitlement) -> None:
    set_parameter(STIPEND, since=OCTOBER, value=2420)
    reckoned()
    assert plan_changes(now=NOW) == 0
    Reckoning.objects.update(finished_at=None, last=0)  # as if it had been killed after its last batch
    reckoned()
    assert len(parts(right)) == 3


def test_a_second_raise_is_the_next_part(right: Entitlement) -> None:
    set_parameter(STIPEND, since=OCTOBER, value=2420)
    reckoned()
    set_parameter(STIPEND, since=NOVEMBER, value=2500, source="Fərman 90")
    reckoned()
    assert [(month, part, int(amount)) for month, part, amount, _ in parts(right)] == [
        (OCTOBER, 1, 220),
        (NOVEMBER, 1, 220),
        (NOVEMBER, 2, 80),
        (DECEMBER, 1, 220),
        (DECEMBER, 2, 80),
    ]


def test_what_takes_force_in_time_is_nothing_to_reckon(right: Entitlement) -> None:
    set_parameter(STIPEND, since=date(2027, 1, 1), value=2420)
    assert reckoned() == []
    assert KnownLaw.objects.filter(key=STIPEND, first=date(2027, 1, 1), value="2420").exists()


def test_rights_that_ended_are_owed_their_months_and_no_more(right: Entitlement) -> None:
    Entitlement.objects.update(ended_on=date(2026, 11, 20))
    set_parameter(STIPEND, since=OCTOBER, value=2420)
    reckoned()
    assert [month for month, *_ in parts(right)] == [OCTOBER, NOVEMBER]


def test_what_is_given_once_is_owed_by_the_law_of_its_own_day() -> None:
    early, late = (
        running_right("05-40", facts={**BIRTH, "birth.date": day.isoformat()}, on=day)
        for day in (date(2026, 9, 10), date(2026, 10, 20))
    )
    for one in (early, late):
        _paid_once(one)
    set_parameter("birth_benefit", since=OCTOBER, value=700)
    reckoned()
    assert parts(early) == []
    assert [(month, amount) for month, _, amount, _ in parts(late)] == [(OCTOBER, Decimal(100))]


def test_a_lowering_takes_nothing_back_and_is_put_before_a_clerk(right: Entitlement) -> None:
    set_parameter(STIPEND, since=NOVEMBER, value=2000)
    (plan,) = reckoned()
    assert (plan.months, plan.lowered_months, plan.lowered_total) == (0, 2, Decimal(400))
    noted = Overpayment.objects.get()
    assert (noted.cause, noted.total, noted.state, noted.title) == ("lowered", Decimal(400), "open", "Fərman 88")
    assert parts(right) == []
    reckoned()
    assert Overpayment.objects.get().total == 400


def test_a_raise_after_a_lowering_tells_less_of_what_was_excess(right: Entitlement) -> None:
    set_parameter(STIPEND, since=NOVEMBER, value=2000)
    reckoned()
    set_parameter(STIPEND, since=NOVEMBER, value=2150)
    reckoned()
    assert Overpayment.objects.get().total == 100
    set_parameter(STIPEND, since=NOVEMBER, value=2300)
    reckoned()
    assert not OverpaidMonth.objects.exists()
    assert Overpayment.objects.get().state == Overpayment.State.CANCELLED
    assert [amount for *_, amount, _ in parts(right)] == [100, 100]


def test_a_value_taken_back_is_reckoned_by_the_one_before(right: Entitlement) -> None:
    set_parameter(STIPEND, since=OCTOBER, value=2420)
    reckoned()
    set_parameter(STIPEND, since=OCTOBER, value=None)
    plans = reckoned()
    assert plans[-1].lowered_total == 660


def test_the_person_is_told_once_all_of_it_is_paid(right: Entitlement) -> None:
    set_parameter(STIPEND, since=OCTOBER, value=2420)
    reckoned()
    orders = list(PaymentOrder.objects.filter(part=1).order_by("period"))
    for order in orders[:2]:
        _settle(order)
    assert not Notice.objects.filter(kind=Notice.Kind.DIFFERENCE).exists()
    _settle(orders[2])
    notice = Notice.objects.get(kind=Notice.Kind.DIFFERENCE)
    assert "660,00" in notice.text
    assert "Fərman 88" in notice.text
    _settle(orders[2])
    assert Notice.objects.filter(kind=Notice.Kind.DIFFERENCE).count() == 1


def test_the_dead_are_told_and_paid_nothing_and_a_clerk_sees_what_is_owed(right: Entitlement) -> None:
    right.person.died_on = date(2026, 12, 1)
    right.person.save()
    set_parameter(STIPEND, since=OCTOBER, value=2420)
    (plan,) = reckoned()
    assert (plan.total, plan.waiting) == (Decimal(660), 1)
    assert parts(right) == []
    assert [(row.why, row.amount) for row in OwedDifference.objects.all()] == [("no_payee", Decimal(660))]


def test_who_has_no_account_is_owed_until_there_is_one(right: Entitlement) -> None:
    PaymentAccount.objects.update(state=DeliveryState.SENDING)
    set_parameter(STIPEND, since=OCTOBER, value=2420)
    reckoned()
    assert OwedDifference.objects.get().why == "no_account"
    assert retry(now=NOW) == 0
    PaymentAccount.objects.update(state=DeliveryState.DONE)
    assert retry(now=NOW) == 1
    assert len(parts(right)) == 3


def test_one_bad_right_keeps_back_nobody(right: Entitlement, monkeypatch: pytest.MonkeyPatch) -> None:
    other = running_right("07-01", facts=HERO, on=date(2026, 11, 14), starts=date(2026, 11, 14))
    paid_up_to(ON)
    balances = differences.balances_of

    def failing(rights: Any, window: Any, **rest: Any) -> Any:
        if any(one.pk == right.pk for one in rights):
            raise ValueError("a fact that nobody can read")
        return balances(rights, window, **rest)

    monkeypatch.setattr(differences, "balances_of", failing)
    set_parameter(STIPEND, since=OCTOBER, value=2420)
    reckoned()
    assert len(parts(other)) == 2
    assert OwedDifference.objects.get().entitlement_id == right.pk
    monkeypatch.undo()
    assert retry(now=NOW) == 1
    assert len(parts(right)) == 3


def test_months_ordered_after_the_raise_are_paid_by_it_at_once(right: Entitlement) -> None:
    set_parameter(STIPEND, since=date(2027, 1, 1), value=2420)
    paid_up_to(date(2027, 1, 2))
    reckoned()
    assert PaymentOrder.objects.get(entitlement=right, period=date(2027, 1, 1)).amount == 2420
    assert parts(right) == []


def test_the_first_look_of_all_only_learns_the_law(right: Entitlement) -> None:
    KnownLaw.objects.all().delete()
    ParameterValue.objects.filter(parameter=STIPEND).update(value=5000)
    assert plan_changes(now=NOW) == 0
    assert KnownLaw.objects.exists()


def _paid_once(right: Entitlement) -> None:
    account = PaymentAccount.objects.get(person=right.person_id)
    PaymentOrder.objects.create(
        key=f"E{right.pk}",
        entitlement=right,
        period=right.starts.replace(day=1),
        amount=right.amount or 0,
        account=account,
        not_before=NOW,
        created_at=NOW,
    )
    settle(ON)


def _settle(order: PaymentOrder) -> None:
    order.state = DeliveryState.DONE
    order.save()
    orders_settled([order])


# -- previews and versions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [2420, 2000])
def test_a_preview_counts_what_publishing_makes(right: Entitlement, value: int) -> None:
    book = parameter_book()
    named = {name: book[name] for name in book}
    values = {**dict(book[STIPEND].values), OCTOBER: Decimal(value)}
    named[STIPEND] = Parameter(STIPEND, book[STIPEND].type, tuple(sorted(values.items())))
    ticks: list[int] = []
    counted = count_arrears(
        services=["07-01"], since=OCTOBER, until=None, book=ParameterBook(named.values()), tick=lambda: ticks.append(1)
    )
    assert PaymentOrder.objects.filter(part__gt=0).count() == Overpayment.objects.count() == 0
    set_parameter(STIPEND, since=OCTOBER, value=value)
    (plan,) = reckoned()
    assert (counted.rights, counted.months, counted.total) == (plan.rights, plan.months, plan.total)
    assert (counted.lowered_months, counted.lowered_total) == (plan.lowered_months, plan.lowered_total)
    assert counted.total + counted.lowered_total > 0
    assert ticks == [1]


def test_publishing_plans_in_its_own_transaction(right: Entitlement) -> None:
    set_parameter(STIPEND, since=OCTOBER, value=2420)
    versions_published.send(sender=None, codes=["07-01"])
    assert Reckoning.objects.get().since == OCTOBER


def test_a_version_that_reaches_back_counts_for_what_was_decided_on_its_days(right: Entitlement) -> None:
    early = running_right("07-01", facts=HERO, on=date(2026, 8, 14))
    paid_up_to(ON)
    change("07-01", since=date(2026, 9, 1), amount=f"parameter.{STIPEND} + 100")
    (plan,) = reckoned()
    assert plan.ground == "version"
    assert [(month, int(amount)) for month, _, amount, _ in parts(right)] == [
        (OCTOBER, 100),
        (NOVEMBER, 100),
        (DECEMBER, 100),
    ]
    assert parts(early) == []
    paid_up_to(date(2027, 1, 2))
    assert PaymentOrder.objects.get(entitlement=right, period=date(2027, 1, 1)).amount == 2300
    assert PaymentOrder.objects.get(entitlement=early, period=date(2027, 1, 1)).amount == 2200


def test_a_version_that_asks_what_was_not_known_is_a_clerk_s_to_reckon(right: Entitlement) -> None:
    change("07-01", since=date(2026, 9, 1), amount="CASE WHEN person.resident THEN 3000 ELSE 2000 END")
    reckoned()
    assert parts(right) == []
    assert OwedDifference.objects.get().why == "unknown"
    paid_up_to(date(2027, 1, 2))
    assert PaymentOrder.objects.get(entitlement=right, period=date(2027, 1, 1)).amount == 2200
