"""Beginning a service that does not exist yet: from one that is like it, or from nothing.

What is copied is what the like one says on the set's day. Left out is what could only be wrong for another service: its
name, the codes of rights it excludes (each would have to name the new one too), and how sure somebody was of its texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from services_catalog.models import ChangeSet, DraftService, Service

from .author import Author
from .drafts import add_new_service, version_on
from .errors import NotFound, StudioError
from .reading import base_content, base_texts

_NOT_COPIED: Final = ("excludes",)
_LIKE: Final[Mapping[str, str]] = {
    "az": "{code} xidmətinə bənzər yaradılıb; qaydası və mətnləri hələ yoxlanmayıb.",
    "en": "Begun like {code}; its rule and texts have not been verified yet.",
    "ru": "Создана по образцу услуги {code}; правило и тексты ещё не проверены.",
}
_SHORTEST: Final = 2
_LAST: Final = 99

EMPTY: Final[Mapping[str, Any]] = {
    "basis": "person",
    "mode": "on_application",
    "criteria": [],
    "period": "none",
    "outcome": "message",
    "examples": [],
}
"""The rule of a service begun from nothing: what stands in it is the least that can be read."""


def next_code(area: str) -> str:
    """Return the first free code of an area, after the last one in use; empty when the area has no services yet.

    Codes that drafts hold are in use too: two editors would otherwise be given the same.
    """
    used = list(Service.objects.filter(area=area).values_list("code", flat=True))
    if not used:
        return ""
    prefix = Counter(code[:_SHORTEST] for code in used).most_common(1)[0][0]
    taken = {*Service.objects.values_list("code", flat=True), *_drafted_codes()}
    last = max(int(code[3:5]) for code in taken if code[:_SHORTEST] == prefix)
    return f"{prefix}-{last + 1:02d}" if last < _LAST else ""


def _drafted_codes() -> set[str]:
    open_sets = ChangeSet.Status.DRAFT, ChangeSet.Status.SUBMITTED
    found = DraftService.objects.filter(service=None, change_set__status__in=open_sets)
    return set(found.values_list("code", flat=True))


@transaction.atomic
def begin_service(
    change_set: ChangeSet,
    *,
    name: Mapping[str, str],
    area: str = "",
    code: str = "",
    like: str = "",
    by: Author,
    at: datetime,
) -> DraftService:
    """Add a service that does not exist yet to a set: like another one, or with an empty rule and passport.

    Without a code it gets the next free one of its area; one begun like another is of the other's area unless `area`
    says otherwise.
    """
    content: dict[str, Any] = {**EMPTY}
    texts: dict[str, Any] = {}
    if like:
        content, texts = _copied(change_set, like, at)
    texts = {**texts, "name": dict(name), "area": area or texts.get("area", "")}
    if not texts["area"]:
        raise StudioError(_("Say to which area it belongs."), code="area")
    code = code.strip() or next_code(str(texts["area"]))
    if not code:
        raise StudioError(_("Give it a code: this area has none to go on from."), code="code")
    return add_new_service(change_set, code=code, content=content, texts=texts, by=by, at=at)


def _copied(change_set: ChangeSet, code: str, at: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    service = Service.objects.filter(code=code).first()
    if service is None:
        raise NotFound(_("There is no service %(code)s.") % {"code": code}, code="like")
    version = version_on(code, change_set.valid_from or timezone.localdate(at))
    content = base_content(version) if version is not None else {**EMPTY}
    texts = base_texts(service)
    if "provenance" in texts:
        texts["provenance"] = {
            "rule": "assumed",
            "passport": "assumed",
            "note": {language: text.format(code=code) for language, text in _LIKE.items()},
        }
    return {key: value for key, value in content.items() if key not in _NOT_COPIED}, texts
