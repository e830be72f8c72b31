from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation
from django_htmx.middleware import HtmxDetails

from dost.studio.guard import require, studio_permission
from services_catalog.changes.permissions import ALL, EDIT, PUBLISH, VIEW, StudioDenied


class Holder:
    """Somebody signed in who has these permissions."""

    is_authenticated = True

    def __init__(self, *held: str) -> None:
        self.held = held

    def has_perm(self, permission: str) -> bool:
        return permission in self.held


def asked_by(user: Any, *, fragment: bool = False) -> HttpRequest:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/catalogue/?area=child"} if fragment else {}
    request = RequestFactory().get("/catalogue/part/?q=a", headers=headers)
    request.user = user
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return request


def view(request: HttpRequest, code: str = "") -> HttpResponse:
    return HttpResponse(f"seen {code}")


@pytest.mark.parametrize("fragment", [False, True])
def test_whoever_has_the_permission_gets_in(fragment: bool) -> None:
    response = studio_permission(EDIT)(view)(asked_by(Holder(VIEW, EDIT), fragment=fragment), code="05-40")

    assert response.content == b"seen 05-40"  # type: ignore[attr-defined]


@pytest.mark.parametrize("fragment", [False, True])
@pytest.mark.parametrize("permission", sorted(ALL))
def test_whoever_lacks_it_is_told_which_and_why(permission: str, fragment: bool) -> None:
    others = ALL - {permission}

    with translation.override("en"), pytest.raises(StudioDenied, match=r"^Your role .*\.$") as refused:
        studio_permission(permission)(view)(asked_by(Holder(*others), fragment=fragment))

    assert refused.value.permission == permission


def test_stranger_is_sent_to_sign_in_and_back() -> None:
    response = studio_permission(VIEW)(view)(asked_by(AnonymousUser()))

    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/sign-in/?next=/catalogue/part/%3Fq%3Da"


def test_strangers_fragment_makes_the_whole_page_go_to_sign_in() -> None:
    response = studio_permission(VIEW)(view)(asked_by(AnonymousUser(), fragment=True))

    assert response.headers["HX-Redirect"] == "/accounts/sign-in/?next=/catalogue/%3Farea%3Dchild"


def test_require_lets_pass_or_refuses() -> None:
    require(asked_by(Holder(PUBLISH)), PUBLISH)

    with pytest.raises(StudioDenied):
        require(asked_by(Holder(EDIT)), PUBLISH)


def test_guard_with_a_name_that_does_not_exist_is_refused_when_written() -> None:
    with pytest.raises(ValueError, match=r"no permission of the studio: 'services_catalog\.add_service'"):
        studio_permission("services_catalog.add_service")
