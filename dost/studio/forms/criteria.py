"""The forms of criteria. What they say is brought to the form of a file by `written()`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.studio.wording import rule_words as words

from .fields import Expression, Typed, a_word, texts_in, texts_of, three


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
