"""What services share: listed, looked at, and changed or made in a change set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts.access import staff
from dost.studio.forms.changes import NEW, ChangeForm
from dost.studio.forms.shared import FORMS, SharedForm, titles
from dost.studio.guard import studio_permission
from dost.studio.pages.allowed import has
from dost.studio.pages.shared import checked_shared, named_services, shared_item, shared_page
from services_catalog.changes import drafts
from services_catalog.changes.errors import Conflict, StudioError
from services_catalog.changes.expressions import ExpressionCheck
from services_catalog.changes.permissions import EDIT, VIEW
from services_catalog.changes.reading import parameters_with
from services_catalog.changes.shared_checks import check_shared, checked_expression, users_of
from services_catalog.changes.shared_drafts import put_shared, remove_shared
from services_catalog.changes.shared_library import library_of, shared_content
from services_catalog.models import ChangeSet, DraftShared, SharedKind

from .common import attempt, shown, the_set, to_set

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@studio_permission(VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Every shared criterion and formula, with how many services use it."""
    page = shared_page(today=timezone.localdate(), may_edit=has(request.user, EDIT))
    return shown(request, "studio/shared.html", {"page": page})


@never_cache
@require_safe
@studio_permission(VIEW)
def item(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """One of them, and the services that use it."""
    page = shared_item(_of_library(kind), name, today=timezone.localdate(), may_edit=has(request.user, EDIT))
    if page is None:
        raise Http404
    return shown(request, "studio/shared_item.html", {"page": page})


@never_cache
@read_or_write
@studio_permission(EDIT)
def into(request: HttpRequest, kind: str, name: str = "") -> HttpResponse:
    """Choose the change set in which one of them is changed, or a new one made."""
    _known(kind)
    page = shared_item(_of_library(kind), name, today=timezone.localdate(), may_edit=True) if name else None
    if name and page is None:
        raise Http404
    title = _("Change of a shared part: %(name)s") % {"name": page.title} if page else titles()[kind]
    form = ChangeForm(request.POST if request.method == "POST" else None, suggested=title[:200])
    if form.is_valid():
        try:
            pk = _chosen_set(request, form)
        except StudioError as why:
            form.add_error("title", str(why))
        else:
            return redirect("studio:set_shared", pk, kind, name) if name else redirect("studio:new_shared", pk, kind)
    return shown(request, "studio/shared_into.html", {"form": form, "page": page, "title": title}, wrong=form.is_bound)


def _chosen_set(request: HttpRequest, form: ChangeForm) -> int:
    chosen: str = form.cleaned_data["change_set"]
    if chosen != NEW:
        return int(chosen)
    return drafts.create(title=form.cleaned_data["title"], by=staff(request), at=timezone.now()).pk


def _known(kind: str) -> str:
    if kind not in SharedKind.values:
        raise Http404
    return kind


def _of_library(kind: str) -> str:
    """A kind that the catalogue lists here; parameters have a page of their own."""
    if _known(kind) == SharedKind.PARAMETER:
        raise Http404
    return kind


# -- in a change set ---------------------------------------------------------------------------------------------------


@never_cache
@read_or_write
@studio_permission(EDIT)
def edit(request: HttpRequest, pk: int, kind: str, name: str = "") -> HttpResponse:
    """The form of one of them in a change set; without a name, of a new one."""
    change_set = the_set(pk)
    _known(kind)
    if change_set.status != ChangeSet.Status.DRAFT:
        messages.error(request, _("This change set cannot be edited any more."))
        return to_set(pk)
    draft = change_set.shared.filter(kind=kind, name=name).first() if name else None
    before = draft.content if draft else shared_content(library_of(change_set, drafts=False), kind, name)
    if name and before is None:
        raise Http404
    form = _form(request, change_set, kind, name, before or {}, draft)
    if form.is_bound and form.is_valid():
        saved = _save(request, change_set, kind, name, form)
        if saved is not None:
            return saved
    elif not form.is_bound:
        form.check_initial()
    return _page(request, change_set, kind, name, form, draft)


def _form(
    request: HttpRequest,
    change_set: ChangeSet,
    kind: str,
    name: str,
    before: Mapping[str, Any],
    draft: DraftShared | None,
) -> SharedForm:
    known, parameters = library_of(change_set), parameters_with(change_set)
    users = users_of(kind, name, known, change_set) if name and kind != SharedKind.PARAMETER else []
    bases = {str(version.definition["basis"]) for version in users}

    def check(text: str, field: str) -> ExpressionCheck:
        return checked_expression(kind, {field: text}, bases, parameters=parameters, known=known)

    initial = {**FORMS[kind].begin(before), "revision": draft.revision if draft else None}
    data = request.POST if request.method == "POST" else None
    return FORMS[kind](data, initial=initial, is_new=not name, check=check)


def _save(request: HttpRequest, change_set: ChangeSet, kind: str, name: str, form: SharedForm) -> HttpResponse | None:
    """Save what was typed, wrong expressions too; None when it has to be shown again with what is in the way."""
    said = form.cleaned_data
    try:
        put_shared(
            change_set,
            kind=kind,
            name=name or said["name"],
            content=form.written(),
            revision=said.get("revision"),
            is_new=not name,
            merge=True,
            by=staff(request),
            at=timezone.now(),
        )
    except Conflict as conflict:
        form.add_error(None, _theirs(conflict))
        form.data = {**request.POST.dict(), "revision": str(conflict.revision)}  # saved again, mine is meant
        return None
    except StudioError as why:
        form.add_error("name" if why.code == "name" and "name" in form.fields else None, str(why))
        return None
    if form.wrong:
        messages.warning(
            request, _("Saved as it is typed. It has to be mended before the change set can be handed in.")
        )
        return redirect("studio:set_shared", change_set.pk, kind, name or said["name"])
    messages.success(request, _("Saved."))
    return to_set(change_set.pk)


def _theirs(conflict: Conflict) -> str:
    """Say what somebody else has saved meanwhile at the places both changed."""
    told = "; ".join(f"{clash.path}: {clash.theirs}" for clash in conflict.clashes)
    return _("%(conflict)s There it says now: %(told)s. Save again to keep yours.") % {
        "conflict": str(conflict),
        "told": told,
    }


def _page(
    request: HttpRequest, change_set: ChangeSet, kind: str, name: str, form: SharedForm, draft: DraftShared | None
) -> HttpResponse:
    expression = form[form.expression] if form.expression else None
    typed = str(expression.value() or "") if expression is not None else ""
    found = form.checks.get(form.expression)
    issues, users = [], []
    if draft is not None and not form.is_bound:
        check = check_shared(draft, parameters=parameters_with(change_set), known=library_of(change_set))
        issues = [issue for issue in check.issues if issue.word == ""]
        users = check.users
    elif name and kind != SharedKind.PARAMETER:
        users = [version.service_id for version in users_of(kind, name, library_of(change_set), change_set)]
    context = {
        "form": form,
        "page": change_set,
        "kind": kind,
        "title": titles()[kind] if not name else f"{SharedKind(kind).label}: {name}",
        "drafted": draft is not None,
        "name": name,
        "expression": expression,
        "checked": checked_shared(typed, found),
        "issues": issues,
        "users": named_services(users),
    }
    return shown(request, "studio/shared_form.html", context, wrong=form.is_bound)


@never_cache
@require_POST
@studio_permission(EDIT)
def take_out(request: HttpRequest, pk: int, kind: str, name: str) -> HttpResponse:
    """Take one of them out of the set."""
    draft = get_object_or_404(DraftShared, change_set=pk, kind=kind, name=name)
    attempt(
        request,
        lambda: remove_shared(draft, by=staff(request), at=timezone.now()),
        done=_("%(name)s is taken out; what it said is in the history.") % {"name": name},
    )
    return to_set(pk)
