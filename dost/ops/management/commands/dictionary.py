"""`manage.py dictionary`: every table and column, from the models themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, models
from django.utils import translation

APPS: Final = (
    "registries",
    "services_catalog",
    "accounts",
    "cases",
    "payments",
    "notifications",
    "proactive",
    "simulator",
)
PAGE: Final = Path("docs/data-dictionary.md")


class Command(BaseCommand):
    """Writes `docs/data-dictionary.md`, or with `--check` fails when it is not what the models say."""

    help = "Write docs/data-dictionary.md from the models; --check fails when it is stale."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check`."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        path = settings.BASE_DIR / PAGE
        with translation.override("en"):
            text = "\n".join(_page()) + "\n"
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError(f"{PAGE} is not what the models say; write it anew with `manage.py dictionary`")


def _page() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Made from the models by `manage.py dictionary`; do not edit. A registry record has the common columns of"
    yield "`registries.models.record.Record` (who, from whom, valid when, replaced by what)."
    for label in APPS:
        if label not in apps.app_configs:  # a production has no simulator
            continue
        config = apps.get_app_config(label)
        yield ""
        yield f"## {label}: {config.verbose_name}"
        for model in sorted(config.get_models(), key=lambda one: one.__name__):
            yield from _table(model)


def _table(model: type[models.Model]) -> Iterator[str]:
    yield ""
    yield f"### {model.__name__} (`{model._meta.db_table}`)"
    yield ""
    yield " ".join((model.__doc__ or "").split())
    yield ""
    yield "| column | type | null | what |"
    yield "| --- | --- | --- | --- |"
    for field in model._meta.concrete_fields:
        target = field.related_model
        points = f" → {target._meta.label}" if isinstance(target, type) else ""
        kind = field.db_type(connection) or ""
        yield f"| `{field.column}` | {kind}{points} | {'yes' if field.null else ''} | {field.verbose_name} |"
    for constraint in model._meta.constraints:
        yield f"\nHeld by the database: `{constraint.name}`."
