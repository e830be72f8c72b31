"""New values of parameters in a change set; a set of fourteen of them is a decree that raises fourteen amounts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from services_catalog.models import ChangeSet, DraftParameter, Parameter
from services_catalog.rules import RuleError, ValueType, read_value

from . import history
from .author import Author
from .drafts import bump
from .errors import NotFound, StudioError
from .guard import editable, fresh_parameter, needs
from .paths import Choices, State, difference
from .permissions import EDIT
from .saving import reconciled

OUT_OF_BOUNDS: Final = "bounds"
"""The code of the error of a value that the parameter can never have."""
_MOST_SOURCE = 200


@transaction.atomic
def set_parameter(
    change_set: ChangeSet,
    *,
    name: str,
    value: str | int | Decimal,
    source: str = "",
    revision: int | None = None,
    by: Author,
    at: datetime,
    merge: bool = False,
    choices: Choices | None = None,
) -> DraftParameter:
    """Give a parameter a value from the set's day on, or change the one drafted.

    `revision` is that of the draft the editor began from; None when there was none. `value` is typed in the
    parameter's own type: 600, "600.50".
    """
    needs(by, EDIT)
    found = editable(change_set)
    parameter = Parameter.objects.filter(name=name).first()
    if parameter is None:
        raise NotFound(_("There is no parameter %(name)s.") % {"name": name}, code="parameter")
    if parameter.type == ValueType.SCALE:
        raise StudioError(_("A scale has no single value: its brackets are changed in the files."), code="value")
    mine: State = {"value": _worth(parameter, value), "source": _source(source)}
    draft = found.parameters.select_related("edited_by").filter(parameter=parameter).first()
    theirs = _state_of_parameter(draft) if draft else {}
    base = theirs
    if draft is not None and revision != draft.revision:
        base = history.state_at(found, _subject(name), theirs, revision) if revision else {}
    state = reconciled(
        base=base,
        mine=mine,
        theirs=theirs,
        moved=draft is not None and revision != draft.revision,
        revision=draft.revision if draft else 0,
        edited_by=draft.edited_by.get_username() if draft else "",
        edited_at=draft.edited_at if draft else at,
        subject=_subject(name),
        merge=merge,
        choices=choices,
    )
    return _write_parameter(found, parameter, draft, theirs, state, by=by, at=at)


def _write_parameter(
    change_set: ChangeSet,
    parameter: Parameter,
    draft: DraftParameter | None,
    theirs: State,
    state: State,
    *,
    by: Author,
    at: datetime,
) -> DraftParameter:
    changes = difference(theirs, state)
    if draft is not None and not changes:
        return draft
    before = draft.revision if draft else 0
    if draft is None:
        draft = DraftParameter(change_set=change_set, parameter=parameter, revision=0)
    draft.value, draft.source = Decimal(state["value"]), state["source"]
    draft.revision += 1
    draft.edited_by_id, draft.edited_at = by.pk, at
    draft.save()
    bump(change_set)
    history.write(
        history.PARAMETER_EDITED if before else history.PARAMETER_ADDED,
        by=by,
        at=at,
        change_set=change_set,
        subject=_subject(parameter.name),
        changes=changes,
        revisions=(before, draft.revision),
    )
    return draft


def _subject(name: str) -> str:
    return f"parameter.{name}"


def _state_of_parameter(draft: DraftParameter) -> State:
    return {"value": f"{draft.value.normalize():f}", "source": draft.source}


def _worth(parameter: Parameter, value: str | int | Decimal) -> str:
    """Return a typed-in value as plain text; `StudioError` in words when the parameter cannot have it."""
    try:
        worth = read_value(value, ValueType(parameter.type), where="")
    except RuleError as error:
        raise StudioError(" ".join(part for part in (error.message, error.hint) if part), code="value") from None
    if worth is None or isinstance(worth, str | bool | date):
        raise StudioError(_("A value is needed."), code="value")
    number = Decimal(worth)
    try:
        parameter.bounds.check(number)
    except RuleError as error:
        raise StudioError(f"{error.message} {error.hint}", code=OUT_OF_BOUNDS) from None
    if number != round(number, 4) or abs(number) >= 10**10:
        raise StudioError(_("At most 10 digits, and 4 decimals."), code="value")
    return f"{number.normalize():f}"


def _source(source: str) -> str:
    cleaned = " ".join(source.split())
    if len(cleaned) > _MOST_SOURCE:
        raise StudioError(
            _("The source is too long: at most %(most)d characters.") % {"most": _MOST_SOURCE}, code="source"
        )
    return cleaned


@transaction.atomic
def remove_parameter(draft: DraftParameter, *, by: Author, at: datetime) -> None:
    """Take a parameter's value out of the set."""
    needs(by, EDIT)
    change_set = editable(draft.change_set_id)
    found = fresh_parameter(draft)
    state = _state_of_parameter(found)
    subject = _subject(found.parameter_id)
    found.delete()
    bump(change_set)
    history.write(
        history.PARAMETER_REMOVED, by=by, at=at, change_set=change_set, subject=subject, changes=difference(state, {})
    )
