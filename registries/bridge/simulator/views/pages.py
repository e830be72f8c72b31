"""The simulator's pages for people: the telephones, and the switches for faults."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from registries.bridge import directory
from registries.bridge.simulator import faults, writing
from registries.bridge.simulator.books import accounts, listings, mail
from registries.bridge.simulator.models import Fault
from registries.models import Institution, Person

PHONES = 60
MESSAGES = 50
WRITTEN = 10
WATCH_SECONDS = 5

Page = Callable[..., HttpResponse]


def in_language(view: Page) -> Page:
    """Let `?lang=` choose the language of a page; else it is the browser's."""

    @wraps(view)
    def wrapped(request: HttpRequest, **path: str) -> HttpResponse:
        wanted = request.GET.get("lang", "")
        if wanted not in dict(settings.LANGUAGES):
            return view(request, **path)
        with translation.override(wanted):
            return view(request, **path)

    return wrapped


@never_cache
@require_safe
@in_language
def home(request: HttpRequest) -> HttpResponse:
    """What is in the books, and where to go."""
    return render(request, "simulator/home.html", {"totals": listings.totals()})


@never_cache
@require_safe
@in_language
def phones(request: HttpRequest) -> HttpResponse:
    """The telephones that received something lately."""
    return render(request, "simulator/phones.html", {"latest": listings.phones(limit=PHONES)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def phone(request: HttpRequest, number: str) -> HttpResponse:
    """The messages one telephone received, and what it wrote back; a message that is sent from here."""
    if not re.fullmatch(r"\+994[0-9]{9}", number):
        raise Http404("not a telephone number")
    problem = ""
    text = request.POST.get("text", "").strip()
    if text:
        try:
            writing.write(number, text)
        except writing.NotHandedOverError as error:
            problem = str(error)
        else:
            wanted = request.GET.get("lang", "")
            query = f"?lang={wanted}" if wanted in dict(settings.LANGUAGES) else ""
            return HttpResponseRedirect(reverse("simulator-phone", args=[number]) + query)
    context = {
        "number": number,
        "received": listings.inbox(number, limit=MESSAGES),
        "written": writing.written(number, limit=WRITTEN),
        "longest": writing.LONGEST,
        "problem": problem,
        "watching": "watch" in request.GET,
    }
    response = render(request, "simulator/phone.html", context)
    if context["watching"]:
        response["Refresh"] = str(WATCH_SECONDS)
    return response


@never_cache
@require_safe
@in_language
def mailboxes(request: HttpRequest) -> HttpResponse:
    """The mailboxes that received something lately."""
    return render(request, "simulator/mailboxes.html", {"latest": mail.mailboxes(limit=PHONES)})


@never_cache
@require_safe
@in_language
def mailbox(request: HttpRequest, address: str) -> HttpResponse:
    """What one mailbox received."""
    received = mail.mailbox(address, limit=MESSAGES)
    return render(request, "simulator/mailbox.html", {"address": address, "received": received})


class AccountForm(forms.Form):
    """A person, and the bank at which they have an account of their own."""

    fin = forms.CharField(label="FİN", min_length=5, max_length=7)
    bank = forms.ChoiceField(label=_("Bank"), choices=[(code, code) for code in directory.BANKS])

    def clean_fin(self) -> Person:
        """The person with this FİN."""
        person = Person.objects.filter(fin=self.cleaned_data["fin"].strip().upper()).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has this FİN."))
        return person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def own_account(request: HttpRequest) -> HttpResponse:
    """The account that somebody has by themselves, opened if there is none, to be paid to instead of the ministry’s."""
    form = AccountForm(request.POST if request.method == "POST" else None)
    iban = ""
    if form.is_bound and form.is_valid():
        person = form.cleaned_data["fin"]
        iban = accounts.open_own(form.cleaned_data["bank"], fin=person.fin, holder=person.full_name)
    return render(request, "simulator/own_account.html", {"form": form, "iban": iban})


class FaultForm(forms.Form):
    """One fault to switch on."""

    institution = forms.ChoiceField(label=_("Institution"))
    fault = forms.ChoiceField(label=_("Fault"), choices=Fault.Kind.choices)
    probability = forms.FloatField(
        label=_("How often, from 0.01 to 1"),
        initial=1,
        min_value=0.01,
        max_value=1,
        localize=False,
    )
    seconds = forms.FloatField(
        label=_("Seconds, for “slow” and “down”"), initial=0, min_value=0, max_value=faults.LONGEST, localize=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["institution"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(faults.EVERYONE, _("All institutions")), *named_institutions()]


def named_institutions() -> list[tuple[str, str]]:
    """Every institution there is, by name; those of the directory by code when the registry has no name for them."""
    column = "name_en" if translation.get_language() == "en" else "name_az"
    named = dict(Institution.objects.values_list("code", column))
    codes = sorted({*named, *directory.PROFILES})
    return [(code, f"{code} – {named[code]}" if code in named else code) for code in codes]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def faults_page(request: HttpRequest) -> HttpResponse:
    """The faults that are switched on, and a form to switch another one."""
    if request.method == "POST" and "off" in request.POST:
        institution, _colon, fault = request.POST["off"].partition(":")
        faults.switch_off(institution=institution, fault=fault)
        return _back(request)
    form = FaultForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        faults.switch_on(**form.cleaned_data)
        return _back(request)
    labels = dict(Fault.Kind.choices)
    rows = [{**row, "label": labels[row["fault"]], "percent": _percent(row["probability"])} for row in faults.listed()]
    return render(request, "simulator/faults.html", {"form": form, "rows": rows})


def _percent(probability: float) -> str:
    """`10 %`; nothing for "always"."""
    return "" if probability == 1 else f"{probability * 100:g} %"


def _back(request: HttpRequest) -> HttpResponse:
    """To the page itself, in the language it was in."""
    wanted = request.GET.get("lang", "")
    query = f"?lang={wanted}" if wanted in dict(settings.LANGUAGES) else ""
    return HttpResponseRedirect(reverse("simulator-faults") + query)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 for people; the institutions' own refusals are JSON."""
    return render(request, "simulator/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, without needing anything that may be what is broken."""
    return HttpResponse("500\n", status=500, content_type="text/plain")
