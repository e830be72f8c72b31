"""Every act that a law text of the catalogue names is listed in `laws.yaml`, with its names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from .files import Catalogue
from .laws import Acts, laws_file, unknown_acts
from .located import CatalogueError, Document, Problem, Where, read_document
from .schema import Reader

_NAMES = ("az", "ru")


def law_problems(catalogue: Catalogue) -> list[Problem]:
    """Return the problems of the law texts; a folder without `laws.yaml` is one whose laws are only in English."""
    path = laws_file(catalogue.root)
    if not path.exists():
        return []
    try:
        document = read_document(path)
    except CatalogueError as error:
        return list(error.problems)
    acts, problems = _acts(document)
    for source, where, text in _law_texts(catalogue):
        for part in unknown_acts(text, acts):
            message = _("laws.yaml has no such act, or what follows its name is not understood: %(part)s")
            problems.append(source.problem(where, message % {"part": part}))
    return problems


def _acts(document: Document) -> tuple[Acts, list[Problem]]:
    """Read the list of acts: each has its name in Azerbaijani and in Russian, in their own letters."""
    reader = Reader(document)
    found: dict[str, Mapping[str, str]] = {}
    for name, value in document.data.items() if isinstance(document.data, Mapping) else ():
        entry = reader.mapping(value, (name,), required=_NAMES)
        reader.texts({**entry, "en": name}, (name,))
        found[name] = {language: str(entry.get(language, "")) for language in _NAMES}
    return found, reader.problems


def _law_texts(catalogue: Catalogue) -> Iterator[tuple[Document, Where, str]]:
    """Yield each law text with the place where it is written."""
    criteria = catalogue.library.documents["criteria"]
    for shared in catalogue.library.criteria.values():
        yield criteria, (*shared.where, "law"), shared.law
    for service in catalogue.services.values():
        for number, text in enumerate(service.passport.get("law", ())):
            yield service.document, ("law", number), text
        for version in service.versions:
            for number, criterion in enumerate(version.definition["criteria"]):
                if "shared" not in criterion and criterion.get("law"):
                    yield service.document, (*version.where, "criteria", number, "law"), criterion["law"]
            for name, limit in version.definition.get("terms", {}).items():
                if limit["law"]:
                    yield service.document, (*version.where, "terms", name, "law"), limit["law"]
