"""Checking drafts as `catalogue check` checks files: spelling, rules, texts, examples, and how they go together.

`check_draft` looks at one service, `check_change_set` at all of a set and at what its parameters do to other services.
Only examples are asked of the database, by rules that have been compiled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from services_catalog.checks import agreement_problems, compile_definition
from services_catalog.definition import parameters_named
from services_catalog.formats import day_short
from services_catalog.formulas import UnknownFormula, expand
from services_catalog.library import Library
from services_catalog.models import ChangeSet, DraftService, Service, ServiceVersion
from services_catalog.queries import versions_in_force
from services_catalog.reading import VersionDefinition
from services_catalog.rules import CompiledRule, ParameterBook, RuleError, ValueType
from services_catalog.rules.bounds import is_jump

from .amounts import OUT_OF_BOUNDS
from .doubts import Doubt, doubts_of_draft, unconfirmed
from .errors import StudioError
from .examples import ExampleResult, lacking_examples, try_examples
from .expressions import ExpressionCheck, Issue, check_expression, issue_of
from .following import followers
from .neighbours import among_others
from .passports import changes_texts
from .reading import (
    Placed,
    Read,
    base_content,
    parameters_with,
    path_of,
    read_draft,
)
from .shared_checks import SharedCheck, check_shared
from .shared_library import asked_once, library_of

JUMP: Final = "jump"
"""The code of a remark that an amount goes up or down by more than half."""
_EXPECTED: Final[Mapping[str, ValueType]] = {
    "amount": ValueType.MONEY,
    "starts": ValueType.DATE,
    "until": ValueType.DATE,
}


@dataclass(slots=True)
class DraftCheck:
    """What is to be said about one drafted service.

    `version` and `rule` are what it would be published as, if it can be read and compiled; `expressions` what each of
    its expressions says, by path.
    """

    code: str
    issues: list[Issue] = field(default_factory=list)
    examples: list[ExampleResult] = field(default_factory=list)
    expressions: dict[str, ExpressionCheck] = field(default_factory=dict)
    version: VersionDefinition | None = None
    passport: Mapping[str, Any] = field(default_factory=dict)
    rule: CompiledRule | None = None
    changes_rule: bool = False
    changes_passport: bool = False
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way of publishing it."""
        return not any(issue.serious for issue in self.issues)


@dataclass(slots=True)
class SetCheck:
    """What is to be said about a change set: of itself (`title`, `valid_from`, `parameters[name].value`), its drafts
    by code, what is shared in it, and about examples of other services that its parameters change.

    `followers` are the drafts that nobody made: of services that use what is shared (see `following`).
    """

    issues: list[Issue] = field(default_factory=list)
    drafts: dict[str, DraftCheck] = field(default_factory=dict)
    elsewhere: list[Issue] = field(default_factory=list)
    shared: list[SharedCheck] = field(default_factory=list)
    followers: frozenset[str] = frozenset()

    @property
    def doubts(self) -> list[Doubt]:
        """What has to be confirmed before it is handed in, and has not been."""
        of_shared = [doubt for check in self.shared for doubt in check.doubts]
        return [*of_shared, *(doubt for check in self.drafts.values() for doubt in check.doubts)]

    @property
    def ok(self) -> bool:
        """Whether the set can be submitted and published."""
        return not self.serious

    @property
    def serious(self) -> list[tuple[str, Issue]]:
        """Everything that stands in the way, as (code of the service or empty, issue)."""
        found = [("", issue) for issue in self.issues if issue.serious]
        found += [("", issue) for check in self.shared for issue in check.issues if issue.serious]
        found += [(code, issue) for code, draft in self.drafts.items() for issue in draft.issues if issue.serious]
        return found


class NotConfirmed(StudioError):  # noqa: N818 - it reads as what it says
    """A change set cannot be submitted while something in it is doubtful and nobody has said that it is right."""

    def __init__(self, check: SetCheck) -> None:
        super().__init__(
            _("Words and rule have changed apart in places; look at them and confirm that they are right."),
            code="unconfirmed",
        )
        self.check = check


class NotReady(StudioError):  # noqa: N818 - it reads as what it says
    """A change set cannot be submitted or published while `check` has errors."""

    def __init__(self, check: SetCheck) -> None:
        super().__init__(_("The change set has problems; mend them first."), code="problems")
        self.check = check


# -- one service ---------------------------------------------------------------------------------------------------


def check_draft(
    draft: DraftService,
    *,
    parameters: ParameterBook | None = None,
    known: Library | None = None,
    in_force: Sequence[ServiceVersion] | None = None,
) -> DraftCheck:
    """Check one drafted service, with the amounts its set drafts and what is shared in it.

    `in_force` are the versions of the set's day, where they are at hand. Examples are run in the database.
    """
    change_set = draft.change_set
    day = change_set.valid_from or timezone.localdate()
    known = known or library_of(change_set)
    book = parameters if parameters is not None else parameters_with(change_set)
    check = DraftCheck(draft.code)
    read = read_draft(draft, day, known=known)
    check.issues += [Issue(path, message) for path, message in read.problems]
    check.passport = read.service.passport
    check.changes_rule = _means_something_else(draft, read.version)
    check.changes_passport = changes_texts(draft)
    if in_force is None and check.changes_rule:
        in_force = versions_in_force(day)
    check.issues += _drafting_issues(draft, day, check, in_force or ())
    check.version = read.version
    if read.version is not None:
        _check_version(draft, read, read.version, check, book, known)
    if check.version is not None and check.changes_rule:
        check.issues += among_others(draft, check.version.definition, day, known, in_force or ())
    raised = change_set.parameters.values_list("parameter_id", flat=True) if draft.texts else ()
    check.doubts = unconfirmed(change_set, doubts_of_draft(draft, raised=raised, known=known))
    return check


def _means_something_else(draft: DraftService, version: VersionDefinition | None) -> bool:
    """Whether it is another rule than the one it was begun from, or ends it.

    What was typed differently may mean the same (600 and 600.00); what was typed the same means something else once
    what services share has changed.
    """
    if draft.withdraws or version is None:
        return draft.withdraws or bool(draft.content)
    if draft.base is None:
        return bool(draft.content)
    before = draft.base.definition
    return bool({**version.definition, "valid_from": before["valid_from"]} != before)


def _drafting_issues(
    draft: DraftService, day: date, check: DraftCheck, in_force: Iterable[ServiceVersion]
) -> Iterator[Issue]:
    """What is wrong with drafting this service at all."""
    if draft.service_id is None and Service.objects.filter(code=draft.code).exists():
        yield Issue("code", _("There is a service %(code)s already.") % {"code": draft.code}, code="exists")
    if draft.service_id is not None and not check.changes_rule and not check.changes_passport:
        yield Issue("", _("Nothing is changed in this service; change something or take it out."), code="unchanged")
    if draft.service_id is None and not draft.content:
        yield Issue("", _("A new service needs a rule."), code="no_rule")
    if not check.changes_rule:
        return
    there = next((version.pk for version in in_force if version.service_id == draft.code), None)
    if there != draft.base_id:
        yield Issue(
            "",
            _("On %(day)s another version is in force than the one this draft was begun from.")
            % {"day": day_short(day)},
            _("Carry the draft over to it."),
            code="base_moved",
        )
    if draft.withdraws and there is None:
        yield Issue("withdraws", _("No rule is in force on that day, so none can end."), code="nothing_to_end")


def _check_version(
    draft: DraftService, read: Read, version: VersionDefinition, check: DraftCheck, book: ParameterBook, known: Library
) -> None:
    content = draft.content or base_content(draft.base)
    check.expressions = check_expressions(content, version.definition, parameters=book, known=known)
    wrong = [issue for result in check.expressions.values() for issue in result.issues]
    check.issues += [issue for issue in wrong if issue not in check.issues]
    if wrong:
        return
    try:
        rule = compile_definition(version.definition, book)
    except RuleError as error:
        # A form that is not complete yet says so itself; what the engine makes of it would only be an echo.
        if all(path.startswith("texts") for path, _message in read.problems):
            check.issues.append(_rule_issue(version.definition, error, known))
        return
    check.rule = rule
    for problem in agreement_problems(read.service, version, rule):
        where = problem.where if isinstance(problem, Placed) else ()
        check.issues.append(Issue(path_of(where), problem.message))
    check.examples, issues = try_examples(version.definition, rule)
    check.issues += issues
    check.issues += lacking_examples(version.definition)


def check_expressions(
    content: Mapping[str, Any], definition: Mapping[str, Any], *, parameters: ParameterBook, known: Library
) -> dict[str, ExpressionCheck]:
    """Check every expression of a version by itself, by path; positions are those of what was typed in `content`."""
    basis, questions = definition["basis"], definition.get("questions", ())

    def checked(typed: Any, read: str, expected: ValueType, path: str) -> ExpressionCheck:
        text = typed if isinstance(typed, str) and typed.strip() else read
        return check_expression(
            text,
            basis=basis,
            expected=expected,
            parameters=parameters,
            questions=questions,
            path=path,
            known=known,
        )

    found: dict[str, ExpressionCheck] = {}
    if not basis:
        return found
    typed_criteria = content.get("criteria")
    for number, criterion in enumerate(definition["criteria"]):
        typed = typed_criteria[number] if isinstance(typed_criteria, list) else {}
        own = isinstance(typed, Mapping) and "use" not in typed
        path = f"criteria[{number}].{'require' if own else 'use'}"
        text = typed.get("require") if own else None
        if criterion["require"]:
            found[path] = checked(text, criterion["require"], ValueType.BOOLEAN, path)
    for key, expected in _EXPECTED.items():
        if definition.get(key) is not None:
            found[key] = checked(content.get(key), definition[key], expected, key)
    return found


def _rule_issue(definition: Mapping[str, Any], error: RuleError, known: Library) -> Issue:
    """Return an error of the whole rule at its field; criteria are named by their position."""
    path = error.where
    for number, criterion in enumerate(definition["criteria"]):
        path = path.replace(f"criteria[{criterion['id']}]", f"criteria[{number}]")
    typed = definition.get("written", {}).get(path, error.text)
    try:
        expanded = expand(typed, known.formulas)
    except UnknownFormula:
        expanded = None
    return issue_of(error, expanded, path)


# -- a whole set -----------------------------------------------------------------------------------------------------


@asked_once()
def check_change_set(change_set: ChangeSet, *, elsewhere: bool = True) -> SetCheck:
    """Check a set: whether it is complete, each draft in it, and the examples of services it does not draft.

    `elsewhere=False` leaves out the last: they stand in nobody's way, and amounts that many rules name have many.
    """
    drafts = list(change_set.services.select_related("service", "base", "change_set"))
    book, known, following = parameters_with(change_set), library_of(change_set), followers(change_set)
    check = SetCheck(issues=[*_set_issues(change_set, bool(drafts)), *_parameter_issues(change_set)])
    check.shared = [check_shared(draft, parameters=book, known=known) for draft in change_set.shared.all()]
    for one in check.shared:
        one.doubts = unconfirmed(change_set, one.doubts)
    check.followers = frozenset(draft.code for draft in following)
    in_force = versions_in_force(change_set.valid_from or timezone.localdate())
    check.drafts = {
        draft.code: check_draft(draft, parameters=book, known=known, in_force=in_force)
        for draft in (*drafts, *following)
    }
    if elsewhere:
        check.elsewhere = list(_examples_elsewhere(change_set, set(check.drafts), book))
    return check


def _set_issues(change_set: ChangeSet, has_services: bool) -> Iterator[Issue]:
    if change_set.valid_from is None:
        yield Issue("valid_from", _("From which day is it to be in force?"))
    if not change_set.ground.strip():
        yield Issue("ground", _("The legal ground is missing: which act, of which day?"))
    if not has_services and not change_set.parameters.exists() and not change_set.shared.exists():
        yield Issue("", _("There is nothing in this change set yet."), code="empty")


def plain_number(value: Decimal) -> str:
    """A number without the zeros that its column adds."""
    return f"{value.normalize():f}"


def _parameter_issues(change_set: ChangeSet) -> Iterator[Issue]:
    day = change_set.valid_from
    for draft in change_set.parameters.select_related("parameter"):
        path = f"parameters[{draft.parameter_id}]"
        if not draft.source.strip():
            yield Issue(f"{path}.source", _("The source is missing: where does this amount stand?"))
        try:
            draft.parameter.bounds.check(draft.value)
        except RuleError as error:
            yield Issue(f"{path}.value", error.message, error.hint, code=OUT_OF_BOUNDS)
        if day is None:
            continue
        values = draft.parameter.values.filter(valid_from__lte=day).order_by("-valid_from")
        last = values.first()
        if last is not None and last.valid_from == day and last.value != draft.value:
            message = _("It has a value from that very day already, %(value)s; it will be replaced.")
            yield Issue(f"{path}.value", message % {"value": last.value.normalize()}, serious=False, code="replaces")
        elif last is not None and last.value == draft.value:
            yield Issue(f"{path}.value", _("It is worth that already."), serious=False, code="same")
        if last is not None and is_jump(last.value, draft.value):
            message = _("It changes by more than half: from %(before)s to %(after)s. Is no digit wrong?")
            words = {"before": plain_number(last.value), "after": plain_number(draft.value)}
            yield Issue(f"{path}.value", message % words, serious=False, code=JUMP)


def _examples_elsewhere(change_set: ChangeSet, drafted: set[str], book: ParameterBook) -> Iterator[Issue]:
    """Yield the examples of other services that come out otherwise with the drafted amounts: to be known, not mended.

    A published version is not changed any more; that its examples are of another time is no reason to wait.
    """
    names = {draft.parameter_id for draft in change_set.parameters.all()}
    if not names:
        return
    for version in versions_in_force(change_set.valid_from or timezone.localdate()):
        if version.service_id in drafted or not names & parameters_named(version.definition):
            continue
        results, _issues = try_examples(version.definition, compile_definition(version.definition, book))
        for result in results:
            for _key, message in result.off:
                yield Issue(f"{version.service_id} {result.path}", f"“{result.name}”: {message}", serious=False)
