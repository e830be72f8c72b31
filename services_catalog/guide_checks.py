"""What the pages of life events say stays true: their services are there, and their questions are those there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from . import schema
from .files import Catalogue
from .guides import ALTERNATIVES_FILE, LIFE_EVENTS_FILE, Guides, read_guides
from .located import Problem
from .rules import CompiledRule
from .rules.alternatives import alternatives


def guide_problems(catalogue: Catalogue, rules: Mapping[str, CompiledRule]) -> list[Problem]:
    """Return the problems of `life_events.yaml` and `alternatives.yaml`; `rules` are the newest of each service."""
    guides, problems = read_guides(catalogue.root)
    return [*problems, *_event_problems(guides, catalogue), *_question_problems(guides, rules)]


def _event_problems(guides: Guides, catalogue: Catalogue) -> Iterator[Problem]:
    document = guides.documents.get(LIFE_EVENTS_FILE)
    if document is None:
        return
    known = {code: service.passport.get("life_events", ()) for code, service in catalogue.services.items()}
    for event in schema.LIFE_EVENTS:
        if event not in guides.events and any(event in events for events in known.values()):
            yield document.problem((), _("“%(key)s” is missing.") % {"key": event})
    for event, guide in guides.events.items():
        for number, code in enumerate(guide.leads):
            if event not in known.get(code, ()):
                message = _("%(code)s is no service of this life event.") % {"code": code}
                yield document.problem((event, "leads", number), message)
        for step in guide.first:
            if step.service and step.service not in known:
                message = _("There is no service %(code)s in the catalogue.") % {"code": step.service}
                yield document.problem((*step.where, "service"), message)


def _question_problems(guides: Guides, rules: Mapping[str, CompiledRule]) -> Iterator[Problem]:
    document = guides.documents.get(ALTERNATIVES_FILE)
    if document is None:
        return
    found = {group.names for group in alternatives(rules)}
    for question in guides.questions:
        if question.services not in found:
            message = _("These services do not differ by one condition alone: %(codes)s.")
            yield document.problem(question.where, message % {"codes": ", ".join(question.services)})
    for names in sorted(found - {question.services for question in guides.questions}):
        message = _("These services differ by one condition; write the question that tells them apart: %(codes)s.")
        yield document.problem((), message % {"codes": ", ".join(names)})
