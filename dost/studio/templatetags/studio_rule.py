"""``{% load studio_rule %}``: what only the rule editor's templates need."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.forms import BaseForm, BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dost.studio.pages.rule import Run
from dost.studio.wording.languages import NAMES, languages_reader_first

register = template.Library()


@register.simple_tag
def marked(runs: Sequence[Run], typed: str = "") -> SafeString:
    """What was typed with its wrong words marked; `typed` where there is nothing to mark. Every blank of it counts."""
    if not runs:
        return format_html("{}", typed)
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<mark class="dost-wrongword">{}</mark>', run.text) if run.problem else run.text,)
            for run in runs
        ),
    )


@register.simple_tag
def three_fields(form: BaseForm, name: str) -> list[tuple[BoundField, str]]:
    """The fields of a text in three languages with what each language calls itself, the reader's first."""
    return [(form[f"{name}_{language}"], NAMES[language]) for language in languages_reader_first()]
