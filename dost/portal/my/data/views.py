"""What the registries hold about a person, and the download of all of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.templatetags.static import static
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from dost.accounts.citizens import SignedInCitizen, citizen_required
from dost.accounts.own_looks import OwnLook, log_own_look
from dost.common.dates import local_day
from dost.portal.my.page import render_my
from registries.holdings import REGISTRIES
from registries.holdings.tables import PROTECTED

from .download import SCHEMA, json_pieces
from .page import data_page
from .pdf import data_pdf


@require_safe
@citizen_required
def data(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Registry by registry."""
    now = timezone.now()
    page = data_page(me.person, on=local_day(now), sensitive=me.reads_sensitive)
    log_own_look(me.actor, OwnLook.DATA, registries=_shown(me), now=now)
    return render_my(request, me, "portal/my/data/data.html", {"page": page, "schema_url": static(SCHEMA)})


@require_safe
@citizen_required
def all_as_json(request: HttpRequest, me: SignedInCitizen) -> HttpResponseBase:
    """All of it as JSON, made while it is sent."""
    now = timezone.now()
    log_own_look(me.actor, OwnLook.DOWNLOAD, registries=_shown(me), now=now)
    url = request.build_absolute_uri(static(SCHEMA))
    pieces = json_pieces(
        me.person,
        schema_url=url,
        now=timezone.localtime(now),
        on=local_day(now),
        sensitive=me.reads_sensitive,
    )
    return StreamingHttpResponse(
        _in_language(pieces, translation.get_language() or "az"),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


def _in_language(pieces: Iterator[str], language: str) -> Iterator[str]:
    """The pieces in a language: the request is over when they are asked for, and so is the language it had."""
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


@require_safe
@citizen_required
def all_as_pdf(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """All of it as a PDF."""
    now = timezone.now()
    log_own_look(me.actor, OwnLook.DOWNLOAD_PDF, registries=_shown(me), now=now)
    made = data_pdf(me.person, now=now, on=local_day(now), sensitive=me.reads_sensitive)
    headers = {"Content-Disposition": 'attachment; filename="my-data.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _shown(me: SignedInCitizen) -> list[str]:
    """The registries that the reader is shown, by their codes."""
    codes = [registry.code for registry in REGISTRIES]
    return codes if me.reads_sensitive else [code for code in codes if code not in PROTECTED]
