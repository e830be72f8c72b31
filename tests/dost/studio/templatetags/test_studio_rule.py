from __future__ import annotations

from django import forms
from django.utils import translation

from dost.studio.pages.rule import Run
from dost.studio.templatetags.studio_rule import marked, three_fields


class Named(forms.Form):
    """A text in three languages."""

    text_az = forms.CharField()
    text_en = forms.CharField()
    text_ru = forms.CharField()


def test_wrong_words_are_marked_and_no_blank_is_added() -> None:
    drawn = marked((Run("a >\n  "), Run("<b>", 1), Run(" OR c")))

    assert drawn == 'a &gt;\n  <mark class="dost-wrongword">&lt;b&gt;</mark> OR c'


def test_where_nothing_is_checked_stands_what_was_typed() -> None:
    assert marked((), "a > b") == "a &gt; b"


def test_the_readers_language_comes_first() -> None:
    with translation.override("ru"):
        fields = three_fields(Named(), "text")

    assert [(bound.name, language) for bound, language in fields] == [
        ("text_ru", "Русский"),
        ("text_az", "Azərbaycanca"),
        ("text_en", "English"),
    ]
