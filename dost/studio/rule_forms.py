"""The forms of the rule editor. What they say is brought to the form of a file by `written()`.

Expressions are checked where they were typed, by the rule language alone; a wrong one is never saved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services_catalog import schema
from services_catalog.changes.expressions import ExpressionCheck
from services_catalog.models import Service
from services_catalog.schema import LANGUAGES, WORD
from services_catalog.vocabulary import vocabularies

from .pages import rule_words as words

Check = Callable[[str, str], ExpressionCheck]
"""Checks an expression (text, field)."""

MOST_EXPRESSION = 4_000


class Expression(forms.CharField):
    """Where an expression is typed; what is wrong with it is told with its place, not as the field's error."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_EXPRESSION, strip=True, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text with the line ends that the language reads: a browser sends another kind."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class Typed(forms.Form):
    """A form with expressions: `check` looks at each; `checks` then hold what it found, by field."""

    use_required_attribute = False
    expressions: tuple[str, ...] = ()

    def __init__(self, *args: Any, check: Check, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.check = check
        self.checks: dict[str, ExpressionCheck] = {}

    def clean(self) -> dict[str, Any]:
        """Check every expression that was typed."""
        said = super().clean() or {}
        for name in self.expressions:
            typed = said.get(name)
            if not typed:
                continue
            found = self.check(typed, name)
            self.checks[name] = found
            if not found.ok:
                self.add_error(name, " ".join(part for part in (found.issues[0].message, found.issues[0].hint) if part))
        return said

    def look(self) -> None:
        """Check what stands in the form before anybody has sent it."""
        for name in self.expressions:
            typed = self[name].value()
            if typed:
                self.checks[name] = self.check(str(typed), name)


def three(label: Any, *, rows: int = 3, most: int = 600) -> dict[str, forms.CharField]:
    """Return three fields of one text, by language."""
    return {
        language: forms.CharField(
            label=label, required=False, max_length=most, widget=forms.Textarea(attrs={"rows": rows, "lang": language})
        )
        for language in LANGUAGES
    }


class CriterionForm(Typed):
    """A criterion of the service's own."""

    expressions = ("require",)

    id = forms.CharField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy("Small letters, digits and _, such as not_working."),
        max_length=60,
        error_messages={"required": gettext_lazy("Give the criterion a short name.")},
    )
    require = Expression(
        label=gettext_lazy("Condition"),
        required=True,
        error_messages={"required": gettext_lazy("Write the condition.")},
    )
    text_az, text_en, text_ru = three(gettext_lazy("How people are told")).values()
    law = forms.CharField(
        label=gettext_lazy("Law"),
        help_text=gettext_lazy("The act and its article, in English as the catalogue writes it."),
        required=False,
        max_length=400,
    )

    def clean_id(self) -> str:
        """A word, as ids are."""
        return a_word(self.cleaned_data["id"])

    def written(self) -> dict[str, Any]:
        """Return the criterion as a file writes it; a language without a text is left out."""
        said = self.cleaned_data
        return {"id": said["id"], "require": said["require"], "text": texts_of(said, "text"), "law": said["law"]}

    @staticmethod
    def begin(item: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands in the form for a criterion."""
        return {
            "id": item.get("id", ""),
            "require": item.get("require", ""),
            "law": item.get("law", ""),
            **texts_in(item.get("text"), "text"),
        }


def a_word(text: str) -> str:
    """Return a small word without spaces; raises `ValidationError`."""
    if not WORD.fullmatch(text):
        raise ValidationError(_("“%(id)s” is no short name; write a word such as not_working.") % {"id": text})
    return text


def texts_of(said: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return the languages of a text that were filled in."""
    return {language: said[f"{name}_{language}"] for language in LANGUAGES if said.get(f"{name}_{language}")}


def texts_in(texts: Any, name: str) -> dict[str, str]:
    """Return what stands in the three fields of a text."""
    known = texts if isinstance(texts, Mapping) else {}
    return {f"{name}_{language}": str(known.get(language) or "") for language in LANGUAGES}


class GroupForm(forms.Form):
    """Several criteria made one."""

    use_required_attribute = False

    WAYS = (
        ("any", gettext_lazy("At least one of them has to hold")),
        ("all", gettext_lazy("All of them have to hold")),
    )
    names = forms.MultipleChoiceField(
        label=gettext_lazy("Which criteria?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose two criteria or more.")},
    )
    way = forms.ChoiceField(
        label=gettext_lazy("How do they belong together?"), choices=WAYS, widget=forms.RadioSelect, initial="any"
    )
    id = forms.CharField(
        label=gettext_lazy("Short name of the new criterion"),
        max_length=60,
        error_messages={"required": gettext_lazy("Give the criterion a short name.")},
    )
    text_az, text_en, text_ru = three(gettext_lazy("How people are told")).values()
    law = forms.CharField(label=gettext_lazy("Law"), required=False, max_length=400)

    def __init__(self, *args: Any, criteria: words.Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["names"].choices = criteria  # type: ignore[attr-defined]  # a MultipleChoiceField

    def clean_names(self) -> list[str]:
        """Two or more."""
        names: list[str] = self.cleaned_data["names"]
        if len(names) < 2:
            raise ValidationError(_("Choose two criteria or more."))
        return names

    def clean_id(self) -> str:
        """A word, as ids are."""
        return a_word(self.cleaned_data["id"])


# -- the terms ---------------------------------------------------------------------------------------------------------


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
        asked = {key: f"{key.partition('.')[0]}: {words.QUESTION.get(key, key)}" for key in schema.QUESTIONS}
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
