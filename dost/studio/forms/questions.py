"""The form of a question that only the person can answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.studio.wording import rule_words as words
from dost.studio.wording.languages import NAMES, languages_reader_first
from services_catalog.schema import LANGUAGES, WORD

from .fields import a_word, texts_in, texts_of, three

MOST_CHOICES = 30
_SPARE = 2


class QuestionForm(forms.Form):
    """A question; with answers to choose from, each has a code and a text in three languages."""

    use_required_attribute = False

    id = forms.CharField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy("A rule names the answer as answer. and this name."),
        max_length=60,
        error_messages={"required": gettext_lazy("Give the question a short name.")},
    )
    ask_az, ask_en, ask_ru = three(gettext_lazy("How the person is asked")).values()
    type = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=lambda: words.choices(words.ANSWER_TYPE))

    def __init__(self, *args: Any, spare: int = _SPARE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self._rows_given() + (0 if self.is_bound else spare)
        self.rows = min(rows, MOST_CHOICES)
        for number in range(self.rows):
            self.fields[f"code-{number}"] = forms.CharField(label=_("Code"), required=False, max_length=60)
            for language in LANGUAGES:
                self.fields[f"choice-{number}_{language}"] = forms.CharField(
                    label=f"{_('Answer')}, {NAMES[language]}",
                    required=False,
                    max_length=200,
                    widget=forms.TextInput(attrs={"lang": language}),
                )

    def _rows_given(self) -> int:
        known = self.data if self.is_bound else self.initial
        return sum(f"code-{number}" in known for number in range(MOST_CHOICES))

    @property
    def answers(self) -> list[tuple[BoundField, list[BoundField]]]:
        """The rows of answers to choose from: a code, and its text by language."""
        return [
            (self[f"code-{number}"], [self[f"choice-{number}_{language}"] for language in languages_reader_first()])
            for number in range(self.rows)
        ]

    def clean_id(self) -> str:
        """A word, as ids are."""
        return a_word(self.cleaned_data["id"])

    def clean(self) -> dict[str, Any]:
        """Answers to choose from go with a choice, and only with it; each has a word for a code."""
        said = super().clean() or {}
        codes = [code for number in range(self.rows) if (code := said.get(f"code-{number}"))]
        for code in codes:
            if not WORD.fullmatch(code):
                raise ValidationError(_("“%(id)s” is no code; write a word such as parent.") % {"id": code})
        if len(codes) != len(set(codes)):
            raise ValidationError(_("Two answers have the same code."))
        for number in range(self.rows):
            if texts_of(said, f"choice-{number}") and not said.get(f"code-{number}"):
                raise ValidationError(_("Give every answer a code."))
        if said.get("type") == "choice" and not codes:
            raise ValidationError(_("Write the answers to choose from."))
        if said.get("type") != "choice" and codes:
            raise ValidationError(_("Answers to choose from go only with “one of several answers”."))
        return said

    def written(self) -> dict[str, Any]:
        """Return the question as a file writes it."""
        said = self.cleaned_data
        question: dict[str, Any] = {"id": said["id"], "ask": texts_of(said, "ask"), "type": said["type"]}
        if said["type"] == "choice":
            question["choices"] = {
                said[f"code-{number}"]: texts_of(said, f"choice-{number}")
                for number in range(self.rows)
                if said.get(f"code-{number}")
            }
        return question

    @staticmethod
    def begin(item: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands in the form for a question."""
        begun: dict[str, Any] = {
            "id": item.get("id", ""),
            "type": item.get("type", "yes_no"),
            **texts_in(item.get("ask"), "ask"),
        }
        choices = item.get("choices")
        for number, (code, texts) in enumerate(choices.items() if isinstance(choices, Mapping) else ()):
            begun |= {f"code-{number}": code, **texts_in(texts, f"choice-{number}")}
        return begun

    @staticmethod
    def resent(sent: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands in the form after its button for more answers."""
        return {key: sent[key] for key in sent}
