"""`manage.py documents status | sweep | scan | reseal`: documents that people handed in."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count
from django.utils import timezone

from dost.cases.models import SupportingDocument
from dost.cases.supporting import upkeep, vault


class Command(BaseCommand):
    """Says how documents stand, and does by hand what is done in the night.

    `status` counts them by state and by the key they lie under; it fails where one lies under a key that
    `DOST_DOCUMENT_KEYS` does not hold. `sweep` removes files without a row and documents that nobody sent, and fails
    where a document has no file. `scan` scans what could not be scanned when it came. `reseal` writes every document
    anew that lies under an older key: after it, that key can be taken out of `DOST_DOCUMENT_KEYS`.

    JSON of `status`: {"documents", "states": {state: n}, "keys": {id: n}, "current_key", "unknown_keys": [id]}.
    """

    help = "Documents that people handed in: how they stand, sweeping, scanning, sealing under the current key."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        actions = parser.add_subparsers(dest="action", required=True)
        status = actions.add_parser("status", help="count documents by state and key")
        status.add_argument("--json", action="store_true", help="print JSON instead of words")
        actions.add_parser("sweep", help="remove what nobody sent, and files without a row")
        actions.add_parser("scan", help="scan what could not be scanned when it came")
        actions.add_parser("reseal", help="seal under the first key what lies under another")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Do one of them."""
        now = timezone.now()
        match action:
            case "status":
                self._status(as_json=options["json"])
            case "sweep":
                swept = upkeep.sweep(now=now)
                self.stdout.write(f"{swept.files} files without a document and {swept.rows} documents never sent went")
                if swept.without_file:
                    raise CommandError(f"documents whose file is not there: {', '.join(swept.without_file)}")
            case "scan":
                came = upkeep.scan_again(now=now)
                self.stdout.write(f"{came.clean} clean, {came.harmful} harmful, {came.not_known} not scanned")
            case "reseal":
                self.stdout.write(f"{upkeep.reseal()} documents were sealed under {vault.current_key_id()}")

    def _status(self, *, as_json: bool) -> None:
        rows = SupportingDocument.objects.order_by()
        states = dict(rows.values_list("state").annotate(n=Count("pk")))
        keys = dict(rows.values_list("key_id").annotate(n=Count("pk")))
        unknown = sorted(set(keys) - vault.known_key_ids())
        said = {
            "documents": sum(states.values()),
            "states": states,
            "keys": keys,
            "current_key": vault.current_key_id(),
            "unknown_keys": unknown,
        }
        if as_json:
            self.stdout.write(json.dumps(said))
        else:
            self.stdout.write(f"{said['documents']} documents; seals now: {said['current_key']}")
            for what in (states, keys):
                for name, count in sorted(what.items()):
                    self.stdout.write(f"  {name}: {count}")
        if unknown:
            raise CommandError(f"documents lie under keys that DOST_DOCUMENT_KEYS does not hold: {', '.join(unknown)}")
