"""In which language a page is answered, and what may be compressed and found: public pages only.

A public page is in the language of its address and the same for everybody; an office's is in its reader's language,
holds secrets, and is for no search engine.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import has_vary_header, patch_vary_headers

from dost.common.audiences import is_public

from .languages import language_of

FOR_SEARCH_ENGINES: Final = frozenset({"/robots.txt", "/sitemap.xml"})


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


class PublicPagesMiddleware(GZipMiddleware):
    """Compresses public pages, and keeps everything else out of search engines.

    The length of a compressed page tells whether what somebody put into it repeats what stands in it already (BREACH).
    So only that is compressed which holds no secret: nothing that depends on the session or on the token of a form –
    both leave `Vary: Cookie` – and nothing that sets a cookie. Stands outside the middleware of both.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what is the same for everybody; tell search engines to leave out what is not public."""
        if not _may_be_found(request):
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
            return response
        if has_vary_header(response, "Cookie") or response.cookies:
            return response
        return super().process_response(request, response)


def _may_be_found(request: HttpRequest) -> bool:
    """Whether search engines may list what stands here: neither an office's pages nor a citizen's own."""
    if request.path_info in FOR_SEARCH_ENGINES:
        return True
    match = request.resolver_match
    open_to_anybody = match is None or is_public(match.route, getattr(request, "urlconf", None))
    return _of_address(request) is not None and open_to_anybody


def _of_address(request: HttpRequest) -> str | None:
    return language_of(request.path_info, getattr(request, "urlconf", settings.ROOT_URLCONF))
