"""Every address of the studio, for every role and for nobody: made from the urlconf, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from dost.studio import urls
from services_catalog.models import ChangeSet
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.studio import PreviewFactory, begun

pytestmark = pytest.mark.django_db

ROLES = ("clerk", "examiner", "supervisor", "auditor", "viewer", "editor", "publisher")
READERS = ("supervisor", "auditor", "viewer", "editor", "publisher")
EDITORS = ("editor", "publisher")
PUBLISHERS = ("publisher",)

# Who may read an address, and who may send something to it; None where it does not take that.
ALLOWED: dict[str, tuple[tuple[str, ...] | None, tuple[str, ...] | None]] = {
    "home": (READERS, None),
    "new": (EDITORS, EDITORS),
    "new_service": (EDITORS, EDITORS),
    "import": (EDITORS, EDITORS),
    "history": (READERS, None),
    "service": (READERS, None),
    "compare": (READERS, None),
    "change": (EDITORS, EDITORS),
    "end": (EDITORS, EDITORS),
    "roll_back": (None, EDITORS),
    "parameters": (READERS, None),
    "raise": (EDITORS, EDITORS),
    "shared": (READERS, None),
    "shared_item": (READERS, None),
    "make_shared": (EDITORS, EDITORS),
    "change_shared": (EDITORS, EDITORS),
    "new_shared": (EDITORS, EDITORS),
    "set_shared": (EDITORS, EDITORS),
    "take_out_shared": (None, EDITORS),
    "set": (READERS, None),
    "edit": (EDITORS, EDITORS),
    "amounts": (EDITORS, EDITORS),
    "take_out_amount": (None, EDITORS),
    "add_service": (None, EDITORS),
    "take_out": (None, EDITORS),
    "carry_over": (None, EDITORS),
    "discard": (EDITORS, EDITORS),
    "differences": (READERS, None),
    "submit": (EDITORS, EDITORS),
    "confirm": (None, EDITORS),
    "give_back": (EDITORS, EDITORS),
    "publish": (PUBLISHERS, PUBLISHERS),
    "withdraw": (PUBLISHERS, PUBLISHERS),
    "export": (READERS, None),
    "previews": (READERS, EDITORS),
    "preview": (READERS, None),
    "preview_progress": (READERS, None),
    "cancel_preview": (None, EDITORS),
    "people": (EDITORS, EDITORS),
}


def addresses(patterns: list[Any] | None = None) -> Iterator[URLPattern]:
    """Every address of the studio, those of the rule editor too."""
    for pattern in urls.urlpatterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        else:
            yield pattern


NAMES = sorted(str(pattern.name) for pattern in addresses())


@pytest.fixture
def known(small_catalogue: Path, editor: Any) -> dict[str, Any]:
    """What addresses are made of."""
    change_set, _draft = begun(editor)
    preview = PreviewFactory(change_set=change_set)
    return {"pk": change_set.pk, "code": "05-98", "number": preview.pk, "kind": "gained"}


def address(name: str, known: dict[str, Any]) -> str:
    """An address with what it needs; `name` is a parameter's or a section's."""
    pattern = next(pattern for pattern in addresses() if pattern.name == name)
    prefix = {"pk", "code"} if name.startswith("rule") else set()
    needed = prefix | set(pattern.pattern.converters)
    other = {"name": "test_benefit"}
    if "shared" in name:
        other |= {"kind": "criterion", "name": "alive"}
    if name == "roll_back":
        other["number"] = "1"
    return reverse(f"studio:{name}", kwargs={key: ({**known, **other})[key] for key in needed})


def client_of(role: str) -> Client:
    client = Client(raise_request_exception=False)
    sign_in(client, UserFactory(**({} if role == "examiner" else {role: True})))
    return client


def test_the_table_names_every_address() -> None:
    assert {name for name in NAMES if not name.startswith("rule")} == ALLOWED.keys()
    assert len(NAMES) == len(set(NAMES))


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done inside is taken back, so that every address meets the same set."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sent(client: Client, url: str, **more: Any) -> dict[str, Any]:
    """What comes of reading an address and of sending to it."""
    answers = {}
    for method in ("get", "post"):
        with undone():
            answers[method] = getattr(client, method)(url, **more)
    return answers


def test_nobody_gets_in_without_signing_in(known: dict[str, Any]) -> None:
    open_to_all = []
    for name in NAMES:
        url = address(name, known)
        whole = [answer for answer in sent(Client(), url).values() if answer.status_code != 405]
        pieces = [
            answer
            for answer in sent(Client(), url, headers={"HX-Request": "true"}).values()
            if answer.status_code != 405
        ]
        led_on = [answer.get("Location", "") for answer in whole] + [piece.get("HX-Redirect", "") for piece in pieces]
        if not led_on or not all(there.startswith("/accounts/sign-in/") for there in led_on):
            open_to_all.append((name, led_on))
    assert open_to_all == []


@pytest.mark.parametrize("role", ["clerk", "examiner"])
def test_other_roles_are_refused_everywhere(role: str, known: dict[str, Any]) -> None:
    client = client_of(role)
    statuses = {name: {answer.status_code for answer in sent(client, address(name, known)).values()} for name in NAMES}
    assert {name: found for name, found in statuses.items() if 403 not in found or found - {403, 405}} == {}


def test_who_only_reads_changes_nothing(known: dict[str, Any]) -> None:
    client = client_of("viewer")
    asked = ("rule_check", "rule_options")  # what is typed is sent to be looked at
    statuses = {name: client.post(address(name, known)).status_code for name in NAMES if name not in asked}
    assert {name: status for name, status in statuses.items() if status not in (403, 405)} == {}
    assert ChangeSet.objects.values_list("revision", flat=True).get() == 2


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_the_table_says(role: str, known: dict[str, Any]) -> None:
    client, wrong = client_of(role), []
    for name, allowed in ALLOWED.items():
        answers = sent(client, address(name, known))
        for (method, answer), roles in zip(answers.items(), allowed, strict=True):
            expected = {405} if roles is None else {200, 302, 400, 404} if role in roles else {403}
            if answer.status_code not in expected:
                wrong.append((name, method, answer.status_code))
    assert wrong == []


def test_a_password_alone_opens_nothing(known: dict[str, Any]) -> None:
    client = Client()
    client.force_login(UserFactory(editor=True))
    assert client.get(reverse("studio:home")).status_code in (302, 403)


def test_a_form_from_elsewhere_is_refused(known: dict[str, Any], editor: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, editor)
    assert client.post(address("submit", known)).status_code == 403
