"""A complaint or a proposal by telephone: written down for whoever has answered the questions, and sent at once."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dost.cases.acts import NotPossible
from dost.cases.complaints import at_desk
from dost.centres import calls as engine
from dost.centres.problems import QueueError
from dost.ui.complaint_form import WriteDownForm

from .person_frame import Window, on_telephone, render_person


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("words", "named")
@on_telephone
def complaint(request: HttpRequest, window: Window) -> HttpResponse:
    """All of it on one page; sent once, even if pressed twice. Its number stands on the page of the call."""
    visit = window.hand.visit
    assert visit is not None  # `on_telephone`: it is a call
    key = _key(request.POST.get("key", ""))
    form = WriteDownForm(
        request.POST if request.method == "POST" else None,
        choosable=at_desk.choosable(window.person),
        by_telephone=True,
    )
    window.log()
    if form.is_valid():
        given = form.written_down
        try:
            made = engine.take_complaint(
                visit_id=visit.pk,
                actor=window.actor,
                subject=at_desk.subject_written(given),
                words=given.words,
                key=key,
                now=window.now,
            )
        except NotPossible as why:
            form.add_error(None, str(why))
        except QueueError as why:
            messages.error(request, str(why))
            return redirect("calls:home")
        else:
            messages.success(request, at_desk.receipt(made))
            return redirect("calls:home")
    context = {"form": form, "key": str(key)}
    return render_person(request, window, "counter/calls/complaint.html", context, status=400 if form.errors else 200)


def _key(typed: str) -> UUID:
    """The key under which it is sent: that of the page, so that a second press finds the first."""
    try:
        return UUID(typed)
    except ValueError:
        return uuid4()
