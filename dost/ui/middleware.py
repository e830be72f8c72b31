"""In which language a page is answered: a public page in that of its address, an office's in its reader's."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from .languages import language_of


class LanguageMiddleware(LocaleMiddleware):
    """Takes the language of a public page from its address alone, and elsewhere from the cookie and the browser.

    So an address says the same to everybody who is sent it, and to every cache in between. Django's own would take the
    address without a prefix for Azerbaijani in the offices too.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language."""
        language = _of_address(request) or translation.get_language_from_request(request)
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say which language it is, and where somebody else would get another one."""
        if _of_address(request) is None:
            patch_vary_headers(response, ["Accept-Language"])
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


def _of_address(request: HttpRequest) -> str | None:
    return language_of(request.path_info, getattr(request, "urlconf", settings.ROOT_URLCONF))
