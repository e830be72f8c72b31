"""What is public is listed here, and everything else refuses whoever has not signed in: pages and fragments alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from dost.common.audiences import Audience, audiences
from dost.ops.embedded import PROJECT_ROOT
from tests.factories.accounts import UserFactory, sign_in

SIMULATOR: Final = "registries.bridge.simulator.urls"

PUBLIC: Final = {
    "": "the home of the house: looking for a service",
    "accessibility/": "how accessible the pages are",
    "accounts/link/": "the first password of somebody who was invited, by a one-time link",
    "accounts/link/<str:token>/": "the one-time link",
    "accounts/sign-in/": "staff sign in",
    "accounts/sign-out/": "and out",
    "az/": "a language's prefix where none is needed",
    "az/<path:rest>": "the same",
    "areas/<slug:code>/": "the services of one area",
    "audiences/<slug:code>/": "the services for one group of people",
    "board/<slug:centre>/": "a centre's display board, to a paired screen; its hours to anybody",
    "board/<slug:centre>/calls/": "what changes on it; nothing to anybody else",
    "board/<slug:centre>/pair/": "pairing it, by a one-time code",
    "cases/": "an old address",
    "cases/<path:rest>": "an old address",
    "centres/": "the centres, and whether they are open",
    "check/": "whether something was issued",
    "check/<str:number>/": "whether this was issued",
    "events/<slug:code>/": "a life event: what comes by itself, what depends on the person",
    "healthz": "whether the installation works",
    "i18n/setlang/": "the language",
    "kiosk/<slug:centre>/": "a centre's kiosk, to a paired screen; its hours to anybody",
    "kiosk/<slug:centre>/pair/": "pairing it, by a one-time code",
    "kiosk/<slug:centre>/step/": "a step at it",
    "kiosk/<slug:centre>/who/": "the first step",
    "my/sign-in/": "citizens sign in",
    "my/sign-in/callback/": "what the identity provider sends a browser back to",
    "my/sign-in/trouble/<slug:why>/": "why somebody is not signed in, and what to do",
    "my/signed-out/": "what one reads after signing out",
    "my/sign-out/": "and out",
    "privacy/": "what is kept about people",
    "rights/": "an old address",
    "rights/<path:rest>": "an old address",
    "robots.txt": "where search engines may go",
    "screening/": "what am I entitled to: what it is",
    "screening/ask/": "which question somebody wants to be asked next",
    "screening/begin/": "begin, and forget who was here before",
    "screening/code/": "what was told, as a code for a clerk",
    "screening/forget/": "delete what was told",
    "screening/go-on/": "go on where one stopped",
    "screening/pages/<int:number>/": "one question",
    "screening/pages/<int:number>/people/<slug:place>/": "one person of the family",
    "screening/result/": "what the answers come to",
    "screening/result/why/<slug:code>/": "why, of one service",
    "screening/sign-in/": "take the answers along to the sign-in",
    "services/": "an old address",
    "sitemap.xml": "what they find there",
    "ticket/<str:code>/": "following a ticket, by a code that nobody guesses",
    "ticket/<str:code>/leave/": "giving it back",
    "ticket/<str:code>/rate/": "rating the visit",
    "ticket/<str:code>/state/": "what changes of it",
    r"^services/(?P<code>\d\d-\d\d(?:-\d)?)/$": "a service",
    r"^services/(?P<code>\d{1,2}-\d{1,2}(?:-\d)?)/$": "a service, its number written otherwise",
}
SECOND_STEP: Final = re.compile("accounts/")
"""The steps between the password and the code; they know whose turn it is by the session, and lead others back."""
PARTS: Final = {"int": "1", "str": "x", "slug": "other", "path": "x", "uuid": "1f6d3f0e-8f0a-4c55-9a5e-6f1d1c2b3a4d"}
HTMX: Final = {"HX-Request": "true"}

OTHERS: Final = sorted(route for route, audience in audiences("dost.urls").items() if audience is not Audience.ANYBODY)


def address_of(route: str) -> str:
    """An address that a route of converters matches."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: PARTS[found[1] or "str"], route)


def test_public_addresses_are_those_of_the_list() -> None:
    public = {route for route, audience in audiences("dost.urls").items() if audience is Audience.ANYBODY}
    assert public == set(PUBLIC)


def test_only_the_bridge_is_for_institutions() -> None:
    found = {route for route, audience in audiences("dost.urls").items() if audience is Audience.INSTITUTIONS}
    assert found
    assert all(route.startswith("bridge/") for route in found)


def test_every_other_address_is_tried() -> None:
    assert len(OTHERS) > 50
    for route in OTHERS:
        assert resolve(address_of(route)).route == route


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", OTHERS)
def test_nobody_opens_it_without_having_signed_in(client: Client, route: str, method: str) -> None:
    address = address_of(route)
    for headers in ({}, HTMX):
        response = getattr(client, method)(address, headers=headers)

        if response.status_code == 200 or (response.status_code == 302 and not SECOND_STEP.match(route)):
            there = response.headers.get("Location") or response.headers.get("HX-Redirect", "")
            assert there.startswith(("/accounts/sign-in/", "/my/sign-in/"))
        else:
            assert response.status_code in {302, 401, 403, 405}


NOT_KEPT: Final = [route for route in OTHERS if "<" not in route and route.startswith(("office/", "studio/"))]
ABOUT_PEOPLE: Final = re.compile(r"fin|name|person_name|surname")


@pytest.mark.django_db
def test_pages_of_the_offices_are_kept_by_no_browser(client: Client) -> None:
    shown = []
    for role in ("supervisor", "auditor", "publisher"):
        sign_in(client, UserFactory(role=role))
        for route in NOT_KEPT:
            response = client.get(f"/{route}")
            if response.status_code == 200:
                shown.append(route)
                assert "no-store" in response.headers["Cache-Control"], route
    assert {"office/", "office/cases/", "office/looks/", "office/rights/export/", "studio/"} <= set(shown)


def test_no_address_of_the_offices_takes_a_name_or_a_fin() -> None:
    """People are named in addresses by numbers of this house only."""
    for route in OTHERS:
        for parameter in re.findall(r"<(?:\w+:)?(\w+)>", route):
            if route.startswith("office/"):
                assert not ABOUT_PEOPLE.fullmatch(parameter), route


@pytest.mark.django_db
def test_home_is_open_and_asks_nobody_to_sign_in(client: Client) -> None:
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/cases/?state=waiting&page=2", "/office/cases/?state=waiting&page=2"),
        ("/cases/17/", "/office/cases/17/"),
        ("/cases/17/actions/grant/", "/office/cases/17/actions/grant/"),
        ("/rights/", "/office/rights/"),
        ("/rights/export/?cause=rule", "/office/rights/export/?cause=rule"),
        ("/services/?q=do%C4%9Fum", "/?q=do%C4%9Fum"),
        ("/cases//elsewhere.example/", "/office/cases//elsewhere.example/"),
        ("/ru/services/?q=do%C4%9Fum", "/ru/?q=do%C4%9Fum"),
        ("/az/services/05-40/?x=1", "/services/05-40/?x=1"),
        ("/az/", "/"),
        ("/az//elsewhere.example/", "/elsewhere.example/"),
        ("/az/\\elsewhere.example/", "/%5Celsewhere.example/"),
    ],
)
def test_old_addresses_lead_on(client: Client, old: str, new: str) -> None:
    read, sent = client.get(old), client.post(old, {"note": "x"})

    assert read.headers["Location"] == new
    assert (read.status_code, sent.status_code) == (308, 308)  # a form that is sent arrives with what is in it
    assert sent.headers["Location"] == new


def test_new_addresses_exist() -> None:
    for address in ("/office/", "/office/cases/17/", "/office/rights/export/", "/services/05-40/", "/studio/"):
        resolve(address)
    with pytest.raises(Resolver404):
        resolve("/reports/")


# -- names of addresses --------------------------------------------------------------------------------------------

IN_CODE: Final = re.compile(r'(?:reverse|reverse_lazy|redirect|resolve_url)\(\s*f?"([a-z_-]+(?::[a-z_-]+)+)"')
IN_TEMPLATES: Final = re.compile(r"{%\s*url\s+['\"]([^'\"]+)['\"]")


def names(patterns: list[URLPattern | URLResolver], inside: str = "") -> Iterator[str]:
    """The names of all addresses, with those of what they are included in."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, f"{inside}{pattern.namespace}:" if pattern.namespace else inside)
        elif pattern.name:
            yield f"{inside}{pattern.name}"


def used_in(folder: str, ending: str, form: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """The names that files use, each with its file."""
    for path in sorted(Path(PROJECT_ROOT, folder).rglob(f"*.{ending}")):
        for name in form.findall(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(PROJECT_ROOT)), name


def test_whatever_leads_somewhere_names_an_address_there_is() -> None:
    """A page with a link to nowhere is an error page, also where no test has the row that shows the link."""
    there_are = {*names(get_resolver().url_patterns), *names(get_resolver(SIMULATOR).url_patterns)}
    used = {*used_in("dost", "py", IN_CODE), *used_in("templates", "html", IN_TEMPLATES)}
    assert len(used) > 200
    assert [one for one in sorted(used) if one[1] not in there_are] == []


def test_every_address_in_the_readme_is_one() -> None:
    readme = Path(PROJECT_ROOT, "README.md").read_text(encoding="utf-8")
    addresses = re.findall(r"\(http://localhost:8000(/[^)]*)\)", readme)
    assert len(addresses) > 20
    for address in addresses:
        resolve(address)  # raises Resolver404
