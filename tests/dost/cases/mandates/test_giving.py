"""Giving a mandate: who may, what is right, and by what it is known at a window that it is they who give it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.utils import translation

from dost.accounts.access import Purpose, state_purpose
from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff
from dost.accounts.models import Mandate, MandateCode, MandateEvent
from dost.cases import mandates
from dost.cases.mandates import Matter, NotGiven, Seen, Wanted, longest_until
from dost.cases.models import MandatePaper, SupportingDocument
from dost.notifications.models import Contact, DirectMessage, Notice
from registries.models import Person
from tests.factories.accounts import MandateFactory, UserFactory
from tests.factories.registries import KinshipFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory
from tests.factories.uploads import photograph, upload

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
TODAY = date(2026, 11, 30)
How, Deed = Mandate.How, Mandate.Deed


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def grantor() -> Person:
    made: Person = PersonFactory(birth_date=date(1960, 1, 1), language="en")
    return made


@pytest.fixture
def agent() -> Person:
    made: Person = PersonFactory(birth_date=date(1990, 1, 1))
    return made


@pytest.fixture
def examiner() -> Staff:
    user = UserFactory()
    PersonFactory(fin=user.fin)
    return Staff(user.pk, user.role)


def wanted(fin: str, **changes: Any) -> Wanted:
    given: dict[str, Any] = {
        "agent_fin": fin,
        "services": (),
        "deeds": (Deed.APPLY,),
        "starts": TODAY,
        "until": TODAY + timedelta(days=60),
    }
    return Wanted(**{**given, **changes})


def give(grantor: Person, what: Wanted, **changes: Any) -> Mandate:
    given: dict[str, Any] = {"how": How.ONLINE, "actor": Oneself(grantor.pk, "sub"), "now": NOW}
    return mandates.give(grantor=grantor, wanted=what, **{**given, **changes})


def field_of(grantor: Person, what: Wanted, **changes: Any) -> str:
    with pytest.raises(NotGiven) as why:
        give(grantor, what, **changes)
    assert not Mandate.objects.filter(given_at=NOW).exists()
    return why.value.field


def test_it_covers_what_was_said_and_always_looking(grantor: Person, agent: Person) -> None:
    ServiceFactory(code="05-41")

    mandate = give(grantor, wanted(f" {agent.fin.lower()} ", services=("05-41",), deeds=(Deed.APPEAL, Deed.APPLY)))

    assert (mandate.grantor, mandate.agent, mandate.agent_fin) == (grantor, agent, agent.fin)
    assert (mandate.services, mandate.all_services) == (["05-41"], False)
    assert mandate.deeds == ["look", "apply", "appeal"]
    assert not mandate.is_accepted
    assert MandateEvent.objects.get().what == "given"


def test_messages_say_nothing_of_it(grantor: Person, agent: Person) -> None:
    service = ServiceFactory(code="05-41")
    give(grantor, wanted(agent.fin, services=("05-41",)))

    for text in Notice.objects.values_list("text", flat=True):
        for secret in (str(service.title), grantor.full_name, agent.full_name, agent.fin):
            assert secret not in text


@pytest.mark.parametrize("who", ["child", "ward", "dead", "nobody"])
def test_who_cannot_act_is_named_and_never_bound(grantor: Person, who: str) -> None:
    fin = "9ZZZZZ9"
    if who == "child":
        fin = PersonFactory(birth_date=date(2015, 1, 1)).fin
    elif who == "dead":
        fin = PersonFactory(birth_date=date(1940, 1, 1), died_on=date(2020, 1, 1)).fin
    elif who == "ward":
        ward = PersonFactory(birth_date=date(1990, 1, 1))
        KinshipFactory(person=ward, relative=PersonFactory(), kind="guardian", valid_from=date(2020, 1, 1))
        fin = ward.fin

    mandate = give(grantor, wanted(fin))

    assert (mandate.agent, mandate.agent_fin) == (None, fin)
    assert Notice.objects.get().person == grantor


def test_only_the_person_themselves_gives_it_online(grantor: Person, agent: Person, examiner: Staff) -> None:
    refused: list[Actor] = [
        Oneself(agent.pk, "sub"),
        SYSTEM,
        examiner,
        *(OnBehalf(agent.pk, "sub", grantor.pk, capacity) for capacity in Capacity),
    ]
    for actor in refused:
        assert field_of(grantor, wanted(agent.fin), actor=actor) == ""


@pytest.mark.parametrize("role", ["auditor", "editor", "accounts", ""])
def test_other_roles_write_none_down(grantor: Person, agent: Person, role: str) -> None:
    seen = Seen("passport", "C123")
    actor = Staff(UserFactory(role=role).pk, role)

    assert field_of(grantor, wanted(agent.fin), actor=actor, how=How.PRESENCE, seen=seen) == ""


def test_children_and_wards_give_none(agent: Person) -> None:
    ward = PersonFactory(birth_date=date(1990, 1, 1))
    KinshipFactory(person=ward, relative=PersonFactory(), kind="guardian", valid_from=date(2020, 1, 1))

    for person in (PersonFactory(birth_date=date(2010, 1, 1)), ward):
        assert field_of(person, wanted(agent.fin)) == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agent_fin": "123"}, "agent_fin"),
        ({"services": ("99-99",)}, "services"),
        ({"starts": TODAY - timedelta(days=1)}, "starts"),
        ({"until": TODAY - timedelta(days=1)}, "until"),
        ({"until": date(2029, 11, 30)}, "until"),
    ],
    ids=["fin", "service", "begins before", "ends before", "too long"],
)
def test_what_is_not_right_is_named(grantor: Person, agent: Person, changes: dict[str, Any], field: str) -> None:
    fin = changes.get("agent_fin", agent.fin)
    assert field_of(grantor, wanted(fin, **changes)) == field


def test_three_years_are_the_most(grantor: Person, agent: Person) -> None:
    assert longest_until(TODAY) == date(2029, 11, 29)
    assert give(grantor, wanted(agent.fin, until=date(2029, 11, 29))).until == date(2029, 11, 29)


def test_one_between_two_at_a_time(grantor: Person, agent: Person) -> None:
    first = give(grantor, wanted(agent.fin))
    with pytest.raises(NotGiven, match="already"):
        give(grantor, wanted(agent.fin))
    mandates.withdraw(mandate_id=first.pk, actor=Oneself(grantor.pk, "sub"), now=NOW)

    assert give(grantor, wanted(agent.fin)).pk != first.pk


def test_one_that_ran_out_makes_room_before_the_night(grantor: Person, agent: Person) -> None:
    old = MandateFactory(
        grantor=grantor, agent=agent, starts=TODAY - timedelta(days=9), until=TODAY - timedelta(days=1)
    )

    give(grantor, wanted(agent.fin))

    old.refresh_from_db()
    assert old.ended_for == "ran_out"


def test_ten_wait_at_most(grantor: Person) -> None:
    for number in range(10):
        give(grantor, wanted(f"9ZZZZ{number:02}"))

    with pytest.raises(NotGiven, match="Ten mandates"):
        give(grantor, wanted("9ZZZZZZ"))


# -- at a window ---------------------------------------------------------------------------------------------------


def test_in_presence_with_the_document_seen(grantor: Person, agent: Person, examiner: Staff) -> None:
    at_window: dict[str, Any] = {"how": How.PRESENCE, "actor": examiner}
    assert field_of(grantor, wanted(agent.fin), **at_window) == "document_kind"
    assert field_of(grantor, wanted(agent.fin), **at_window, seen=Seen("passport", " ")) == "document_number"

    mandate = give(grantor, wanted(agent.fin), **at_window, seen=Seen("passport", " C123 "))

    assert (mandate.document_kind, mandate.document_number) == ("passport", "C123")
    assert mandate.actor == examiner


def test_nobody_writes_down_a_mandate_to_themselves_or_their_own(grantor: Person, examiner: Staff) -> None:
    own = Person.objects.get(fin__startswith="6")
    mother = PersonFactory(birth_date=date(1960, 5, 5))
    KinshipFactory(person=own, relative=mother)
    seen = Seen("passport", "C123")

    for fin in (own.fin, mother.fin):
        assert field_of(grantor, wanted(fin), how=How.PRESENCE, actor=examiner, seen=seen) == ""
    without_fin = Staff(UserFactory(fin="").pk, "examiner")
    assert field_of(grantor, wanted("9ZZZZZ9"), how=How.PRESENCE, actor=without_fin, seen=seen) == ""


def sent_code(grantor: Person, fin: str) -> str:
    mandates.send_code(person=grantor, matter=Matter.giving(fin), now=NOW)
    text = DirectMessage.objects.latest("pk").text
    return text.partition(f"{fin}: ")[2][:6]


def test_by_a_code_that_they_read_out(grantor: Person, agent: Person, examiner: Staff) -> None:
    Contact.objects.create(person=grantor, phone="+994501112233", phone_confirmed_at=NOW, changed_at=NOW)
    code = sent_code(grantor, agent.fin)
    by_code: dict[str, Any] = {"how": How.CODE, "actor": examiner}
    wrong = "000000" if code != "000000" else "111111"

    assert field_of(grantor, wanted(agent.fin), **by_code, seen=Seen(code=wrong)) == "code"
    assert field_of(grantor, wanted("9ZZZZZ9"), **by_code, seen=Seen(code=code)) == "code"
    assert give(grantor, wanted(agent.fin), **by_code, seen=Seen(code=f"{code[:3]} {code[3:]}")).how == "code"
    assert MandateCode.objects.get().used_at == NOW


def test_a_code_counts_ten_minutes_and_five_attempts(grantor: Person, agent: Person, examiner: Staff) -> None:
    Contact.objects.create(person=grantor, phone="+994501112233", phone_confirmed_at=NOW, changed_at=NOW)
    by_code: dict[str, Any] = {"how": How.CODE, "actor": examiner}
    code = sent_code(grantor, agent.fin)
    with pytest.raises(NotGiven, match="no longer valid"):
        give(grantor, wanted(agent.fin), **by_code, seen=Seen(code=code), now=NOW + timedelta(minutes=10))
    for _attempt in range(5):
        with pytest.raises(NotGiven, match="not the code"):
            give(grantor, wanted(agent.fin), **by_code, seen=Seen(code="x"))

    with pytest.raises(NotGiven, match="no longer valid"):
        give(grantor, wanted(agent.fin), **by_code, seen=Seen(code=code))


def test_a_code_goes_to_a_confirmed_number_alone_and_not_often(grantor: Person) -> None:
    with pytest.raises(NotGiven, match="confirmed"):
        mandates.send_code(person=grantor, matter=Matter.giving("9ZZZZZ9"), now=NOW)
    Contact.objects.create(person=grantor, phone="+994501112233", phone_confirmed_at=NOW, changed_at=NOW)
    for _time in range(3):
        mandates.send_code(person=grantor, matter=Matter.giving("9ZZZZZ9"), now=NOW)
    assert DirectMessage.objects.filter(to="+994501112233", kind="code").count() == 3

    with pytest.raises(NotGiven, match="Three codes"):
        mandates.send_code(person=grantor, matter=Matter.giving("9ZZZZZ9"), now=NOW)


def opened(examiner: Staff, person: Person) -> None:
    state_purpose(actor=examiner, person_id=person.pk, purpose=Purpose.CASE, note="at the window", now=NOW)


def test_on_paper_with_its_scan(grantor: Person, agent: Person, examiner: Staff) -> None:
    opened(examiner, grantor)
    files = [upload(photograph(), "m.jpg", "image/jpeg")]

    mandate = mandates.give_on_paper(grantor=grantor, wanted=wanted(agent.fin), files=files, actor=examiner, now=NOW)

    paper = MandatePaper.objects.get(mandate=mandate).document
    assert (paper.person, paper.is_sent, mandate.how) == (grantor, True, "paper")


@pytest.mark.parametrize("files", [[], [upload(b"no picture", "m.jpg", "image/jpeg")]], ids=["none", "no picture"])
def test_without_a_readable_paper_there_is_none(
    grantor: Person, agent: Person, examiner: Staff, files: list[Any]
) -> None:
    opened(examiner, grantor)

    with pytest.raises(NotGiven) as why:
        mandates.give_on_paper(grantor=grantor, wanted=wanted(agent.fin), files=files, actor=examiner, now=NOW)

    assert why.value.field == "paper"
    assert not SupportingDocument.objects.exists()


def test_a_paper_stays_nowhere_when_the_mandate_is_not_given(grantor: Person, examiner: Staff) -> None:
    opened(examiner, grantor)
    files = [upload(photograph(), "m.jpg", "image/jpeg")]

    with pytest.raises(NotGiven):
        mandates.give_on_paper(grantor=grantor, wanted=wanted(grantor.fin), files=files, actor=examiner, now=NOW)

    assert not SupportingDocument.objects.exists()


# -- what the database holds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"grantor": None, "by_person": None, "by_subject": ""},
        {"grantor_voen": "1234567890"},
        {"services": ["05-41"], "all_services": True},
        {"services": [], "all_services": False},
        {"deeds": ["apply"]},
        {"how": "presence"},
        {"ended_for": "withdrawn"},
        {"until": TODAY - timedelta(days=1), "starts": TODAY},
    ],
    ids=["nobody", "both", "all and some", "no service", "no looking", "no document", "half ended", "no days"],
)
def test_the_database_takes_no_nonsense(changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        MandateFactory(**changes)


def test_a_legal_person_can_be_who_gives_it() -> None:
    assert MandateFactory(grantor=None, grantor_voen="1234567890", by_person=PersonFactory()).grantor is None


def test_what_it_covers_never_changes_and_an_end_is_one() -> None:
    mandate = MandateFactory()
    mandate.deeds = ["look"]
    with pytest.raises(DatabaseError), transaction.atomic():
        mandate.save()
    mandate.refresh_from_db()
    mandate.ended_at, mandate.ended_for = NOW, "withdrawn"
    mandate.save()
    mandate.ended_at, mandate.ended_for = None, ""
    with pytest.raises(DatabaseError), transaction.atomic():
        mandate.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        mandate.delete()
