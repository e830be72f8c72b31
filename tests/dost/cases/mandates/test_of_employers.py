"""Mandates of an employer: given and taken back by its registered head, for services of employers alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from dost.accounts.actors import Actor, Capacity, OnBehalf, Oneself, Staff
from dost.accounts.employers import acts_for_employer
from dost.accounts.models import Mandate, User
from dost.accounts.opens import Deed
from dost.cases import mandates
from dost.cases.acts import NotPossible
from dost.cases.mandates import NotGiven, Seen, Wanted
from dost.notifications.models import Contact, DirectMessage, Notice
from registries.models import Person
from services_catalog.models import Service
from tests.factories.accounts import MandateFactory, UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.drafts import for_employers
from tests.factories.registries import KinshipFactory, PersonFactory, RepresentativeFactory
from tests.factories.services_catalog import ServiceFactory

pytestmark = pytest.mark.django_db

VOEN = "1000000011"
GROWN = date(1980, 1, 1)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def head() -> Person:
    made: Person = PersonFactory(birth_date=GROWN)
    RepresentativeFactory(person=made)
    return made


@pytest.fixture
def agent() -> Person:
    made: Person = PersonFactory(birth_date=GROWN)
    return made


@pytest.fixture
def service() -> Service:
    return for_employers()


def acting(person: Person, voen: str = VOEN) -> OnBehalf:
    return OnBehalf(person.pk, "sub", of=person.pk, capacity=Capacity.EMPLOYER, voen=voen)


def give(fin: str, actor: Actor, **changes: Any) -> Mandate:
    today = timezone.localdate()
    given: dict[str, Any] = {
        "agent_fin": fin,
        "services": ("90-64",),
        "deeds": (Deed.APPLY,),
        "starts": today,
        "until": today + timedelta(days=30),
    }
    return mandates.give_for_employer(voen=VOEN, wanted=Wanted(**given | changes), actor=actor, now=timezone.now())


def test_its_head_gives_one_and_it_counts_once_accepted(head: Person, agent: Person, service: Service) -> None:
    mandate = give(agent.fin, acting(head))
    assert (mandate.grantor, mandate.grantor_voen, mandate.deeds) == (None, VOEN, ["look", "apply"])
    assert acts_for_employer(agent, VOEN, on=timezone.localdate()) is None
    mandates.accept(mandate_id=mandate.pk, actor=Oneself(agent.pk, "sub"), now=timezone.now())
    found = acts_for_employer(agent, VOEN, on=timezone.localdate())
    assert found is not None
    assert found.mandate == mandate
    told = Notice.objects.order_by("pk").values_list("person", flat=True)
    assert set(told) == {head.pk, agent.pk}


@pytest.mark.parametrize("who", ["oneself", "another employer's", "by mandate", "staff"])
def test_nobody_else_gives_one(head: Person, agent: Person, service: Service, who: str) -> None:
    MandateFactory(grantor=None, grantor_voen=VOEN, agent=agent, by_person=agent)
    actors: dict[str, Actor] = {
        "oneself": Oneself(head.pk, "sub"),
        "another employer's": acting(head, "1000000021"),
        "by mandate": acting(agent),
        "staff": Staff(UserFactory().pk, "examiner"),
    }
    with pytest.raises(NotGiven, match="You may not do this"):
        give("1AB2C3D", actors[who])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"services": ("90-70",)}, "services"),
        ({"services": ("no such",)}, "services"),
        ({"deeds": (Deed.CORRECT,)}, "deeds"),
        ({"starts": date(2020, 1, 1)}, "starts"),
        ({"until": date(2099, 1, 1)}, "until"),
        ({"agent_fin": "short"}, "agent_fin"),
    ],
    ids=["a service for people", "none", "to correct", "past", "too long", "no FİN"],
)
def test_what_is_not_right_says_where(
    head: Person, agent: Person, service: Service, changes: dict[str, Any], field: str
) -> None:
    ServiceFactory(code="90-70")
    changes = dict(changes)
    with pytest.raises(NotGiven) as why:
        give(changes.pop("agent_fin", agent.fin), acting(head), **changes)
    assert why.value.field == field


def test_none_to_oneself_and_one_to_a_fin_at_a_time(head: Person, agent: Person, service: Service) -> None:
    with pytest.raises(NotGiven, match="to themselves"):
        give(head.fin, acting(head))
    give(agent.fin, acting(head))
    with pytest.raises(NotGiven, match="already"):
        give(agent.fin, acting(head))
    with pytest.raises(IntegrityError, match="one_mandate_of_an_employer"), transaction.atomic():
        MandateFactory(grantor=None, grantor_voen=VOEN, agent=agent, by_person=head)


def test_a_later_head_takes_it_back_at_once(agent: Person) -> None:
    mandate = MandateFactory(grantor=None, grantor_voen=VOEN, agent=agent, by_person=agent)
    later, somebody = PersonFactory(birth_date=GROWN), PersonFactory(birth_date=GROWN)
    RepresentativeFactory(person=later)
    for actor in (acting(somebody), acting(agent), acting(later, "1000000021")):
        with pytest.raises(NotPossible):
            mandates.withdraw_for_employer(mandate_id=mandate.pk, voen=VOEN, actor=actor, now=timezone.now())
    mandates.withdraw_for_employer(mandate_id=mandate.pk, voen=VOEN, actor=acting(later), now=timezone.now())
    mandate.refresh_from_db()
    assert mandate.ended_for == Mandate.Ended.WITHDRAWN
    assert acts_for_employer(agent, VOEN, on=timezone.localdate()) is None


def test_what_was_done_under_it_is_what_its_agent_did_in_the_employers_name(agent: Person) -> None:
    mandate = MandateFactory(grantor=None, grantor_voen=VOEN, agent=agent, by_person=agent)
    for key, voen in (("its", VOEN), ("own", "")):
        case = CaseFactory(person=agent, basis_key=key, applicant_voen=voen)
        case.entries.create(at=timezone.now(), what="opened", **_columns(acting(agent)))
    done = mandates.done_under(mandate)
    assert [one.case.applicant_voen for one in done.acts] == [VOEN]
    assert (done.contested, done.looks) == ((), ())


def _columns(actor: OnBehalf) -> dict[str, Any]:
    return {
        "by_person_id": actor.person_id,
        "by_subject": actor.subject,
        "by_capacity": actor.capacity,
        "by_for_id": actor.of,
    }


# -- at a window -----------------------------------------------------------------------------------------------------


def at_window(head: Person, agent: Person, clerk: Staff, **changes: Any) -> Mandate:
    today = timezone.localdate()
    wanted = Wanted(agent.fin, ("90-64",), (Deed.APPLY,), today, today + timedelta(days=30))
    given: dict[str, Any] = {"how": Mandate.How.PRESENCE, "seen": Seen("passport", "C123"), "voen": VOEN, **changes}
    return mandates.give_for_employer_at_window(head=head, wanted=wanted, actor=clerk, now=timezone.now(), **given)


@pytest.fixture
def clerk() -> Staff:
    user = UserFactory()
    PersonFactory(fin=user.fin)
    return Staff(user.pk, "examiner")


def test_its_head_gives_one_at_a_window(head: Person, agent: Person, service: Service, clerk: Staff) -> None:
    mandate = at_window(head, agent, clerk)

    assert (mandate.grantor_voen, mandate.how, mandate.document_number) == (VOEN, "presence", "C123")
    assert mandate.actor == clerk


def test_a_code_of_the_head_is_for_this_employer(head: Person, agent: Person, service: Service, clerk: Staff) -> None:
    now = timezone.now()
    Contact.objects.create(person=head, phone="+994501112233", phone_confirmed_at=now, changed_at=now)
    mandates.send_code(person=head, matter=mandates.Matter.giving(agent.fin), now=now)
    own = DirectMessage.objects.latest("pk").text.partition(f"{agent.fin}: ")[2][:6]
    by_code: dict[str, Any] = {"how": Mandate.How.CODE}
    with pytest.raises(NotGiven, match="no longer valid"):
        at_window(head, agent, clerk, **by_code, seen=Seen(code=own))

    mandates.send_code(person=head, matter=mandates.Matter.giving(agent.fin, voen=VOEN), now=now)
    text = DirectMessage.objects.latest("pk").text
    assert f"VÖEN {VOEN}" in text
    code = re.findall(r": ([0-9]{6})\.", text)[0]
    assert at_window(head, agent, clerk, **by_code, seen=Seen(code=code)).how == "code"


@pytest.mark.parametrize("why", ["no head", "another employer", "auditor", "online", "own kin"])
def test_not_so_at_a_window(head: Person, agent: Person, service: Service, clerk: Staff, why: str) -> None:
    changes: dict[str, Any] = {}
    match why:
        case "no head":
            head = PersonFactory(birth_date=GROWN)
        case "another employer":
            changes = {"voen": "1000000021"}
        case "auditor":
            clerk = Staff(clerk.user_id, "auditor")
        case "online":
            changes = {"how": Mandate.How.ONLINE}
        case _:
            KinshipFactory(person=Person.objects.get(fin=User.objects.get(pk=clerk.user_id).fin), relative=head)
    with pytest.raises(NotGiven):
        at_window(head, agent, clerk, **changes)
    assert not Mandate.objects.exists()
