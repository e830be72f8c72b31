"""The catalogue as files: one YAML file for each service (`<area>/<code>.yaml`) beside what they share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from .library import Library, read_library
from .located import CatalogueError, Problem, read_document, shown
from .reading import ServiceDefinition, read_service

CATALOGUE = Path(__file__).parent / "catalogue"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a catalogue folder says: the shared library, and the services by code."""

    root: Path
    library: Library
    services: dict[str, ServiceDefinition]


def read_catalogue(root: Path = CATALOGUE) -> tuple[Catalogue, list[Problem]]:
    """Read a whole catalogue folder; the problems are those of spelling and form, not yet of the rules."""
    library, problems = read_library(root)
    services: dict[str, ServiceDefinition] = {}
    for path in sorted(root.glob("*/*.yaml")):
        try:
            document = read_document(path)
        except CatalogueError as error:
            problems.extend(error.problems)
            continue
        service, found = read_service(document, library)
        problems.extend(found)
        problems.extend(_misplaced(service, path))
        if service.code in services:
            other = services[service.code].document.file
            message = _("%(code)s is already defined in %(file)s.") % {"code": service.code, "file": other}
            problems.append(document.problem(("code",), message))
        elif service.code:
            services[service.code] = service
    if not services and not problems:
        problems.append(Problem(shown(root), 1, _("There are no services here: <area>/<code>.yaml is expected.")))
    return Catalogue(root, library, services), problems


def _misplaced(service: ServiceDefinition, path: Path) -> list[Problem]:
    area = service.passport.get("area", "")
    expected = f"{area}/{service.code}.yaml"
    if not service.code or not area or f"{path.parent.name}/{path.name}" == expected:
        return []
    return [service.document.problem(("code",), _("This file belongs at %(place)s.") % {"place": expected})]
