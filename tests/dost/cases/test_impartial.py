"""Who may not decide a case because of who they are: the rule against an oracle that knows families as sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from django.test import Client
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from dost.accounts.actors import SYSTEM, Oneself, Staff, staff_actor
from dost.accounts.models import User
from dost.cases import acts, handlers
from dost.cases.acts import KEPT_FROM, TABLE, Act, NotImpartial
from dost.cases.handlers import way
from dost.cases.impartial import Apart, Kept, circle_of, circles_of, close_among, deciders, kept_from
from dost.cases.models import Case, CaseEntry, Entitlement
from registries.models import BirthAct, ChildPlacement, Household, HouseholdMember, Kinship, Person
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.registries import DistrictFactory, InstitutionFactory, KinshipFactory, PersonFactory

pytestmark = pytest.mark.django_db

ON: Final = date(2026, 11, 30)
BEFORE: Final = date(2000, 1, 1)
NOW: Final = datetime(2026, 11, 30, 9, tzinfo=UTC)
NOTE: Final = "I have seen the corrected extract"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def staff_of(person: Person) -> User:
    user: User = UserFactory(fin=person.fin)
    return user


def ids_of(user: User, *, on: date = ON) -> frozenset[int]:
    found = circle_of(user.pk, on=on)
    assert found is not None
    return found


def circle(person: Person, *, on: date = ON) -> set[Person]:
    return set(Person.objects.filter(pk__in=ids_of(staff_of(person), on=on)))


def child_of(parent: Person, **more: object) -> Person:
    child: Person = PersonFactory(**more)
    KinshipFactory(person=child, relative=parent, kind=Kinship.Kind.MOTHER, valid_from=BEFORE)
    return child


def marry(one: Person, other: Person, **more: object) -> None:
    KinshipFactory(person=one, relative=other, kind=Kinship.Kind.SPOUSE, **{"valid_from": BEFORE, **more})


# -- the second degree, exactly ------------------------------------------------------------------------------------


def test_kin_to_the_second_degree_are_close_and_those_of_the_third_are_not() -> None:
    grandmother = PersonFactory()
    great_grandmother = PersonFactory()
    KinshipFactory(person=grandmother, relative=great_grandmother, kind="mother", valid_from=BEFORE)
    mother = child_of(grandmother)
    aunt = child_of(grandmother)
    cousin = child_of(aunt)
    me = child_of(mother)
    sister = child_of(mother)
    niece = child_of(sister)
    daughter = child_of(me)
    grandson = child_of(daughter)
    great_grandson = child_of(grandson)

    close = circle(me)
    assert close == {me, mother, grandmother, sister, daughter, grandson}
    assert not close & {great_grandmother, aunt, cousin, niece, great_grandson}


def test_the_spouse_and_the_spouse_s_near_kin_are_close() -> None:
    me, wife, her_mother = PersonFactory(), PersonFactory(), PersonFactory()
    marry(wife, me)
    KinshipFactory(person=wife, relative=her_mother, kind="mother", valid_from=BEFORE)
    her_brother = child_of(her_mother)
    his_wife = PersonFactory()
    marry(her_brother, his_wife)

    assert circle(me) == {me, wife, her_mother, her_brother}
    assert me in circle(her_brother)
    assert me not in circle(his_wife), "two marriages make nobody kin"


def test_a_marriage_that_has_ended_makes_nobody_close() -> None:
    me, once = PersonFactory(), PersonFactory()
    marry(me, once, valid_until=ON - timedelta(days=1))

    assert circle(me) == {me}
    assert once.pk in ids_of(User.objects.get(fin=me.fin), on=ON - timedelta(days=1))


def test_a_corrected_record_counts_no_more() -> None:
    me, other = PersonFactory(), PersonFactory()
    row = KinshipFactory(person=me, relative=other, kind="mother", valid_from=BEFORE)
    Kinship.objects.filter(pk=row.pk).update(superseded_at=NOW)

    assert circle(me) == {me}


def test_an_act_of_birth_an_adoption_and_a_guardianship_count_too() -> None:
    me, born, adopted, ward = (PersonFactory() for _ in range(4))
    source = InstitutionFactory()
    common = {"source": source, "valid_from": BEFORE, "recorded_at": NOW}
    BirthAct.objects.create(person=born, father=me, act_no="1", registered_on=BEFORE, reference="b1", **common)
    for kind, child in (("adoption", adopted), ("guardianship", ward)):
        ChildPlacement.objects.create(person=child, carer=me, kind=kind, document_no="1", reference=kind, **common)

    assert circle(me) == {me, born, adopted, ward}
    assert me in circle(ward)


def test_who_lives_in_the_same_household_is_close_while_they_do() -> None:
    me, flatmate, gone = (PersonFactory() for _ in range(3))
    home = Household.objects.create(meter_no="M-1", district=DistrictFactory())
    for person, until in ((me, None), (flatmate, None), (gone, ON - timedelta(days=1))):
        HouseholdMember.objects.create(
            person=person, household=home, relation="other", source=InstitutionFactory(), reference=person.fin,
            valid_from=BEFORE, valid_until=until, recorded_at=NOW,
        )  # fmt: skip

    assert circle(me) == {me, flatmate}


def test_an_account_without_a_fin_has_no_circle_at_all_and_one_nobody_knows_is_close_to_nobody() -> None:
    assert circle_of(UserFactory(fin="").pk, on=ON) is None
    assert ids_of(UserFactory()) == frozenset({0})


def test_circles_of_several_at_once_are_those_of_each() -> None:
    mother = PersonFactory()
    users: list[User] = [staff_of(mother), staff_of(child_of(mother)), UserFactory(), UserFactory(fin="")]

    found = circles_of([user.pk for user in users], on=ON)

    assert found == {user.pk: circle_of(user.pk, on=ON) for user in users}
    assert circles_of([], on=ON) == {}


# -- the law, over made-up families --------------------------------------------------------------------------------


@dataclass
class Family:
    """People by number, who bore whom, and who is married to whom."""

    parents: dict[int, set[int]] = field(default_factory=dict)
    marriages: set[frozenset[int]] = field(default_factory=set)

    def up(self, one: int) -> set[int]:
        return self.parents.get(one, set())

    def blood(self, one: int) -> set[int]:
        """Who is kin by births, counted from the nearest forebear of both: at most two births apart."""
        people = range(PEOPLE)
        lines = {who: self._forebears(who) for who in people}
        return {
            other
            for other in people
            if any(lines[one][line] + lines[other][line] <= 2 for line in lines[one].keys() & lines[other].keys())
        }

    def _forebears(self, one: int) -> dict[int, int]:
        """Each forebear up to two births away, oneself among them, by how many."""
        found = {one: 0}
        for parent in self.up(one):
            found[parent] = min(found.get(parent, 9), 1)
            for older in self.up(parent):
                found[older] = min(found.get(older, 9), 2)
        return found

    def spouses(self, one: int) -> set[int]:
        return {other for pair in self.marriages if one in pair for other in pair - {one}}

    def close(self, one: int) -> set[int]:
        own = self.blood(one)
        by_marriage = {other for spouse in self.spouses(one) for other in self.blood(spouse)}
        return own | by_marriage | {other for kin in own for other in self.spouses(kin)}


PEOPLE: Final = 7


@st.composite
def families(draw: st.DrawFn) -> Family:
    """Whoever is younger has a higher number, so nobody is their own forebear."""
    family = Family()
    for one in range(1, PEOPLE):
        family.parents[one] = draw(st.sets(st.integers(0, one - 1), max_size=2))
    pairs = st.sets(st.integers(0, PEOPLE - 1), min_size=2, max_size=2).map(frozenset)
    family.marriages = draw(st.sets(pairs, max_size=3))
    return family


def raised(family: Family) -> list[Person]:
    people = PersonFactory.create_batch(PEOPLE)
    for one, parents in family.parents.items():
        for kind, parent in zip(("mother", "father"), sorted(parents), strict=False):
            KinshipFactory(person=people[one], relative=people[parent], kind=kind, valid_from=BEFORE)
    for pair in family.marriages:
        one, other = sorted(pair)
        marry(people[one], people[other])
    return list(people)


@settings(max_examples=40, deadline=None)
@given(families())
def test_the_rule_is_that_of_the_oracle_and_holds_from_both_sides(family: Family) -> None:
    people = raised(family)
    numbers = {person.pk: number for number, person in enumerate(people)}

    found = [{numbers[one.pk] for one in circle(person)} for person in people]

    assert found == [family.close(one) for one in range(PEOPLE)]
    assert all((one in found[other]) == (other in found[one]) for one in range(PEOPLE) for other in range(PEOPLE))
    User.objects.filter(fin__in=[person.fin for person in people]).delete()


# -- at the table of acts --------------------------------------------------------------------------------------------

DECIDING: Final = {
    Act.GRANT, Act.REFUSE, Act.SEND_BACK, Act.KEEP, Act.END, Act.WITHDRAW, Act.PAY_TO, Act.CLOSE_OVERPAID,
    Act.NEW_ACCOUNT, Act.PAID_ONCE, Act.SEEN_TO, Act.ASSIGN, Act.ASK_MORE, Act.ASK_NO_MORE, Act.ADMIT_APPEAL,
    Act.DECIDE_APPEAL, Act.REGISTER_COURT,
}  # fmt: skip


def test_every_act_by_which_staff_decide_stands_apart_from_the_people_of_the_case() -> None:
    assert {act for act, terms in TABLE.items() if terms.apart is not Apart.NOTHING} >= DECIDING
    of_the_person = {act for act, terms in TABLE.items() if terms.who.oneself}
    assert all(TABLE[act].apart is Apart.NOTHING for act in of_the_person), "whoever acts for themselves is close"


@pytest.mark.parametrize("whose", ["person", "about", "payee"])
def test_whoever_is_close_to_somebody_of_the_case_is_offered_nothing_to_decide(whose: str) -> None:
    case: Case = CaseFactory(to_clerk=True)
    other = PersonFactory()
    if whose == "about":
        Case.objects.filter(pk=case.pk).update(about=other)
    if whose == "payee":
        case = CaseFactory(granted_and_paid=True)
        Entitlement.objects.filter(case=case).update(
            payee=other, period="monthly", review={"criteria": ["age"], "since": "2026-03-05", "cause": "facts"}
        )
    case = Case.objects.get(pk=case.pk)
    near = child_of(case.person if whose == "person" else other)
    actor = staff_actor(staff_of(near))

    assert kept_from(case, actor, apart=Apart.THE_PEOPLE, on=ON) is Kept.CLOSE
    found = acts.offered(case, actor)
    assert found.is_kept
    assert not DECIDING & set(found.acts), "what the person says can be written down, nothing is decided"
    assert DECIDING & set(acts.offered(case, staff_actor(UserFactory())).acts)


def test_who_tries_all_the_same_is_refused_in_words_that_tell_of_nobody_s_family_and_nothing_happens() -> None:
    case = CaseFactory(to_clerk=True)
    actor = staff_actor(staff_of(child_of(case.person)))

    with pytest.raises(NotImpartial) as why:
        handlers.refuse(case_id=case.pk, actor=actor, note=NOTE, now=timezone.now())
    with pytest.raises(NotImpartial) as without_fin:
        handlers.refuse(case_id=case.pk, actor=staff_actor(UserFactory(fin="")), note=NOTE, now=timezone.now())

    assert str(why.value) == str(without_fin.value) == str(KEPT_FROM)
    assert Case.objects.get(pk=case.pk).state == "waiting"
    assert not case.entries.filter(what="refused").exists()


def test_somebody_without_a_fin_decides_nothing_and_still_writes_down_what_a_person_says() -> None:
    nobody = staff_actor(UserFactory(fin=""))
    asked = CaseFactory(asked=True)

    found = acts.offered(CaseFactory(to_clerk=True), nobody)
    assert found.is_kept
    assert not DECIDING & set(found.acts)
    handlers.record_choice(case_id=asked.pk, actor=nobody, wanted=True, note=NOTE, now=timezone.now())


def test_the_rule_is_for_staff_alone() -> None:
    case = CaseFactory(asked=True)

    assert kept_from(case, Oneself(case.person_id, "s"), apart=Apart.THE_DECISION, on=ON) is None
    assert kept_from(case, SYSTEM, apart=Apart.THE_DECISION, on=ON) is None


def test_whoever_had_a_hand_in_a_decision_does_not_judge_it() -> None:
    case: Case = CaseFactory(to_clerk=True)
    first, second = UserFactory(), UserFactory()
    handlers.assign(case_id=case.pk, actor=staff_actor(second), now=timezone.now())
    handlers.refuse(case_id=case.pk, actor=staff_actor(first), note=NOTE, now=timezone.now())
    case = Case.objects.get(pk=case.pk)

    assert deciders(case) == {first.pk}
    assert kept_from(case, staff_actor(first), apart=Apart.THE_DECISION, on=ON) is Kept.DECIDED_BEFORE
    assert kept_from(case, staff_actor(first), apart=Apart.THE_PEOPLE, on=ON) is None
    assert kept_from(case, staff_actor(second), apart=Apart.THE_DECISION, on=ON) is None


def test_nobody_names_their_own_family_as_who_is_paid() -> None:
    child = PersonFactory(birth_date=date(2016, 5, 1))
    mother = PersonFactory()
    KinshipFactory(person=child, relative=mother, kind="mother", valid_from=BEFORE)
    case = CaseFactory(decided=True, person=child, state="waiting", waiting_on="clerk", reason={"code": "minor_payee"})
    # The mother's sister is kin of the third degree to the child, and of the second to the mother.
    grandmother = PersonFactory()
    KinshipFactory(person=mother, relative=grandmother, kind="mother", valid_from=BEFORE)
    aunt = staff_actor(staff_of(child_of(grandmother)))

    with pytest.raises(NotImpartial):
        handlers.pay_to(case_id=case.pk, actor=aunt, payee=mother.pk, note=NOTE, now=timezone.now())
    assert Entitlement.objects.get(case=case).payee_id is None


# -- a case is handed on ---------------------------------------------------------------------------------------------


def test_a_holder_hands_a_case_on_a_supervisor_anybody_s_and_another_examiner_nobody_s() -> None:
    holder, supervisor, other = UserFactory(), UserFactory(supervisor=True), UserFactory()
    case: Case = CaseFactory(to_clerk=True, assigned_to=holder)

    assert Act.HAND_ON not in acts.actions(case, staff_actor(other))
    assert Act.HAND_ON in acts.actions(case, staff_actor(supervisor))
    handlers.hand_on(case_id=case.pk, actor=staff_actor(holder), now=timezone.now())

    case = Case.objects.get(pk=case.pk)
    line = case.entries.latest("pk")
    assert (case.assigned_to, line.what, line.actor) == (None, "handed_on", staff_actor(holder))
    assert Act.HAND_ON not in acts.actions(case, staff_actor(supervisor))


def test_a_case_whose_holder_may_not_decide_is_handed_on_by_itself_and_says_nothing_of_why() -> None:
    case = CaseFactory(to_clerk=True)
    relative, father = child_of(case.person), PersonFactory()
    KinshipFactory(person=relative, relative=father, kind="father", valid_from=BEFORE)
    near, nobody = staff_of(relative), UserFactory(fin="")
    Case.objects.filter(pk=case.pk).update(assigned_to=near)
    fine, blocked = CaseFactory(to_clerk=True, assigned_to=UserFactory()), CaseFactory(assigned_to=nobody)
    closed = CaseFactory(granted_and_paid=True, person=father, assigned_to=near)

    assert handlers.hand_on_kept(now=timezone.now()) == 2

    assert Case.objects.get(pk=case.pk).assigned_to is None
    assert Case.objects.get(pk=blocked.pk).assigned_to is None
    assert Case.objects.get(pk=fine.pk).assigned_to is not None
    assert Case.objects.get(pk=closed.pk).assigned_to == near
    line = CaseEntry.objects.filter(case=case).latest("pk")
    assert (line.what, line.actor, line.details) == ("handed_on", SYSTEM, {})
    assert handlers.hand_on_kept(now=timezone.now()) == 0


def test_one_case_that_cannot_be_handed_on_keeps_no_other_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (CaseFactory(to_clerk=True, assigned_to=UserFactory(fin="")) for _ in range(2))
    let_go = way._let_go_of

    def broken(case: Case, actor: object, *, now: datetime) -> None:
        if case.pk == first.pk:
            raise ValueError("broken")
        let_go(case, SYSTEM, now=now)

    monkeypatch.setattr(way, "_let_go_of", broken)

    assert handlers.hand_on_kept(now=timezone.now()) == 1
    assert Case.objects.get(pk=second.pk).assigned_to is None


# -- in lists, and on the page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_once(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    cases = list(
        Case.objects.filter(pk__in=[CaseFactory(to_clerk=True).pk for _ in range(rows)]).select_related("entitlement")
    )
    actor = staff_actor(staff_of(child_of(cases[0].person)))

    with django_assert_num_queries(1):
        assert close_among(cases, actor, on=ON) == {cases[0].pk}


def test_the_page_of_a_case_says_kindly_that_somebody_else_takes_it(client: Client) -> None:
    case = CaseFactory(to_clerk=True)
    user = staff_of(child_of(case.person))
    Case.objects.filter(pk=case.pk).update(assigned_to=user)
    sign_in(client, user)
    client.cookies["django_language"] = "en"

    page = client.get(f"/office/cases/{case.pk}/").content.decode()
    assert "Another member of staff takes it" in page
    assert f"/office/cases/{case.pk}/actions/grant/" not in page

    refused = client.post(f"/office/cases/{case.pk}/actions/grant/", {"note": NOTE}, follow=True).content.decode()
    assert "Another member of staff takes it" in refused
    assert (
        "kin"
        not in refused.lower().replace("taking", "").replace("looking", "").replace("asking", "").split("<main")[1]
    )

    handed = client.post(f"/office/cases/{case.pk}/actions/hand-on/", follow=True).content.decode()
    assert "The case is handed on" in handed
    assert Case.objects.get(pk=case.pk).assigned_to is None


def test_staff_reads_the_same_whoever_is_kept_from_it(client: Client) -> None:
    case = CaseFactory(to_clerk=True)
    for user in (UserFactory(fin=""), staff_of(child_of(case.person))):
        Case.objects.filter(pk=case.pk).update(assigned_to=user)
        sign_in(client, user)
        client.cookies["django_language"] = "en"
        assert str(KEPT_FROM).replace("’", "’") in client.get(f"/office/cases/{case.pk}/").content.decode()


def test_an_actor_who_is_no_user_of_ours_decides_nothing() -> None:
    assert circle_of(10**9, on=ON) is None
    assert kept_from(CaseFactory(), Staff(10**9, "examiner"), apart=Apart.THE_PEOPLE, on=ON) is Kept.UNKNOWN
