"""The words for the codes of payments, messages and institutions: one code, one word, one colour, on every page.

``tag("payment", "done")`` is a ``Tag``. A code nobody has given a word yet is shown as it is, in grey, rather than
hidden. The words for the codes of cases are their own (see ``dost.cases.codes`` and ``dost.cases.text.words``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import pgettext_lazy

from dost.ui.contexts import Tag

WORDS: Final[Mapping[str, Mapping[str, Tag]]] = {
    "payment": {
        "ready": Tag(pgettext_lazy("payment", "To be paid"), "grey"),
        "sending": Tag(pgettext_lazy("payment", "At the bank"), "blue"),
        "done": Tag(pgettext_lazy("payment", "Paid"), "green"),
        "refused": Tag(pgettext_lazy("payment", "Refused by the bank"), "red"),
        "doubtful": Tag(pgettext_lazy("payment", "Must be checked"), "orange"),
        "withheld": Tag(pgettext_lazy("payment", "Kept back"), "orange"),
        "returned": Tag(pgettext_lazy("payment", "Came back"), "orange"),
    },
    "message": {
        "ready": Tag(pgettext_lazy("message", "To be sent"), "grey"),
        "sending": Tag(pgettext_lazy("message", "Being sent"), "blue"),
        "done": Tag(pgettext_lazy("message", "Delivered"), "green"),
        "refused": Tag(pgettext_lazy("message", "Not delivered"), "red"),
        "doubtful": Tag(pgettext_lazy("message", "Must be checked"), "orange"),
        "withheld": Tag(pgettext_lazy("message", "Kept back"), "orange"),
    },
    "health": {
        "ok": Tag(pgettext_lazy("institution", "Answering"), "green"),
        "slow": Tag(pgettext_lazy("institution", "Slow"), "yellow"),
        "down": Tag(pgettext_lazy("institution", "Not answering"), "red"),
    },
}


def tag(kind: str, code: str) -> Tag:
    """The word and colour of ``code`` among the words of ``kind`` (KeyError when the kind itself is unknown)."""
    return WORDS[kind].get(code) or Tag(code, "grey")
