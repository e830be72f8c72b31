"""Every address of the site, by every kind of principal, read and sent to: it opens to whom its rule names, to nobody
else.

The rules stand in `address_rules`; an address without one fails here. What is a citizen's own is tried besides with the
things of another person in every address, form field and header of htmx: nothing of them is shown, nothing happens.
"""

from __future__ import annotations

from typing import Final

import pytest

from dost.common.audiences import Audience, audiences
from tests.dost.address_rules import CITIZENS_OF_EACH_KIND, PRINCIPALS, ROLES, RULES, Who
from tests.dost.every_address import (
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
    bare = {route for route in ROUTES if route.startswith("my/") and "<" in route and not RULES[route].thing}
    assert bare <= NOT_OF_A_PERSON


NOT_OF_A_PERSON: Final = {
    "my/choices/services/<slug:code>/",
    "my/contact/<slug:way>/",
    "my/contact/<slug:way>/code/",
    "my/contact/<slug:way>/remove/",
    "my/looks/checks/<int:pk>/",  # a check of everybody; what it shows is the reader's own result
    "my/sign-in/trouble/<slug:why>/",
}
"""Addresses of citizens whose part names no thing of theirs."""


@pytest.fixture
def world(db: None) -> World:
    return make_world()


# -- every principal at every address ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", PRINCIPALS)
def test_it_opens_to_whom_its_rule_names_and_to_nobody_else(world: World, who: str) -> None:
    reader = world.reader(who)
    wrong = []
    for route, rule in sorted(RULES.items()):
        if route not in ROUTES:
            continue
        found = {method: seen_of(reader.ask(method, address_of(route))) for method in ("get", "post")}
        fragment = seen_of(reader.ask("get", address_of(route), headers=HTMX))
        meant = {"get": rule.get, "post": rule.post}
        for method, seen in (*found.items(), ("get", fragment)):
            if seen is not Seen.NO_SUCH_METHOD and (seen is Seen.OPEN) != (who in meant[method]):
                wrong.append(f"{method.upper()} {route}: {seen.value}")
        if set(found.values()) == {Seen.NO_SUCH_METHOD}:
            wrong.append(f"{route}: takes neither GET nor POST")
    assert wrong == []


# -- things of another person --------------------------------------------------------------------------------------

OWN_THINGS: Final = sorted(route for route, rule in RULES.items() if rule.thing)
OWN_PAGES: Final = sorted(route for route in RULES if route.startswith("my/"))


@pytest.mark.parametrize("route", OWN_THINGS)
def test_a_thing_opens_to_its_owner_and_to_who_acts_for_them(world: World, route: str) -> None:
    address = address_of(route, world.things[RULES[route].thing])

    found = {who: world.reader(who).ask("get", address).status_code for who in (Who.OWNER, Who.PARENT, Who.GUARDIAN)}

    assert set(found.values()) <= {200, 302, 405}
    assert len(set(found.values())) == 1


@pytest.mark.parametrize("who", [Who.STRANGER, Who.CITIZEN, "parent for themselves", "supervisor"])
def test_a_thing_of_somebody_else_is_not_found(world: World, who: str) -> None:
    """By its own number in its own address, and in every other one that could take it."""
    reader = world.reader(Who.CITIZEN if who == "parent for themselves" else who)
    if who == "parent for themselves":
        world.stranger = world.parent
    before = rows_of(world.owner)
    for route in OWN_THINGS:
        for value in world.things.values():
            if not takes(route, value):
                continue
            for method in ("get", "post"):
                for headers in ({}, HTMX):
                    response = reader.ask(method, address_of(route, value), ANSWERS, headers=headers)
                    seen = seen_of(response)
                    shut = seen is not Seen.OPEN or response.status_code == 404
                    assert shut, f"{method.upper()} {address_of(route, value)}: {response.status_code}"
                    assert MARK not in response.content.decode(errors="ignore")
    assert rows_of(world.owner) == before


ANSWERS: Final = {"answer": "yes", "choice": "automatic", "number": IBAN, "account": IBAN}
"""What forms of citizens take, so that a form that is sent would be carried out if it could."""


def test_no_form_field_reaches_another_person(world: World) -> None:
    """Whatever a form of a page or an address sends: with another's ids in each field, nothing of theirs moves."""
    reader = world.reader(Who.CITIZEN)
    foreign = [*world.things.values(), str(world.owner.pk), world.owner.fin]
    before = rows_of(world.owner)
    sent = 0
    for route in OWN_PAGES:
        if "<" in route:
            continue
        address = address_of(route)
        forms = list(fields_of(reader.ask("get", address)))
        targets = {(action or address, name) for action, method, names in forms if method == "post" for name in names}
        targets |= {(address, name) for name in (*NAMES, *(name for _there, name in targets))}
        for there, name in sorted(targets):
            if not there.startswith("/") or name == "csrfmiddlewaretoken":
                continue
            for value in foreign:
                for headers in ({}, {**HTMX, "HX-Current-URL": f"http://testserver{address_of(OWN_THINGS[0], value)}"}):
                    response = reader.ask("post", there, {**ANSWERS, name: value}, headers=headers)
                    sent += 1
                    assert response.status_code < 500, f"{there} {name}={value}"
                    assert MARK not in response.content.decode(errors="ignore"), f"{there} {name}={value}"
                    assert reader.client.session.get("citizen_acting_for") is None
    assert sent > 100
    assert rows_of(world.owner) == before


NAMES: Final = ("person", "person_id", "case", "session", "id", "pk", "for", "page", "next", "letter", "number")
"""Names somebody may try who has read this source."""


@pytest.mark.parametrize("name", ["citizen_acting_for", "acting_for", "citizen", "person", "messages"])
def test_no_cookie_reaches_another_person(world: World, name: str) -> None:
    reader = world.reader(Who.CITIZEN)
    reader.ask("get", "/my/")
    reader.client.cookies[name] = str(world.owner.pk)

    for route in OWN_PAGES:
        if "<" not in route and "sign" not in route:
            assert MARK not in reader.ask("get", address_of(route)).content.decode(errors="ignore"), route


def test_no_query_reaches_another_person(world: World) -> None:
    reader = world.reader(Who.CITIZEN)
    before = rows_of(world.owner)
    for route in OWN_PAGES:
        if "<" in route or "sign" in route:
            continue
        for name in NAMES:
            for value in (*world.things.values(), str(world.owner.pk), world.owner.fin):
                response = reader.ask("get", address_of(route), {name: value})
                assert response.status_code < 500, f"{route}?{name}"
                assert MARK not in response.content.decode(errors="ignore"), f"{route}?{name}={value}"
    assert rows_of(world.owner) == before
