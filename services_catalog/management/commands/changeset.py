"""`manage.py changeset list | show | diff | export | import`: change sets of the catalogue, on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.utils import timezone

from services_catalog.changes import history
from services_catalog.changes.author import Author
from services_catalog.changes.checking import check_change_set
from services_catalog.changes.compare import Comparison, compare_draft
from services_catalog.changes.errors import StudioError
from services_catalog.changes.exchange import export_change_set, import_change_set
from services_catalog.changes.permissions import StudioDenied
from services_catalog.management.needs import need_catalogue
from services_catalog.models import ChangeSet, Preview


class Command(BaseCommand):
    """Lists, shows, compares, exports and imports change sets.

    `list [--status STATUS]` prints a line for each: number, status, first day, title. `show ID` prints one with its
    drafts, what is wrong with it, and its history. `diff ID` prints what it changes, word by word. `export ID [FILE]`
    writes it as YAML (to stdout without FILE), `import FILE --by USER` makes a draft of such a file in the name of that
    user, whose role must allow it, and prints what is different here.

    JSON of `list`: [{"id", "title", "status", "valid_from", "revision", "services", "parameters"}].
    JSON of `show`: the same with "ground", "created_by", "submitted_by", "published_by", "origin", "problems":
    [{"service", "path", "message", "serious"}], "history": [{"at", "by", "action", "subject", "note"}].
    JSON of `import`: {"id", "findings": [{"subject", "message", "serious"}]}.
    """

    help = "List, show, compare, export and import change sets of the catalogue."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, with which set or file."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="list|show|diff|export|import")
        listing = actions.add_parser("list", help="a line for each change set, newest first")
        listing.add_argument("--status", choices=ChangeSet.Status.values, help="only those that stand so")
        show = actions.add_parser("show", help="one change set: its drafts, problems and history")
        diff = actions.add_parser("diff", help="what it changes, word by word")
        export = actions.add_parser("export", help="write it as YAML")
        bring = actions.add_parser("import", help="make a draft of an exported file")
        for action in (show, diff, export):
            action.add_argument("id", type=int, metavar="ID")
        export.add_argument("file", type=Path, nargs="?", metavar="FILE")
        bring.add_argument("file", type=Path, metavar="FILE")
        bring.add_argument("--by", required=True, metavar="USER", help="in whose name")
        for action in (listing, show, bring):
            action.add_argument("--json", action="store_true", help="print JSON instead of words")

    @no_translations
    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Do one of them."""
        need_catalogue()
        if action == "list":
            self._list(options["status"], as_json=options["json"])
        elif action == "import":
            self._import(options["file"], options["by"], as_json=options["json"])
        else:
            change_set = _change_set(options["id"])
            if action == "show":
                self._show(change_set, as_json=options["json"])
            elif action == "diff":
                self._diff(change_set)
            else:
                self._export(change_set, options["file"])

    def _list(self, status: str | None, *, as_json: bool) -> None:
        sets = ChangeSet.objects.prefetch_related("services", "parameters")
        found = [_summary(change_set) for change_set in (sets.filter(status=status) if status else sets)]
        if as_json:
            self._print_json(found)
        for row in found if not as_json else ():
            day = row["valid_from"] or "no day yet"
            self.stdout.write(f"{row['id']:>5}  {row['status']:10}  {day:10}  {row['title']}")

    def _show(self, change_set: ChangeSet, *, as_json: bool) -> None:
        details = _details(change_set)
        if as_json:
            self._print_json(details)
            return
        for key in ("id", "title", "status", "valid_from", "revision", "ground", "created_by", "submitted_by"):
            self.stdout.write(f"{key:14}{details[key] if details[key] is not None else '–'}")
        self.stdout.write(f"{'services':14}{', '.join(details['services']) or '–'}")
        self.stdout.write(f"{'parameters':14}{', '.join(details['parameters']) or '–'}")
        if details["arrears"]:
            self.stdout.write(f"{'already paid':14}{_arrears_in_words(details['arrears'])}")
        for problem in details["problems"]:
            mark = "problem" if problem["serious"] else "note"
            self.stdout.write(f"{mark:14}{problem['service']} {problem['path']}: {problem['message']}")
        for entry in details["history"]:
            line = f"{entry['at']}  {entry['by']}  {entry['action']} {entry['subject']} {entry['note']}"
            self.stdout.write(line.rstrip())

    def _diff(self, change_set: ChangeSet) -> None:
        for comparison in _comparisons(change_set):
            self.stdout.write(comparison.as_text())
        for draft in change_set.parameters.select_related("parameter"):
            day = change_set.valid_from or timezone.localdate()
            before = draft.parameter.values.filter(valid_from__lt=day).order_by("-valid_from").first()
            was = f"{before.value.normalize():f}" if before is not None else "–"
            self.stdout.write(f"parameter.{draft.parameter_id}: {was} -> {draft.value.normalize():f}")

    def _export(self, change_set: ChangeSet, file: Path | None) -> None:
        text = export_change_set(change_set, at=timezone.now())
        if file is None:
            self.stdout.write(text, ending="")
            return
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}") from None

    def _import(self, file: Path, username: str, *, as_json: bool) -> None:
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}") from None
        try:
            imported = import_change_set(raw, name=file.name, by=_user(username), at=timezone.now())
        except (StudioError, StudioDenied) as error:
            raise CommandError(str(error)) from None
        if as_json:
            findings = [
                {"subject": found.subject, "message": found.message, "serious": found.serious}
                for found in imported.findings
            ]
            self._print_json({"id": imported.change_set.pk, "findings": findings})
            return
        self.stdout.write(f"Draft {imported.change_set.pk}: {imported.change_set.title}")
        for found in imported.findings:
            self.stdout.write(f"  {found}")

    def _print_json(self, value: Any) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2))


def _change_set(pk: int) -> ChangeSet:
    change_set = ChangeSet.objects.filter(pk=pk).first()
    if change_set is None:
        raise CommandError(f"There is no change set {pk}; `changeset list` has those there are.")
    return change_set


def _user(username: str) -> Author:
    model = get_user_model()
    user = model._default_manager.filter(**{model.USERNAME_FIELD: username}).first()
    if user is None:
        raise CommandError(f"There is no user {username!r}.")
    # A shell on the server stands for the second step of signing in; the role still counts.
    setattr(user, "second_step_passed", True)  # noqa: B010 - only some kinds of users have it
    return user


def _summary(change_set: ChangeSet) -> dict[str, Any]:
    return {
        "id": change_set.pk,
        "title": change_set.title,
        "status": change_set.status,
        "valid_from": change_set.valid_from.isoformat() if change_set.valid_from else None,
        "revision": change_set.revision,
        "services": [draft.code for draft in change_set.services.all()],
        "parameters": [draft.parameter_id for draft in change_set.parameters.all()],
    }


def _details(change_set: ChangeSet) -> dict[str, Any]:
    open_still = change_set.status in (ChangeSet.Status.DRAFT, ChangeSet.Status.SUBMITTED)
    names = {
        key: person.get_username() if person is not None else None
        for key, person in (
            ("created_by", change_set.created_by),
            ("submitted_by", change_set.submitted_by),
            ("published_by", change_set.published_by),
        )
    }
    return {
        **_summary(change_set),
        "ground": change_set.ground,
        **names,
        "origin": change_set.origin,
        "arrears": _arrears(change_set),
        "problems": list(_problems(change_set)) if open_still else [],
        "history": [
            {
                "at": timezone.localtime(entry.at).isoformat(timespec="seconds"),
                "by": entry.by.get_username(),
                "action": entry.action,
                "subject": entry.subject,
                "note": entry.note,
            }
            for entry in history.of_change_set(change_set)
        ],
    }


def _arrears(change_set: ChangeSet) -> dict[str, Any] | None:
    """What the newest finished preview of the set as it is says of months already paid (`Arrears.as_json`)."""
    done = change_set.previews.filter(revision=change_set.revision, state=Preview.State.DONE).first()
    found: dict[str, Any] | None = done.result.get("arrears") if done is not None else None
    return found


def _arrears_in_words(found: Mapping[str, Any]) -> str:
    return (
        f"{found['months']} months are owed a difference, {found['total']} AZN;"
        f" {found['lowered_months']} were paid in excess, {found['lowered_total']} AZN"
    )


def _problems(change_set: ChangeSet) -> Iterator[dict[str, Any]]:
    check = check_change_set(change_set)
    found = [("", issue) for issue in check.issues]
    found += [(code, issue) for code, draft in check.drafts.items() for issue in draft.issues]
    for code, issue in found:
        yield {"service": code, "path": issue.path, "message": issue.message, "serious": issue.serious}


def _comparisons(change_set: ChangeSet) -> Iterator[Comparison]:
    for draft in change_set.services.select_related("base", "service", "change_set"):
        yield compare_draft(draft)
