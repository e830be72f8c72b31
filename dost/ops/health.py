"""``GET /healthz``: is everything up that turns an event into a payment, and if not, what is missing?"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass

import httpx
import psycopg
import redis
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.ops import heartbeat

PATIENCE = 1.2  # seconds for all checks together
_threads = ThreadPoolExecutor(max_workers=12, thread_name_prefix="healthz")


@dataclass(frozen=True)
class Check:
    """How one part is: ``detail`` says in plain words what is wrong, and never holds an address or a secret."""

    ok: bool
    detail: str


def check_web() -> Check:
    """Answering at all is the proof."""
    return Check(ok=True, detail="answers")


def check_database() -> Check:
    """A new connection, past the pool, so that a full pool does not look like a dead server."""
    address = settings.DATABASES["default"]
    try:
        with psycopg.connect(
            host=address["HOST"],
            port=address["PORT"] or None,
            user=address["USER"],
            password=address["PASSWORD"],
            dbname=address["NAME"],
            connect_timeout=2,
            application_name="dost healthz",
        ) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error:
        return Check(ok=False, detail="no connection")
    return Check(ok=True, detail="answers")


def check_broker() -> Check:
    """The broker answers PING."""
    try:
        with heartbeat.client() as broker:
            broker.ping()
    except (redis.RedisError, OSError):
        return Check(ok=False, detail="no connection")
    return Check(ok=True, detail="answers")


def check_breath(who: str) -> Check:
    """``who`` left a sign of life not long ago."""
    try:
        with heartbeat.client() as broker:
            value = broker.get(heartbeat.key(who))
    except (redis.RedisError, OSError):
        return Check(ok=False, detail="not known: the broker does not answer")
    if not isinstance(value, bytes):
        return Check(ok=False, detail="no sign of life")
    age = max(0.0, time.time() - float(value))
    if age > heartbeat.FRESH:
        return Check(ok=False, detail=f"no sign of life for {age:.0f} s")
    return Check(ok=True, detail=f"alive {age:.0f} s ago")


def check_identity() -> Check:
    """The identity provider of the demonstration answers its own /healthz."""
    return _answers(f"{settings.IDENTITY_URL}/healthz")


def check_simulator() -> Check:
    """The institutions' simulator answers its own /healthz."""
    return _answers(f"{settings.SIMULATOR_URL}/healthz")


def _answers(address: str) -> Check:
    try:
        answer = httpx.get(address, timeout=1.0, trust_env=False)
    except httpx.TimeoutException:
        return Check(ok=False, detail="no answer within 1 s")
    except httpx.HTTPError:
        return Check(ok=False, detail="no connection")
    if answer.status_code != 200:
        return Check(ok=False, detail=f"answers {answer.status_code}")
    return Check(ok=True, detail="answers")


def checks() -> dict[str, Callable[[], Check]]:
    """What is looked at, by name. A production has no simulator, and an identity provider that is not ours to ask."""
    left_out = DEMONSTRATION_ONLY if settings.PRODUCTION else frozenset()
    return {name: check for name, check in CHECKS.items() if name not in left_out}


DEMONSTRATION_ONLY = frozenset({"simulator", "identity"})


CHECKS: dict[str, Callable[[], Check]] = {
    "web": check_web,
    "database": check_database,
    "broker": check_broker,
    "worker": lambda: check_breath("worker"),
    "beat": lambda: check_breath("beat"),
    "simulator": check_simulator,
    "identity": check_identity,
}


def examine() -> dict[str, Check]:
    """Every check at once; one that has not finished within ``PATIENCE`` seconds counts as failed."""
    running: dict[str, Future[Check]] = {name: _threads.submit(check) for name, check in checks().items()}
    wait(running.values(), timeout=PATIENCE)
    return {
        name: future.result() if future.done() else Check(ok=False, detail=f"no answer within {PATIENCE:g} s")
        for name, future in running.items()
    }


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when everything is up, 503 when something is not.

    ``{"status": "ok"|"degraded", "checks": {NAME: {"ok": bool, "detail": str}}}`` with the names web, database,
    broker, worker, beat and, in a demonstration, simulator.
    """
    checks = examine()
    good = all(check.ok for check in checks.values())
    return JsonResponse(
        {"status": "ok" if good else "degraded", "checks": {name: asdict(check) for name, check in checks.items()}},
        status=200 if good else 503,
    )
