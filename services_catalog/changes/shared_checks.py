"""What is wrong with a drafted shared criterion, formula or new parameter, and what is doubtful about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from services_catalog.library import PARAMETER_TYPES, Library
from services_catalog.models import ChangeSet, DraftShared, Parameter, ServiceVersion, SharedKind
from services_catalog.queries import versions_in_force
from services_catalog.rules import ParameterBook, RuleError, ValueType, read_value
from services_catalog.rules.bounds import Bounds
from services_catalog.schema import LANGUAGES
from services_catalog.vocabulary import vocabularies

from .doubts import Doubt, texts_and_rule
from .expressions import ExpressionCheck, Issue, check_expression
from .following import names_using, using
from .paths import same
from .shared_drafts import subject_of
from .shared_library import library_of, shared_content

EXPRESSION: Final[Mapping[str, str]] = {SharedKind.CRITERION: "require", SharedKind.FORMULA: "value"}
"""The key under which each kind has its expression."""
WORDS: Final[Mapping[str, str]] = {
    SharedKind.CRITERION: "text",
    SharedKind.FORMULA: "label",
    SharedKind.PARAMETER: "label",
}


@dataclass(slots=True)
class SharedCheck:
    """What is to be said about one draft; `expression` what its expression says, `users` the services it touches."""

    kind: str
    name: str
    issues: list[Issue] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    expression: ExpressionCheck | None = None
    users: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way of publishing it."""
        return not any(issue.serious for issue in self.issues)


def path_of_shared(kind: str, name: str, key: str) -> str:
    """Return the place of one key of a draft in its set: `shared[criterion/resident].require`."""
    return f"shared[{kind}/{name}].{key}"


def check_shared(draft: DraftShared, *, parameters: ParameterBook, known: Library) -> SharedCheck:
    """Check one draft; `known` is what services share once the set is in force."""
    check = SharedCheck(draft.kind, draft.name)
    check.issues += _texts_lacking(draft)
    if draft.kind == SharedKind.PARAMETER:
        check.issues += _of_parameter(draft)
        return check
    versions = users_of(draft.kind, draft.name, known, draft.change_set)
    check.users = [version.service_id for version in versions]
    bases = {str(version.definition["basis"]) for version in versions}
    check.expression = checked_expression(draft.kind, draft.content, bases, parameters=parameters, known=known)
    key = EXPRESSION[draft.kind]
    check.issues += [_placed(issue, draft, key) for issue in check.expression.issues]
    check.issues += _of_its_kind(draft)
    before = shared_content(library_of(draft.change_set, drafts=False), draft.kind, draft.name)
    if before is not None:
        check.issues += _unchanged(draft, before)
        place = path_of_shared(draft.kind, draft.name, WORDS[draft.kind])
        check.doubts = list(
            texts_and_rule(
                subject_of(draft.kind, draft.name), place, before, draft.content, rule=(key,), text=WORDS[draft.kind]
            )
        )
    return check


def users_of(kind: str, name: str, known: Library, change_set: ChangeSet | None = None) -> list[ServiceVersion]:
    """Return the versions in force (on the set's day, else today) that use a shared criterion or formula."""
    day = (change_set.valid_from if change_set is not None else None) or timezone.localdate()
    criteria = frozenset({name} if kind == SharedKind.CRITERION else ())
    formulas = frozenset({name} if kind == SharedKind.FORMULA else ())
    return using(names_using(criteria, formulas, known), versions_in_force(day))


def checked_expression(
    kind: str, content: Mapping[str, Any], bases: set[str], *, parameters: ParameterBook, known: Library
) -> ExpressionCheck:
    """Check its expression under every basis that uses it; what nothing uses yet has to be right under one of all.

    A formula that names itself, however far inside, is told as a formula that is not there.
    """
    text = str(content.get(EXPRESSION[kind], ""))
    expected = ValueType.BOOLEAN if kind == SharedKind.CRITERION else None
    found = [
        check_expression(text, basis=basis, expected=expected, parameters=parameters, known=known)
        for basis in sorted(bases or vocabularies(), key=lambda basis: (basis != "person", basis))
    ]
    right = [one for one in found if one.ok]
    wrong = [one for one in found if not one.ok]
    if bases:
        return wrong[0] if wrong else right[0]
    return right[0] if right else wrong[0]


def _placed(issue: Issue, draft: DraftShared, key: str) -> Issue:
    path = path_of_shared(draft.kind, draft.name, key)
    return Issue(path, issue.message, issue.hint, issue.start, issue.end, issue.word, issue.serious, issue.code)


def _texts_lacking(draft: DraftShared) -> Iterator[Issue]:
    key = WORDS[draft.kind]
    said = draft.content.get(key)
    lacking = [language.upper() for language in LANGUAGES if not (isinstance(said, Mapping) and said.get(language))]
    if lacking:
        message = _("It lacks its words in %(languages)s.") % {"languages": ", ".join(lacking)}
        yield Issue(path_of_shared(draft.kind, draft.name, key), message)


def _of_its_kind(draft: DraftShared) -> Iterator[Issue]:
    key = EXPRESSION[draft.kind]
    if not str(draft.content.get(key, "")).strip():
        yield Issue(path_of_shared(draft.kind, draft.name, key), _("Write the condition."))
    if draft.kind == SharedKind.CRITERION and not draft.content.get("law"):
        yield Issue(path_of_shared(draft.kind, draft.name, "law"), _("On which act does it rest?"))


def _unchanged(draft: DraftShared, before: Mapping[str, Any]) -> Iterator[Issue]:
    if all(same(before.get(key) or None, draft.content.get(key) or None) for key in {*before, *draft.content}):
        message = _("Nothing is changed in it; change something or take it out.")
        path = path_of_shared(draft.kind, draft.name, EXPRESSION[draft.kind])
        yield Issue(path, message, code="unchanged")


# -- parameters ------------------------------------------------------------------------------------------------------


def _of_parameter(draft: DraftShared) -> Iterator[Issue]:
    def place(key: str) -> str:
        return path_of_shared(draft.kind, draft.name, key)

    said = draft.content
    if Parameter.objects.filter(name=draft.name).exists():
        yield Issue(place("label"), _("There is another one called “%(name)s”.") % {"name": draft.name})
    if said.get("type") not in {kind.value for kind in PARAMETER_TYPES}:
        yield Issue(place("type"), _("Say what it is measured in."))
        return
    if not said.get("source"):
        yield Issue(place("source"), _("The source is missing: where does this amount stand?"))
    try:
        bounds = bounds_of(said).of_type(ValueType(said["type"]))
        worth = worth_of(said)
        if worth is None:
            yield Issue(place("value"), _("A value is needed."))
        else:
            bounds.check(worth)
    except RuleError as error:
        yield Issue(place(error.where or "value"), error.message, error.hint)


def worth_of(said: Mapping[str, Any], key: str = "value") -> Decimal | None:
    """Return a number of a drafted parameter in its own type; `RuleError` names the key that is wrong."""
    worth = read_value(said.get(key), ValueType(said["type"]), where=key)
    return None if worth is None or isinstance(worth, str) else Decimal(str(worth))


def bounds_of(said: Mapping[str, Any]) -> Bounds:
    """Return the bounds that a drafted parameter states itself; raises `RuleError`."""
    least, most = worth_of(said, "least"), worth_of(said, "most")
    if least is not None and most is not None and least > most:
        raise RuleError(_("The least is more than the most."), where="least")
    return Bounds(least, most)
