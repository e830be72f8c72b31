"""`manage.py institution_keys add|rotate|revoke|list`: the public keys with which institutions sign what they send."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from registries.data.reporting import reporting
from registries.intake.keys import OVERLAP, KeyRefusedError, add_key, revoke_key, rotate_key
from registries.models import InstitutionKey


class Command(BaseCommand):
    """Keeps the keys. A private key is refused: it belongs to the institution alone."""

    help = "Add, follow up, revoke and list the public keys of institutions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the four acts."""
        acts = parser.add_subparsers(dest="act", required=True)
        add = acts.add_parser("add", help="keep a public key")
        add.add_argument("institution", metavar="CODE")
        add.add_argument("jwk", type=Path, metavar="FILE.jwk", help="the public key as JSON (RFC 7517)")
        add.add_argument("--from", dest="valid_from", type=_day, metavar="DATE", help="counts from then on (now)")
        add.add_argument("--until", dest="valid_until", type=_day, metavar="DATE", help="counts until then (no end)")
        rotate = acts.add_parser("rotate", help="keep a new key, and give those before it an end")
        rotate.add_argument("institution", metavar="CODE")
        rotate.add_argument("jwk", type=Path, metavar="FILE.jwk")
        rotate.add_argument(
            "--overlap", type=int, default=OVERLAP.days, metavar="DAYS", help="how long both count (%(default)s)"
        )
        revoke = acts.add_parser("revoke", help="let a key count no more, at once and for good")
        revoke.add_argument("kid")
        revoke.add_argument("--because", required=True, metavar="REASON")
        shown = acts.add_parser("list", help="the keys, and what each institution may report")
        shown.add_argument("institution", nargs="?", metavar="CODE")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        """Do one act; trouble is one line that names what would be right."""
        try:
            getattr(self, f"_{act}")(options, timezone.now())
        except KeyRefusedError as error:
            raise CommandError(str(error)) from error

    def _add(self, options: dict[str, Any], now: datetime) -> None:
        code = options["institution"].upper()
        key = add_key(
            code,
            _read(options["jwk"]),
            now=now,
            valid_from=options["valid_from"],
            valid_until=options["valid_until"],
        )
        self.stdout.write(f"{key.kid} counts from {key.valid_from.isoformat()}")

    def _rotate(self, options: dict[str, Any], now: datetime) -> None:
        overlap = timedelta(days=max(options["overlap"], 0))
        key, ended = rotate_key(options["institution"].upper(), _read(options["jwk"]), now=now, overlap=overlap)
        until = (now + overlap).isoformat()
        self.stdout.write(f"{key.kid} counts from {key.valid_from.isoformat()}; {ended} before it until {until}")

    def _revoke(self, options: dict[str, Any], now: datetime) -> None:
        key = revoke_key(options["kid"], because=options["because"], now=now)
        self.stdout.write(f"{key.kid} of {key.institution_id} counts no more")

    def _list(self, options: dict[str, Any], now: datetime) -> None:
        keys = InstitutionKey.objects.order_by("institution_id", "valid_from", "pk")
        if options["institution"]:
            keys = keys.filter(institution=options["institution"].upper())
        for key in keys:
            self.stdout.write(f"{key.institution_id}\t{key.kid}\t{key.jwk['crv']}\t{_state(key, now)}")
            self.stdout.write(f"\tmay report {', '.join(sorted(reporting().get(key.institution_id, ())))}")
        if not keys:
            self.stdout.write("no keys")


def _state(key: InstitutionKey, now: datetime) -> str:
    """What a key is worth now, in words."""
    mark = " (demonstration)" if key.demonstration else ""
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d}: {key.revoked_because}{mark}"
    if now < key.valid_from:
        return f"from {key.valid_from:%Y-%m-%d}{mark}"
    if key.valid_until is not None:
        return f"{'ended' if now >= key.valid_until else 'until'} {key.valid_until:%Y-%m-%d}{mark}"
    return f"in force{mark}"


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise CommandError(f"{path}: expected a public key as JSON (JWK)") from error
    if not isinstance(content, dict):
        raise CommandError(f"{path}: expected one JWK, a JSON object")
    return content


def _day(text: str) -> datetime:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise ArgumentTypeError(f"{text!r}: expected a date such as 2026-03-01")
    return timezone.make_aware(datetime.combine(day, time.min))
