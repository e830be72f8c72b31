"""Hostile values at every address of the house: whatever is sent, as whoever, is answered, and never with a 500.

The table of addresses is walked, so that a new one is covered by itself; the names of what is sent are read from the
code that asks for them. What a request changes is taken back after it.
"""

from __future__ import annotations

import ast
import re
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import translation

from dost.accounts.models import User
from dost.common.audiences import audiences
from services_catalog.load import load_catalogue
from tests.dost.test_urls import PARTS
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.services_catalog import write_catalogue
from tests.factories.studio import NOW, PreviewFactory, begun
from tests.hostile import TEXTS

ROOT: Final = Path(__file__).parents[2]
ROUTES: Final = sorted(audiences("dost.urls"))
NOBODY: Final = ""
ROLES: Final = (NOBODY, *sorted(User.Role.values))
WHO_WORKS: Final = {"studio": "editor", "office": "supervisor"}
"""The role that most of an office's addresses open to."""
EVERY: Final = 4
HTMX: Final = {"HX-Request": "true", "HX-Target": "x"}
HTTP_TEXTS: Final = [text for text in TEXTS if not re.search("[\ud800-\udfff]", text)]
"""Broken surrogates cannot be sent as UTF-8; as bytes, they are replaced before anything is read."""


def _asked_names() -> Iterator[str]:
    """What the code asks of addresses and forms, by name."""
    for path in (ROOT / "dost").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            first = node.args[0]
            if node.func.attr in {"get", "getlist", "asked", "sent"} and isinstance(first, ast.Constant):
                yield str(first.value)


def _form_names(kind: type[forms.BaseForm]) -> Iterator[str]:
    yield from getattr(kind, "base_fields", {})
    for inner in kind.__subclasses__():
        if inner.__module__.startswith(("dost.", "django.forms")):
            yield from _form_names(inner)


@cache
def names() -> list[str]:
    """Every name under which something may be sent, and those of rows."""
    found = {name for name in _asked_names() if re.fullmatch(r"[a-z][a-z_-]{0,30}", name)}
    rows = {f"{name}-{number}" for name in ("value", "name", "choice", "source", "revision") for number in (0, 1)}
    return sorted(found | set(_form_names(forms.BaseForm)) | rows)


@pytest.fixture(autouse=True, scope="module")
def _quoted_once() -> Iterator[None]:
    """Hundreds of names get the same text of ten thousand letters: it is put into an address, and taken out, once."""
    patch = pytest.MonkeyPatch()
    for name in ("quote_from_bytes", "unquote"):
        patch.setattr(urllib.parse, name, lru_cache(maxsize=256)(getattr(urllib.parse, name)))
    yield
    patch.undo()


@pytest.fixture(scope="module")
def things(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """What addresses are made of, of things that are there: made once, for what a request changes is taken back."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        root = write_catalogue(tmp_path_factory.mktemp("catalogue"))
        patch.setattr("services_catalog.files.CATALOGUE", root)
        load_catalogue(root=root, at=NOW)
        change_set, _draft = begun(UserFactory(username="aygun", editor=True))
        with translation.override("en"):
            preview = PreviewFactory(change_set=change_set)
        case = CaseFactory(to_clerk=True)
        yield {"studio": str(change_set.pk), "office": str(case.pk), "number": str(preview.pk)}
        transaction.set_rollback(True)


@pytest.fixture
def known(things: dict[str, str], db: None) -> dict[str, str]:
    """The same, in a transaction of the test's own."""
    return things


def address_of(route: str, known: dict[str, str]) -> str:
    """An address of something that is there."""
    if route.startswith("^"):
        return "/services/05-98/"
    ours = {"pk": known["office" if route.startswith("office") else "studio"], "code": "05-98", "kind": "gained"}
    ours |= {"number": known["number"], "name": "amount" if "terms" in route else "title", "action": "grant"}

    def part(found: re.Match[str]) -> str:
        return ours.get(found[2], PARTS[found[1] or "str"])

    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", part, route)


def client_of(role: str) -> Client:
    client = Client()
    if role:
        sign_in(client, UserFactory(role=role, centre=""))
    return client


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def answered(
    client: Client, address: str, values: dict[str, str], *, headers: dict[str, str] | None = None
) -> list[str]:
    """What went wrong when values were sent in the address and in a form."""
    wrong = []
    ours = values | {"file": SimpleUploadedFile("x.yaml", next(iter(values.values())).encode("utf-8", "replace"))}
    for method, data in (("get", values), ("post", ours)):
        try:
            with undone():
                response = getattr(client, method)(address, data, headers=headers)
                if response.status_code >= 500 and address != "/healthz":  # which says 503 when nothing runs
                    wrong.append(f"{method} {address[:80]}: {response.status_code}")
        except Exception as error:  # noqa: BLE001 - whatever a view raises is what this looks for
            place = error.__traceback__
            while place and place.tb_next:
                place = place.tb_next
            where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
            wrong.append(
                f"{method} {address[:80]} {headers and 'htmx'}: {type(error).__name__} {str(error)[:150]} {where}"
            )
    return wrong


def rotated(shift: int) -> dict[str, str]:
    """Every name with another hostile text."""
    return {name: HTTP_TEXTS[(number * 7 + shift) % len(HTTP_TEXTS)] for number, name in enumerate(names())}


def said(wrong: list[str]) -> str:
    return "\n".join(dict.fromkeys(wrong))


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES)
def test_whatever_is_sent_to_an_address_is_answered(route: str, known: dict[str, str]) -> None:
    address, wrong = address_of(route, known), []
    place = ROUTES.index(route)
    works = WHO_WORKS.get(route.partition("/")[0], NOBODY)
    # Roles and texts are dealt out over the addresses: each address gets some of both, and each of both many addresses.
    for number, role in enumerate(dict.fromkeys((NOBODY, works, ROLES[place % len(ROLES)]))):
        wrong += answered(client_of(role), address, rotated(place + number), headers=HTMX if number % 2 else None)
    client = client_of(works)
    for text in HTTP_TEXTS[place % EVERY :: EVERY]:
        wrong += answered(client, address, dict.fromkeys(names(), text))
    assert not wrong, said(wrong)


NUMBERS: Final = ["0", "9" * 10, str(2**63 - 1), str(2**63), "9" * 40, "9" * 5_000]


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in ROUTES if "<" in route])
def test_whatever_an_address_is_made_of_is_answered(route: str, known: dict[str, str]) -> None:
    wrong = []
    client = client_of(WHO_WORKS.get(route.partition("/")[0], NOBODY))
    whole = address_of(route, known)
    if route.startswith("^"):
        addresses = [f"/services/{quote(text)}/" for text in [*HTTP_TEXTS, "99-99-9", "٠٥-٤٠", "00-0"]]
    else:
        addresses = []
        for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", route):
            texts = NUMBERS if kind == "int" else HTTP_TEXTS
            marked = re.sub(rf"<(?:\w+:)?{name}>", "@@", route, count=1)
            addresses += [address_of(marked, known).replace("@@", quote(text)) for text in texts]
    for address in [whole, *addresses]:
        wrong += answered(client, address, {"q": "x"})
    assert not wrong, said(wrong)


def test_every_name_is_found() -> None:
    assert {"q", "title", "fee", "revision", "on", "page", "username", "value-0"} <= set(names())
