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
        "verify": Tag(pgettext_lazy("stage", "Verify"), "blue"),
        "choose": Tag(pgettext_lazy("stage", "Choose"), "blue"),
        "decide": Tag(pgettext_lazy("stage", "Decide"), "blue"),
        "pay": Tag(pgettext_lazy("stage", "Pay"), "blue"),
        "notify": Tag(pgettext_lazy("stage", "Notify"), "blue"),
        "closed": Tag(pgettext_lazy("stage", "Closed"), "grey"),
    },
    "state": {
        "ready": Tag(pgettext_lazy("case", "Ready"), "blue"),
        "working": Tag(pgettext_lazy("case", "Being worked on"), "blue"),
        "waiting": Tag(pgettext_lazy("case", "Waiting"), "yellow"),
        "closed": Tag(pgettext_lazy("case", "Closed"), "grey"),
    },
    "waiting_on": {
        "institution": Tag(_("An institution"), "yellow"),
        "person": Tag(_("The person"), "yellow"),
        "clerk": Tag(_("A clerk"), "purple"),
        "bank": Tag(_("The bank"), "yellow"),
    },
    "outcome": {
        "granted": Tag(pgettext_lazy("decision", "Granted"), "green"),
        "refused": Tag(pgettext_lazy("decision", "Refused"), "red"),
        "clerk": Tag(pgettext_lazy("decision", "To a clerk"), "purple"),
        "withdrawn": Tag(pgettext_lazy("decision", "Withdrawn"), "grey"),
    },
    "origin": {
        "event": Tag(_("Found by an event"), "grey"),
        "date": Tag(_("Found by a date"), "grey"),
        "rule": Tag(_("Found by a new rule"), "grey"),
        "sweep": Tag(_("Found by a sweep"), "grey"),
        "portal": Tag(_("Applied online"), "grey"),
        "counter": Tag(_("Applied at a centre"), "grey"),
    },
    "evidence": {
        "confirmed": Tag(pgettext_lazy("answer", "Confirmed"), "green"),
        "contradicted": Tag(pgettext_lazy("answer", "Contradicted"), "red"),
        "unknown": Tag(pgettext_lazy("answer", "No answer"), "yellow"),
        "error": Tag(pgettext_lazy("answer", "Failed"), "orange"),
    },
    "entitlement": {
        "active": Tag(pgettext_lazy("entitlement", "In force"), "green"),
        "suspended": Tag(pgettext_lazy("entitlement", "Suspended"), "orange"),
        "ended": Tag(pgettext_lazy("entitlement", "Ended"), "grey"),
    },
    "payment": {
        "planned": Tag(pgettext_lazy("payment", "Planned"), "grey"),
        "sent": Tag(pgettext_lazy("payment", "Sent to the bank"), "blue"),
        "paid": Tag(pgettext_lazy("payment", "Paid"), "green"),
        "rejected": Tag(pgettext_lazy("payment", "Rejected by the bank"), "red"),
        "unknown": Tag(pgettext_lazy("payment", "To be checked"), "orange"),
    },
    "message": {
        "queued": Tag(pgettext_lazy("message", "To be sent"), "grey"),
        "sent": Tag(pgettext_lazy("message", "Sent"), "blue"),
        "delivered": Tag(pgettext_lazy("message", "Delivered"), "green"),
        "failed": Tag(pgettext_lazy("message", "Not delivered"), "red"),
    },
    "health": {
        "ok": Tag(pgettext_lazy("institution", "Answering"), "green"),
        "slow": Tag(pgettext_lazy("institution", "Slow"), "yellow"),
        "down": Tag(pgettext_lazy("institution", "Not answering"), "red"),
    },
    "period": {
        "once": Tag(_("once"), "grey"),
        "monthly": Tag(_("monthly"), "grey"),
    },
}


def tag(kind: str, code: str) -> Tag:
    """The word and colour of ``code`` among the words of ``kind`` (KeyError when the kind itself is unknown)."""
    return WORDS[kind].get(code) or Tag(code, "grey")


def word(kind: str, code: str) -> Text:
    """Only the word of ``code``."""
    return tag(kind, code).word
