"""The simulator's page of what people call wrong: an official answers, and how institutions answer by themselves."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from registries.bridge.simulator import reporting
from registries.bridge.simulator.books import corrections as book
from registries.bridge.simulator.models import CorrectionHabit, Verdict

from .pages import in_language, named_institutions

SHOWN = 50
LONGEST_WAIT = 60


class HabitForm(forms.Form):
    """How an institution answers by itself."""

    institution = forms.ChoiceField(label=gettext_lazy("Institution"))
    verdict = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        required=False,
        choices=[("", gettext_lazy("An official decides here")), *Verdict.choices],
    )
    days = forms.IntegerField(
        label=gettext_lazy("After how many days"), initial=0, min_value=0, max_value=LONGEST_WAIT, localize=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["institution"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(book.EVERY_OTHER, _("All institutions")), *named_institutions()]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def corrections(request: HttpRequest) -> HttpResponse:
    """What nobody has answered yet, with the three answers; and a form for how an institution answers by itself."""
    problem = ""
    posted = request.method == "POST"
    if posted and "answer" in request.POST:
        problem = _answered(request)
        if not problem:
            return _back(request)
    form = HabitForm(request.POST if posted and "answer" not in request.POST else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        CorrectionHabit.objects.update_or_create(
            institution=given["institution"], defaults={"verdict": given["verdict"], "days": given["days"]}
        )
        return _back(request)
    context = {
        "form": form,
        "rows": list(book.undecided()[:SHOWN]),
        "habits": list(CorrectionHabit.objects.order_by("institution")),
        "verdicts": Verdict.choices,
        "everybody": book.EVERY_OTHER,
        "problem": problem,
    }
    return render(request, "simulator/corrections.html", context)


def _answered(request: HttpRequest) -> str:
    """Let the official's answer count; what stood in its way, or nothing."""
    pk, _colon, verdict = request.POST["answer"].partition(":")
    if verdict not in Verdict.values or not pk.isdecimal() or len(pk) > 18:
        return _("There is no such answer.")
    try:
        book.decide(get_object_or_404(book.undecided(), pk=pk), verdict)
    except book.CannotCorrectError:
        return _("The institution has no record in which this can be corrected.")
    except reporting.NotHandedOverError as error:
        return str(error)
    return ""


def _back(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("lang", "")
    query = f"?lang={wanted}" if wanted in dict(settings.LANGUAGES) else ""
    return HttpResponseRedirect(reverse("simulator-corrections") + query)
