"""Every address of the site, by every kind of principal, read and sent to: it opens to whom its rule names, to nobody
else.

The rules stand in `address_rules`; an address without one fails here. What is a citizen's own is tried besides with the
things of another person in every address, form field and header of htmx: nothing of them is shown, nothing happens.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from dost.common.audiences import Audience, audiences
from tests.dost.address_rules import ANYBODY, CITIZENS_OF_EACH_KIND, PRINCIPALS, ROLES, RULES, Who
from tests.dost.every_address import (
    AS_THEMSELVES,
    HTMX,
    IBAN,
    MARK,
    Seen,
    World,
    address_of,
    fields_of,
    make_world,
    rows_of,
    seen_of,
    takes,
)
from tests.factories.accounts import sign_in_citizen

ROUTES = audiences("dost.urls")


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    assert sorted(set(ROUTES) - set(RULES)) == [], "say in address_rules.py for whom these are"
    assert sorted(set(RULES) - set(ROUTES)) == [], "these are no addresses any more"


def test_the_rules_agree_with_what_the_configuration_says() -> None:
    """The mark beside an include opens nothing, but the second step and the language follow it."""
    for route, audience in ROUTES.items():
        opens = RULES[route].get | RULES[route].post
        match audience:
            case Audience.ANYBODY:
                assert opens == set(PRINCIPALS), route
            case Audience.CITIZENS:
                assert opens == CITIZENS_OF_EACH_KIND, route
            case Audience.STAFF:
                assert opens <= ROLES, route
            case Audience.INSTITUTIONS:
                assert not opens, route


def test_a_citizens_address_with_a_part_says_whose_it_is() -> None:
    """What names a thing of a person is tried with another's; what does not (a service) is listed here."""
    bare = {
        route for route in ROUTES if route.startswith(("my/", "apply/")) and "<" in route and not RULES[route].thing
    }
    assert bare <= NOT_OF_A_PERSON


NOT_OF_A_PERSON: Final = {
    "apply/<slug:code>/",
    "apply/<slug:code>/look-again/",
    "my/choices/services/<slug:code>/",
    "my/contact/<slug:way>/",
    "my/contact/<slug:way>/code/",
    "my/contact/<slug:way>/remove/",
    "my/rights/<slug:code>/",
    "my/looks/checks/<int:pk>/",  # a check of everybody; what it shows is the reader's own result
    "my/sign-in/trouble/<slug:why>/",
}
"""Addresses of citizens whose part names no thing of theirs."""


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The people and the things, made once for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(everybody: World, db: None) -> World:
    """The people and the things; what a test changes of them is gone after it."""
    return everybody


# -- every principal at every address ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", PRINCIPALS)
def test_it_opens_to_whom_its_rule_names_and_to_nobody_else(world: World, who: str) -> None:
    reader = world.reader(who)
    wrong = []
    for route, rule in sorted(RULES.items()):
        if route not in ROUTES:
            continue
        address = address_of(route)
        found = [("get", seen_of(reader.ask("get", address))), ("post", seen_of(reader.ask("post", address)))]
        if {seen for _method, seen in found} == {Seen.NO_SUCH_METHOD}:
            wrong.append(f"{route}: takes neither GET nor POST")
        if rule is not ANYBODY and found[0][1] is Seen.REFUSED:
            found.append(("get", seen_of(reader.ask("get", address, headers=HTMX))))
        meant = {"get": rule.get, "post": rule.post}
        for method, seen in found:
            if seen is not Seen.NO_SUCH_METHOD and (seen is Seen.OPEN) != (who in meant[method]):
                wrong.append(f"{method.upper()} {route}: {seen.value}")
    assert wrong == []


# -- things of another person --------------------------------------------------------------------------------------

OWN_THINGS: Final = sorted(route for route, rule in RULES.items() if rule.thing)
OWN_PAGES: Final = sorted(
    route for route in RULES if route.startswith(("my/", "apply/")) and not route.startswith("my/sign")
)

NAMES: Final = ("person", "person_id", "case", "session", "id", "pk", "for", "page", "next", "letter", "number", "fin")
"""Names of fields somebody may try who has read this source."""
ANSWERS: Final = {"answer": "yes", "choice": "automatic", "do": "keep", "number": IBAN, "account": IBAN}
"""What forms of citizens take, so that a form that is sent would be carried out if it could."""


def own_address(world: World, route: str) -> str:
    """An address of this route; where it names a thing, one of the stranger's own."""
    thing = RULES[route].thing
    return address_of(route, world.own[thing] if thing else None)


def shows_nothing(response: Any, what: str) -> None:
    """An answer that is none, or says nothing of the owner."""
    assert response.status_code < 500, what
    assert MARK not in b"".join(response).decode(errors="ignore"), what


@pytest.mark.parametrize("who", [Who.OWNER, Who.PARENT, Who.GUARDIAN])
def test_a_thing_opens_to_its_owner_and_to_who_acts_for_them(world: World, who: str) -> None:
    reader = world.reader(who)
    for route in OWN_THINGS:
        response = reader.ask("get", address_of(route, world.things[RULES[route].thing]))

        if RULES[route].alone and who != Who.OWNER:
            assert response.status_code == 404, route
            continue
        if RULES[route].leads_on and response.status_code == 302:
            assert seen_of(response) is Seen.OPEN, route
            continue
        if RULES[route].sent_only:
            assert seen_of(response) is Seen.NO_SUCH_METHOD, route
            continue
        assert response.status_code == 200, route
        if "text/html" in response.headers["Content-Type"]:
            assert MARK in response.content.decode(), route


ALWAYS_OPEN: Final = {"my/acting-for/", "my/sessions/stay/", "my/sign-in/again/"}
"""Of one's own pages those that are about nobody's matters."""
BY_MANDATE: Final = {
    "apply/<slug:code>/",
    "apply/<slug:code>/look-again/",
    "my/",
    "my/cases/",
    "my/corrections/",
    "my/corrections/new/",
    "my/drafts/",
    "my/inbox/",
    "my/letters/",
    "my/rights/",
    "my/rights/<slug:code>/",
}
"""Those that name no thing and open under a mandate, with what it covers."""


def test_under_a_mandate_opens_what_it_covers(world: World) -> None:
    reader = world.reader(Who.MANDATED)
    for route in OWN_THINGS:
        rule = RULES[route]
        if rule.thing not in world.covered:
            continue
        response = reader.ask("get", address_of(route, world.covered[rule.thing]))
        assert response.status_code == 200 or (rule.leads_on and response.status_code == 302), route
        if response.status_code == 200 and "text/html" in response.headers["Content-Type"]:
            assert MARK in response.content.decode(), route


def test_under_a_mandate_nothing_else_opens(world: World) -> None:
    """Things of other services, and whatever is about no service at all; nothing of the grantor's moves."""
    reader = world.reader(Who.MANDATED)
    before = rows_of(world.grantor)
    for route in OWN_THINGS:
        for value in world.not_covered.values():
            if not takes(route, value) or world.is_covered(RULES[route].thing, value):
                continue
            address = address_of(route, value)
            for method, headers in (("get", {}), ("post", {}), ("post", HTMX)):
                response = reader.ask(method, address, ANSWERS, headers=headers)
                assert response.status_code in {404, 405}, f"{method.upper()} {address}: {response.status_code}"
    for route in sorted({one for one in OWN_PAGES if not RULES[one].thing} - ALWAYS_OPEN - BY_MANDATE):
        for method in ("get", "post"):
            response = reader.ask(method, address_of(route), ANSWERS)
            assert response.status_code in {404, 405}, f"{method.upper()} {route}: {response.status_code}"
    assert rows_of(world.grantor) == before


def test_lists_under_a_mandate_name_nothing_else(world: World) -> None:
    reader = world.reader(Who.MANDATED)
    for route in sorted(BY_MANDATE):
        if "<" in route:
            continue
        shown = reader.ask("get", address_of(route)).content.decode()
        for thing in ("case", "question", "to_appeal", "to_give"):
            assert f"/my/cases/{world.not_covered[thing]}/" not in shown, route
        for thing, page in (("draft", "apply/drafts"), ("letter", "my/letters"), ("message", "my/inbox")):
            assert f"/{page}/{world.not_covered[thing]}/" not in shown, route


FOR_EMPLOYERS: Final = {
    "apply/<slug:code>/",
    "my/",
    "my/cases/",
    "my/drafts/",
    "my/employer/",
    "my/employer/mandates/",
    "my/employer/mandates/new/",
    "my/inbox/",
    "my/letters/",
}
"""Those that name no thing and open to who acts for an employer."""
THINGS_FOR_EMPLOYERS: Final = {
    "my/cases/<int:pk>/",
    "my/cases/<int:pk>/appeal/",
    "my/cases/<int:pk>/appeal/check/",
    "my/cases/<int:pk>/appeal/documents/",
    "my/cases/<int:pk>/appeal/sent/",
    "my/cases/<int:pk>/asked/",
    "my/cases/<int:pk>/question/",
    "my/cases/<int:pk>/withdraw/",
    "my/documents/<uuid:public_id>/",
    "my/documents/<uuid:public_id>/remove/",
    "my/documents/<uuid:public_id>/replace/",
    "my/drafts/<int:pk>/discard/",
    "my/inbox/<int:pk>/",
    "my/letters/<str:number>/",
    "my/letters/<str:number>/pdf/",
}
"""Those that name one; beside them everything of a draft."""


def _opens_to_employers(route: str) -> bool:
    return route in THINGS_FOR_EMPLOYERS or route.startswith("apply/drafts/")


def test_for_an_employer_opens_what_is_done_in_its_name(world: World) -> None:
    """By a colleague too; of whom nothing is shown."""
    reader = world.reader(Who.EMPLOYER)
    for route in filter(_opens_to_employers, OWN_THINGS):
        rule = RULES[route]
        response = reader.ask("get", address_of(route, world.in_its_name[rule.thing]))
        assert response.status_code == 200 or (rule.leads_on and response.status_code == 302), route
        if route == "my/cases/<int:pk>/":
            assert MARK not in response.content.decode(), route
    assert set(OWN_THINGS) >= THINGS_FOR_EMPLOYERS


def test_for_an_employer_nothing_else_opens(world: World) -> None:
    """Neither what is the head's own, nor what is about a person; nothing of theirs moves."""
    reader = world.reader(Who.EMPLOYER)
    before = _but_sessions(rows_of(world.head))
    for route in OWN_THINGS:
        for value in world.heads_own.values():
            if not takes(route, value):
                continue
            if _opens_to_employers(route) and world.is_in_its_name(RULES[route].thing, value):
                continue
            address = address_of(route, value)
            for method, headers in (("get", {}), ("post", {}), ("post", HTMX)):
                response = reader.ask(method, address, ANSWERS, headers=headers)
                assert response.status_code in {404, 405}, f"{method.upper()} {address}: {response.status_code}"
    for route in sorted({one for one in OWN_PAGES if not RULES[one].thing} - ALWAYS_OPEN - FOR_EMPLOYERS):
        for method in ("get", "post"):
            response = reader.ask(method, address_of(route), ANSWERS)
            assert response.status_code in {404, 405}, f"{method.upper()} {route}: {response.status_code}"
    assert _but_sessions(rows_of(world.head)) == before


def _but_sessions(rows: dict[str, Any]) -> dict[str, Any]:
    """The rows without the reader's own sessions, which every sign-in makes anew."""
    return {name: found for name, found in rows.items() if not name.startswith("accounts.Session")}


def test_what_is_done_in_an_employers_name_is_none_of_ones_own_matters(world: World) -> None:
    client = Client()
    sign_in_citizen(client, world.head)
    for route in OWN_THINGS:
        thing = world.in_its_name.get(RULES[route].thing)
        if thing is not None and thing not in world.heads_own.values():
            assert client.get(address_of(route, thing)).status_code in {404, 405}, route
    for route in sorted(one for one in FOR_EMPLOYERS if "<" not in one):
        shown = client.get(address_of(route), follow=True).content.decode()
        assert f"/my/cases/{world.in_its_name['case']}/" not in shown, route
        assert f"/apply/drafts/{world.in_its_name['draft']}/" not in shown, route


@pytest.mark.parametrize("who", [Who.STRANGER, Who.CITIZEN, AS_THEMSELVES, "supervisor"])
def test_a_thing_of_somebody_else_is_not_found(world: World, who: str) -> None:
    """By its own number in its own address, and in every other one that could take it."""
    reader = world.reader(who)
    before = rows_of(world.owner)
    for route in OWN_THINGS:
        for value in world.things.values():
            is_own = who == Who.CITIZEN and world.is_own(RULES[route].thing, value)
            if is_own or not takes(route, value):
                continue
            address = address_of(route, value)
            for method, headers in (("get", {}), ("post", {}), ("post", HTMX)):
                response = reader.ask(method, address, ANSWERS, headers=headers)
                shut = seen_of(response) is not Seen.OPEN or response.status_code == 404
                assert shut, f"{method.upper()} {address}: {response.status_code}"
                shows_nothing(response, address)
    assert rows_of(world.owner) == before


def test_no_form_field_reaches_another_person(world: World) -> None:
    """Each field of each form of a citizen's pages, once with each id of another's: nothing of theirs moves."""
    reader = world.reader(Who.CITIZEN)
    before = rows_of(world.owner)
    fields: dict[tuple[str, str], frozenset[str]] = {}
    for route in OWN_PAGES:
        page = own_address(world, route)
        for action, method, names in fields_of(reader.ask("get", page)):
            there = action or page
            if method == "post" and "/my/sign-" not in there:
                fields.update({(there, name): names for name in names - {"csrfmiddlewaretoken"}})
    for (there, name), _form in sorted(fields.items()):
        for value in world.things.values():
            shows_nothing(reader.ask("post", there, {**ANSWERS, name: value}), f"{there} {name}={value}")
            assert reader.client.session.get("citizen_acting_for") is None
    assert {there for there, _name in fields} >= FORMS
    assert rows_of(world.owner) == before


FORMS: Final = {"/my/sessions/end/", "/my/contact/wishes/", "/my/payments/account/"}
"""Where some of the forms lead that the pages of a citizen hold: so the test above does not run without any."""


@pytest.mark.parametrize("of_htmx", [False, True], ids=["form", "htmx"])
def test_no_field_that_stands_in_no_form_reaches_another_person(world: World, of_htmx: bool) -> None:
    reader = world.reader(Who.CITIZEN)
    before = rows_of(world.owner)
    for route in OWN_PAGES:
        for value in world.things.values():
            there = f"http://testserver{address_of('my/cases/<int:pk>/', world.things['case'])}"
            headers = {**HTMX, "HX-Current-URL": there} if of_htmx else {}
            sent = {**ANSWERS, **dict.fromkeys(NAMES, value)}
            shows_nothing(reader.ask("post", own_address(world, route), sent, headers), f"{route} {value}")
            assert reader.client.session.get("citizen_acting_for") is None
    assert rows_of(world.owner) == before


def test_no_cookie_reaches_another_person(world: World) -> None:
    reader = world.reader(Who.CITIZEN)
    reader.ask("get", "/my/")
    for name in ("citizen_acting_for", "acting_for", "citizen", "person", "messages"):
        reader.client.cookies[name] = str(world.owner.pk)

    for route in OWN_PAGES:
        shows_nothing(reader.ask("get", own_address(world, route)), route)


def test_what_names_a_session_is_no_key_to_it(world: World) -> None:
    """The list of sessions names each; as a cookie the name opens nothing."""
    for value in world.things.values():
        client = Client()
        client.cookies["sessionid"] = value
        client.cookies[settings.SESSION_COOKIE_NAME] = value

        assert seen_of(client.get("/my/")) is Seen.REFUSED


def test_no_query_reaches_another_person(world: World) -> None:
    reader = world.reader(Who.CITIZEN)
    before = rows_of(world.owner)
    for route in OWN_PAGES:
        for value in world.things.values():
            asked = dict.fromkeys(NAMES, value)
            shows_nothing(reader.ask("get", own_address(world, route), asked), f"{route} {value}")
    assert rows_of(world.owner) == before
