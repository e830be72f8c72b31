"""`manage.py catalogue search "QUERY"`: the services a question finds, best first, on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandParser

from services_catalog.models import LANGUAGES

from .search import nearest_words, search


def add_arguments(parser: CommandParser) -> None:
    """What is looked for, in which language, and how much of it is printed."""
    parser.add_argument("query", help="what somebody would ask, in any of the three languages")
    parser.add_argument("--lang", choices=LANGUAGES, default="az", help="the language that counts first (az)")
    parser.add_argument("--limit", type=int, default=10, help="how many services at most (10)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of words")


def run(write: Callable[[str], Any], *, query: str, lang: str, limit: int, as_json: bool) -> None:
    """Write the services found, line by line.

    JSON: {"query", "language", "total", "found": [{"code", "name", "score"}], "nearest": words, when nothing is found}.
    """
    results = search(query, language=lang, limit=max(1, min(limit, 200)))
    nearest = [] if results.found else nearest_words(query)
    if as_json:
        report: dict[str, Any] = {
            "query": query,
            "language": lang,
            "total": results.total,
            "found": [{"code": one.code, "name": one.name, "score": round(one.score, 3)} for one in results.found],
            "nearest": nearest,
        }
        write(json.dumps(report, ensure_ascii=False, indent=2))
        return
    for one in results.found:
        write(f"{one.code:8} {one.score:8.2f}  {one.name}")
    if not results.found:
        write("Nothing was found." + (f" Like it: {', '.join(nearest)}." if nearest else ""))
