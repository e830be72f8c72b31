"""Letters: written with what they tell, numbered, complete, and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from dost.accounts.actors import staff_actor
from dost.cases import handlers, letters
from dost.cases.batch import write_back
from dost.cases.endings import end
from dost.cases.exclusions import end_excluded
from dost.cases.letter_content import LetterPart, content_hash, read_content
from dost.cases.letters import letter_number, read_letter_number, write_ended
from dost.cases.missing_letters import decisions_without_letter, ends_without_letter, write_missing
from dost.cases.models import Case, Entitlement, Letter
from dost.cases.monthly import order_due_months
from dost.cases.stages import Origin, Stage
from dost.cases.steps import decide
from dost.cases.text.change_letter import End
from dost.proactive.books import Kind, check_books
from dost.proactive.reassess import review_people
from dost.proactive.reckonings import plan_changes, work_batch
from tests.dost.road.house import publish
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, DecisionFactory, EntitlementFactory
from tests.factories.payments import PaymentAccountFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.rights import HERO, morning, paid_up_to, running_right, set_parameter
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db

STIPEND = "patriotic_war_hero_stipend"
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _house() -> Iterator[None]:
    InstitutionFactory(code="DSMF")
    with translation.override("en"):
        yield


def decided_by_machine(*, now: datetime | None = None, changes: dict[str, Any] | None = None, **case: Any) -> Letter:
    """A case that the step decides and writes back; its letter."""
    now = now or timezone.now()
    made = CaseFactory(version=VersionFactory(changes=changes or {}), stage=Stage.DECIDE, **case)
    write_back(decide.work([made], now), now=now)
    return Letter.objects.get(case=made)


def part(letter: Letter, language: str = "en") -> LetterPart:
    found = read_content(letter.content).part(language)
    assert found.language == language
    return found


def english(**more: Any) -> Any:
    return PersonFactory(language="en", **more)


def young(**more: Any) -> Any:
    return english(birth_date=date(2000, 1, 1), **more)


# -- numbers -------------------------------------------------------------------------------------------------------


@given(st.integers(1, 10**12), st.integers(1, 999), st.integers(2026, 2099))
def test_a_number_can_be_read_back_however_it_is_typed(case: int, ordinal: int, year: int) -> None:
    number = letter_number(case, ordinal, year=year)
    assert read_letter_number(f" {number.lower()} ") == number
    assert read_letter_number(number.replace("-", "–")) == number
    wrong = "1" if number[-3] == "0" else "0"
    assert read_letter_number(f"{number[:-3]}{wrong}{number[-2:]}") is None


@pytest.mark.parametrize("text", ["", "M-2026-1-01-A", "01-02-2026-0048813-M", "M-2026-0048813-01-", "M" * 200])
def test_nonsense_is_no_letter_number(text: str) -> None:
    assert read_letter_number(text) is None


# -- decisions -----------------------------------------------------------------------------------------------------


def test_a_grant_tells_the_answer_first_then_grounds_sum_and_appeal() -> None:
    letter = decided_by_machine(person=english(), on=date(2026, 3, 3))
    assert (letter.kind, letter.ordinal, letter.language) == ("granted", 1, "en")
    assert letter.number == letter_number(letter.case_id, 1, year=timezone.localtime().year)
    said = part(letter)
    assert said.answer == f"“Benefit 05-99” was granted to you: 600.00{NBSP}₼, paid once."
    assert [(pair.label, pair.value) for pair in said.details] == [
        ("Amount", f"600.00{NBSP}₼"),
        ("Paid", "once"),
        ("Account", "not known yet on the day of this letter"),
    ]
    assert [(ground.text, ground.result, ground.law) for ground in said.grounds] == [
        ("The person is alive", "met", "Law, art. 1"),
        ("The person has turned 65", "met", "Law, art. 2"),
    ]
    assert said.grounds[1].facts[0].value.endswith("years")
    assert [(line.label, line.value) for line in said.sums] == [("Test benefit", f"600.00{NBSP}₼")]
    assert said.total == f"600.00{NBSP}₼"
    assert "automatically" in said.decided
    assert "30 days" in said.appeal[0]
    assert "art. 71" in said.appeal[0]


def test_an_account_is_named_by_its_last_characters_only() -> None:
    person = english()
    account = PaymentAccountFactory(person=person)
    letter = decided_by_machine(person=person)
    pair = part(letter).details[-1]
    assert pair.value == f"the one that ends in {account.iban[-4:]}"
    assert account.iban not in str(letter.content)


def test_a_minor_is_told_no_account_while_somebody_must_decide_who_is_paid() -> None:
    person = english(birth_date=date(2015, 1, 1))
    PaymentAccountFactory(person=person)
    letter = decided_by_machine(person=person, changes={"criteria": []})
    assert part(letter).details[-1].value == "not known yet on the day of this letter"


def test_a_refusal_names_what_failed_first_and_all_that_was_looked_at() -> None:
    letter = decided_by_machine(person=young(), origin=Origin.APPLICATION)
    said = part(letter)
    assert letter.kind == "refused"
    assert said.answer.startswith("Your application for “Benefit 05-99” was not granted.")
    assert [(ground.text, ground.result) for ground in said.grounds] == [
        ("The person has turned 65", "not_met"),
        ("The person is alive", "met"),
    ]
    assert (said.sums, said.total, said.details) == ((), "", ())


def test_who_asked_for_nothing_is_refused_nothing() -> None:
    now = timezone.now()
    case = CaseFactory(version=VersionFactory(), stage=Stage.DECIDE, person=young(), origin=Origin.EVENT)
    write_back(decide.work([case], now), now=now)
    assert case.decision.outcome == "no_right"
    assert not Letter.objects.exists()


def test_a_member_of_staff_is_named_by_role_and_office_and_their_reasons_stand_in_the_letter() -> None:
    user = UserFactory(last_name="Rzayeva")
    case = CaseFactory(version=VersionFactory(), to_clerk=True, person=young(), origin=Origin.APPLICATION)
    handlers.refuse(case_id=case.pk, actor=staff_actor(user), note="The record of age was checked.", now=timezone.now())
    letter = Letter.objects.get(case=case)
    said = part(letter)
    assert said.reasons == ("The record of age was checked.",)
    assert "Back-office examiner" in said.decided
    assert "Rzayeva" not in str(letter.content)


@pytest.mark.parametrize(("language", "parts"), [("az", ["az"]), ("ru", ["ru", "az"]), ("en", ["en", "az"])])
def test_a_letter_is_kept_in_the_persons_language_and_in_azerbaijani(language: str, parts: list[str]) -> None:
    letter = decided_by_machine(person=PersonFactory(language=language))
    assert [one.language for one in read_content(letter.content).parts] == parts
    assert letter.content_hash == content_hash(letter.content)


def test_a_letter_cannot_be_changed_or_removed() -> None:
    letter = decided_by_machine()
    for change in (lambda: Letter.objects.update(kind="refused"), lambda: Letter.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Letter.objects.get().kind == letter.kind


def test_a_batch_asks_for_names_once_and_works_out_equal_sums_once() -> None:
    version = VersionFactory(
        changes={"amount": "CASE WHEN person.age >= 70 THEN 2 ELSE 1 END * parameter.test_benefit"}
    )

    def asked(count: int) -> int:
        cases = [
            CaseFactory(version=version, stage=Stage.DECIDE, person=english(birth_date=date(1950, 1, 1)))
            for _ in range(count)
        ]
        again = list(
            Case.objects.filter(pk__in=[case.pk for case in cases])
            .select_related("person", "about")
            .prefetch_related("version", "service")
        )
        with CaptureQueriesContext(connection) as seen:
            moves = decide.work(again, timezone.now())
        assert all(any(isinstance(row, Letter) for row in move.rows) for move in moves)
        return len(seen)

    asked(1)
    assert asked(1) == asked(4)


# -- ends ----------------------------------------------------------------------------------------------------------


def monthly(person: Any = None, code: str = "05-99", **more: Any) -> Entitlement:
    version = VersionFactory(service=ServiceFactory(code=code), changes={"period": "monthly"})
    case = CaseFactory(
        version=version, decided=True, entitlement=None, person=person or english(), stage=Stage.CLOSED, state="done"
    )
    right: Entitlement = EntitlementFactory(case=case, period="monthly", starts=date(2026, 1, 1), **more)
    return right


def test_an_end_by_a_member_of_staff_tells_what_is_no_longer_so_with_the_facts_of_now() -> None:
    right = monthly(person=young(), review={"criteria": ["age"], "cause": "facts", "since": "2026-03-01"})
    handlers.end_right(
        case_id=right.case_id, actor=staff_actor(UserFactory()), last_day=date(2026, 3, 31), note="Below 65 years.",
        now=morning(date(2026, 4, 5)),
    )  # fmt: skip
    letter = Letter.objects.get(case=right.case, kind="ended")
    said = part(letter)
    assert (letter.ordinal, letter.occasion) == (2, "2026-03-31")
    assert said.answer == f"“Benefit 05-99” has ended. Its last day was 31{NBSP}March{NBSP}2026."
    assert said.reasons == ("Below 65 years.",)
    [ground] = said.grounds
    assert (ground.text, ground.result) == ("The person has turned 65", "not_met")
    assert ground.facts[0].label
    assert not ends_without_letter().exists()


def test_an_end_tells_what_was_paid_beyond() -> None:
    publish("07-01")
    right = running_right("07-01", facts=HERO, on=date(2026, 9, 14), person=english())
    paid_up_to(date(2026, 12, 2))
    right = Entitlement.objects.select_related("case__person", "case__about").get(pk=right.pk)
    right.ended_on, right.end_reason = date(2026, 10, 31), "clerk"
    end([right], now=morning(date(2026, 12, 2)))
    [letter] = write_ended({right: End(reason="clerk")}, now=morning(date(2026, 12, 2)))
    said = part(letter)
    assert [(line.label, line.value) for line in said.sums] == [
        ("November 2026", f"2,200.00{NBSP}₼"),
        ("December 2026", f"2,200.00{NBSP}₼"),
    ]
    assert said.total == f"4,400.00{NBSP}₼"
    assert "Nothing is taken back automatically: a member of staff looks at it." in said.reasons


def test_a_choice_names_what_was_chosen_instead() -> None:
    right = monthly()
    chosen = CaseFactory(
        version=VersionFactory(service=ServiceFactory(code="05-98"), changes={"excludes": ["05-99"]}),
        person=right.case.person,
    )
    end_excluded(chosen, now=morning(date(2026, 4, 5)))
    letter = Letter.objects.get(case=right.case, kind="ended")
    assert part(letter).reasons == ("You have chosen “Benefit 05-98”, and nobody receives both.",)


def test_the_family_of_a_child_that_died_is_written_to_and_the_dead_are_not() -> None:
    child = PersonFactory(birth_date=date(2020, 1, 1), died_on=date(2026, 3, 2))
    right = monthly()
    Case.objects.filter(pk=right.case_id).update(about=child)
    own = monthly(person=english(died_on=date(2026, 3, 2)))
    review_people([child.pk, own.person_id], now=morning(date(2026, 3, 5)))
    letter = Letter.objects.get(kind="ended")
    assert letter.case_id == right.case_id
    assert "We are sorry for your loss." in part(letter).reasons[0]
    assert not ends_without_letter().exists()


# -- amounts -------------------------------------------------------------------------------------------------------


def test_a_decree_that_raises_a_month_is_told_with_before_now_and_the_act() -> None:
    publish("07-01")
    right = running_right("07-01", facts=HERO, on=date(2026, 9, 14), person=english())
    set_parameter(STIPEND, since=date(2027, 1, 1), value=2420)
    paid_up_to(date(2026, 12, 2))
    assert not Letter.objects.filter(kind="amount_changed").exists()
    order_due_months(now=morning(date(2027, 1, 2)))
    letter = Letter.objects.get(kind="amount_changed")
    said = part(letter)
    assert (letter.case_id, letter.occasion) == (right.case_id, "2027-01")
    assert "From January 2027 on" in said.answer
    assert [pair.value for pair in said.details][:2] == [f"2,200.00{NBSP}₼", f"2,420.00{NBSP}₼"]
    assert said.reasons == ("The amount was set anew by: Fərman 88.",)
    assert said.total == f"2,420.00{NBSP}₼"
    order_due_months(now=morning(date(2027, 2, 2)))
    assert Letter.objects.filter(kind="amount_changed").count() == 1


@pytest.mark.parametrize(("value", "words", "change"), [(2420, "more", "660.00"), (2000, "less", "600.00")])
def test_law_that_reaches_back_is_told_month_by_month(value: int, words: str, change: str) -> None:
    publish("07-01")
    now = morning(date(2026, 12, 2))
    plan_changes(now=now)
    running_right("07-01", facts=HERO, on=date(2026, 9, 14), person=english())
    paid_up_to(date(2026, 12, 2))
    set_parameter(STIPEND, since=date(2026, 10, 1), value=value)
    plan_changes(now=now)
    while work_batch(now=now):
        pass
    letter = Letter.objects.get(kind="amount_changed")
    said = part(letter)
    assert f"{change}{NBSP}₼ {words} than was paid" in said.answer
    assert [line.label for line in said.sums] == ["October 2026", "November 2026", "December 2026"]
    assert said.total == f"{change}{NBSP}₼"
    assert letter.occasion == f"{STIPEND}:2026-10-01"
    assert check_books(on=date(2026, 12, 2), now=now).counts.get(Kind.NO_LETTER) is None


# -- what is missing -----------------------------------------------------------------------------------------------


def test_the_books_find_a_decision_and_an_end_without_a_letter_and_the_command_writes_them() -> None:
    case = CaseFactory(version=VersionFactory(), stage=Stage.CLOSED, state="done", outcome="granted", person=english())
    DecisionFactory(case=case, letter=False)
    EntitlementFactory(case=case, ended_on=date(2026, 3, 10), end_reason="clerk")
    refused = CaseFactory(version=case.version, stage=Stage.CLOSED, state="done", outcome="refused", person=english())
    DecisionFactory(case=refused, outcome="refused", letter=False)
    found = check_books(on=date(2026, 3, 10), now=datetime(2026, 3, 11, tzinfo=UTC))
    assert found.counts[Kind.NO_LETTER] == 3
    assert {one.reference for one in found.first if one.kind == Kind.NO_LETTER} == {"decision", "end"}

    out = StringIO()
    call_command("letters", "--chunk", "1", stdout=out)

    assert out.getvalue() == "3 letters written\n"
    kinds = Letter.objects.order_by("case_id", "ordinal").values_list("case_id", "ordinal", "kind")
    assert list(kinds) == [(case.pk, 1, "granted"), (case.pk, 2, "ended"), (refused.pk, 1, "refused")]
    assert not decisions_without_letter().exists()
    assert write_missing(now=timezone.now()) == 0
    assert check_books(on=date(2026, 3, 10), now=timezone.now()).counts.get(Kind.NO_LETTER) is None


def test_a_letter_of_a_right_whose_amount_is_another_by_now_shows_no_sum_that_is_not_its_own() -> None:
    case = CaseFactory(version=VersionFactory(), decided=True, person=english(), decision=None, entitlement=None)
    DecisionFactory(case=case, letter=False)
    EntitlementFactory(case=case, amount=Decimal(700))
    write_missing(now=timezone.now())
    said = part(Letter.objects.get(case=case))
    assert (said.sums, said.total) == ((), "")


# -- a letter that cannot be put together --------------------------------------------------------------------------


def _broken(*_arguments: Any, **_more: Any) -> None:
    raise ArithmeticError


def test_right_is_granted_though_its_letter_cannot_be_put_together(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    case = CaseFactory(version=VersionFactory(), stage=Stage.DECIDE, person=english())
    with monkeypatch.context() as patch:
        patch.setattr(letters, "granted_letter", _broken)
        write_back(decide.work([case], timezone.now()), now=timezone.now())

    assert Entitlement.objects.filter(case=case).exists()
    assert not Letter.objects.exists()
    assert f"The letter of the case {case.pk} could not be put together" in caplog.text
    assert case.person.fin not in caplog.text
    assert list(decisions_without_letter().values_list("case_id", flat=True)) == [case.pk]
    assert write_missing(now=timezone.now()) == 1  # once the fault is mended


def test_month_is_paid_though_its_letter_cannot_be_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    publish("07-01")
    right = running_right("07-01", facts=HERO, on=date(2026, 9, 14), person=english())
    set_parameter(STIPEND, since=date(2027, 1, 1), value=2420)
    paid_up_to(date(2026, 12, 2))
    monkeypatch.setattr(letters, "amount_letter", _broken)

    order_due_months(now=morning(date(2027, 1, 2)))

    assert right.orders.filter(period=date(2027, 1, 1), amount=2420).exists()
