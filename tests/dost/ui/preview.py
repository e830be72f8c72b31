"""Writes every sample page as static HTML and photographs it.

``python -m tests.dost.ui.preview OUT [--shots]``.

For people who change the look: render, look, change, look again. Needs no database. ``--only day,list`` and
``--widths 320,1280`` keep it short.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def _configure() -> None:
    """The settings of the house with the addresses that templates point at; nothing connects to the database."""
    import django
    from django.conf import settings

    os.environ["DJANGO_SETTINGS_MODULE"] = "dost.settings"
    os.environ["DOST_DEBUG"] = "1"  # static files under their own names
    django.setup()
    settings.ROOT_URLCONF = "tests.dost.ui.urls"


def write(out: Path, *, only: set[str]) -> list[Path]:
    """One HTML file for each page and language, with the compiled static files beside them."""
    import django_htmx

    from tests.dost.ui.rendering import LANGUAGES, previews, render

    shutil.copytree("static", out / "static", dirs_exist_ok=True, ignore=shutil.ignore_patterns("src"))
    shutil.copytree(Path(django_htmx.__file__).parent / "static", out / "static", dirs_exist_ok=True)
    written = []
    for name, preview in previews().items():
        if only and name not in only:
            continue
        for language in LANGUAGES:
            page = out / f"{name}.{language}.html"
            html = render(preview, language).replace('"/static/', '"static/')
            page.write_text(html, encoding="utf-8")
            written.append(page)
    return written


def photograph(pages: list[Path], *, widths: list[int]) -> None:
    """A full-page picture of each page at each width, next to it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*CHROMIUM_ARGS, "--allow-file-access-from-files"]
        )
        for width in widths:
            tab = browser.new_page(viewport={"width": width, "height": 900})
            for page in pages:
                tab.goto(page.resolve().as_uri())
                tab.wait_for_timeout(250)
                tab.screenshot(path=str(page.with_suffix(f".{width}.png")), full_page=True)
            tab.close()
        browser.close()


def main() -> None:
    """Reads the command line and does as told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--shots", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--languages", default="az,en,ru")
    parser.add_argument("--widths", default="320,768,1280")
    options = parser.parse_args()
    _configure()
    options.out.mkdir(parents=True, exist_ok=True)
    pages = write(options.out, only=set(filter(None, options.only.split(","))))
    if options.shots:
        languages = options.languages.split(",")
        chosen = [page for page in pages if page.suffixes[0][1:] in languages]
        photograph(chosen, widths=[int(width) for width in options.widths.split(",")])


if __name__ == "__main__":
    main()
