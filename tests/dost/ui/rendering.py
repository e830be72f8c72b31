"""Renders the shared templates without a database: a signed-in stand-in, the sample pages, any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from dost.accounts.access import NoReason
from tests.dost.ui import sample_purposes, samples

LANGUAGES = ("az", "en", "ru")


@dataclass(frozen=True)
class Staff:
    """As much of a signed-in user as a page header asks for."""

    name: str = "Nigar Rzayeva"
    is_authenticated: bool = True
    opens_cases: bool = True
    reviews_purposes: bool = True
    sees_the_day: bool = True

    def get_full_name(self) -> str:
        return self.name

    def get_username(self) -> str:
        return "n.rzayeva"


class SignInForm(forms.Form):
    """The fields of a staff sign-in."""

    username = forms.CharField(label="İstifadəçi adı")
    password = forms.CharField(label="Parol", widget=forms.PasswordInput)


def sign_in_context(*, failed: bool = False) -> dict[str, Any]:
    """The sign-in form, blank or just refused."""
    form = SignInForm({"username": ""}) if failed else SignInForm()
    accounts = (("n.rzayeva", "Müfəttiş"), ("e.huseynov", "Nəzarətçi"))
    return {"form": form, "next": "/cases/", "demo_accounts": accounts, "demo_password": "dost-demo"}


@dataclass(frozen=True)
class Preview:
    """One page to look at: the template, what it shows, the address it is at."""

    template: str
    context: Mapping[str, Any]
    path: str = "/"
    signed_in: bool = True


def previews() -> dict[str, Preview]:
    """Every page in every state, by name."""
    return {
        "day": Preview("backoffice/day.html", {"page": samples.day_page()}),
        "day-empty": Preview("backoffice/day.html", {"page": samples.empty_day_page()}),
        "list": Preview("backoffice/list.html", {"page": samples.list_page()}, "/cases/"),
        "list-work": Preview("backoffice/list.html", {"page": samples.work_page()}, "/cases/"),
        "list-error": Preview(
            "backoffice/list.html",
            {"page": samples.list_page(date_error="Tarix 2026-03-01 və ya sonra olmalıdır")},
            "/cases/",
        ),
        "list-empty": Preview("backoffice/list.html", {"page": samples.empty_list_page()}, "/cases/"),
        "case-paid": Preview("backoffice/detail.html", {"page": samples.paid_case()}, "/cases/48812/"),
        "case-waiting": Preview("backoffice/detail.html", {"page": samples.waiting_case()}, "/cases/48812/"),
        "case-choosing": Preview("backoffice/detail.html", {"page": samples.choosing_case()}, "/cases/48812/"),
        "case-refused": Preview("backoffice/detail.html", {"page": samples.refused_case()}, "/cases/48812/"),
        "purpose": Preview("backoffice/purpose.html", {"page": samples.purpose_page()}, "/cases/48812/purpose/"),
        "purpose-error": Preview(
            "backoffice/purpose.html", {"page": samples.purpose_page(error=True)}, "/cases/48812/purpose/"
        ),
        "purposes": Preview("backoffice/purposes.html", {"page": sample_purposes.purposes_page()}, sample_purposes.URL),
        "purposes-empty": Preview(
            "backoffice/purposes.html", {"page": sample_purposes.empty_purposes_page()}, sample_purposes.URL
        ),
        "sign-in": Preview("accounts/login.html", sign_in_context(), "/accounts/sign-in/", signed_in=False),
        "sign-in-error": Preview(
            "accounts/login.html", sign_in_context(failed=True), "/accounts/sign-in/", signed_in=False
        ),
        "403": Preview("403.html", {"exception": ""}, signed_in=False),
        "403-record": Preview("403.html", {"exception": NoReason()}, signed_in=True),
        "404": Preview("404.html", {}, signed_in=False),
        "500": Preview("500.html", {}, signed_in=False),
    }


def render(preview: Preview, language: str) -> str:
    """The page as HTML in one language."""
    request = RequestFactory().get(preview.path)
    if preview.signed_in:
        request.user = Staff()  # type: ignore[assignment]
    with translation.override(language):
        user = {"user": Staff()} if preview.signed_in else {}
        return render_to_string(preview.template, {**preview.context, **user}, request=request)
