"""The forms of what services share: criteria, formulas, and parameters that are new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.studio.wording import rule_words as words
from services_catalog.library import PARAMETER_TYPES
from services_catalog.models import SharedKind

from .fields import Expression, Typed, a_word, texts_in, texts_of, three

_NAME_HELP: Final = gettext_lazy("Small letters, digits and _, such as not_working. It cannot be changed later.")


class SharedForm(Typed):
    """What is common to all: a short name, which only a new one is asked for, and words in three languages."""

    text: str = "text"
    plain: tuple[str, ...] = ()

    name = forms.CharField(
        label=gettext_lazy("Short name"),
        help_text=_NAME_HELP,
        max_length=60,
        error_messages={"required": gettext_lazy("Give it a short name.")},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["name"]

    def clean_name(self) -> str:
        """A word, as names are."""
        return a_word(self.cleaned_data["name"])

    def written(self) -> dict[str, Any]:
        """Return what was said as a file writes it."""
        said = self.cleaned_data
        return {**{key: said[key] for key in self.plain}, self.text: texts_of(said, self.text)}

    @classmethod
    def begin(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands in the form for what is drafted, or in force."""
        return {**{key: content.get(key, "") for key in cls.plain}, **texts_in(content.get(cls.text), cls.text)}

    @property
    def expression(self) -> str:
        """The name of the field with an expression; empty when there is none."""
        return self.expressions[0] if self.expressions else ""

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields that are no texts in three languages and no expression."""
        texts = tuple(f"{self.text}_{language}" for language in ("az", "en", "ru"))
        return [bound for bound in self if bound.name not in (*texts, *self.expressions, "name", "revision")]


class CriterionForm(SharedForm):
    """A condition that services take by its name."""

    expressions = ("require",)
    plain = ("require", "law")

    text_az, text_en, text_ru = three(gettext_lazy("How people are told")).values()
    require = Expression(
        label=gettext_lazy("Condition"), error_messages={"required": gettext_lazy("Write the condition.")}
    )
    law = forms.CharField(
        label=gettext_lazy("Law"),
        help_text=gettext_lazy("The act and its article, in English as the catalogue writes it."),
        required=False,
        max_length=400,
    )


class FormulaForm(SharedForm):
    """A part of expressions that has a name."""

    text = "label"
    expressions = ("value",)
    plain = ("value",)

    label_az, label_en, label_ru = three(gettext_lazy("What is it called?"), rows=2, most=200).values()
    value = Expression(
        label=gettext_lazy("What it stands for"),
        error_messages={"required": gettext_lazy("Write what it stands for.")},
    )


class ParameterForm(SharedForm):
    """An amount or number of law that does not exist yet."""

    text = "label"
    plain = ("type", "least", "most", "value", "source")

    label_az, label_en, label_ru = three(gettext_lazy("What is it called?"), rows=2, most=200).values()
    type = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=lambda: words.choices({kind.value: words.TYPE[kind.value] for kind in PARAMETER_TYPES}),
    )
    value = forms.CharField(
        label=gettext_lazy("First value"),
        help_text=gettext_lazy("From the first day of the change set."),
        max_length=30,
        error_messages={"required": gettext_lazy("A value is needed.")},
    )
    source = forms.CharField(
        label=gettext_lazy("Act"),
        help_text=gettext_lazy("Where the value stands: which act, of which day."),
        required=False,
        max_length=200,
    )
    least = forms.CharField(
        label=gettext_lazy("The least it may be"),
        help_text=gettext_lazy("A value below is refused wherever it comes in. Empty: nothing less than 0."),
        required=False,
        max_length=30,
    )
    most = forms.CharField(
        label=gettext_lazy("The most it may be"),
        help_text=gettext_lazy("Empty: no bound above."),
        required=False,
        max_length=30,
    )


FORMS: Final[Mapping[str, type[SharedForm]]] = {
    SharedKind.CRITERION: CriterionForm,
    SharedKind.FORMULA: FormulaForm,
    SharedKind.PARAMETER: ParameterForm,
}


def titles() -> dict[str, str]:
    """Return what a new one of each kind is called."""
    return {
        SharedKind.CRITERION: _("A new shared criterion"),
        SharedKind.FORMULA: _("A new formula"),
        SharedKind.PARAMETER: _("A new amount"),
    }
