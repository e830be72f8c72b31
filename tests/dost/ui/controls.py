"""Every control and every block a page may hold, each with more in it than any column has room for."""

from __future__ import annotations

from html import escape
from typing import Final

LONG: Final = "Nəqliyyatvasitələrininidarəedilməsi" * 4
SENTENCE: Final = "Sosial müdafiə və rifah haqqında arayış " * 6

_TEXT_TYPES: Final = ("text", "search", "email", "tel", "url", "password", "number")
_PART_TYPES: Final = ("date", "time", "datetime-local", "month", "week")
_OTHER_TYPES: Final = ("range", "color", "file", "checkbox", "radio", "image")
_BUTTON_TYPES: Final = ("submit", "reset", "button")


def _inputs() -> dict[str, str]:
    bare = {
        f"input {kind}": f'<input type="{kind}" aria-label="{kind}">'
        for kind in (*_TEXT_TYPES, *_PART_TYPES, *_OTHER_TYPES)
    }
    house = {
        f"govuk-input {kind}": f'<input class="govuk-input" type="{kind}" aria-label="{kind}">'
        for kind in (*_TEXT_TYPES, *_PART_TYPES)
    }
    buttons = {f"input {kind}": f'<input type="{kind}" value="{LONG} {SENTENCE}">' for kind in _BUTTON_TYPES}
    return {
        **bare,
        **house,
        **buttons,
        "govuk-file-upload": '<input class="govuk-file-upload" type="file">',
        "govuk-file-upload multiple": '<input class="govuk-file-upload" type="file" multiple>',
    }


def _fields() -> dict[str, str]:
    option = f"<option>{LONG}</option>"
    return {
        "select": f"<select>{option}</select>",
        "select multiple": f"<select multiple>{option}</select>",
        "govuk-select": f'<select class="govuk-select">{option}</select>',
        "textarea": f'<textarea cols="300">{LONG}</textarea>',
        "govuk-textarea": f'<textarea class="govuk-textarea" cols="300">{LONG}</textarea>',
        "progress": "<progress></progress>",
        "meter": '<meter value="0.5"></meter>',
    }


def _choice(block: str, kind: str) -> str:
    return (
        f'<div class="govuk-{block}"><div class="govuk-{block}__item">'
        f'<input class="govuk-{block}__input" type="{kind}" id="one-{kind}">'
        f'<label class="govuk-label govuk-{block}__label" for="one-{kind}">{LONG} {SENTENCE}</label></div></div>'
    )


def _buttons() -> dict[str, str]:
    classes = ("", "govuk-button", "govuk-button govuk-button--secondary", "dost-smallbutton", "dost-linkbutton")
    return {f"button {name}".strip(): f'<button class="{name}">{LONG} {SENTENCE}</button>' for name in classes}


def _fieldsets() -> dict[str, str]:
    wide = f'<div class="dost-scroll"><table><tr><td>{LONG}</td></tr></table></div>'
    return {
        f"{name or 'fieldset'} {what}": f'<fieldset class="{name}">{inside}</fieldset>'
        for name in ("", "govuk-fieldset")
        for what, inside in {
            "with a bare legend": f"<legend>{LONG}</legend>",
            "with a legend": f'<legend class="govuk-fieldset__legend">{LONG} {SENTENCE}</legend>',
            "with a table": wide,
            "with a list": f"<select><option>{LONG}</option></select>",
            "with a file": '<input class="govuk-file-upload" type="file">',
            "with a code": f"<pre>{LONG}</pre>",
        }.items()
    }


def _blocks() -> dict[str, str]:
    drawing = '<rect width="2000" height="10"></rect>'
    return {
        "img": '<img src="/static/favicon.svg" width="2000" height="2000" alt="">',
        "svg": f'<svg width="2000" height="10" viewBox="0 0 2000 10">{drawing}</svg>',
        "pre": f"<pre>{LONG} {SENTENCE}\n{LONG}</pre>",
        "code": f"<p><code>{LONG}</code></p>",
        "dost-expression": f'<p class="dost-expression">{LONG} {SENTENCE}</p>',
        "radios": _choice("radios", "radio"),
        "checkboxes": _choice("checkboxes", "checkbox"),
        "dost-tick": f'<label class="dost-tick"><input type="checkbox"> {LONG} {SENTENCE}</label>',
        "p": f'<p class="govuk-body">{LONG} {SENTENCE}</p>',
        "h1": f'<h1 class="govuk-heading-xl">{LONG}</h1>',
        "a": f'<a class="govuk-link" href="/">{LONG}</a>',
        "label": f'<label class="govuk-label">{LONG}</label>',
        "hint": f'<div class="govuk-hint">{LONG}</div>',
        "error": f'<p class="govuk-error-message">{LONG}</p>',
        "tag": f'<strong class="govuk-tag">{LONG} {SENTENCE}</strong>',
        "details": (
            f'<details class="govuk-details" open><summary class="govuk-details__summary">'
            f'<span class="govuk-details__summary-text">{LONG}</span></summary>'
            f'<div class="govuk-details__text">{LONG}</div></details>'
        ),
        "summary list": (
            f'<dl class="govuk-summary-list"><div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">'
            f'{LONG}</dt><dd class="govuk-summary-list__value">{LONG}</dd></div></dl>'
        ),
        "table": f'<div class="dost-scroll"><table class="govuk-table"><tr><td>{LONG}</td></tr></table></div>',
    }


CONTROLS: Final = {**_inputs(), **_fields(), **_buttons(), **_fieldsets()}
BLOCKS: Final = _blocks()
COLUMNS: Final = {
    "a block": "<div>{}</div>",
    "a form group": '<form><div class="govuk-form-group">{}</div></form>',
    "a grid": '<div style="display: grid; grid-template-columns: minmax(0, 1fr)">{}</div>',
    "a block in a grid": '<div style="display: grid; grid-template-columns: minmax(0, 1fr)"><div>{}</div></div>',
}
# What stands in a row beside others is a control; running text has a place of its own.
ROWS: Final = {"a row": '<div style="display: flex; flex-wrap: wrap">{}</div>'}


def gallery(sheet: str, *, width: int) -> str:
    """A document with everything in columns of ``width`` pixels, of every kind, under ``sheet`` of static/."""
    placed = [
        (f"{name} in {kind}", column.format(control))
        for name, control in CONTROLS.items()
        for kind, column in {**COLUMNS, **ROWS}.items()
    ]
    placed += [
        (f"{name} in {kind}", column.format(block))
        for name, block in BLOCKS.items()
        for kind, column in COLUMNS.items()
    ]
    columns = "".join(
        f'<div class="column" style="width: {width}px" title="{escape(title)}">{inside}</div>'
        for title, inside in placed
    )
    return (
        f'<!DOCTYPE html><html lang="az" class="govuk-template"><head><meta charset="utf-8">'
        f'<title>Controls</title><link rel="stylesheet" href="/static/{sheet}"></head>'
        f'<body class="govuk-template__body"><main>{columns}</main></body></html>'
    )
