"""A service in the studio: its versions on a time line, its rule in plain words, what is being prepared for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dost.studio.wording import words
from dost.studio.wording.languages import NAMES
from dost.ui.contexts import Tag
from services_catalog.changes import history, permissions
from services_catalog.changes.author import Author
from services_catalog.changes.compare import Comparison, compare_versions
from services_catalog.changes.shared_library import library
from services_catalog.labels import label
from services_catalog.laws import law_in_language
from services_catalog.models import LANGUAGES, ChangeSet, DraftService, Service, ServiceVersion
from services_catalog.queries import compile_version, definition_of, parameter_book
from services_catalog.rules import CompiledRule, RuleError, read_back, read_back_rule
from services_catalog.written import version_as_written

from . import diary
from .allowed import has
from .rule_reading import Reader
from .said import in_words

MOST_HISTORY = 10
Status = ServiceVersion.Status


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version on the time line. `until` is its last day; `now` the one in force."""

    number: int
    status: Tag
    since: date
    until: date | None
    published_by: str
    published_at: datetime | None
    now: bool
    shown: bool
    can_return: bool


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of a rule: what it says to people, the law, and how the engine understands it.

    `full` is the same with formulas written out instead of named; empty when it names none.
    """

    text: str
    law: str
    says: str
    full: str


@dataclass(frozen=True, slots=True)
class InWords:
    """A rule in one language."""

    language: str
    name: str
    criteria: tuple[Criterion, ...]
    rest: tuple[str, ...]


@dataclass(slots=True)
class ServicePage:
    """Everything the page shows; `number` is the version whose rule is read out, None without any."""

    code: str
    title: str
    about: str
    today: date
    versions: list[VersionLine]
    number: int | None
    facts: list[tuple[str, str]]
    rule: list[InWords]
    problem: str
    drafts: list[tuple[int, str, str]]
    history: list[diary.Line]
    may_edit: bool
    others: list[int] = field(default_factory=list)

    @property
    def in_force(self) -> bool:
        """Whether a rule is in force today."""
        return any(version.now for version in self.versions)


def service_page(service: Service, *, number: int | None, by: Author, today: date) -> ServicePage:
    """Return the page of a service; the rule read out is that of version `number`, else of the one in force."""
    versions = list(service.versions.order_by("-valid", "-number"))
    published = [version for version in versions if version.status == Status.PUBLISHED]
    now = next((version for version in published if _covers(version, today)), None)
    chosen = next((version for version in versions if version.number == number), None)
    shown = chosen or now or (published[0] if published else None)
    may_edit = has(by, permissions.EDIT)
    lines = [_line(version, now, shown, today, may_edit) for version in versions]
    rule, problem = _in_words(shown)
    return ServicePage(
        code=service.code,
        title=service.title,
        about=f"{label('area', service.area)} · {label('provider', service.provider)}",
        today=today,
        versions=lines,
        number=shown.number if shown is not None else None,
        facts=_facts(shown),
        rule=rule,
        problem=problem,
        drafts=_drafts(service.code),
        history=diary.lines(history.of_service(service.code)[:MOST_HISTORY]),
        may_edit=may_edit,
        others=[version.number for version in versions],
    )


def _covers(version: ServiceVersion, day: date) -> bool:
    return version.valid.lower <= day and (version.valid.upper is None or day < version.valid.upper)


def _line(
    version: ServiceVersion, now: ServiceVersion | None, shown: ServiceVersion | None, today: date, may_edit: bool
) -> VersionLine:
    upper = version.valid.upper
    is_now = version is now
    return VersionLine(
        number=version.number,
        status=_status(version, is_now, today),
        since=version.valid.lower,
        until=upper - timedelta(days=1) if upper else None,
        published_by=words.person_called(version.published_by),
        published_at=version.published_at,
        now=is_now,
        shown=version is shown,
        can_return=may_edit and not is_now and version.valid.lower <= today,
    )


def _status(version: ServiceVersion, is_now: bool, today: date) -> Tag:
    if version.status == Status.WITHDRAWN:
        return Tag(_("Withdrawn"), "orange")
    if is_now:
        return Tag(_("In force"), "green")
    return Tag(_("Scheduled"), "blue") if version.valid.lower > today else Tag(_("Past"), "grey")


def _facts(version: ServiceVersion | None) -> list[tuple[str, str]]:
    """How a version is delivered, as (what, in words)."""
    if version is None:
        return []
    said = definition_of(version)
    parts: dict[str, Any] = {
        "mode": said.mode,
        "period": said.period,
        "outcome": said.outcome,
        "funding": said.funding,
        "excludes": list(said.excludes),
    }
    return [(words.place(key), words.value(value, key)) for key, value in parts.items() if value]


def _in_words(version: ServiceVersion | None) -> tuple[list[InWords], str]:
    """Return a rule in the reader's language, then in the others; or why it cannot be read."""
    if version is None:
        return [], ""
    try:
        rule = compile_version(version)
    except RuleError as error:
        return [], str(error)
    here = (get_language() or "az")[:2]
    languages = sorted(LANGUAGES, key=lambda language: language != here)
    short = _by_formula(version)
    return [_in_language(version, rule, short, language) for language in languages], ""


def _by_formula(version: ServiceVersion) -> list[Mapping[str, str]]:
    """What each criterion says by language with its formulas by name; nothing for one that has none."""
    known = library()
    typed = version_as_written(version.definition, known)
    said = definition_of(version)
    questions = [question.as_json() for question in said.questions]
    reader = Reader(said.basis, parameter_book(), questions, known)
    return [reader.short(one.get("require") or reader.shared(one["use"])) for one in typed["criteria"]]


def _in_language(
    version: ServiceVersion, rule: CompiledRule, short: Sequence[Mapping[str, str]], language: str
) -> InWords:
    criteria: list[Criterion] = []
    for said, compiled, named in zip(definition_of(version).criteria, rule.criteria, short, strict=True):
        law = law_in_language(said.law, language)
        full = read_back(compiled.expression, language)
        brief = named.get(language, "")
        criteria.append(Criterion(said.text.get(language, ""), law, brief or full, full if brief else ""))
    rest = read_back_rule(rule, language)[len(criteria) :]
    return InWords(language, NAMES[language], tuple(criteria), tuple(rest))


def _drafts(code: str) -> list[tuple[int, str, str]]:
    """The open sets a service is in, as (id, title, status in words)."""
    open_sets = [ChangeSet.Status.DRAFT, ChangeSet.Status.SUBMITTED]
    found = DraftService.objects.filter(code=code, change_set__status__in=open_sets).select_related("change_set")
    return [(draft.change_set_id, draft.change_set.title, draft.change_set.get_status_display()) for draft in found]


# -- two versions ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class ComparePage:
    """Two versions of a service side by side; `comparison` is None while they are the same one."""

    code: str
    title: str
    versions: Sequence[ServiceVersion]
    a: ServiceVersion
    b: ServiceVersion
    comparison: Comparison | None


def compare_page(service: Service, *, a: str, b: str, today: date) -> ComparePage | None:
    """Return versions `a` and `b`, by default the one before that in force and that, or that and the one after.

    None with fewer than two.
    """
    versions = list(service.versions.order_by("-number"))
    if len(versions) < 2:
        return None
    by_number = {str(version.number): version for version in versions}
    newer = by_number.get(b) or next((version for version in versions if _covers(version, today)), versions[0])
    older = by_number.get(a) or next((version for version in versions if version.number < newer.number), None)
    if older is None:  # the one in force is the first: what is to come is compared with it
        older, newer = newer, next(version for version in reversed(versions) if version is not newer)
    comparison = in_words(compare_versions(older, newer)) if older is not newer else None
    return ComparePage(service.code, service.title, versions, older, newer, comparison)
