"""Change sets as files: prepared in one installation, imported in another as a draft.

The file is YAML that people can read: the set, its parameters and services, the versions its drafts were begun from by
their hash, and the shared criteria and formulas its rules name. What is different in the installation that imports it
is told as findings; nothing is refused that an editor can mend in the draft. A value that an amount can never have, and
one thing written twice, is no draft to mend: such a file is refused whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from services_catalog.formulas import UnknownFormula, expand, names_in
from services_catalog.located import CatalogueError, parse_document
from services_catalog.models import ChangeSet, DraftParameter, DraftService, Parameter, Service
from services_catalog.plain_yaml import dump, number
from services_catalog.schema import CODE, plain
from services_catalog.written import PASSPORT_KEYS, VERSION_KEYS, typed_passport, typed_version

from . import history
from .amounts import OUT_OF_BOUNDS, set_parameter
from .author import Author
from .checking import check_draft
from .drafts import create, put_service, version_on
from .errors import StudioError
from .exchange_shared import expressions_of, import_shared, shared_as_file, shared_by
from .guard import needs
from .permissions import VIEW
from .reading import canonical_content, canonical_texts
from .shared_library import library_of

FORMAT: Final = 1
_KEY_ORDER: Final = (
    *("az", "en", "ru", "use", "id", "code", "new", "ends", "base", "number", "content_hash"),
    *("name", "on", "facts", "expect", "verdict", "type", "label", "value", "source", "before"),
    *("ask", "choices", "require", "text", "law", *VERSION_KEYS, *PASSPORT_KEYS),
)
_RANKS: Final = {key: rank for rank, key in reversed(list(enumerate(_KEY_ORDER)))}

_SECTIONS: Final = (("parameters", list), ("services", list), ("criteria", dict), ("formulas", dict), ("shared", list))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is different here; `subject` is a code, `parameter.<name>`, or empty for the set.

    `serious`: the draft cannot be submitted as it is.
    """

    subject: str
    message: str
    serious: bool = False

    def __str__(self) -> str:
        return f"{self.subject}: {self.message}" if self.subject else self.message


@dataclass(slots=True)
class Imported:
    """The draft that was made, and what is different here."""

    change_set: ChangeSet
    findings: list[Finding] = field(default_factory=list)


def installation() -> str:
    """Return the name of this installation: the address people know it by."""
    return urlsplit(str(getattr(settings, "PUBLIC_URL", ""))).netloc


# -- out -----------------------------------------------------------------------------------------------------------


def export_change_set(change_set: ChangeSet, *, by: Author | None = None, at: datetime) -> str:
    """Return a change set as a file; `by` is who asks for it, None on the command line of the installation."""
    if by is not None:
        needs(by, VIEW)
    known = library_of(change_set)
    services = list(change_set.services.select_related("base"))
    criteria, formulas = shared_by(services, known)
    exported: dict[str, Any] = {
        "change_set": {
            "format": FORMAT,
            "installation": installation(),
            "exported_at": timezone.localtime(at).isoformat(timespec="seconds"),
            "title": change_set.title,
            "ground": change_set.ground,
            "valid_from": change_set.valid_from,
            "revision": change_set.revision,
        },
        "parameters": [
            _parameter(draft, change_set.valid_from) for draft in change_set.parameters.select_related("parameter")
        ],
        "services": [_service(draft) for draft in services],
        "criteria": criteria,
        "formulas": formulas,
        "shared": shared_as_file(change_set),
    }
    return dump({key: value for key, value in exported.items() if value})


def _parameter(draft: DraftParameter, day: date | None) -> dict[str, Any]:
    parameter = draft.parameter
    before = parameter.values.filter(valid_from__lte=day or timezone.localdate()).order_by("-valid_from").first()
    return {
        "name": parameter.name,
        "type": parameter.type,
        "label": arranged(parameter.label),
        "value": number(draft.value),
        "source": draft.source,
        "before": number(before.value) if before is not None else None,
    }


def _service(draft: DraftService) -> dict[str, Any]:
    exported: dict[str, Any] = {"code": draft.code}
    if draft.service_id is None:
        exported["new"] = True
    if draft.withdraws:
        exported["ends"] = True
    if draft.base is not None:
        base = draft.base
        exported["base"] = {"number": base.number, "valid_from": base.valid.lower, "content_hash": base.content_hash}
    if draft.content:
        exported["version"] = arranged(typed_version(draft.content))
    if draft.texts:
        exported["texts"] = arranged(typed_passport(draft.texts))
    return exported


def arranged(value: Any) -> Any:
    """Return a value with its keys as files have them: the database keeps no order."""
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: (_RANKS.get(key, len(_RANKS)), key))
        return {key: arranged(value[key]) for key in keys}
    return [arranged(item) for item in value] if isinstance(value, list | tuple) else value


# -- in ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def import_change_set(raw: bytes, *, name: str = "", by: Author, at: datetime) -> Imported:
    """Make a draft of a file (called `name`) and tell what is different here.

    Raises `StudioError` when it is not such a file; nothing is written then.
    """
    data = _read(raw, name or "change set")
    about = data["change_set"]
    day = about.get("valid_from")
    change_set = create(
        title=_text(about, "title"),
        ground=_text(about, "ground"),
        valid_from=day if type(day) is date else None,
        by=by,
        at=at,
    )
    change_set.origin = {
        "installation": _text(about, "installation"),
        "title": _text(about, "title"),
        "revision": about.get("revision") if isinstance(about.get("revision"), int) else None,
        "exported_at": _text(about, "exported_at"),
        "file": name[:200],
    }
    change_set.save(update_fields=["origin"])
    importer = _Importer(change_set, data, by=by, at=at)
    importer.run()
    change_set.refresh_from_db()
    change_set.origin["findings"] = [
        {"subject": found.subject, "message": found.message, "serious": found.serious} for found in importer.findings
    ]
    change_set.save(update_fields=["origin"])
    return Imported(change_set, importer.findings)


def _read(raw: bytes, name: str) -> dict[str, Any]:
    try:
        data = parse_document(raw, name).data
    except CatalogueError as error:
        raise StudioError(str(error), code="file") from None
    about = data.get("change_set") if isinstance(data, dict) else None
    if not isinstance(about, dict):
        raise StudioError(_("This is not an exported change set: “change_set” is missing."), code="file")
    if about.get("format") != FORMAT:
        message = _("The file has format %(found)s; this installation reads format %(format)d.")
        raise StudioError(message % {"found": about.get("format"), "format": FORMAT}, code="format")
    for key, kind in _SECTIONS:
        if not isinstance(data.setdefault(key, kind()), kind):
            raise StudioError(_("“%(key)s” is not right in this file.") % {"key": key}, code="file")
    if not all(isinstance(item, dict) for key, kind in _SECTIONS if kind is list for item in data[key]):
        raise StudioError(_("“%(key)s” is not right in this file.") % {"key": "services"}, code="file")
    twice = [*_twice(data["parameters"], "name"), *_twice(data["services"], "code")]
    if twice:
        message = _("Twice in this file, and only one can hold: %(names)s.")
        raise StudioError(message % {"names": ", ".join(twice)}, code="twice")
    return dict(data)


def _twice(items: list[dict[str, Any]], key: str) -> list[str]:
    """What several of the items say of themselves."""
    told = Counter(_text(item, key) for item in items)
    return sorted(one for one, count in told.items() if one and count > 1)


def _text(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""


class _Importer:
    def __init__(self, change_set: ChangeSet, data: Mapping[str, Any], *, by: Author, at: datetime) -> None:
        self.change_set = change_set
        self.data = data
        self.by, self.at = by, at
        self.known = library_of(change_set)
        self.formulas = {name: text for name, text in data["formulas"].items() if isinstance(text, str)}
        self.findings: list[Finding] = []
        self.refused: list[str] = []

    def run(self) -> None:
        for subject, message in import_shared(self.change_set, self.data["shared"], by=self.by, at=self.at):
            self._find(subject, message, serious=True)
        self.known = library_of(self.change_set)
        for item in self.data["parameters"]:
            self._parameter(item)
        if self.refused:
            raise StudioError(" ".join(self.refused), code="refused")
        drafts = [draft for draft in map(self._service, self.data["services"]) if draft is not None]
        for draft in drafts:
            for issue in check_draft(draft).issues:
                if issue.serious:
                    place = f"{issue.path}: " if issue.path else ""
                    self._find(draft.code, f"{place}{issue.message} {issue.hint}".strip(), serious=True)

    def _find(self, subject: str, message: str, *, serious: bool = False) -> None:
        self.findings.append(Finding(subject, message, serious))

    # -- parameters

    def _parameter(self, item: Mapping[str, Any]) -> None:
        name, value = _text(item, "name"), item.get("value")
        subject = f"parameter.{name}"
        parameter = Parameter.objects.filter(name=name).first()
        if parameter is None:
            self._find(subject, _("There is no such parameter here; it was left out."), serious=True)
            return
        if parameter.type != item.get("type"):
            message = _("It is of another type here (%(type)s); it was left out.") % {"type": parameter.type}
            self._find(subject, message, serious=True)
            return
        try:
            set_parameter(
                self.change_set,
                name=name,
                value=value if isinstance(value, int | Decimal) else str(value),
                source=_text(item, "source"),
                by=self.by,
                at=self.at,
            )
        except StudioError as error:
            if error.code == OUT_OF_BOUNDS:
                self.refused.append(f"{subject}: {error}")
            self._find(subject, _("It was left out: %(reason)s") % {"reason": error}, serious=True)
            return
        self._compare_values(subject, parameter, item)

    def _compare_values(self, subject: str, parameter: Parameter, item: Mapping[str, Any]) -> None:
        day = self.change_set.valid_from or timezone.localdate(self.at)
        here = parameter.values.filter(valid_from__lte=day).order_by("-valid_from").first()
        if here is not None and here.valid_from == self.change_set.valid_from:
            message = _("It has a value from that day here already: %(value)s.")
            self._find(subject, message % {"value": number(here.value)})
        elif isinstance(item.get("before"), int | Decimal) and (here is None or here.value != item["before"]):
            message = _("Before, it was %(there)s there and is %(here)s here.")
            worth = number(here.value) if here is not None else "–"
            self._find(subject, message % {"there": item["before"], "here": worth})

    # -- services

    def _service(self, item: Mapping[str, Any]) -> DraftService | None:
        code = _text(item, "code")
        if not CODE.fullmatch(code):
            self._find(code[:40], _("This is no code of a service; it was left out."), serious=True)
            return None
        service = Service.objects.filter(code=code).first()
        base = version_on(code, self.change_set.valid_from or timezone.localdate(self.at)) if service else None
        self._compare_base(code, item, service, base)
        content = self._written_out(code, self._mapping(code, item, "version"))
        texts = self._mapping(code, item, "texts")
        return put_service(
            self.change_set,
            code=code,
            service=service,
            base=base,
            content=canonical_content(content, self.known),
            texts=canonical_texts(texts),
            withdraws=item.get("ends") is True,
            action=history.IMPORTED,
            note=_text(self.data["change_set"], "installation"),
            by=self.by,
            at=self.at,
        )

    def _mapping(self, code: str, item: Mapping[str, Any], key: str) -> dict[str, Any]:
        value = item.get(key)
        if value is not None and not isinstance(value, Mapping):
            self._find(code, _("“%(key)s” is not right in this file.") % {"key": key}, serious=True)
        found = plain(value) if isinstance(value, Mapping) else {}
        return {name: part for name, part in found.items() if name not in ("texts", "withdraws", "code", "valid_from")}

    def _compare_base(self, code: str, item: Mapping[str, Any], service: Service | None, base: Any) -> None:
        if item.get("new") is True and service is not None:
            self._find(code, _("It was new there and exists here; it was imported as a change of what is here."))
        if item.get("new") is not True and service is None:
            self._find(code, _("It does not exist here; it was imported as a new service."))
        exported = item.get("base")
        there = exported.get("content_hash") if isinstance(exported, Mapping) else None
        here = base.content_hash if base is not None else None
        if there is not None and here is not None and there != here:
            message = _("The rule in force here (version %(number)d) is another than the one it was begun from there.")
            self._find(code, message % {"number": base.number})

    def _written_out(self, code: str, content: dict[str, Any]) -> dict[str, Any]:
        """Write out the shared criteria and formulas that are not here, or mean something else here."""
        criteria = content.get("criteria")
        if isinstance(criteria, list):
            content["criteria"] = [self._criterion(code, criterion) for criterion in criteria]
        for holder, key, text in list(expressions_of(content)):
            if isinstance(holder, dict):
                holder[key] = self._expression(code, text)
        return content

    def _criterion(self, code: str, criterion: Any) -> Any:
        name = criterion.get("use") if isinstance(criterion, Mapping) else None
        there = self.data["criteria"].get(name) if isinstance(name, str) else None
        if not isinstance(there, Mapping):
            return criterion
        here = self.known.criteria.get(str(name))
        if here is not None and (here.require, here.text, here.law) == tuple(
            there.get(key) for key in ("require", "text", "law")
        ):
            return criterion
        message = (
            _("The shared criterion “%(name)s” says something else here; it was written out.")
            if here is not None
            else _("There is no shared criterion “%(name)s” here; it was written out.")
        )
        self._find(code, message % {"name": name})
        return {"id": criterion.get("id", name), **plain(there)}

    def _expression(self, code: str, text: str) -> str:
        names = names_in(text)
        if not names:
            return text
        try:
            there = expand(text, self.formulas).text
        except UnknownFormula:
            return text
        try:
            if expand(text, self.known.formulas).text == there:
                return text
        except UnknownFormula:
            pass
        message = _("The formulas %(names)s are missing here or mean something else; they were written out.")
        self._find(code, message % {"names": ", ".join(names)})
        return there
