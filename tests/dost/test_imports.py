"""What the import linter cannot say: the engine knows no request and no HTML, and an import inside a function has a
reason from a short list."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from dost.ops.embedded import PROJECT_ROOT

PACKAGES: Final = ("dost", "services_catalog", "registries")
ENGINE: Final = (
    "dost/cases",
    "dost/common",
    "dost/notifications",
    "dost/payments",
    "dost/proactive",
    "registries",
    "services_catalog",
)
"""Whatever has no page. The institutions' door and their simulator keep their places in `registries`."""
PAGES_IN_THE_ENGINE: Final = ("registries/bridge/simulator", "registries/intake/views.py", "registries/intake/urls.py")
URL_CONFIGURATION: Final = ("dost/common/audiences.py",)
OF_PAGES: Final = (
    "django.contrib.auth.views",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.forms",
    "django.http",
    "django.shortcuts",
    "django.template",
    "django.urls",
    "django.views",
    "django_htmx",
)

REASONS: Final = frozenset(
    {
        "needs the models",  # receivers, once the applications are loaded
        "Django is set up first",  # programs that set it up themselves
        "quick start",  # a package that is slow to load, for what is rarely done
        "only where we run the server",  # packages of the embedded servers
        "this system only",  # modules that not every operating system has
    }
)


def modules() -> Iterator[tuple[str, ast.Module, list[str]]]:
    for package in PACKAGES:
        for path in sorted((PROJECT_ROOT / package).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            yield str(path.relative_to(PROJECT_ROOT)), ast.parse(source), source.splitlines()


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def test_engine_knows_no_request_no_session_and_no_html() -> None:
    found = [
        f"{name}: {module}"
        for name, tree, _lines in modules()
        if name.startswith(ENGINE) and not name.startswith((*PAGES_IN_THE_ENGINE, *URL_CONFIGURATION))
        for node in ast.walk(tree)
        for module in imported(node)
        if module.startswith(tuple(f"{page}." for page in OF_PAGES)) or module in OF_PAGES
    ]
    assert found == []


def test_import_inside_a_function_says_why() -> None:
    silent = []
    for name, tree, lines in modules():
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    _code, _mark, reason = lines[(node.end_lineno or node.lineno) - 1].partition("# deferred: ")
                    if reason.strip() not in REASONS:
                        silent.append(f"{name}:{node.lineno}")
    assert silent == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_import_is_for_types_only(package: str) -> None:
    """What is imported for types only hides a circle."""
    hidden = [
        path.name
        for path in Path(PROJECT_ROOT, package).rglob("*.py")
        if "TYPE_CHECKING" in path.read_text(encoding="utf-8")
    ]
    assert hidden == []


def test_root_of_the_front_office_holds_only_what_the_project_is_made_of() -> None:
    modules_there = {path.name for path in (PROJECT_ROOT / "dost").glob("*.py")}
    assert modules_there == {"__init__.py", "celery.py", "settings.py", "urls.py", "wsgi.py"}
