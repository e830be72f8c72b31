"""What the text of a document may state: the facts it promises, each of a kind that can be written, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from registries.facts.model import ANSWER, FactType, UnknownFact

from .document_text import FIXED, placeholders
from .located import Problem, Where
from .reading import ServiceDefinition, VersionDefinition
from .rules import CompiledRule


def document_problems(service: ServiceDefinition, version: VersionDefinition, rule: CompiledRule) -> Iterator[Problem]:
    """Yield what is wrong between the text of a version's document and the facts that there are."""
    document = version.definition.get("document")
    if document is None:
        return
    where = (*version.where, "document")
    promised = list(document["states"])
    types: dict[str, FactType] = {}
    for number, name in enumerate(promised):
        place = (*where, "states", number)
        try:
            fact = rule.vocabulary.resolve(name).fact
        except UnknownFact as error:
            yield service.document.problem(place, str(error))
            continue
        types[name] = fact.type
        if fact.source != ANSWER and fact.registry not in {*service.passport.get("registries", ()), "POPULATION"}:
            message = _("The document states a fact of %(registry)s (%(fact)s); add it to registries.")
            yield service.document.problem(place, message % {"registry": fact.registry, "fact": name})
    used: set[str] = set()
    for number, statement in enumerate(document["text"]):
        place = (*where, "text", number)
        used |= {statement["when"]} & {*promised} if "when" in statement else set()
        for name in placeholders(statement.get("az", "")):
            used.add(name)
        for one in _statement_problems(statement, promised, types):
            yield service.document.problem((*place, *one[0]), one[1])
    for number, name in enumerate(promised):
        if name not in used:
            message = _("“%(fact)s” is promised, and no sentence states it.") % {"fact": name}
            yield service.document.problem((*where, "states", number), message)


def _statement_problems(
    statement: Mapping[str, Any], promised: list[str], types: Mapping[str, FactType]
) -> Iterator[tuple[Where, str]]:
    for language in ("az", "en", "ru"):
        for name in placeholders(statement.get(language, "")):
            if name in FIXED:
                continue
            if name not in promised:
                message = _("“{%(fact)s}” is not among the facts that the document states.") % {"fact": name}
                yield (language,), message
            elif types.get(name) is FactType.BOOLEAN:
                message = _("“{%(fact)s}” is yes or no; write a sentence that is there “when” it is so.")
                yield (language,), message % {"fact": name}
    condition = statement.get("when")
    if condition is not None and condition not in promised:
        yield ("when",), _("“{%(fact)s}” is not among the facts that the document states.") % {"fact": condition}
    elif condition is not None and types.get(condition, FactType.BOOLEAN) is not FactType.BOOLEAN:
        yield ("when",), _("“when” names a fact that is yes or no.")
