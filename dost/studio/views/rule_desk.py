"""What the views of the rule editor stand on: the draft, who may change it, saving, and what is shown afterwards.

Every change is a POST that leads back to the page; asked by htmx, only the piece that changed comes back. A form that
could not be saved comes back with everything that was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Final, Literal
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from dost.accounts.models import User
from dost.studio.pages import rule as pages
from dost.studio.pages import rule_head, words
from dost.studio.pages.rule_conflict import conflict_of
from dost.studio.pages.rule_reading import Reader
from registries.facts.model import Vocabulary
from services_catalog.changes.checking import DraftCheck, check_draft
from services_catalog.changes.edits import Saving
from services_catalog.changes.errors import Conflict, NotEditable, StudioError
from services_catalog.changes.expressions import ExpressionCheck, check_expression, vocabulary_of
from services_catalog.changes.permissions import EDIT, VIEW, studio_permission
from services_catalog.changes.reading import library, parameters_with
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
_ELEMENT: Final = re.compile(r"[A-Za-z][\w-]{0,80}")
_SIDES: Final[Mapping[str, Literal["mine", "theirs"]]] = {"mine": "mine", "theirs": "theirs"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A piece of a page that is open for editing: which element it replaces, and what it is made of."""

    place: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Desk:
    """One draft as one request works on it."""

    request: HttpRequest
    draft: DraftService
    can_edit: bool

    @property
    def change_set(self) -> ChangeSet:
        """The set the draft is in."""
        return self.draft.change_set

    @property
    def htmx(self) -> bool:
        """Whether only a piece of the page is wanted."""
        return bool(getattr(self.request, "htmx", None))

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

    @cached_property
    def known(self) -> Library:
        """The criteria, formulas and phrases that are shared."""
        return library()

    @property
    def reader(self) -> Reader:
        """Reads its expressions in words."""
        return Reader(self.basis, self.parameters, self.questions, self.known)

    def url(self, view: str, /, *args: Any, **query: Any) -> str:
        """Return the address of one of the editor's views about this draft."""
        address = reverse(f"studio:{view}", args=[self.change_set.pk, self.draft.code, *args])
        return f"{address}?{urlencode(query)}" if query else address

    def saving(self) -> Saving:
        """Return what every edit is told: from which revision, by whom, when, and what was chosen in a conflict."""
        user = self.request.user
        assert isinstance(user, User)
        return {
            "revision": self.revision,
            "by": user,
            "at": timezone.now(),
            "merge": True,
            "choices": self.choices,
        }

    @property
    def revision(self) -> int:
        """The revision the editor began from: that of the form, else the present one."""
        sent = self.request.POST.get("revision", "")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else self.draft.revision

    @property
    def choices(self) -> dict[str, Literal["mine", "theirs"]]:
        """What was chosen where two editors changed the same place: `keep-<n>` for the path in `place-<n>`."""
        found: dict[str, Literal["mine", "theirs"]] = {}
        for key, path in _sent(self.request):
            side = self.request.POST.get(f"keep-{key.removeprefix('place-')}", "")
            if key.startswith("place-") and side in _SIDES:
                found[path] = _SIDES[side]
        return found

    def saved(self, act: Callable[[Saving], DraftService]) -> HttpResponse | str | None:
        """Save. None when it is done; a conflict's page; or why it was refused, for the form to say."""
        before = self.draft.revision
        started = self.revision
        try:
            self.draft = act(self.saving())
        except Conflict as conflict:
            return self._ask_to_choose(conflict, started)
        except NotEditable as why:
            return kept(self, str(why))
        except StudioError as why:
            return str(why)
        if started < before:
            self.merged = True
        # What was known of the draft is of yesterday.
        for known in ("content", "check", "vocabulary"):
            self.__dict__.pop(known, None)
        self.draft = the_draft(self.change_set.pk, self.draft.code)
        return None

    merged: bool = False
    """Whether what another editor has saved meanwhile was taken in."""

    def _ask_to_choose(self, conflict: Conflict, revision: int) -> HttpResponse:
        """Show both answers side by side; what the editor sent is sent again with what they choose."""
        htmx = getattr(self.request, "htmx", None)
        page = conflict_of(
            conflict,
            revision=revision,
            sent=_sent(self.request),
            action=self.request.get_full_path(),
            place=str(htmx.target or "") if htmx else "",
        )
        template = "studio/rule/_conflict.html" if self.htmx else "studio/rule/conflict.html"
        return self.piece(template, {"page": page})

    def to(self, view: str, anchor: str = "", /, *args: Any, **query: Any) -> HttpResponse:
        """Lead to a page of the editor; asked by htmx, the whole window goes there."""
        address = self.url(view, *args, **query) + (f"#{anchor}" if anchor else "")
        return HttpResponseClientRedirect(address) if self.htmx else redirect(address)

    def piece(self, template: str, context: Mapping[str, Any] | None = None) -> HttpResponse:
        """Return one piece of a page."""
        return render(self.request, template, {**self.common(), **(context or {})})

    def common(self) -> dict[str, Any]:
        """Return what every template of the editor may need; the head is worked out only where it is shown."""
        return {
            "desk": self,
            "head": SimpleLazyObject(lambda: self.head),
            "has_rule": bool(self.draft.content) or self.draft.base_id is None,
            "editable": self.can_edit
            and not self.draft.withdraws
            and (bool(self.draft.content) or self.draft.base_id is None),
            **{f"{name}_url": self.url(f"rule_{name}") for name in _URLS},
        }

    @property
    def head(self) -> rule_head.Head:
        """What stands above every part, as it is now."""
        return rule_head.head(self.draft, self.check, can_edit=self.can_edit)


def shown(desk: Desk, text: str, found: ExpressionCheck | None) -> pages.Checked:
    """Return an expression as a page shows it: wrong words marked, or what it says."""
    return pages.checked(text, found, desk.reader.short(text) if found is not None and found.ok else None)


def the_draft(pk: int, code: str) -> DraftService:
    """Return the draft of a service in a set with all that its pages need, or 404."""
    drafts = DraftService.objects.select_related("change_set", "service", "base", "edited_by")
    found = drafts.filter(change_set_id=pk, code=code).first()
    if found is None:
        raise Http404
    return found


def kept(desk: Desk, why: str) -> HttpResponse:
    """Say why nothing can be changed; what somebody has typed is shown, so that it can be taken elsewhere."""
    desk.can_edit = False
    if desk.request.method != "POST":
        messages.error(desk.request, why)
        return desk.to("rule")
    typed = [(words.place(key), value) for key, value in _sent(desk.request) if _is_typed(key, value)]
    response = desk.piece("studio/rule/kept.html", {"why": why, "typed": typed})
    if desk.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
    return response


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Return every field of a form as it was sent, those of several values one by one."""
    return [(key, str(value)) for key, values in request.POST.lists() for value in values]


def _is_typed(key: str, value: str) -> bool:
    return bool(value.strip()) and key not in ("csrfmiddlewaretoken", "revision", "name", "act", "as", "open")


def element(request: HttpRequest, key: str = "at") -> str:
    """Return the id of an element that a request names; 404 for anything that is no id."""
    sent = request.GET.get(key, "")
    if not _ELEMENT.fullmatch(sent):
        raise Http404
    return sent


View = Callable[..., HttpResponseBase]


def looking(view: View) -> View:
    """Open the desk for whoever may look; the view gets it in place of request, set and code."""

    @studio_permission(VIEW)
    @require_http_methods(["GET", "HEAD"])
    @wraps(view)
    def opened(request: HttpRequest, pk: int, code: str, **kwargs: Any) -> HttpResponseBase:
        draft = the_draft(pk, code)
        can_edit = request.user.has_perm(EDIT) and draft.change_set.status == ChangeSet.Status.DRAFT
        return view(Desk(request, draft, can_edit), **kwargs)

    return opened


def editing(*methods: str) -> Callable[[View], View]:
    """Open the desk for whoever may change it; a set that is no draft any more leads back to the page, in words."""

    def decorate(view: View) -> View:
        @studio_permission(EDIT)
        @require_http_methods(list(methods or ("GET", "HEAD", "POST")))
        @wraps(view)
        def opened(request: HttpRequest, pk: int, code: str, **kwargs: Any) -> HttpResponseBase:
            desk = Desk(request, the_draft(pk, code), can_edit=True)
            if desk.change_set.status != ChangeSet.Status.DRAFT:
                return kept(desk, _("This change set is no draft any more, so nothing in it can be changed."))
            return view(desk, **kwargs)

        return opened

    return decorate
