"""Why there is a right, or none: each condition of a service against what was told, and what would change a no."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dost.proactive.screening.change_text import change_sentences
from dost.proactive.screening.changes import Changes
from dost.proactive.screening.results import Prospect, RightResult, ServiceResult
from services_catalog.laws import law_in_language
from services_catalog.models import Service

from .naming import language, names_of, say
from .state import Carried, keep, screening_required


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of the rule: whether it holds (None: that is not known), and by which law."""

    text: str
    met: bool | None
    law: str


@dataclass(frozen=True, slots=True)
class Matter:
    """One right the service could give: of whom, empty for the asker alone, and its conditions; what fails first."""

    whose: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class WhyPage:
    """What `portal/screening/why.html` shows. `changes` are sentences; `prospect` a code of `Prospect`."""

    name: str
    url: str
    prospect: str
    matters: tuple[Matter, ...]
    changes: tuple[str, ...]
    back: str


@require_safe
@screening_required
def why(request: HttpRequest, carried: Carried, code: str) -> HttpResponse:
    """Say why of one service; one that a leak would harm is told of elsewhere."""
    one = carried.screening.result.services.get(code)
    service = Service.objects.filter(code=code).first()
    if one is None or service is None or one.sensitive or one.prospect is Prospect.NOT_SOUGHT:
        raise Http404
    names = names_of(carried.resolved, on=carried.on)
    page = WhyPage(
        name=say(service.name),
        url=reverse("services:detail", args=[code]),
        prospect=one.prospect.value,
        matters=tuple(_matter(right, one, names) for right in one.rights),
        changes=_changes(carried, one),
        back=reverse("screening:result"),
    )
    return keep(render(request, "portal/screening/why.html", {"page": page}), carried)


def _changes(carried: Carried, one: ServiceResult) -> tuple[str, ...]:
    """What would turn a no into a yes, asked of the engine again; nothing where nothing can be told."""
    change = Changes(carried.screening).of(one)
    return change_sentences(change) if change is not None else ()


def _matter(right: RightResult, one: ServiceResult, names: dict[int, str]) -> Matter:
    conditions = [
        Condition(say(criterion.text), met, law_in_language(criterion.law, language()) if criterion.law else "")
        for criterion, met in zip(one.rule.rule.criteria, right.brief.met, strict=True)
    ]
    order = {False: 0, None: 1, True: 2}
    whose = names.get(right.about, "") if right.about else ""
    return Matter(whose, tuple(sorted(conditions, key=lambda condition: order[condition.met])))
