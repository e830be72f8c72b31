"""The form of an example person: the facts of the rule with inputs of their types, and what is expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from dost.studio.wording import rule_words as words
from dost.studio.wording.fact_words import absent_word
from dost.studio.wording.languages import reader_language
from dost.ui.fields import DayField
from registries.facts.model import BoundFact, FactType
from services_catalog.models.catalogue import in_language
from services_catalog.rules import RuleError, ValueType, read_fact, read_value

UNKNOWN: Final = "?"
"""What stands for "not known" in a fact's field; empty is what holds when nothing is said."""


class ExampleForm(forms.Form):
    """An example: `fact:<name>` for each fact, `unknown:<name>` where its value is typed."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Who is this?"),
        help_text=gettext_lazy("One line, such as: A man on his 65th birthday."),
        max_length=200,
        error_messages={"required": gettext_lazy("Say in one line who this is.")},
    )
    on = DayField(
        label=gettext_lazy("Judged on"),
        error_messages={"required": gettext_lazy("On which day is the right judged?")},
    )
    verdict = forms.ChoiceField(
        label=gettext_lazy("Expected"), choices=lambda: words.choices(words.VERDICT), widget=forms.RadioSelect
    )
    amount = forms.CharField(label=gettext_lazy("Amount, ₼"), required=False, max_length=20)
    starts = DayField(label=gettext_lazy("First day"), required=False)
    until = DayField(label=gettext_lazy("Last day"), required=False)

    def __init__(self, *args: Any, facts: Sequence[BoundFact], strange: Sequence[str] = (), **kwargs: Any) -> None:
        """`strange` are facts that the example names and nobody knows: they can only be kept or emptied."""
        super().__init__(*args, **kwargs)
        self.facts = {bound.name: bound for bound in facts}
        self.strange = tuple(strange)
        for bound in facts:
            self.fields[f"fact:{bound.name}"] = _field(bound)
            if not _is_chosen(bound):
                self.fields[f"unknown:{bound.name}"] = forms.BooleanField(label=_("not known"), required=False)
        for name in self.strange:
            label = _("%(name)s: there is no such fact; empty this to take it out") % {"name": name}
            self.fields[f"fact:{name}"] = forms.CharField(label=label, required=False, max_length=200)

    @property
    def rows(self) -> list[tuple[BoundField, BoundField | None]]:
        """The facts: the field, and the box for "not known" beside it."""
        return [
            (self[f"fact:{name}"], self[f"unknown:{name}"] if f"unknown:{name}" in self.fields else None)
            for name in (*self.facts, *self.strange)
        ]

    def clean_amount(self) -> str:
        """An amount with two decimals, or nothing."""
        text = self.cleaned_data["amount"].strip()
        if not text:
            return ""
        try:
            value = read_value(text, ValueType.MONEY, where="")
        except RuleError as why:
            raise ValidationError(_in_words(why)) from why
        if value is None or str(value).startswith("-"):
            raise ValidationError(_("Write an amount such as 600.00."))
        return f"{value:.2f}"

    def clean(self) -> dict[str, Any]:
        """Bring every fact to its type."""
        said = super().clean() or {}
        self.given: dict[str, Any] = {}
        for name, bound in self.facts.items():
            try:
                self._take(bound, str(said.get(f"fact:{name}") or ""), bool(said.get(f"unknown:{name}")))
            except RuleError as why:
                self.add_error(f"fact:{name}", _in_words(why))
        for name in self.strange:
            if said.get(f"fact:{name}"):
                self.given[name] = said[f"fact:{name}"]
        return said

    def _take(self, bound: BoundFact, typed: str, unknown: bool) -> None:
        if unknown or typed == UNKNOWN:
            self.given[bound.name] = None
            return
        kind = bound.fact.type
        text = typed.strip()
        if not text:
            return
        value = read_value(text, ValueType(kind.value), where="")
        self.given[bound.name] = value if isinstance(value, bool | int | str) else str(value)

    def written(self) -> dict[str, Any]:
        """Return the example as a file writes it."""
        said = self.cleaned_data
        expect: dict[str, Any] = {"verdict": said["verdict"]}
        if said["amount"]:
            expect["amount"] = said["amount"]
        for key in ("starts", "until"):
            if said[key]:
                expect[key] = said[key].isoformat()
        return {"name": said["name"], "on": said["on"].isoformat(), "facts": self.given, "expect": expect}

    @staticmethod
    def begin(item: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands in the form for an example."""
        expect = item.get("expect") if isinstance(item.get("expect"), Mapping) else {}
        facts = item.get("facts") if isinstance(item.get("facts"), Mapping) else {}
        assert expect is not None
        assert facts is not None
        begun: dict[str, Any] = {key: item.get(key, "") for key in ("name", "on")}
        begun |= {key: expect.get(key, "") for key in ("verdict", "amount", "starts", "until")}
        for name, value in facts.items():
            if value is None:
                begun |= {f"fact:{name}": UNKNOWN, f"unknown:{name}": True}
            else:
                begun[f"fact:{name}"] = ("true" if value else "false") if isinstance(value, bool) else str(value)
        for name in [name for name in facts if begun.get(f"unknown:{name}")]:
            begun[f"fact:{name}"] = UNKNOWN
        return begun


def _is_chosen(bound: BoundFact) -> bool:
    return bound.fact.type in (FactType.BOOLEAN, FactType.CODE)


def _field(bound: BoundFact) -> forms.Field:
    fact, label = bound.fact, read_fact(bound, reader_language())
    usual = _("nothing said: %(value)s") % {"value": absent_word(bound)}
    if fact.type is FactType.BOOLEAN:
        listed: words.Choices = [("", usual), ("true", pgettext("fact", "Yes")), ("false", pgettext("fact", "No"))]
        return forms.ChoiceField(
            label=label, required=False, choices=[*listed, (UNKNOWN, pgettext("fact", "Not known"))]
        )
    if fact.type is FactType.CODE:
        codes: words.Choices = [(code, in_language(dict(texts))) for code, texts in fact.codes.items()]
        unknown = (UNKNOWN, pgettext("fact", "Not known"))
        return forms.ChoiceField(label=label, required=False, choices=[("", usual), *codes, unknown])
    widget = (
        forms.DateInput(attrs={"type": "date"})
        if fact.type is FactType.DATE
        else forms.TextInput(attrs={"inputmode": "decimal"})
    )
    if fact.unit:
        label = f"{label}, {words.unit(fact.unit)}"
    return _Typed(label=label, required=False, max_length=40, widget=widget, help_text=usual)


class _Typed(forms.CharField):
    """A value that is typed; the mark of "not known" stands in the box beside it."""

    def prepare_value(self, value: Any) -> Any:
        return "" if value == UNKNOWN else value


def _in_words(why: RuleError) -> str:
    return " ".join(part for part in (why.message, why.hint) if part)
