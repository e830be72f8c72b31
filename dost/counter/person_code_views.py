"""The code of a screening, opened into the visit: what was told, beside what the registries say. The registries win."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dost.proactive.screening.code import MOST_LETTERS, open_code, problem_in_words
from dost.proactive.screening.compare import Agreement, compare
from dost.proactive.screening.compare_text import beside
from dost.proactive.screening.sealed import SealError

from .person_frame import Window, at_window, render_person


class ScreeningCodeForm(forms.Form):
    """The code, as a reader of squares types it, or from paper."""

    code = forms.CharField(
        label=_("Code of the screening"),
        help_text=_("Read the square with the scanner, or type the letters below it."),
        max_length=2 * MOST_LETTERS,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off", "spellcheck": "false", "autofocus": True}),
        error_messages={"required": _("Read the square, or type the code.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@at_window
def code(request: HttpRequest, window: Window) -> HttpResponse:
    """Open a code and show it; nothing of it is kept. What it says of the asker is compared with the person here."""
    form = ScreeningCodeForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form, "opened": False}
    if form.is_valid():
        try:
            told = open_code(form.cleaned_data["code"], now=window.now)
        except SealError as why:
            form.add_error("code", problem_in_words(why))
        else:
            comparison = compare(told.family, window.person.pk, on=window.on)
            window.log(registries=comparison.registries)
            context |= {
                "opened": True,
                "different": beside(comparison.of(Agreement.DIFFERENT)),
                "not_known": beside(comparison.of(Agreement.NOT_KNOWN)),
                "same": beside(comparison.of(Agreement.SAME)),
                "changed": len(told.changed),
                "until": told.until,
            }
    status = 400 if form.is_bound and form.errors else 200
    return render_person(request, window, "counter/person/code.html", context, status=status)
