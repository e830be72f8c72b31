"""The rights to look at: who may, what the list says, its filters, its table, and what a clerk decides."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from dost.accounts.actors import Staff, staff_actor
from dost.accounts.models import AccessLog, User
from dost.backoffice import rights
from dost.backoffice.rights import rights_page
from dost.cases import acts, handlers
from dost.cases.acts import Act, NotPossible
from dost.cases.models import Case, Entitlement
from dost.cases.overpaid import MonthPaid, note_overpayment
from dost.cases.queries import case_number
from dost.notifications.models import Notice
from dost.payments.grounds import Ground, GroundKind
from dost.payments.models import Overpayment, OwedDifference, PaymentOrder
from registries.models import BenefitCase
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.payments import PaymentOrderFactory
from tests.factories.registries import BenefitFactory, DistrictFactory, PersonFactory
from tests.factories.services_catalog import VersionFactory, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LOST = {"criteria": ["age"], "since": "2026-11-19", "cause": "facts"}
LATER = DateRange(date(2027, 1, 1), None)
NOTE = "the person has another income"


@pytest.fixture
def in_english() -> Iterator[None]:
    """Words that are looked up late, when a test reads them, are English too."""
    with translation.override("en"):
        yield


def marked(review: dict[str, Any] | None = None, **case: Any) -> Case:
    """A closed case whose monthly right is marked."""
    made: Case = CaseFactory(granted_and_paid=True, **case)
    Entitlement.objects.filter(case=made).update(
        review=LOST if review is None else review, period=Entitlement.Period.MONTHLY, starts=date(2026, 3, 1)
    )
    return Case.objects.select_related("entitlement", "service", "person").get(pk=made.pk)


def page(query: str = "", *, actor: Staff | None = None) -> rights.RightsPage:
    with translation.override("en"):
        actor = actor or staff_actor(UserFactory(supervisor=True))
        return rights_page(QueryDict(query), actor=actor, may_export=True, now=NOW)


def signed_in(role: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    sign_in(client, UserFactory(role=role))
    return client


# -- the list ------------------------------------------------------------------------------------------------------


def test_a_row_says_whose_right_it_is_and_what_no_longer_holds() -> None:
    case = marked()
    [row] = page().rows
    assert (row.person_name, row.fin, row.url) == (case.person.full_name, case.person.fin, f"/office/cases/{case.pk}/")
    assert (row.since, row.marked_on, row.amount) == (date(2026, 3, 1), date(2026, 11, 19), Decimal(600))
    assert [str(line) for line in row.what] == ["The person has turned 65"]
    assert [str(tag.word) for tag in row.causes] == ["The facts changed"]


def test_criteria_are_those_of_the_version_that_was_asked() -> None:
    case = marked(version=VersionFactory(valid=DateRange(date(2019, 4, 1), LATER.lower)))
    alone = {"id": "alone", "require": "TRUE", "text": texts("Lives alone"), "law": ""}
    other = VersionFactory(number=2, service=case.service, valid=LATER, changes={"criteria": [alone]})
    Entitlement.objects.update(
        review={**LOST, "criteria": ["alone", "record_gone"], "cause": "rule", "version": other.pk}
    )
    [row] = page().rows
    assert [str(line) for line in row.what] == [
        "Lives alone",
        "The record the right arose from is no longer there or no longer valid",
    ]
    assert [str(tag.word) for tag in row.causes] == ["The rule changed"]


def test_a_refused_month_is_named_beside_what_else_there_is() -> None:
    marked({**LOST, "code": "order_refused", "period": "2026-10-01"})
    [row] = page().rows
    assert [str(line) for line in row.what][1] == "The bank refused the payment for 10.2026"
    assert len(row.causes) == 2


def test_only_marked_rights_that_run_are_listed() -> None:
    CaseFactory(granted_and_paid=True)
    ended = marked()
    Entitlement.objects.filter(case=ended).update(ended_on=date(2026, 11, 1))
    assert page().rows == ()


@pytest.mark.parametrize(
    ("cause", "found"), [("facts", 2), ("rule", 1), ("order_refused", 1), ("nonsense", 4), ("", 4)]
)
def test_filter_by_cause(cause: str, found: int) -> None:
    marked()
    marked({"criteria": ["age"], "since": "2026-11-19"})
    marked({**LOST, "cause": "rule"})
    marked({"code": "order_refused", "period": "2026-10-01"})
    assert len(page(f"cause={cause}").rows) == found


def test_filter_by_service_and_region() -> None:
    lankaran = DistrictFactory(code="lerik", name="Lerik", economic_region="Lənkəran-Astara")
    one = marked(person=PersonFactory(district=lankaran))
    marked(person=PersonFactory(district=DistrictFactory(code="quba", name="Quba", economic_region="Quba-Xaçmaz")))
    assert [row.number for row in page("region=L%C9%99nk%C9%99ran-Astara").rows] == [case_number(one.pk, one.opened_at)]
    assert len(page("service=05-99").rows) == 2
    assert page("service=05-99").selected[0].remove_url == "/office/rights/"


def test_pages_and_their_addresses_keep_the_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "ROWS", 2)
    for _time in range(3):
        marked()
    first = page("cause=facts")
    assert (len(first.rows), first.pagination.total) == (2, 3)
    assert first.pagination.next_url == "/office/rights/?cause=facts&page=2"
    assert len(page("cause=facts&page=2").rows) == 1
    assert first.export_url == "/office/rights/export/?cause=facts"


@pytest.mark.parametrize("times", [1, 3])
def test_the_list_asks_the_same_few_queries_whatever_the_rows(times: int, django_assert_num_queries: Any) -> None:
    for _time in range(times):
        marked(person=PersonFactory(district=DistrictFactory()))
    actor = staff_actor(UserFactory(supervisor=True))
    with django_assert_num_queries(9):  # two of them look for, and write, the look at the names; two are of money
        page(actor=actor)


# -- who may -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [User.Role.EXAMINER, User.Role.SUPERVISOR])
def test_it_opens_to_whoever_decides_and_the_look_is_logged(role: str) -> None:
    case = marked()
    response = signed_in(role).get("/office/rights/")
    assert response.status_code == 200
    assert case.person.full_name in response.content.decode()
    look = AccessLog.objects.get(user__isnull=False)
    assert (look.person, look.reason) == (case.person, "list")


@pytest.mark.parametrize("role", [User.Role.CLERK, User.Role.AUDITOR, User.Role.EDITOR])
@pytest.mark.parametrize("address", ["/office/rights/", "/office/rights/export/"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "results"}])
def test_it_is_closed_to_other_roles_fragments_too(role: str, address: str, headers: dict[str, str]) -> None:
    assert signed_in(role).get(address, headers=headers).status_code == 403


def test_the_table_is_the_supervisors_alone() -> None:
    marked()
    examiner = signed_in(User.Role.EXAMINER)
    assert examiner.get("/office/rights/export/").status_code == 403
    assert "/office/rights/export/" not in examiner.get("/office/rights/").content.decode()
    assert "/office/rights/export/" in signed_in(User.Role.SUPERVISOR).get("/office/rights/").content.decode()


def test_the_table_has_a_line_for_each_right_and_no_formulas() -> None:
    case = marked(person=PersonFactory(surname="=cmd()", given_name="Murad"))
    response = signed_in(User.Role.SUPERVISOR).get("/office/rights/export/?cause=facts")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    head, line = csv.reader(StringIO(response.content.decode("utf-8-sig")))
    assert len(head) == len(line) == 11
    assert line[1] == case.person.fin
    assert line[2].startswith("'=cmd()")
    assert line[10] == "600.00"
    assert AccessLog.objects.filter(person=case.person, user__role=User.Role.SUPERVISOR).count() == 1


def test_a_fragment_is_only_the_results() -> None:
    marked()
    response = signed_in(User.Role.EXAMINER).get(
        "/office/rights/", headers={"HX-Request": "true", "HX-Target": "results"}
    )
    assert response.content.decode().lstrip().startswith('<section class="dost-panel dost-swap" id="results"')


# -- what a clerk decides ------------------------------------------------------------------------------------------


def test_a_marked_right_can_be_kept_or_ended() -> None:
    case, user = marked(), UserFactory()
    assert set(acts.actions(case, staff_actor(user))) >= {Act.KEEP, Act.END}
    assert not set(acts.actions(case, staff_actor(UserFactory(auditor=True))))
    plain = CaseFactory(granted_and_paid=True)
    assert not {Act.KEEP, Act.END} & set(acts.actions(Case.objects.get(pk=plain.pk), staff_actor(user)))


def test_keeping_remembers_what_was_let_stand() -> None:
    case, user = marked({**LOST, "code": "order_refused", "period": "2026-10-01"}), UserFactory()
    handlers.keep(case_id=case.pk, actor=staff_actor(user), note=NOTE, now=NOW)
    right = Entitlement.objects.get()
    assert (right.kept, right.review) == (["age"], {"code": "order_refused", "period": "2026-10-01"})
    line = case.entries.get(what="kept")
    assert (line.by, line.details) == (user, {"criteria": ["age"], "note": NOTE})
    with pytest.raises(NotPossible):
        handlers.keep(case_id=case.pk, actor=staff_actor(user), note=NOTE, now=NOW)


def test_ending_ends_the_award_later_months_and_tells_the_person() -> None:
    case, user = marked(), UserFactory()
    right = case.entitlement
    award = BenefitFactory(
        person=case.person,
        source__code="DSMF",
        reference=f"DOST-{case.pk}",
        service_code=case.service_id,
        valid_from=right.starts,
    )
    later = PaymentOrderFactory(entitlement=right, period=date(2026, 12, 1), key="later", state="ready")
    handlers.end_right(case_id=case.pk, actor=staff_actor(user), last_day=date(2026, 11, 5), note=NOTE, now=NOW)
    right.refresh_from_db()
    case.refresh_from_db()
    assert (right.ended_on, right.end_reason, right.review, case.live) == (date(2026, 11, 5), "clerk", None, False)
    assert BenefitCase.objects.get(superseded_at=None).valid_until == date(2026, 11, 5)
    assert BenefitCase.objects.get(pk=award.pk).superseded_at is not None
    assert PaymentOrder.objects.get(pk=later.pk).state == "withheld"
    assert Notice.objects.filter(case=case, kind=Notice.Kind.ENDED).count() == 1
    line = case.entries.get(what="ended")
    assert (line.by, line.details["note"], line.details["on"]) == (user, NOTE, "2026-11-05")


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 11, 21)])
def test_a_right_ends_neither_before_it_began_nor_in_the_future(day: date) -> None:
    case = marked()
    with pytest.raises(NotPossible):
        handlers.end_right(case_id=case.pk, actor=staff_actor(UserFactory()), last_day=day, note=NOTE, now=NOW)
    assert Entitlement.objects.get().ended_on is None


def test_an_auditor_ends_nothing() -> None:
    case, auditor = marked(), staff_actor(UserFactory(auditor=True))
    with pytest.raises(NotPossible):
        handlers.end_right(case_id=case.pk, actor=auditor, last_day=date(2026, 11, 1), note=NOTE, now=NOW)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_page_of_the_case_says_why_and_the_acts_can_be_done_there(language: str) -> None:
    case = marked()
    client = signed_in(User.Role.EXAMINER)
    client.cookies["django_language"] = language
    client.post(f"/office/cases/{case.pk}/purpose/", {"purpose": "case", "note": "a right to be looked at"})
    shown = client.get(f"/office/cases/{case.pk}/").content.decode()
    assert 'id="review"' in shown
    assert f"/office/cases/{case.pk}/actions/keep/" in shown
    ending = client.get(f"/office/cases/{case.pk}/actions/end/").content.decode()
    assert 'type="date"' in ending
    wrong = client.post(f"/office/cases/{case.pk}/actions/end/", {"last_day": "2020-01-01", "note": NOTE})
    assert wrong.status_code == 400
    given = {"last_day": "2026-11-05", "note": NOTE}
    letter = client.post(f"/office/cases/{case.pk}/actions/end/", given).context["letter"]
    done = client.post(f"/office/cases/{case.pk}/actions/end/", given | {"seen": letter.seen})
    assert done.status_code == 302
    assert Entitlement.objects.get().ended_on == date(2026, 11, 5)
    assert 'id="review"' not in client.get(f"/office/cases/{case.pk}/").content.decode()


# -- money that is not in order ------------------------------------------------------------------------------------


def overpaid(number: int = 1, *, ended: date | None = None) -> list[Case]:
    cases: list[Case] = [CaseFactory(granted_and_paid=True) for _ in range(number)]
    for case in cases:
        Entitlement.objects.filter(case=case).update(ended_on=ended)
        note_overpayment(
            case.entitlement,
            months=[MonthPaid(date(2026, 3, 1), Decimal(600))],
            cause=Overpayment.Cause.DEATH,
            because=Ground(GroundKind.CASE, str(case.pk)),
            now=NOW,
        )
    return cases


def test_what_was_paid_in_excess_is_listed_also_of_a_right_that_ended() -> None:
    overpaid(ended=date(2026, 2, 1))
    [row] = page().rows
    assert [str(tag.word) for tag in row.causes] == ["Paid in excess"]
    assert "600.00" in str(row.what[0])
    assert "A death was learnt of late" in str(row.what[0])
    assert len(page("cause=overpaid").rows) == 1
    assert page("cause=owed").rows == ()
    Overpayment.objects.update(state="looked_at")
    assert page().rows == ()


def test_what_is_owed_and_not_paid_is_listed() -> None:
    case = CaseFactory(granted_and_paid=True)
    OwedDifference.objects.create(
        entitlement=case.entitlement, since=date(2026, 3, 1), amount=60, why="no_account", noted_at=NOW,
        ground="parameter", reference="x", title="Decree 88",
    )  # fmt: skip
    [row] = page("cause=owed").rows
    assert [str(tag.word) for tag in row.causes] == ["A difference is not paid"]
    assert "There is no open account" in str(row.what[0])


@pytest.mark.parametrize(
    ("name", "word", "line"),
    [
        ("no_amount", "A month has no amount", "The rule gives no amount for 03.2026, so nothing was paid"),
        ("unpaid", "A month is not paid", "Due and not paid: 03.2026"),
    ],
)
def test_months_that_are_not_paid_are_listed_also_of_a_right_that_ended(name: str, word: str, line: str) -> None:
    case = marked({name: ["2026-03"]})
    Entitlement.objects.filter(case=case).update(ended_on=date(2026, 3, 31))
    [row] = page(f"cause={name}").rows
    assert ([str(tag.word) for tag in row.causes], [str(one) for one in row.what]) == ([word], [line])


def test_money_costs_the_list_as_many_questions_for_three_as_for_one(django_assert_num_queries: Any) -> None:
    actor = staff_actor(UserFactory(supervisor=True))
    overpaid()
    with CaptureQueriesContext(connection) as one:
        page(actor=actor)
    overpaid(2)
    with django_assert_num_queries(len(one)):
        assert len(page(actor=actor).rows) == 3
