"""Words and rules that changed apart: a condition that is another while its texts stayed, or the reverse.

That is sometimes right – a text was only made clearer, a condition only written otherwise – so it does not stand in the
way; but somebody has to say so before the set is handed in. What they confirmed is an entry of history under a key made
of what stood there before and what stands there now: once either changes again, it is asked again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from services_catalog.library import Library
from services_catalog.models import ChangeSet, DraftService, HistoryEntry
from services_catalog.schema import LANGUAGES

from . import history
from .author import Author
from .errors import NotFound, StudioError
from .guard import editable, needs
from .passports import begun_texts
from .paths import item_names
from .permissions import EDIT
from .reading import base_content

TEXT_STAYS: Final = "text_stays"
"""The rule is another, the words are the same."""
RULE_STAYS: Final = "rule_stays"
"""The words are others, the rule is the same."""
LANGUAGE_STAYS: Final = "language_stays"
"""The words are others in some of the languages only."""

_MONEY: Final = ("amount", "period", "outcome", "starts", "until")
"""What the text about what a person gets tells of."""
_PASSPORT_TEXTS: Final = ("name", "summary", "audience", "takes", "next")
_PASSPORT_LISTS: Final = ("documents", "steps", "refusals")
_NAMES: Final = {"az": "AZ", "en": "EN", "ru": "RU"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to confirm before a set is handed in: of which draft (`subject`), where, and what is doubtful.

    `code` is one of those above; `key` names what stood there and what stands there.
    """

    subject: str
    path: str
    code: str
    message: str
    key: str


def texts_and_rule(
    subject: str, path: str, before: Mapping[str, Any], after: Mapping[str, Any], *, rule: Sequence[str], text: str
) -> Iterator[Doubt]:
    """Yield what is doubtful of something that has words in three languages and a rule they tell of.

    `rule` are the keys of the rule, `text` that of the words.
    """
    old, new = _texts(before.get(text)), _texts(after.get(text))
    stayed = [language for language in LANGUAGES if _same(old.get(language), new.get(language))]
    is_other_rule = any(not _same(before.get(key), after.get(key)) for key in rule)
    if not old or not new:
        return
    said = [before.get(key) for key in (*rule, text)], [after.get(key) for key in (*rule, text)]
    if stayed == list(LANGUAGES):
        if is_other_rule:
            message = _("The condition is another, and what people are told is the same in all three languages.")
            yield _doubt(subject, path, TEXT_STAYS, message, said)
    elif stayed:
        yield _some_languages(subject, path, stayed, said)
    elif rule and not is_other_rule:
        message = _("What people are told is another, and the condition is the same.")
        yield _doubt(subject, path, RULE_STAYS, message, said)


def texts_alone(subject: str, path: str, before: Any, after: Any) -> Iterator[Doubt]:
    """Yield what is doubtful of words in three languages that tell of no rule: some changed, some did not."""
    yield from texts_and_rule(subject, path, {"text": before}, {"text": after}, rule=(), text="text")


def _some_languages(subject: str, path: str, stayed: Sequence[str], said: Any) -> Doubt:
    changed = ", ".join(_NAMES[language] for language in LANGUAGES if language not in stayed)
    message = _("The text has changed in %(changed)s, and not in %(stayed)s.") % {
        "changed": changed,
        "stayed": ", ".join(_NAMES[language] for language in stayed),
    }
    return _doubt(subject, path, LANGUAGE_STAYS, message, said)


def _doubt(subject: str, path: str, code: str, message: str, said: Any) -> Doubt:
    # Not the path: that names an item by its position, which a move changes.
    text = json.dumps([subject, code, said], sort_keys=True, ensure_ascii=False, default=str)
    return Doubt(subject, path, code, message, hashlib.sha256(text.encode()).hexdigest()[:32])


def _texts(value: Any) -> Mapping[str, str]:
    return value if isinstance(value, Mapping) else {}


def _same(one: Any, other: Any) -> bool:
    """Whether two values say the same; blanks do not count."""
    if isinstance(one, str) and isinstance(other, str):
        return " ".join(one.split()) == " ".join(other.split())
    return bool((one or None) == (other or None))


# -- of a drafted service --------------------------------------------------------------------------------------------


def doubts_of_draft(draft: DraftService, *, raised: Iterable[str] = (), known: Library) -> list[Doubt]:
    """Return what is doubtful of a drafted service, confirmed or not; nothing of one that is new or only ends.

    `raised` are the parameters that the set gives another value: then other words about what people get are right.
    """
    if draft.base is None or draft.withdraws:
        return []
    before = base_content(draft.base)
    after = draft.content or before
    begun = begun_texts(draft)
    texts = draft.texts or begun
    return [
        *_of_criteria(draft.code, before, after, known),
        *_of_questions(draft.code, before, after),
        *_of_what_is_given(draft.code, before, after, begun, texts, raised),
        *_of_passport(draft.code, begun, texts),
    ]


def _of_criteria(code: str, before: Mapping[str, Any], after: Mapping[str, Any], known: Library) -> Iterator[Doubt]:
    old = {name: _spoken(item, known) for name, item in _named("criteria", before)}
    for number, (name, item) in enumerate(_named("criteria", after)):
        if name in old:
            path = f"criteria[{number}].text"
            yield from texts_and_rule(code, path, old[name], _spoken(item, known), rule=("require",), text="text")


def _spoken(item: Mapping[str, Any], known: Library) -> Mapping[str, Any]:
    """A criterion with what it says, also when it is a shared one."""
    shared = known.criteria.get(str(item.get("use") or ""))
    return item if shared is None else {"require": shared.require, "text": shared.text}


def _of_questions(code: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Doubt]:
    old = dict(_named("questions", before))
    for number, (name, item) in enumerate(_named("questions", after)):
        if name in old:
            yield from texts_alone(code, f"questions[{number}].ask", old[name].get("ask"), item.get("ask"))


def _named(kind: str, content: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    items = content.get(kind)
    usable = [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
    return list(zip(item_names(kind, usable), usable, strict=True))


def _of_what_is_given(
    code: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    begun: Mapping[str, Any],
    texts: Mapping[str, Any],
    raised: Iterable[str],
) -> Iterator[Doubt]:
    amount = str(after.get("amount") or "")
    is_raised = any(f"parameter.{name}" in amount for name in raised)
    found = texts_and_rule(
        code,
        "texts.receives",
        {**{key: before.get(key) for key in _MONEY}, "receives": begun.get("receives")},
        {**{key: after.get(key) for key in _MONEY}, "receives": texts.get("receives")},
        rule=_MONEY,
        text="receives",
    )
    for doubt in found:
        if doubt.code == RULE_STAYS and is_raised:
            continue
        yield doubt if doubt.code == LANGUAGE_STAYS else _of_money(doubt)


def _of_money(doubt: Doubt) -> Doubt:
    message = (
        _("What is paid, or when, is another, and “what the person gets” is the same in all three languages.")
        if doubt.code == TEXT_STAYS
        else _("“What the person gets” is another, and what is paid, and when, is the same.")
    )
    return Doubt(doubt.subject, doubt.path, doubt.code, message, doubt.key)


def _of_passport(code: str, begun: Mapping[str, Any], texts: Mapping[str, Any]) -> Iterator[Doubt]:
    for place in _PASSPORT_TEXTS:
        yield from texts_alone(code, f"texts.{place}", begun.get(place), texts.get(place))
    for place in _PASSPORT_LISTS:
        old, new = (_listed(side, place) for side in (begun, texts))
        if len(old) == len(new):
            for number, (one, other) in enumerate(zip(old, new, strict=True)):
                yield from texts_alone(code, f"texts.passport.{place}[{number}]", one, other)


def _listed(texts: Mapping[str, Any], place: str) -> list[Any]:
    sheet = texts.get("passport")
    items = sheet.get(place) if isinstance(sheet, Mapping) else None
    return items if isinstance(items, list) else []


# -- confirming ------------------------------------------------------------------------------------------------------


def unconfirmed(change_set: ChangeSet, doubts: list[Doubt]) -> list[Doubt]:
    """Return what of it nobody has confirmed yet."""
    known = _confirmed(change_set) if doubts else frozenset()
    return [doubt for doubt in doubts if doubt.key not in known]


def _confirmed(change_set: ChangeSet) -> frozenset[str]:
    entries = HistoryEntry.objects.filter(change_set=change_set, action=history.CONFIRMED)
    return frozenset(str(item.get("key")) for entry in entries for item in entry.difference)


@transaction.atomic
def confirm(
    change_set: ChangeSet, doubts: Iterable[Doubt], keys: Iterable[str], *, by: Author, at: datetime, reason: str = ""
) -> int:
    """Write down that some of the open `doubts` of a set are right as they are; returns how many were not before.

    Nothing of what is drafted changes, so previews stay valid and nobody becomes an author by it.
    """
    needs(by, EDIT)
    found = editable(change_set)
    wanted, known = frozenset(keys), _confirmed(found)
    new = [doubt for doubt in doubts if doubt.key in wanted - known]
    if not wanted:
        raise StudioError(_("Tick what is right as it is."), code="doubt")
    if wanted - known - {doubt.key for doubt in new}:
        raise NotFound(_("What you confirm has changed meanwhile; look at it again."), code="doubt")
    for doubt in new:
        history.write(
            history.CONFIRMED,
            by=by,
            at=at,
            change_set=found,
            subject=doubt.subject,
            changes=[{"kind": "doubt", "path": doubt.path, "code": doubt.code, "key": doubt.key}],
            note=" ".join(part for part in (doubt.message, reason.strip()) if part),
        )
    return len(new)
