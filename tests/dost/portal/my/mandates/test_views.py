"""Mandates in the portal: given, answered, ended; what both read; and what trying FİNs tells."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dost.accounts.models import Mandate
from dost.cases.models import Case
from dost.notifications.models import Notice
from registries.models import Person
from tests.factories.accounts import MandateFactory, sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.registries import KinshipFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory

pytestmark = pytest.mark.django_db

LIST = "/en/my/mandates/"
NEW = "/en/my/mandates/new/"


@pytest.fixture(autouse=True)
def _nobody_has_tried() -> None:
    cache.clear()


@pytest.fixture
def grantor() -> Person:
    made: Person = PersonFactory(birth_date=date(1960, 1, 1), language="en")
    return made


@pytest.fixture
def agent() -> Person:
    made: Person = PersonFactory(given_name="Samir", birth_date=date(1990, 1, 1), language="en")
    return made


def wanted(fin: str, **changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "agent_fin": fin,
        "scope": "all",
        "deeds": ["apply", "answer"],
        "starts": today.isoformat(),
        "until": (today + timedelta(days=60)).isoformat(),
    } | changes


def test_it_is_given_and_both_are_told(client: Client, grantor: Person, agent: Person) -> None:
    sign_in_citizen(client, grantor)

    response = client.post(NEW, wanted(agent.fin.lower()), follow=True)

    mandate = Mandate.objects.get()
    assert (mandate.grantor, mandate.agent, mandate.deeds) == (grantor, agent, ["look", "apply", "answer"])
    assert "Waits for an answer" in response.content.decode()
    assert set(Notice.objects.values_list("person", "kind")) == {(grantor.pk, "mandate"), (agent.pk, "mandate")}


@pytest.mark.parametrize("who", ["a grown person", "a child", "nobody"])
def test_whoever_has_the_fin_is_told_in_the_same_words(client: Client, grantor: Person, who: str) -> None:
    born = {"a grown person": date(1990, 1, 1), "a child": date(2018, 1, 1)}
    fin = PersonFactory(birth_date=born[who], given_name="Kamran").fin if who in born else "9ZZZZZ9"
    sign_in_citizen(client, grantor)

    response = client.post(NEW, wanted(fin), follow=True)

    assert response.redirect_chain == [(LIST, 302)]
    shown = response.content.decode()
    assert f"FİN {fin}" in shown
    assert "Kamran" not in shown
    assert "Waits for an answer" in shown
    page = client.get(f"{LIST}{Mandate.objects.get().pk}/").content.decode()
    assert "Kamran" not in page
    assert f"FİN {fin}" in page


def test_many_tries_are_refused(client: Client, grantor: Person) -> None:
    sign_in_citizen(client, grantor)

    seen = [client.post(NEW, wanted(f"9ZZZZZ{number}")).status_code for number in range(7)]

    assert seen == [302] * 5 + [429] * 2
    assert Mandate.objects.count() == 5


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"agent_fin": "12"}, "seven letters and digits"),
        ({"scope": "named"}, "Tick at least one service."),
        ({"scope": "named", "services": ["no"]}, "Choose services of the list."),
        ({"until": "2020-01-01"}, "The last day is not before the first."),
        ({"starts": "2020-01-01"}, "Choose today or a later day."),
        ({"until": "2190-01-01"}, "three years at most"),
        ({"starts": "x"}, "Write a day such as"),
    ],
)
def test_what_is_not_right_is_said_beside_the_field(
    client: Client, grantor: Person, agent: Person, changes: dict[str, Any], said: str
) -> None:
    sign_in_citizen(client, grantor)

    response = client.post(NEW, wanted(agent.fin, **changes))

    assert response.status_code == 400
    assert said in response.content.decode()
    assert not Mandate.objects.exists()


def test_it_is_not_given_to_oneself(client: Client, grantor: Person) -> None:
    sign_in_citizen(client, grantor)

    assert "Nobody gives a mandate to themselves" in client.post(NEW, wanted(grantor.fin)).content.decode()


def test_a_child_gives_none(client: Client, agent: Person) -> None:
    sign_in_citizen(client, PersonFactory(birth_date=timezone.localdate() - timedelta(days=365 * 16)))

    assert client.post(NEW, wanted(agent.fin)).status_code == 400
    assert not Mandate.objects.exists()


def test_giving_asks_for_a_fresh_sign_in(client: Client, grantor: Person, agent: Person) -> None:
    sign_in_citizen(client, grantor, fresh=False)

    assert "/my/sign-in/again/" in client.post(NEW, wanted(agent.fin)).headers["Location"]
    assert not Mandate.objects.exists()


def test_only_some_services(client: Client, grantor: Person, agent: Person) -> None:
    one = ServiceFactory(code="05-41", area="benefits")
    ServiceFactory(code="05-42", area="benefits")
    sign_in_citizen(client, grantor)

    client.post(NEW, wanted(agent.fin, scope="named", services=["05-41"], deeds=[]))

    mandate = Mandate.objects.get()
    assert (mandate.services, mandate.deeds) == (["05-41"], ["look"])
    assert str(one.title) in client.get(f"{LIST}{mandate.pk}/").content.decode()


def test_the_other_accepts_and_acts(client: Client, grantor: Person, agent: Person) -> None:
    mandate = MandateFactory(grantor=grantor, agent=agent, waiting=True)
    sign_in_citizen(client, agent)
    assert grantor.full_name in client.get(LIST).content.decode()
    assert f"Act for {grantor.full_name}" not in client.get(f"{LIST}{mandate.pk}/").content.decode()

    client.post(f"{LIST}{mandate.pk}/", {"do": "accept"})

    mandate.refresh_from_db()
    assert mandate.is_accepted
    client.post("/en/my/acting-for/", {"person": grantor.pk})
    page = client.get("/en/my/cases/").content.decode()
    assert f"You act for <strong>{grantor.full_name}</strong> under a mandate until" in page


def test_what_is_declined_is_gone_for_the_other(client: Client, grantor: Person, agent: Person) -> None:
    mandate = MandateFactory(grantor=grantor, agent=agent, waiting=True)
    sign_in_citizen(client, agent)

    client.post(f"{LIST}{mandate.pk}/", {"do": "decline"})

    assert client.get(f"{LIST}{mandate.pk}/").status_code == 404
    sign_in_citizen(client, grantor)
    page = client.get(f"{LIST}{mandate.pk}/").content.decode()
    assert "Declined" in page
    assert agent.full_name not in page


@pytest.mark.parametrize(("side", "do"), [("grantor", "withdraw"), ("agent", "give-back")])
def test_either_ends_it_at_once(client: Client, grantor: Person, agent: Person, side: str, do: str) -> None:
    mandate = MandateFactory(grantor=grantor, agent=agent)
    acting = Client()
    sign_in_citizen(acting, agent, acting_for=grantor)
    assert acting.get("/en/my/cases/").status_code == 200
    sign_in_citizen(client, grantor if side == "grantor" else agent)

    client.post(f"{LIST}{mandate.pk}/", {"do": do})

    assert acting.get("/en/my/cases/").headers["Location"] == "/en/my/acting-for/?ended=1"


def test_what_the_other_may_do_is_not_done_by_the_wrong_side(client: Client, grantor: Person, agent: Person) -> None:
    mandate = MandateFactory(grantor=grantor, agent=agent, waiting=True)
    sign_in_citizen(client, grantor)
    for do in ("accept", "decline", "give-back", "nonsense"):
        client.post(f"{LIST}{mandate.pk}/", {"do": do})
    sign_in_citizen(client, agent)
    client.post(f"{LIST}{mandate.pk}/", {"do": "withdraw"})

    mandate.refresh_from_db()
    assert (mandate.accepted_at, mandate.ended_at) == (None, None)


def test_strangers_find_nothing(client: Client) -> None:
    mandate = MandateFactory()
    sign_in_citizen(client, PersonFactory())

    assert client.get(f"{LIST}{mandate.pk}/").status_code == 404
    assert client.post(f"{LIST}{mandate.pk}/", {"do": "withdraw"}).status_code == 404


@pytest.mark.parametrize("by", ["mandate", "law"])
def test_whoever_acts_for_another_gives_nothing_on(client: Client, grantor: Person, agent: Person, by: str) -> None:
    other = PersonFactory(birth_date=date(1985, 1, 1))
    if by == "law":
        grantor = PersonFactory(birth_date=date(2015, 1, 1))
        KinshipFactory(person=grantor, relative=agent)
    else:
        MandateFactory(grantor=grantor, agent=agent)
    sign_in_citizen(client, agent, acting_for=grantor)

    assert [client.get(there).status_code for there in (LIST, NEW)] == [404, 404]
    assert client.post(NEW, wanted(other.fin)).status_code == 404
    assert Mandate.objects.filter(agent=other).count() == 0


def test_both_read_what_was_done(client: Client, grantor: Person, agent: Person) -> None:
    case: Case = CaseFactory(person=grantor, granted_and_paid=True)
    mandate = MandateFactory(grantor=grantor, agent=agent, services=[case.service_id])
    sign_in_citizen(client, agent, acting_for=grantor)
    client.get(f"/en/my/cases/{case.pk}/")
    client.post(f"/en/my/cases/{case.pk}/question/", {"text": "When is it paid?"})

    pages = []
    for person in (grantor, agent):
        sign_in_citizen(client, person)
        pages.append(client.get(f"{LIST}{mandate.pk}/").content.decode())

    for page in pages:
        done = page.partition("Done under it")[2]
        assert str(case.service.title) in done
        assert "Nothing so far." not in done
    sign_in_citizen(client, grantor)
    assert f"{agent.full_name}, who acts for you: By mandate" in client.get("/en/my/looks/").content.decode()
    assert f"/en/my/cases/{case.pk}/" in pages[0]
    assert f"/en/my/cases/{case.pk}/" not in pages[1]


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_do_not_grow(client: Client, grantor: Person, number: int, django_assert_num_queries: Any) -> None:
    for _ in range(number):
        MandateFactory(grantor=grantor)
        MandateFactory(agent=grantor)
    sign_in_citizen(client, grantor)
    client.get(LIST)

    with django_assert_num_queries(4):
        client.get(LIST)
