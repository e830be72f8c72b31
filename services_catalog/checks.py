"""What is checked before a catalogue is loaded: rules compile, examples come out right, nothing is copied.

The form of the files (keys, words, texts in three languages) is checked while they are read, in `reading`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from registries.facts.award_kinds import AWARD_KINDS
from registries.facts.model import ANSWER

from . import schema
from .document_checks import document_problems
from .files import Catalogue
from .formats import day_short
from .formulas import UnknownFormula, expand, names_in
from .guide_checks import guide_problems
from .law_checks import law_problems
from .library import Library
from .located import Problem, Where
from .paper_checks import paper_problems
from .questions import with_answers
from .reading import ServiceDefinition, VersionDefinition
from .rules import CompiledRule, Explanation, ParameterBook, RuleError, compile_rule, typed_facts, what_if_many
from .rules.evaluate import Cursor
from .vocabulary import vocabularies

# An expression shorter than this may stand in two services: `TRUE`, `add_months(today, 12)`.
_WORTH_SHARING = 40
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CRITERION = re.compile(r"criteria\[(?P<id>\w+)\](?:\.(?P<field>\w+))?(?:\.(?P<language>\w\w))?")


def compile_definition(definition: Mapping[str, Any], parameters: ParameterBook) -> CompiledRule:
    """Compile the rule of a published or drafted definition; raises `RuleError`."""
    vocabulary = with_answers(vocabularies(), definition.get("questions", ()))
    return compile_rule(definition, catalogue=vocabulary, parameters=parameters)


def check_catalogue(catalogue: Catalogue, *, cursor: Cursor) -> list[Problem]:
    """Return every problem of the rules of a catalogue whose files have been read; examples run in the database."""
    problems: list[Problem] = []
    parameters = catalogue.library.book()
    for service in catalogue.services.values():
        problems.extend(check_service(service, catalogue.library, parameters, cursor=cursor))
        problems.extend(_delivery_problems(service))
        problems.extend(_question_problems(service))
        problems.extend(_counting_problems(service))
    problems.extend(_exclusion_problems(catalogue))
    problems.extend(_answer_type_problems(catalogue))
    problems.extend(_copied_problems(catalogue))
    problems.extend(_unused_problems(catalogue))
    problems.extend(law_problems(catalogue))
    problems.extend(paper_problems(catalogue))
    if not problems:
        rules = {
            code: compile_definition(one.versions[-1].definition, parameters)
            for code, one in catalogue.services.items()
        }
        problems.extend(guide_problems(catalogue, rules))
    return problems


def check_service(
    service: ServiceDefinition, library: Library, parameters: ParameterBook, *, cursor: Cursor
) -> list[Problem]:
    """Return the problems of one service: its rules and its examples."""
    problems: list[Problem] = []
    for version in service.versions:
        try:
            rule = compile_definition(version.definition, parameters)
        except RuleError as error:
            problems.append(rule_problem(service, version, library, error))
            continue
        problems.extend(_registry_problems(service, version, rule))
        problems.extend(document_problems(service, version, rule))
        problems.extend(_example_problems(service, version, rule, cursor))
    return problems


def agreement_problems(service: ServiceDefinition, version: VersionDefinition, rule: CompiledRule) -> list[Problem]:
    """Return where a compiled version and its service do not go together: registries, delivery, questions, kinds."""
    return [
        *_registry_problems(service, version, rule),
        *document_problems(service, version, rule),
        *_delivery_problems(service),
        *_question_problems(service),
        *_counting_problems(service),
    ]


# -- errors of a rule, at the line where it was written ----------------------------------------------------------


def rule_problem(service: ServiceDefinition, version: VersionDefinition, library: Library, error: RuleError) -> Problem:
    """Return the engine's error as a problem that points at the line and quotes the word that is wrong."""
    where, typed = _place(version, error)
    word = error.word
    if typed is not None:
        try:
            start, end = expand(typed, library.formulas).word_at(error.start, error.end)
            word = typed[start:end]
        except UnknownFormula:
            pass
    quoted = f" “{word[:80]}”" if word else ""
    hint = f" {error.hint}" if error.hint else ""
    return service.document.problem(where, f"{error.where}:{quoted} {error.message}{hint}")


def _place(version: VersionDefinition, error: RuleError) -> tuple[Where, str | None]:
    """Return where an error's field stands, and the expression as it was typed there if it has formulas."""
    match = _CRITERION.match(error.where)
    if match is None:
        field = error.where.partition(".")[0].partition("[")[0]
        return (*version.where, field), version.definition["written"].get(field)
    for number, criterion in enumerate(version.definition["criteria"]):
        if criterion["id"] == match["id"]:
            path = (*version.where, "criteria", number)
            return (*path, match["field"] or "id"), criterion.get("written")
    return (*version.where, "criteria"), None


# -- examples ----------------------------------------------------------------------------------------------------


def _example_problems(
    service: ServiceDefinition, version: VersionDefinition, rule: CompiledRule, cursor: Cursor
) -> Iterator[Problem]:
    examples = version.definition["examples"]
    where = (*version.where, "examples")
    shown = {example["expect"].get("verdict") for example in examples}
    for verdict in schema.VERDICTS if version.where else ():  # a version standing alone may have none
        if verdict not in shown:
            message = _("There is no example of a person for whom the answer is %(verdict)s.") % {"verdict": verdict}
            yield service.document.problem(where, message)
    usable = []
    for number, example in enumerate(examples):
        try:
            typed_facts(rule, example["facts"])
        except RuleError as error:
            name = error.where.removeprefix("facts.")
            hint = f" {error.hint}" if error.hint else ""
            yield service.document.problem((*where, number, "facts", name), f"{error.where}: {error.message}{hint}")
        else:
            usable.append((number, example))
    results = run_examples(rule, [example for _number, example in usable], cursor=cursor)
    for (number, example), result in zip(usable, results, strict=True):
        for key, message in differences(example, result):
            yield service.document.problem((*where, number, "expect", key), f"“{example['name']}”: {message}")


def run_examples(rule: CompiledRule, examples: list[dict[str, Any]], *, cursor: Cursor) -> list[Explanation]:
    """Return what the rule says about each example person, asked of the database in one query."""
    cases = [(example["facts"], date.fromisoformat(example["on"])) for example in examples]
    return what_if_many(rule, cases=cases, cursor=cursor, typed=True)


def differences(example: Mapping[str, Any], result: Explanation) -> Iterator[tuple[str, str]]:
    """Yield (key, message) for each thing that came out otherwise than the example expects."""
    expected = example["expect"]
    found = {
        "verdict": result.verdict.value,
        "amount": None if result.amount is None else f"{result.amount:.2f}",
        "starts": result.starts.isoformat() if result.starts else None,
        "until": result.until.isoformat() if result.until else None,
    }
    for key, value in expected.items():
        if found[key] != value:
            because = _because(result) if key == "verdict" else ""
            yield (
                key,
                _("%(key)s is %(found)s, %(value)s was expected.%(because)s")
                % {
                    "key": key,
                    "found": _as_read(found[key]),
                    "value": _as_read(value),
                    "because": because,
                },
            )


def _as_read(value: str | None) -> str | None:
    """Return a value as people read it: days not as they are written in files."""
    return day_short(date.fromisoformat(value)) if value and _DAY.fullmatch(value) else value


def _because(result: Explanation) -> str:
    words = {True: _("met"), False: _("not met"), None: _("unknown")}
    outcome = ", ".join(f"{criterion.id}: {words[criterion.met]}" for criterion in result.criteria)
    if result.missing or result.missing_parameters:
        names = [*(fact.name for fact in result.missing), *result.missing_parameters]
        outcome += "; " + _("not known: ") + ", ".join(names)
    return f" ({outcome})"


# -- a service among the others ----------------------------------------------------------------------------------


def _registry_problems(service: ServiceDefinition, version: VersionDefinition, rule: CompiledRule) -> Iterator[Problem]:
    """A service reads no registry that its passport does not name."""
    declared = {*service.passport.get("registries", ()), "POPULATION"}
    if not service.passport:
        return
    for bound in rule.facts:
        if bound.fact.source != ANSWER and bound.fact.registry not in declared:
            message = _("The rule reads %(registry)s (%(fact)s); add it to registries.") % {
                "registry": bound.fact.registry,
                "fact": bound.name,
            }
            yield service.document.problem(("registries",), message)


def _delivery_problems(service: ServiceDefinition) -> Iterator[Problem]:
    """The way a service reaches people agrees with the mode of its newest version."""
    if not service.versions:
        return
    proactive = service.passport.get("delivery") == "proactive"
    newest = service.versions[-1]
    mode = newest.definition["mode"]
    if proactive == (mode == "on_application"):
        expected = "automatic or ask_first" if proactive else "on_application"
        message = _("delivery is %(delivery)s, so the newest version's mode is %(expected)s, not %(mode)s.") % {
            "delivery": service.passport.get("delivery"),
            "expected": expected,
            "mode": mode,
        }
        yield service.document.problem((*newest.where, "mode"), message)


def _question_problems(service: ServiceDefinition) -> Iterator[Problem]:
    """Nobody is asked where the state finds the right by itself; whoever applies is asked at least one thing."""
    for version in service.versions:
        asked = version.definition.get("questions", ())
        applied = version.definition["mode"] == "on_application"
        if asked and not applied:
            message = _("The state finds this right by itself, so nobody can be asked; remove the questions.")
            yield service.document.problem((*version.where, "questions"), message)
        if not asked and applied and version is service.versions[-1]:
            message = _("“questions” is missing: what can only the person who applies tell?")
            yield service.document.problem(version.where, message)


def _counting_problems(service: ServiceDefinition) -> Iterator[Problem]:
    """Awards count as kinds of the registry that keeps them: nobody would find them as another one's."""
    registries = {version.definition["award"] for version in service.versions}
    for number, name in enumerate(service.passport.get("counts_as", ())):
        registry = AWARD_KINDS[name].registry
        if registries and registry not in registries:
            message = _("“%(kind)s” is a kind of award of %(registry)s; the awards of this service are not there.")
            where = ("counts_as", number)
            yield service.document.problem(where, message % {"kind": name, "registry": registry})


def _answer_type_problems(catalogue: Catalogue) -> Iterator[Problem]:
    """An answer of the same name means the same everywhere, so that one person can be asked once."""
    first: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for code, service in catalogue.services.items():
        for version in service.versions:
            for number, question in enumerate(version.definition.get("questions", ())):
                other, known = first.setdefault(question["id"], (code, question))
                if (known["type"], known.get("choices")) != (question["type"], question.get("choices")):
                    message = _("%(code)s asks “%(id)s” with another type or other choices; call it differently.")
                    where = (*version.where, "questions", number)
                    yield service.document.problem(where, message % {"code": other, "id": question["id"]})


def _exclusion_problems(catalogue: Catalogue) -> Iterator[Problem]:
    """What one service excludes must exist and exclude it in turn."""
    excluded = {
        code: {other for version in service.versions for other in version.definition["excludes"]}
        for code, service in catalogue.services.items()
    }
    for code, service in catalogue.services.items():
        for version in service.versions:
            where = (*version.where, "excludes")
            for other in version.definition["excludes"]:
                if other not in catalogue.services:
                    message = _("There is no service %(code)s in the catalogue.") % {"code": other}
                    yield service.document.problem(where, message)
                elif code not in excluded[other]:
                    message = _("%(other)s does not exclude %(code)s; add it to that file.")
                    yield service.document.problem(where, message % {"other": other, "code": code})


def _copied_problems(catalogue: Catalogue) -> Iterator[Problem]:
    """An expression that two services write out is a criterion or a formula that they should share."""
    written: dict[str, list[tuple[ServiceDefinition, Where]]] = defaultdict(list)
    for service in catalogue.services.values():
        for version in service.versions:
            for where, text in _own_expressions(version):
                written[" ".join(text.split())].append((service, where))
    for text, places in written.items():
        first = places[0][0]
        for service, where in places[1:]:
            if service is not first:
                message = _("This is the same as in %(code)s; name it in criteria.yaml or formulas.yaml: %(text)s") % {
                    "code": first.code,
                    "text": text[:120],
                }
                yield service.document.problem(where, message)


def _own_expressions(version: VersionDefinition) -> Iterator[tuple[Where, str]]:
    definition = version.definition
    for number, criterion in enumerate(definition["criteria"]):
        if "shared" not in criterion:
            yield (*version.where, "criteria", number), criterion.get("written", criterion["require"])
    for key in ("amount", "starts", "until"):
        text = definition["written"].get(key, definition[key])
        if text and len(text) >= _WORTH_SHARING:
            yield (*version.where, key), text


def _unused_problems(catalogue: Catalogue) -> Iterator[Problem]:
    """A shared criterion or formula that nothing names is a leftover."""
    used_criteria: set[str] = set()
    used_formulas: set[str] = set()
    library = catalogue.library
    for document in (library.documents[name] for name in ("criteria", "formulas")):
        for entry in document.data.values() if isinstance(document.data, Mapping) else ():
            for text in entry.values() if isinstance(entry, Mapping) else ():
                used_formulas.update(names_in(text) if isinstance(text, str) else ())
    for service in catalogue.services.values():
        for version in service.versions:
            used_criteria.update(criterion.get("shared", "") for criterion in version.definition["criteria"])
            texts = [text for _where, text in _own_expressions(version)]
            texts += version.definition["written"].values()
            used_formulas.update(name for text in texts for name in names_in(text))
    for kind, names, used in (
        ("criteria", library.criteria, used_criteria),
        ("formulas", library.formulas, used_formulas),
    ):
        for name in names:
            if name not in used:
                message = _("No service uses “%(name)s”; use it or remove it.") % {"name": name}
                yield library.documents[kind].problem((name,), message)
