"""``{% load studio_rule %}``: what only the rule editor's templates need."""

from __future__ import annotations

from django import template
from django.forms import BaseForm, BoundField

from dost.studio.wording.languages import NAMES, languages_reader_first

register = template.Library()


@register.simple_tag
def three_fields(form: BaseForm, name: str) -> list[tuple[BoundField, str]]:
    """The fields of a text in three languages with what each language calls itself, the reader's first."""
    return [(form[f"{name}_{language}"], NAMES[language]) for language in languages_reader_first()]
