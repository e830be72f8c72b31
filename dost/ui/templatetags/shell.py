"""``{% load shell %}``: where in the house a page stands, public or an office's, and its address in each language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from dost.common.audiences import is_public
from dost.ui.languages import in_language, language_of

register = template.Library()

X_DEFAULT: Final = "x-default"


@dataclass(frozen=True, slots=True)
class InLanguage:
    """The page in a language: its address on this host, and whether it is the one that is read."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Alternate:
    """What a search engine is told: the whole address of the page in a language."""

    code: str
    url: str


@dataclass(frozen=True, slots=True)
class Here:
    """Where a page stands. A public page says the same to everybody; an office's and a citizen's own ask who reads it.

    `languages` is empty where the address has no language: there it is the reader's own choice.
    """

    public: bool
    canonical: str = ""
    languages: tuple[InLanguage, ...] = ()
    alternates: tuple[Alternate, ...] = ()


@register.simple_tag(takes_context=True)
def where(context: template.Context) -> Here:
    """Return where the page of this request stands; a page without a request stands nowhere, as an office's does."""
    request = context.get("request")
    language = language_of(request.path_info, getattr(request, "urlconf", None)) if request else None
    if request is None or language is None:
        return Here(public=False)
    codes = [code for code, _name in settings.LANGUAGES]

    def whole(code: str) -> str:
        return f"{settings.PUBLIC_URL}{in_language(request.path, code)}"

    languages = tuple(
        InLanguage(
            code=code,
            name=translation.get_language_info(code)["name_local"],
            url=in_language(request.get_full_path(), code),
            current=code == language,
        )
        for code in codes
    )
    if not _says_the_same_to_everybody(request):
        return Here(public=False, languages=languages)
    return Here(
        public=True,
        canonical=whole(language),
        languages=languages,
        alternates=(
            *(Alternate(code, whole(code)) for code in codes),
            Alternate(X_DEFAULT, whole(settings.LANGUAGE_CODE)),
        ),
    )


def _says_the_same_to_everybody(request: HttpRequest) -> bool:
    """Whether the page is open to anybody; so is the one that says there is none at an address."""
    match = request.resolver_match
    return match is None or is_public(match.route, getattr(request, "urlconf", None))
