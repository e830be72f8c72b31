"""The words of the house for codes: one code, one word, one colour, on every page.

``tag("outcome", "granted")`` is a ``Tag``; ``word("stage", "verify")`` is its word. A code nobody has given a
word yet is shown as it is, in grey, rather than hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.ui.contexts import Tag, Text

WORDS: Final[Mapping[str, Mapping[str, Tag]]] = {
    "stage": {
        "verify": Tag(pgettext_lazy("stage", "Verification"), "blue"),
        "choose": Tag(pgettext_lazy("stage", "Choice"), "blue"),
        "decide": Tag(pgettext_lazy("stage", "Decision"), "blue"),
        "pay": Tag(pgettext_lazy("stage", "Payment"), "blue"),
        "notify": Tag(pgettext_lazy("stage", "Announcement"), "blue"),
        "closed": Tag(pgettext_lazy("stage", "Closed"), "grey"),
    },
    "state": {
        "ready": Tag(pgettext_lazy("case", "Ready"), "blue"),
        "waiting": Tag(pgettext_lazy("case", "Waiting"), "yellow"),
        "done": Tag(pgettext_lazy("case", "Closed"), "grey"),
    },
    "waiting_on": {
        "institution": Tag(_("An institution"), "yellow"),
        "person": Tag(_("The person"), "yellow"),
        "clerk": Tag(_("A member of staff"), "purple"),
        "bank": Tag(_("The bank"), "yellow"),
        "operator": Tag(_("The telephone operator"), "yellow"),
    },
    "outcome": {
        "": Tag(pgettext_lazy("decision", "Not decided"), "grey"),
        "granted": Tag(pgettext_lazy("decision", "Granted"), "green"),
        "refused": Tag(pgettext_lazy("decision", "Refused"), "red"),
        "no_right": Tag(pgettext_lazy("decision", "No right"), "grey"),
        "declined": Tag(pgettext_lazy("decision", "Declined by the person"), "grey"),
    },
    "origin": {
        "event": Tag(_("An event in a registry"), "grey"),
        "date": Tag(_("A date was reached"), "grey"),
        "rule": Tag(_("A new rule took force"), "grey"),
        "application": Tag(_("The person applied"), "grey"),
        "counter": Tag(_("Applied at a centre"), "grey"),
        "request": Tag(_("The person asked the state to look again"), "grey"),
    },
    "evidence": {
        "confirmed": Tag(pgettext_lazy("answer", "Confirmed"), "green"),
        "contradicted": Tag(pgettext_lazy("answer", "Contradicted"), "red"),
        "unknown": Tag(pgettext_lazy("answer", "No answer"), "yellow"),
    },
    "entitlement": {
        "active": Tag(pgettext_lazy("entitlement", "In force"), "green"),
        "suspended": Tag(pgettext_lazy("entitlement", "Suspended"), "orange"),
        "ended": Tag(pgettext_lazy("entitlement", "Ended"), "grey"),
    },
    "payment": {
        "ready": Tag(pgettext_lazy("payment", "To be paid"), "grey"),
        "sending": Tag(pgettext_lazy("payment", "At the bank"), "blue"),
        "done": Tag(pgettext_lazy("payment", "Paid"), "green"),
        "refused": Tag(pgettext_lazy("payment", "Refused by the bank"), "red"),
        "doubtful": Tag(pgettext_lazy("payment", "Must be checked"), "orange"),
    },
    "message": {
        "ready": Tag(pgettext_lazy("message", "To be sent"), "grey"),
        "sending": Tag(pgettext_lazy("message", "Being sent"), "blue"),
        "done": Tag(pgettext_lazy("message", "Delivered"), "green"),
        "refused": Tag(pgettext_lazy("message", "Not delivered"), "red"),
        "doubtful": Tag(pgettext_lazy("message", "Must be checked"), "orange"),
    },
    "health": {
        "ok": Tag(pgettext_lazy("institution", "Answering"), "green"),
        "slow": Tag(pgettext_lazy("institution", "Slow"), "yellow"),
        "down": Tag(pgettext_lazy("institution", "Not answering"), "red"),
    },
    "period": {
        "once": Tag(_("once"), "grey"),
        "monthly": Tag(_("monthly"), "grey"),
        "none": Tag(_("not a payment"), "grey"),
    },
}


def tag(kind: str, code: str) -> Tag:
    """The word and colour of ``code`` among the words of ``kind`` (KeyError when the kind itself is unknown)."""
    return WORDS[kind].get(code) or Tag(code, "grey")


def word(kind: str, code: str) -> Text:
    """Only the word of ``code``."""
    return tag(kind, code).word


def on_the_road(stage: str, state: str) -> tuple[Text, Tag]:
    """Where a case is: the stage's word and the state's tag; a closed case has only the tag."""
    return ("" if stage == "closed" else word("stage", stage)), tag("state", state)
