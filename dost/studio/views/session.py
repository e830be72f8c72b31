"""One draft as one request works on it: what is read of it, its addresses, and the pieces of its pages.

Nothing here changes anything; `acting` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from dost.studio.pages import rule as pages
from dost.studio.pages import rule_head
from dost.studio.pages.rule_reading import Reader
from registries.facts.model import Vocabulary
from services_catalog.changes.checking import DraftCheck, check_draft
from services_catalog.changes.expressions import ExpressionCheck, check_expression, vocabulary_of
from services_catalog.changes.reading import parameters_with
from services_catalog.changes.shared_library import library_of
from services_catalog.library import Library
from services_catalog.models import ChangeSet, DraftService
from services_catalog.rules import ParameterBook, ValueType

EXPECTED: Final[Mapping[str, ValueType]] = {
    "require": ValueType.BOOLEAN,
    "amount": ValueType.MONEY,
    "starts": ValueType.DATE,
    "until": ValueType.DATE,
}
"""The fields in which expressions are typed, and the type each must have."""

_URLS: Final = (
    "law",
    "ends",
    "begin",
    "criterion",
    "shared",
    "group",
    "move",
    "remove",
    "restore",
    "question",
    "remove_question",
    "check",
    "options",
    "example",
    "remove_example",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A piece of a page that is open for editing: which element it replaces, and what it is made of."""

    place: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class DraftSession:
    """One draft as one request works on it; `merged` when what another editor has saved meanwhile was taken in."""

    request: HttpRequest
    draft: DraftService
    can_edit: bool
    merged: bool = False

    # -- what is read of the draft

    @property
    def change_set(self) -> ChangeSet:
        """The set the draft is in."""
        return self.draft.change_set

    @cached_property
    def content(self) -> dict[str, Any]:
        """The version as it is written."""
        return pages.content_of(self.draft)

    @cached_property
    def check(self) -> DraftCheck:
        """Everything that is to be said about the draft as it is saved."""
        return check_draft(self.draft, parameters=self.parameters)

    @cached_property
    def parameters(self) -> ParameterBook:
        """The amounts as they would be once the set is in force."""
        return parameters_with(self.change_set)

    @property
    def basis(self) -> str:
        """What the right arises from; empty while nobody has said."""
        return str(self.content.get("basis") or "")

    @property
    def questions(self) -> list[Mapping[str, Any]]:
        """What only the person can answer."""
        return [item for _name, item in pages.named_items(self.content, "questions")]

    @cached_property
    def vocabulary(self) -> Vocabulary | None:
        """What its rule may name."""
        return vocabulary_of(self.basis, self.questions)

    @cached_property
    def known(self) -> Library:
        """The criteria, formulas and phrases that are shared."""
        return library_of(self.change_set)

    @property
    def naming(self) -> Vocabulary | None:
        """What its rule may name, formulas too."""
        return self.reader.naming

    @property
    def reader(self) -> Reader:
        """Reads its expressions in words."""
        return Reader(self.basis, self.parameters, self.questions, self.known)

    def checked(self, text: str, field_name: str) -> ExpressionCheck:
        """Check an expression typed into a field; nothing of it reaches the database."""
        return check_expression(
            text,
            basis=self.basis,
            expected=EXPECTED[field_name],
            parameters=self.parameters,
            questions=self.questions,
            path=field_name,
            known=self.known,
        )

    def in_words(self, text: str, found: ExpressionCheck | None) -> pages.Checked:
        """Return an expression as a page shows it: wrong words marked, or what it says."""
        return pages.checked(text, found, self.reader.short(text) if found is not None and found.ok else None)

    @property
    def head(self) -> rule_head.Head:
        """What stands above every part, as it is now."""
        return rule_head.head(self.draft, self.check, can_edit=self.can_edit)

    # -- what is asked of it

    @property
    def htmx(self) -> bool:
        """Whether only a piece of the page is wanted."""
        return bool(getattr(self.request, "htmx", None))

    @property
    def target(self) -> str:
        """The element that htmx replaces by the answer; empty for a whole page."""
        htmx = getattr(self.request, "htmx", None)
        return str(htmx.target or "") if htmx else ""

    def asked(self, key: str) -> str:
        """What stands under a key in the address; empty when nothing does."""
        return self.request.GET.get(key, "")

    def sent(self, key: str) -> str:
        """What was sent under a key of a form; empty when nothing was."""
        return self.request.POST.get(key, "")

    @property
    def fields_sent(self) -> list[tuple[str, str]]:
        """Every field of a form as it was sent, those of several values one by one."""
        return [(key, str(value)) for key, values in self.request.POST.lists() for value in values]

    @property
    def revision(self) -> int:
        """The revision the editor began from: that of the form, else the present one."""
        sent = self.sent("revision")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else self.draft.revision

    # -- what comes back

    def url(self, view: str, /, *args: Any, **query: Any) -> str:
        """Return the address of one of the editor's views about this draft."""
        address = reverse(f"studio:{view}", args=[self.change_set.pk, self.draft.code, *args])
        return f"{address}?{urlencode(query)}" if query else address

    def to(self, view: str, anchor: str = "", /, *args: Any, **query: Any) -> HttpResponse:
        """Lead to a page of the editor; asked by htmx, the whole window goes there."""
        address = self.url(view, *args, **query) + (f"#{anchor}" if anchor else "")
        return HttpResponseClientRedirect(address) if self.htmx else redirect(address)

    def piece(self, template: str, context: Mapping[str, Any] | None = None) -> HttpResponse:
        """Return a page, or one piece of it."""
        return render(self.request, template, {**self._common(), **(context or {})})

    def page(
        self, template: str, context: Callable[[], Mapping[str, Any]], opened: Opened | None = None
    ) -> HttpResponse:
        """Return a page with one piece of it open for editing; asked by htmx, only that piece."""
        if opened is None:
            return self.piece(template, {**context(), "opened": None, "place": ""})
        inside = {**opened.context, "place": opened.place}
        if self.htmx:
            return self.piece(opened.template, inside)
        return self.piece(template, {**context(), "opened": opened, **inside})

    def _common(self) -> dict[str, Any]:
        """Return what every template of the editor may need; the head is worked out only where it is shown."""
        has_rule = bool(self.draft.content) or self.draft.base_id is None
        return {
            "draft_session": self,
            "head": SimpleLazyObject(lambda: self.head),
            "has_rule": has_rule,
            "editable": self.can_edit and not self.draft.withdraws and has_rule,
            **{f"{name}_url": self.url(f"rule_{name}") for name in _URLS},
        }
