"""The form of what is written on a document: a title and sentences in three languages, and the facts it promises.

A sentence is a line. One that is there only when a yes-or-no fact is true begins, in Azerbaijani, with the name of the
fact in square brackets: `[disability.indefinite] Müddət: müddətsizdir.`
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services_catalog.schema import LANGUAGES

_WHEN: Final = re.compile(r"\[([\w.]+)\]\s*(.*)")
_MOST: Final = 4_000


def _area(label: Any, rows: int, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=_MOST, widget=widget)


class DocumentForm(forms.Form):
    """What is written on what is issued."""

    use_required_attribute = False

    title_az = forms.CharField(label=gettext_lazy("Title, in Azerbaijani"), required=False, max_length=200)
    title_en = forms.CharField(label=gettext_lazy("Title, in English"), required=False, max_length=200)
    title_ru = forms.CharField(label=gettext_lazy("Title, in Russian"), required=False, max_length=200)
    states = _area(gettext_lazy("Facts it states"), 4, gettext_lazy("One a line, such as pension_award.amount."))
    text_az = _area(
        gettext_lazy("Sentences, in Azerbaijani"),
        6,
        gettext_lazy(
            "One a line. {person} is the name, {pension_award.amount} a fact. A line that begins with [fact] is there "
            "only when that fact is true."
        ),
    )
    text_en = _area(gettext_lazy("Sentences, in English"), 6, gettext_lazy("As many lines as in Azerbaijani."))
    text_ru = _area(gettext_lazy("Sentences, in Russian"), 6, gettext_lazy("As many lines as in Azerbaijani."))

    def clean(self) -> dict[str, Any]:
        """Each sentence stands in the three languages."""
        said: dict[str, Any] = super().clean() or {}
        count = len(_lines(said.get("text_az")))
        for language in LANGUAGES[1:]:
            if len(_lines(said.get(f"text_{language}"))) != count:
                self.add_error(f"text_{language}", ValidationError(_("As many lines as in Azerbaijani.")))
        return said

    def written(self) -> dict[str, Any]:
        """Return the field of the version; None takes it out."""
        said = self.cleaned_data
        title = {language: said[f"title_{language}"] for language in LANGUAGES if said[f"title_{language}"]}
        lines = zip(*(_lines(said[f"text_{language}"]) for language in LANGUAGES), strict=True)
        text = [_statement(dict(zip(LANGUAGES, line, strict=True))) for line in lines]
        states = _lines(said["states"])
        if not (title or text or states):
            return {"document": None}
        return {"document": {"title": title, **({"states": states} if states else {}), "text": text}}

    @staticmethod
    def begin(content: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands in the form for a version."""
        document = content.get("document")
        known: Mapping[str, Any] = document if isinstance(document, Mapping) else {}
        title, text = known.get("title") or {}, known.get("text") or []
        begun = {f"title_{language}": title.get(language, "") for language in LANGUAGES}
        for language in LANGUAGES:
            begun[f"text_{language}"] = "\n".join(_line(statement, language) for statement in text)
        return {**begun, "states": "\n".join(known.get("states") or [])}


def _lines(typed: str | None) -> list[str]:
    return [line for raw in (typed or "").splitlines() if (line := " ".join(raw.split()))]


def _statement(texts: dict[str, str]) -> dict[str, str]:
    first = LANGUAGES[0]
    found = _WHEN.fullmatch(texts[first])
    return {**texts, first: found[2], "when": found[1]} if found else texts


def _line(statement: Mapping[str, Any], language: str) -> str:
    when = statement.get("when")
    text = str(statement.get(language, ""))
    return f"[{when}] {text}" if when and language == LANGUAGES[0] else text
