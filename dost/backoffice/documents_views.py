"""Opening a document that a person handed in, for whoever has a reason to see that person's record."""

from __future__ import annotations

import logging
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts.access import SEES_CASES, NoReason, actor_of, role_required
from dost.cases import supporting
from dost.cases.complaints import hides_document
from dost.cases.models import SupportingDocument
from dost.cases.supporting.vault import Unreadable
from dost.common.dates import local_day
from dost.ui.streaming import streamed

log = logging.getLogger(__name__)


@never_cache
@require_safe
@role_required(SEES_CASES)
def document(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The document itself; each time it is opened is written down. Whoever has no reason to look states one first."""
    found = get_object_or_404(SupportingDocument.objects.select_related("case"), public_id=public_id)
    now, actor = timezone.now(), actor_of(request)
    if hides_document(found, actor, on=local_day(now)):
        raise Http404
    try:
        opened = supporting.opened(found, actor=actor, now=now)
    except NoReason:
        if found.case_id is None:
            raise
        return redirect("cases:purpose", pk=found.case_id)
    except supporting.Unsafe:
        return render(request, "backoffice/document_closed.html", {"document": found}, status=410)
    except Unreadable as error:
        log.error("document %s cannot be opened: %s", found, error)  # noqa: TRY400 - its text says all
        return render(request, "backoffice/document_closed.html", {"document": found}, status=503)
    return streamed(opened.chunks, media_type=opened.media_type, file_name=opened.file_name, size=opened.size)
