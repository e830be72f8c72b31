"""The screens of a centre: adding a kiosk or a board, its one-time code shown once, taking it out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dost.accounts.access import actor_of
from dost.centres.devices import CODE_LASTS, add_device, revoke
from dost.centres.models import Device
from dost.centres.problems import QueueError

from .centres_forms import ScreenForm
from .centres_guard import of_centre, page, say
from .centres_page import Frame, screen_rows


@require_http_methods(["GET", "HEAD", "POST"])
@of_centre
def screens(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The screens; sent, it adds one and shows its code, this once: of it nothing but a digest is kept."""
    now = timezone.now()
    form = ScreenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = add_device(actor=actor_of(request), kind=given["kind"], place=given["place"], now=now)
        path = "kiosk" if made.device.kind == Device.Kind.KIOSK else "board"
        context = {
            "code": f"{made.code[:4]} {made.code[4:]}",
            "address": request.build_absolute_uri(f"/{path}/{frame.code}/"),
            "place": made.device.place,
            "minutes": int(CODE_LASTS.total_seconds() // 60),
        }
        return page(request, frame, "code", context)
    context = {"rows": screen_rows(frame.code, now=now), "form": form}
    return page(request, frame, "screens", context, wrong=bool(form.errors))


@require_POST
@of_centre
def revoke_screen(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """Take a screen out."""
    try:
        revoke(device_id=pk, actor=actor_of(request), now=timezone.now())
    except QueueError as error:
        messages.error(request, str(error))
    else:
        say(request, _("The screen is taken out. From now on it shows the hours only."))
    return redirect("centres:screens")
