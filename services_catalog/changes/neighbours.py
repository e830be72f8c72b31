"""A drafted service among the others: rights that exclude each other, answers of one name, copied expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from services_catalog.library import Library
from services_catalog.models import DraftService, Service, ServiceVersion

from .expressions import Issue
from .reading import read_draft


def among_others(
    draft: DraftService,
    definition: Mapping[str, Any],
    day: date,
    known: Library,
    in_force: Iterable[ServiceVersion],
) -> Iterator[Issue]:
    """Yield what does not go together with other services as they will be on the day, or stands there already.

    `in_force` are the versions of all services on that day, as they are published.
    """
    drafted = {other.code: other for other in draft.change_set.services.all() if other.code != draft.code}
    others = {version.service_id: version.definition for version in in_force if version.service_id != draft.code}
    for code, other in drafted.items():
        if other.content and not other.withdraws:
            version = read_draft(other, day, known=known).version
            if version is not None:
                others[code] = version.definition
    yield from _exclusions(draft.code, definition, others)
    yield from _answers(definition, others)
    yield from _copies(definition, others, known)


def _exclusions(code: str, definition: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> Iterator[Issue]:
    for number, other in enumerate(definition["excludes"]):
        if other not in others:
            if not Service.objects.filter(code=other).exists():
                message = _("There is no service %(code)s in the catalogue.") % {"code": other}
                yield Issue(f"excludes[{number}]", message)
        elif code not in others[other]["excludes"]:
            message = _("%(other)s does not exclude %(code)s; add it there, in this change set.")
            yield Issue(f"excludes[{number}]", message % {"other": other, "code": code})
    for other, theirs in others.items():
        if code in theirs["excludes"] and other not in definition["excludes"]:
            yield Issue("excludes", _("%(other)s excludes this service; name it here too.") % {"other": other})


def _answers(definition: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> Iterator[Issue]:
    for number, question in enumerate(definition.get("questions", ())):
        for code, theirs in others.items():
            for known in theirs.get("questions", ()):
                same = (known["type"], known.get("choices")) == (question["type"], question.get("choices"))
                if known["id"] == question["id"] and not same:
                    message = _("%(code)s asks “%(id)s” with another type or other choices; call it differently.")
                    yield Issue(f"questions[{number}].id", message % {"code": code, "id": question["id"]})


def _copies(definition: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]], known: Library) -> Iterator[Issue]:
    shared = {" ".join(criterion.require.split()): name for name, criterion in known.criteria.items()}
    elsewhere = {
        " ".join(criterion["require"].split()): code
        for code, theirs in others.items()
        for criterion in theirs["criteria"]
        if "shared" not in criterion
    }
    for number, criterion in enumerate(definition["criteria"]):
        text = " ".join(criterion["require"].split())
        if "shared" in criterion:
            continue
        if text in shared:
            message = _("The shared criterion “%(name)s” requires the same; use it.") % {"name": shared[text]}
            yield Issue(f"criteria[{number}].require", message, serious=False, code="shared")
        elif text in elsewhere:
            message = _("%(code)s requires the same.") % {"code": elsewhere[text]}
            yield Issue(f"criteria[{number}].require", message, serious=False, code="copied")
