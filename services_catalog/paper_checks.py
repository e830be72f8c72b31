"""What is checked of papers: a passport asks for none without an explanation, and none is explained for nobody.

A text written out in a passport is none of these: the studio can write one, and what it exports must load. This
installation's own files write none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from .files import CATALOGUE, Catalogue
from .library import PAPERS
from .located import Problem
from .reading import ServiceDefinition


def paper_problems(catalogue: Catalogue) -> Iterator[Problem]:
    """Yield the problems of the papers of a catalogue that has some."""
    document = catalogue.library.documents.get(PAPERS)
    if document is None:
        return
    used: set[str] = set()
    for service in catalogue.services.values():
        for number, name in enumerate(_named(service)):
            if isinstance(name, str) and name in catalogue.library.papers:
                used.add(name)
                continue
            if isinstance(name, Mapping) and catalogue.root.resolve() != CATALOGUE:
                continue
            message = _("Name a paper of papers.yaml: whoever is asked for it learns there why, and where to get it.")
            yield service.document.problem(("passport", "documents", number), message)
    for name in catalogue.library.papers:
        if name not in used:
            yield document.problem((name,), _("No service asks for “%(name)s”; remove it.") % {"name": name})


def _named(service: ServiceDefinition) -> list[object]:
    """The papers of a passport as its file names them."""
    data = service.document.data
    passport = data.get("passport") if isinstance(data, Mapping) else None
    named = passport.get("documents") if isinstance(passport, Mapping) else None
    return list(named) if isinstance(named, list) else []
