"""What managers look at."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts.access import EVERYONE, WORKS_ON_CASES, actor_of, may_see_cases, role_required, staff
from dost.common.dates import local_day

from .complaints import for_you_alone
from .day import ALL, day_page


@never_cache
@require_safe
@role_required(EVERYONE)
def day(request: HttpRequest) -> HttpResponse:
    """The run of the day; `?on=YYYY-MM-DD` another one, `services=all` with every service; for htmx the live part only.

    Account administrators, who see no work on cases, are led to the accounts.
    """
    if not staff(request).sees_the_day:
        return redirect("staff:list")
    now = timezone.now()
    on, problem = _asked_day(request.GET.get("on", ""), now=now)
    every_service = request.GET.get("services") == ALL["services"]
    reader = staff(request)
    page = day_page(
        on=on,
        now=now,
        may_open=may_see_cases(reader),
        may_work=reader.role in WORKS_ON_CASES,
        user_id=reader.pk,
        every_service=every_service,
    )
    if problem:
        messages.error(request, problem)
    live = bool(getattr(request, "htmx", None))
    context = {"page": page, "alone": None if live else for_you_alone(actor_of(request), on=local_day(now))}
    template = "backoffice/_day.html" if live else "backoffice/day.html"
    response = render(request, template, context, status=400 if problem else 200)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _asked_day(text: str, *, now: datetime) -> tuple[date, str]:
    """The day asked for; for a day that is none or has not come, today and what would be right."""
    today = local_day(now)
    if not text:
        return today, ""
    try:
        on = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        on = None
    if on is None or on.year < 2000:
        return today, _("“on” must be a date such as %(example)s.") % {"example": today.isoformat()}
    if on > today:
        return today, _("That day has not come yet; the latest is %(today)s.") % {"today": today.isoformat()}
    return on, ""
