"""Rights that exclude each other: the law in SQL against an oracle, and each of its sentences by an example."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from dost.cases import exclusions
from dost.cases.codes import EntryKind
from dost.cases.exclusions import end_excluded, excluding_awards, excluding_rights, right_that_cannot_end
from dost.cases.models import Case, CaseEntry, Entitlement
from dost.cases.stages import Origin, Outcome, Stage, State
from registries.models import BenefitCase, PensionCase, Person
from services_catalog.models import ServiceVersion
from services_catalog.queries import compiled
from tests.dost.cases.two_rights import Span, days, nobody_holds_both, spans
from tests.factories.cases import CaseFactory, EntitlementFactory
from tests.factories.registries import BenefitFactory, InstitutionFactory, PensionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ON = date(2026, 11, 20)
MONTHLY = ("90-1", "90-2", "90-3")
ONCE = ("90-4", "90-5")
ELSEWHERE = "90-9"
"""Only other systems know it: it has no version here."""
CODES = (*MONTHLY, *ONCE, ELSEWHERE)


def version(code: str, *, award: str | None = "MUAV", excludes: Sequence[str] = CODES, **more: Any) -> ServiceVersion:
    """A service that excludes all the others."""
    changes = {
        "excludes": [other for other in excludes if other != code],
        "period": "once" if code in ONCE else "monthly",
        "award": award,
        **more,
    }
    made: ServiceVersion = VersionFactory(service=ServiceFactory(code=code), changes=changes)
    return made


# -- random awards and cases against an oracle -------------------------------------------------------------------


@dataclass(frozen=True)
class AwardSpec:
    """An award, with its receiver as a number and its days counted from `ON`."""

    code: str
    receiver: int
    key: str
    one_off: bool
    first: int
    last: int | None
    superseded: bool
    amount: int
    pension: bool
    recorded: int


@dataclass(frozen=True)
class CaseSpec:
    """A case; `stands` is open, accepted, granted, refused, declined or freed. `said` is the hour of the yes."""

    code: str
    receiver: int
    basis: str
    key: str
    on: int
    stands: str
    first: int
    last: int | None
    ended: int | None
    amount: int | None
    said: int
    decided: int

    @property
    def monthly(self) -> bool:
        return self.code in MONTHLY

    @property
    def is_open(self) -> bool:
        return self.stands in ("open", "accepted")


@st.composite
def awards(draw: st.DrawFn) -> AwardSpec:
    code = draw(st.sampled_from(CODES))
    first, last = draw(spans)
    return AwardSpec(
        code=code,
        receiver=draw(st.integers(0, 1)),
        key=draw(st.sampled_from(["", "K1", "K2"])),
        one_off=code in ONCE or (code == ELSEWHERE and draw(st.booleans())),
        first=first,
        last=last,
        superseded=draw(st.integers(0, 4)) == 0,
        amount=draw(st.sampled_from([100, 200])),
        pension=code == ELSEWHERE and draw(st.booleans()),
        recorded=draw(st.integers(0, 2)),
    )


@st.composite
def specs(draw: st.DrawFn) -> CaseSpec:
    first, last = draw(spans)
    return CaseSpec(
        code=draw(st.sampled_from([*MONTHLY, *ONCE])),
        receiver=draw(st.integers(0, 1)),
        basis=draw(st.sampled_from(["birth", "leave"])),
        key=draw(st.sampled_from(["K1", "K2"])),
        on=draw(days),
        stands=draw(
            st.sampled_from(["open", "open", "accepted", "granted", "granted", "refused", "declined", "freed"])
        ),
        first=first,
        last=last,
        ended=draw(st.none() | st.integers(first, first + 4)),
        amount=draw(st.sampled_from([None, 100, 200])),
        said=draw(st.integers(0, 2)),
        decided=draw(st.integers(0, 2)),
    )


crowds = st.lists(specs(), min_size=1, max_size=5, unique_by=lambda case: (case.code, case.basis, case.key))


class House:
    """The random awards and cases, written."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = people
        self.versions = {code: version(code) for code in (*MONTHLY, *ONCE)}

    def write_award(self, spec: AwardSpec, number: int) -> None:
        model: Any = PensionCase if spec.pension else BenefitCase
        model.objects.create(
            person=self.people[spec.receiver],
            source_id="DSMF",
            reference=f"X-{number}",
            valid_from=ON + timedelta(spec.first),
            valid_until=None if spec.last is None else ON + timedelta(spec.last),
            recorded_at=NOW + timedelta(hours=spec.recorded),
            superseded_at=NOW if spec.superseded else None,
            correction_reason="x" if spec.superseded else "",
            service_code=spec.code,
            basis_key=spec.key,
            assigned_on=ON,
            amount=spec.amount,
            one_off=spec.one_off,
            **({"kind": "age"} if spec.pension else {}),
        )

    def write_case(self, spec: CaseSpec) -> Case:
        done = spec.stands in ("declined", "freed")
        outcome = {"granted": "granted", "refused": "refused", "declined": "declined", "freed": "granted"}
        case = Case.objects.create(
            service_id=spec.code,
            version=self.versions[spec.code],
            person=self.people[spec.receiver],
            basis=spec.basis,
            basis_key=spec.key,
            record_id=1,
            on=ON + timedelta(spec.on),
            origin=Origin.EVENT,
            stage=Stage.CLOSED if done else Stage.NOTIFY if spec.stands in ("granted", "refused") else Stage.CHOOSE,
            state=State.DONE if done else State.READY,
            outcome=outcome.get(spec.stands, ""),
            live=spec.stands != "freed",
            opened_at=NOW,
            decided_at=None if spec.is_open else NOW + timedelta(hours=spec.decided),
            not_before=NOW,
        )
        if spec.stands in ("granted", "freed"):
            Entitlement.objects.create(
                case=case,
                service_id=spec.code,
                person=case.person,
                period="monthly" if spec.monthly else "once",
                amount=100,
                starts=ON + timedelta(spec.first),
                until=None if spec.last is None else ON + timedelta(spec.last),
                ended_on=None if spec.ended is None else ON + timedelta(spec.ended),
                created_at=NOW,
            )
        if spec.stands == "accepted":
            CaseEntry.objects.create(case=case, at=NOW + timedelta(hours=spec.said), what=EntryKind.ACCEPTED)
        return case


def of_award(asking: CaseSpec, award: AwardSpec) -> bool:
    """Whether a monthly award excludes what a case asks about."""
    if award.superseded or award.one_off or award.code == asking.code:
        return False
    right = Span(asking.receiver, asking.key, asking.monthly, asking.on, None)
    return nobody_holds_both(right, Span(award.receiver, award.key, True, award.first, award.last))


def to_end(asking: CaseSpec, other: AwardSpec | CaseSpec) -> bool:
    """Whether the person said yes to the one when the other was there, and can end it."""
    since = other.recorded if isinstance(other, AwardSpec) else other.decided
    theirs = other.receiver == asking.receiver and (isinstance(other, AwardSpec) or other.monthly)
    return asking.stands == "accepted" and since <= asking.said and theirs


def of_case(asking: CaseSpec, other: CaseSpec) -> bool:
    if other.code == asking.code or other.stands in ("refused", "declined", "freed"):
        return False
    right = Span(asking.receiver, (asking.basis, asking.key), asking.monthly, asking.on, None)
    if other.is_open:
        theirs = Span(other.receiver, (other.basis, other.key), other.monthly, other.on, None)
        return nobody_holds_both(right, theirs) and goes_before(other, asking)
    ends = [day for day in (other.last, other.ended) if day is not None]
    theirs = Span(other.receiver, (other.basis, other.key), other.monthly, other.first, min(ends, default=None))
    return nobody_holds_both(right, theirs)


def goes_before(one: CaseSpec, other: CaseSpec) -> bool:
    if (one.stands == "accepted") != (other.stands == "accepted"):
        return one.stands == "accepted"
    if (one.amount or 0) != (other.amount or 0):
        return (one.amount or 0) > (other.amount or 0)
    return (one.on, one.code) < (other.on, other.code)


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def house() -> House:
    InstitutionFactory(code="DSMF")
    return House([PersonFactory(), PersonFactory()])


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    print_blob=True,
)
@given(crowd=crowds, registered=st.lists(awards(), max_size=4))
def test_batch_row_and_oracle_say_the_same(house: House, crowd: list[CaseSpec], registered: list[AwardSpec]) -> None:
    with undone():
        for number, award in enumerate(registered):
            house.write_award(award, number)
        cases = [house.write_case(spec) for spec in crowd]
        amounts = {case.pk: spec.amount for case, spec in zip(cases, crowd, strict=True)}
        asking = [(case, spec) for case, spec in zip(cases, crowd, strict=True) if spec.is_open]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                exclusions,
                "evaluate",
                lambda some: {case.pk: SimpleNamespace(amount=amounts[case.pk]) for case in some},
            )
            together = excluding_rights([case for case, _spec in asking])
            alone: dict[int, str] = {}
            for case, _spec in asking:
                alone |= excluding_rights([case])
        expected = {}
        for case, spec in asking:
            codes = [award.code for award in registered if of_award(spec, award) and not to_end(spec, award)]
            codes += [
                other.code for other in crowd if of_case(spec, other) and (other.is_open or not to_end(spec, other))
            ]
            if codes:
                expected[case.pk] = min(codes)
        assert together == expected
        assert alone == expected
        for case, spec in asking:
            assert excluded_by_award(case) == any(of_award(spec, award) for award in registered)
            for paying in (100, 150):
                assert excluded_by_award(case, paying=paying) == any(
                    of_award(spec, award) and award.amount >= paying for award in registered
                )


def excluded_by_award(case: Case, *, paying: int | None = None) -> bool:
    """The row test, as a sweep asks it."""
    rule = compiled(case.version)
    right = exclusions._found_right(rule, first=sql.SQL('v."on"'))
    test = excluding_awards(right, rule.definition.excludes, paying=None if paying is None else sql.Literal(paying))
    return bool(answer(test, [case.person_id, case.basis_key, case.on], 'subject_id, key, "on"'))


def answer(test: sql.Composable, values: Sequence[Any], columns: str) -> Any:
    """What a test says of one row `v`."""
    row = sql.SQL(", ").join(
        sql.SQL("{}::date").format(sql.Literal(value)) if isinstance(value, date) else sql.Literal(value)
        for value in values
    )
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT {} FROM (VALUES ({})) v ({})").format(test, row, sql.SQL(columns)).as_string(None)
        )
        return cursor.fetchone()[0]


# -- the sentences of the law, where the definitions of before did not agree -------------------------------------


@pytest.fixture(autouse=True)
def _institution() -> None:
    InstitutionFactory(code="DSMF")


def case_of(code: str, *, award: str | None = "MUAV", amount: str | None = None, **more: Any) -> Case:
    changes = {"amount": amount} if amount else {}
    made: Case = CaseFactory(version=version(code, award=award, **changes), **more)
    return made


def test_an_award_counts_from_the_day_of_each_case_whatever_else_is_in_the_batch() -> None:
    early, late = case_of("90-1", on=date(2026, 11, 1)), case_of("90-2", on=date(2026, 11, 20))
    BenefitFactory(person=early.person, service_code="90-3", valid_until=date(2026, 11, 10))
    BenefitFactory(person=late.person, service_code="90-3", valid_until=date(2026, 11, 10))
    assert excluding_rights([early, late]) == {early.pk: "90-3"}


@pytest.mark.parametrize("better_first", [True, False])
def test_of_two_open_cases_about_one_record_the_better_goes_on_whichever_is_older(better_first: bool) -> None:
    person = PersonFactory()
    order = [("90-5", "parameter.test_benefit"), ("90-4", "parameter.test_benefit - 100")]
    made = {
        code: case_of(code, person=person, amount=amount) for code, amount in (order if better_first else order[::-1])
    }
    assert excluding_rights([made["90-4"]]) == {made["90-4"].pk: "90-5"}
    assert excluding_rights([made["90-5"]]) == {}


@pytest.mark.parametrize("codes", [("90-1", "90-2"), ("90-2", "90-1")])
def test_of_two_open_cases_that_pay_the_same_it_does_not_matter_which_was_found_first(codes: tuple[str, str]) -> None:
    person = PersonFactory()
    cases = {code: case_of(code, person=person) for code in codes}
    assert excluding_rights(list(cases.values())) == {cases["90-2"].pk: "90-1"}


def test_what_the_person_said_yes_to_goes_before_what_pays_more() -> None:
    person = PersonFactory()
    lower = case_of("90-1", person=person, amount="parameter.test_benefit - 100")
    higher = case_of("90-2", person=person)
    assert excluding_rights([higher]) == {}
    CaseEntry.objects.create(case=lower, at=NOW, what=EntryKind.ACCEPTED)
    assert excluding_rights([higher]) == {higher.pk: "90-1"}


def test_a_refusal_that_is_being_announced_excludes_nothing() -> None:
    case = case_of("90-1", amount="parameter.test_benefit - 100")
    case_of("90-2", person=case.person, stage=Stage.NOTIFY, outcome=Outcome.REFUSED)
    assert excluding_rights([case]) == {}


def test_a_lump_sum_is_not_excluded_by_a_monthly_award_for_something_else() -> None:
    case = case_of("90-4")
    BenefitFactory(person=case.person, service_code="90-1", basis_key="another record")
    assert excluding_rights([case]) == {}
    BenefitFactory(person=case.person, service_code="90-1", basis_key=case.basis_key)
    assert excluding_rights([case]) == {case.pk: "90-1"}


def test_a_right_that_keeps_no_award_excludes_like_one_that_does() -> None:
    case = case_of("90-1")
    granted = case_of(
        "90-2", award=None, person=case.person, basis_key="another record", decided=True, entitlement=None
    )
    right = EntitlementFactory(case=granted, period="monthly")
    assert excluding_rights([case]) == {case.pk: "90-2"}
    Entitlement.objects.filter(pk=right.pk).update(ended_on=case.on - timedelta(1))
    assert excluding_rights([case]) == {}


def test_a_key_is_one_record_only_within_its_basis() -> None:
    case = case_of("90-4")
    case_of("90-5", basis="birth", basis_key=case.basis_key, granted_and_paid=True)
    assert excluding_rights([case]) == {}


# -- what cannot be chosen away ----------------------------------------------------------------------------------


def test_a_monthly_right_of_ones_own_can_end() -> None:
    case = case_of("90-1")
    BenefitFactory(person=case.person, service_code="90-2")
    assert right_that_cannot_end(case) == ""


def test_what_somebody_else_receives_for_the_same_record_cannot_end() -> None:
    case = case_of("90-1")
    BenefitFactory(service_code="90-2", basis_key=case.basis_key)
    assert excluding_rights([case]) == {case.pk: "90-2"}
    assert right_that_cannot_end(case) == "90-2"


@pytest.mark.parametrize("asking", ["90-1", "90-4"])
@pytest.mark.parametrize("names_the_record", [True, False])
def test_a_lump_sum_of_any_registry_cannot_end(asking: str, names_the_record: bool) -> None:
    case = case_of(asking)
    PensionFactory(
        person=case.person,
        service_code=ELSEWHERE,
        one_off=True,
        basis_key=case.basis_key if names_the_record else "",
        valid_from=case.on,
    )
    assert right_that_cannot_end(case) == ELSEWHERE


# -- the choice is carried out -----------------------------------------------------------------------------------


def test_the_chosen_right_ends_what_runs_on_the_day_before() -> None:
    case = case_of("90-1")
    BenefitFactory(person=case.person, service_code="90-2", reference="A")
    end_excluded(case, now=NOW)
    award = BenefitCase.objects.get(superseded_at=None)
    assert (award.reference, award.valid_until, award.stop_reason) == ("A", date(2026, 11, 19), "chose another right")


def test_what_has_ended_by_itself_keeps_its_last_day() -> None:
    case = case_of("90-1", on=date(2026, 11, 1))
    BenefitFactory(person=case.person, service_code="90-2", valid_until=date(2026, 11, 10))
    granted = case_of("90-3", person=case.person, decided=True, entitlement=None)
    right = EntitlementFactory(case=granted, period="monthly", until=date(2026, 11, 10))
    end_excluded(case, now=NOW)
    assert BenefitCase.objects.get().valid_until == date(2026, 11, 10)
    right.refresh_from_db()
    assert right.ended_on is None


def test_a_choice_ends_nothing_of_somebody_else() -> None:
    case = case_of("90-1")
    BenefitFactory(service_code="90-2", basis_key=case.basis_key)
    end_excluded(case, now=NOW)
    assert BenefitCase.objects.get().valid_until is None
