"""`make lighthouse`: scores of the pages people open first, as on a telephone with a slow line; the median of three.

    python -m tests.lighthouse                         # on an installation of its own
    python -m tests.lighthouse http://localhost:8000   # on one that is running, on this machine

Needs Node.js, npm and a Chromium (`CHROME_PATH`, by default Debian's). Exit code 1 when a score is below 95: then what
cost points is told. Tests hold what does not depend on time (tests/dost/test_public_pages.py). A citizen's own page is
measured on an installation of its own only, where somebody can be signed in, and not as search engines see it: it tells
them to stay away.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from tests.bench import typed_json
from tests.bench.portal import SignedIn
from tests.installation import PROGRAMS, Installation, installation, wait_until

HERE: Final = Path(__file__).parent
CHROMIUM: Final = "/usr/bin/chromium"
ENOUGH: Final = 95
TIMES: Final = 3
PAGES: Final = {
    "home": "/",
    "the screening": "/screening/",
    "a life event": "/events/child_born/",
    "a service": "/services/05-40/",
    "a search": "/?q=u%C5%9Faq",
}
CATEGORIES: Final = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}
OWN_PAGE: Final = "/my/"
PRIVATE: Final = ("performance", "accessibility", "best-practices")
"""What counts for a page that is nobody else's."""
POPULATION: Final = 500
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Site:
    """Where a site is, and the cookie of somebody who has signed in there; empty where nobody has."""

    address: str
    cookie: str = ""


RECORDING_FAILED: Final = "Please run Lighthouse again"
"""What Lighthouse says where the browser was too slow to record a page, which is no word on the page."""
TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Scores:
    """What one run gave: a score for each category, and for each what cost points."""

    of: dict[str, int]
    lost: dict[str, tuple[str, ...]]


def main() -> int:
    """Measure, print, and say by the exit code whether it is enough."""
    parser = argparse.ArgumentParser(prog="python -m tests.lighthouse", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("site", nargs="?", default="", help="the address of a running site, on this machine")
    site: str = parser.parse_args().site.rstrip("/")
    if site and urlsplit(site).hostname not in LOOPBACK:
        parser.error(f"{site}: only a site of this machine is measured")
    for program in ("npm", os.environ.get("CHROME_PATH", CHROMIUM)):
        if shutil.which(program) is None:
            parser.error(f"{program} is not here")
    if not (HERE / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit"], cwd=HERE, check=True)
    with contextlib.ExitStack() as stack:
        return measure(Site(site) if site else stack.enter_context(own_site()))


def measure(site: Site) -> int:
    """Print the scores of each page; 1 when one is not enough."""
    print(f"Lighthouse {version()}, mobile, throttled, median of {TIMES}; {site.address}", flush=True)
    print(f"{'':14}{''.join(f'{name:>16}' for name in CATEGORIES.values())}", flush=True)
    enough = [_measure_page(name, f"{site.address}{path}", tuple(CATEGORIES)) for name, path in PAGES.items()]
    if site.cookie:
        enough.append(_measure_page("my page", f"{site.address}{OWN_PAGE}", PRIVATE, cookie=site.cookie))
    return 0 if all(enough) else 1


def _measure_page(name: str, address: str, categories: tuple[str, ...], *, cookie: str = "") -> bool:
    """Print a page's scores in these categories, and what cost points where one is not enough; whether all are."""
    runs = [scores(address, cookie=cookie) for _time in range(TIMES)]
    medians = {category: int(statistics.median(run.of[category] for run in runs)) for category in categories}
    shown = [str(medians.get(category, "–")) for category in CATEGORIES]
    print(f"{name:14}{''.join(f'{one:>16}' for one in shown)}", flush=True)
    for category, median in medians.items():
        if median < ENOUGH:
            for line in runs[-1].lost[category]:
                print(f"  {CATEGORIES[category]}: {line}", flush=True)
    return min(medians.values()) >= ENOUGH


def version() -> str:
    """The version of what measures."""
    package = HERE / "node_modules" / "lighthouse" / "package.json"
    return str(json.loads(package.read_text(encoding="utf-8"))["version"])


def scores(address: str, *, cookie: str = "") -> Scores:
    """Run Lighthouse once, as whoever the cookie is of; again where it says itself that its recording failed."""
    for _time in range(TRIES):
        done = _run(address, cookie=cookie)
        if not done.returncode or RECORDING_FAILED not in done.stderr:
            break
    if done.returncode:
        raise RuntimeError(f"lighthouse {address}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return read(json.loads(done.stdout))


def _run(address: str, *, cookie: str) -> subprocess.CompletedProcess[str]:
    flags = ["--headless=new", "--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return subprocess.run(
        [
            str(HERE / "node_modules" / ".bin" / "lighthouse"),
            address,
            "--quiet",
            "--output=json",
            "--output-path=stdout",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={' '.join(flags)}",
            *([f"--extra-headers={json.dumps({'Cookie': cookie})}"] if cookie else []),
        ],
        env={**os.environ, "CHROME_PATH": os.environ.get("CHROME_PATH", CHROMIUM)},
        capture_output=True,
        text=True,
        check=False,
    )


def read(report: dict[str, Any]) -> Scores:
    """Return the scores of a report, of 100, and the audits that cost points, the dearest first."""
    of, lost = {}, {}
    for name in CATEGORIES:
        category = report["categories"][name]
        of[name] = round(100 * (category["score"] or 0))
        short = []
        for reference in category["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                cost = reference["weight"] * (1 - audit["score"])
                short.append((cost, f"{audit['title']} {audit.get('displayValue', '')}".strip()))
        lost[name] = tuple(text for _cost, text in sorted(short, reverse=True))
    return Scores(of, lost)


@contextlib.contextmanager
def own_site() -> Iterator[Site]:
    """A site with the whole catalogue and a few people, one of them signed in, for the length of the block."""
    with (
        tempfile.TemporaryDirectory(prefix="dost-lighthouse-") as folder,
        installation(Path(folder)) as house,
    ):
        print("Making a site of its own", flush=True)
        yield served(house)


def served(house: Installation) -> Site:
    """Fill an installation with the catalogue and people, and start its web server."""
    house.manage("migrate", "--verbosity", "0")
    house.manage("reference", "--verbosity", "0")
    house.manage("catalogue", "load")
    house.manage("population", "--people", str(POPULATION), "--seed", "7", "--verbosity", "0")
    house.manage("collectstatic", "--noinput", "--verbosity", "0")
    [cookie] = typed_json.loaded(SignedIn, house.run(sys.executable, "-m", "tests.bench.portal", "1")).cookies
    granian = [str(PROGRAMS / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(house.port)]
    options = ["--workers", "1", "--blocking-threads", "4", "--log-level", "error", "dost.wsgi:application"]
    house.start_own("web", [*granian, *options], DOST_DB_POOL="1")
    address = f"http://localhost:{house.port}"

    def answers() -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{address}/", timeout=2, trust_env=False).status_code == 200
        return False

    wait_until(answers, seconds=60)
    return Site(address, cookie)


if __name__ == "__main__":
    sys.exit(main())
