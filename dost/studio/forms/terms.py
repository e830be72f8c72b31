"""The forms of the other fields of a rule. What they say is brought to the form of a file by `written()`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.studio.wording import rule_words as words
from services_catalog import schema
from services_catalog.definition import Outcome
from services_catalog.models import Service
from services_catalog.vocabulary import vocabularies

from .fields import Expression, Typed


class PaidForm(Typed):
    """What comes of it and how much."""

    expressions = ("amount",)

    outcome = forms.ChoiceField(label=gettext_lazy("What comes of it"), choices=words.outcomes)
    amount = Expression(
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy("An expression in manats, such as parameter.birth_benefit. Empty when nothing is paid."),
        required=False,
    )
    period = forms.ChoiceField(label=gettext_lazy("How often"), choices=lambda: words.choices(words.PERIOD))
    payee_1 = forms.ChoiceField(label=gettext_lazy("Who is paid"))
    payee_2 = forms.ChoiceField(label=gettext_lazy("Who is paid if that person has died"), required=False)
    payee_3 = forms.ChoiceField(label=gettext_lazy("And if that person has died too"), required=False)
    award = forms.ChoiceField(
        label=gettext_lazy("Registry that keeps it"),
        required=False,
        choices=lambda: words.choices(words.AWARD, empty=_("None")),
    )
    award_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of pension"),
        help_text=gettext_lazy("Only with PENS."),
        required=False,
        choices=lambda: words.choices(words.AWARD_KIND, empty=_("None")),
    )
    funding = forms.ChoiceField(
        label=gettext_lazy("Where the money comes from"), choices=lambda: words.choices(words.FUNDING)
    )

    def __init__(self, *args: Any, roles: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: words.Choices = [(role, words.role(role)) for role in roles]
        for name in ("payee_1", "payee_2", "payee_3"):
            listed = named if name == "payee_1" else [("", _("Nobody")), *named]
            self.fields[name].choices = listed  # type: ignore[attr-defined]  # a ChoiceField
        if len(roles) == 1:
            del self.fields["payee_2"], self.fields["payee_3"]

    def written(self) -> dict[str, Any]:
        """Return the fields of the version; None takes one out."""
        said = self.cleaned_data
        payees = [said[name] for name in ("payee_1", "payee_2", "payee_3") if said.get(name)]
        payees = list(dict.fromkeys(payees))
        return {
            **({} if said["outcome"] == Outcome.DOCUMENT else {"document": None}),
            **({} if said["outcome"] == Outcome.PAYMENT else {"second_person": None}),
            "outcome": said["outcome"],
            "amount": said["amount"] or None,
            "period": said["period"],
            "payee": payees[0] if len(payees) == 1 else payees,
            "award": said["award"] or None,
            "award_kind": said["award_kind"] or None,
            "funding": said["funding"],
        }

    @staticmethod
    def begin(content: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands in the form for a version."""
        payee = content.get("payee") or "subject"
        payees = [payee] if isinstance(payee, str) else [str(role) for role in payee]
        plain = {key: content.get(key) or "" for key in ("outcome", "period", "award", "award_kind")}
        return {
            **plain,
            "amount": "" if content.get("amount") is None else str(content["amount"]),
            "funding": content.get("funding") or "budget",
            **{f"payee_{number}": role for number, role in enumerate(payees[:3], 1)},
        }


class DaysForm(Typed):
    """From when until when."""

    expressions = ("starts", "until")

    starts = Expression(
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("An expression. Empty: from the day on which the right is found."),
        required=False,
    )
    until = Expression(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("An expression. Empty: without an end."),
        required=False,
    )

    def written(self) -> dict[str, Any]:
        """Return the fields of the version; None takes one out."""
        return {key: self.cleaned_data[key] or None for key in ("starts", "until")}

    @staticmethod
    def begin(content: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands in the form for a version."""
        return {key: "" if content.get(key) is None else str(content[key]) for key in ("starts", "until")}


class WayForm(forms.Form):
    """How it reaches people, and what it stands against."""

    use_required_attribute = False

    basis = forms.ChoiceField(
        label=gettext_lazy("What the right arises from"),
        help_text=gettext_lazy("Decides which facts the rule may name."),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("How it comes to the person"),
        choices=lambda: words.choices(words.MODE),
        widget=forms.RadioSelect,
    )
    verify = forms.MultipleChoiceField(
        label=gettext_lazy("Asked of institutions before the decision"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    excludes = forms.CharField(
        label=gettext_lazy("Not together with"),
        help_text=gettext_lazy("Codes of services that nobody holds together with this one, such as 05-01, 05-02."),
        required=False,
        max_length=400,
    )

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        bases = {name: words.BASIS.get(name, name) for name in vocabularies()}
        self.fields["basis"].choices = words.choices(bases)  # type: ignore[attr-defined]  # a ChoiceField
        asked = {code: words.asked_of_institution(code) for code in schema.QUESTIONS}
        self.fields["verify"].choices = words.choices(asked)  # type: ignore[attr-defined]  # a ChoiceField

    def clean_excludes(self) -> list[str]:
        """Codes of services that there are."""
        codes = self.cleaned_data["excludes"].replace(",", " ").split()
        known = set(Service.objects.filter(code__in=codes).values_list("code", flat=True))
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise ValidationError(_("There is no service %(code)s.") % {"code": ", ".join(unknown)})
        if self.code in codes:
            raise ValidationError(_("A service does not exclude itself."))
        return list(dict.fromkeys(codes))

    def written(self) -> dict[str, Any]:
        """Return the fields of the version; None takes one out."""
        said = self.cleaned_data
        return {
            "basis": said["basis"],
            "mode": said["mode"],
            "verify": said["verify"] or None,
            "excludes": said["excludes"] or None,
        }

    @staticmethod
    def begin(content: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands in the form for a version."""
        excludes = content.get("excludes")
        return {
            "basis": content.get("basis") or "person",
            "mode": content.get("mode") or "automatic",
            "verify": content.get("verify") or [],
            "excludes": ", ".join(map(str, excludes)) if isinstance(excludes, list) else "",
        }
