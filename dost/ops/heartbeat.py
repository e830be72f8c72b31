"""Signs of life: the worker and beat each leave the time of their last breath in the broker, where /healthz looks.

The worker breathes from its own event loop, which stands still when it has lost the broker and goes on when its
pool is busy with long work; beat breathes each time its scheduler wakes.
"""

from __future__ import annotations

import logging
import time
from typing import Any

import redis
from celery import bootsteps, shared_task
from celery.beat import PersistentScheduler
from django.conf import settings

from dost.ops.schedule import BREATH_SECONDS

logger = logging.getLogger(__name__)

FRESH = 15.0  # seconds after which a silent process is taken for dead
FORGOTTEN_AFTER = 3600  # seconds after which a breath is forgotten altogether


def client(*, timeout: float = settings.BROKER_TIMEOUT) -> redis.Redis:
    """A connection to the broker that gives up after ``timeout`` seconds, without trying again."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=None,
        health_check_interval=0,
    )


def key(who: str) -> str:
    """Where ``who`` (``worker``, ``beat`` or ``task``) leaves its breath, as seconds since 1970."""
    return f"dost:alive:{who}"


def breathe(who: str) -> None:
    """Leave a sign of life; a broker that is down is not this process's trouble."""
    try:
        with client() as broker:
            broker.set(key(who), repr(time.time()), ex=FORGOTTEN_AFTER)
    except (redis.RedisError, OSError) as error:
        logger.debug("no sign of life from %s: %s", who, type(error).__name__)


@shared_task(name="dost.heartbeat", ignore_result=True)
def heartbeat() -> None:
    """Rung by beat: shows that a message travels from beat through the broker to a free pool process."""
    breathe("task")


class WorkerHeartbeat(bootsteps.StartStopStep):
    """Makes a Celery worker breathe from its event loop."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, worker: Any, **kwargs: Any) -> None:
        super().__init__(worker, **kwargs)
        self._timer: Any = None

    def start(self, worker: Any) -> None:
        """Breathe now and then regularly."""
        breathe("worker")
        self._timer = worker.timer.call_repeatedly(BREATH_SECONDS, breathe, ("worker",), priority=10)

    def stop(self, worker: Any) -> None:
        """Stop with the worker."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class BreathingScheduler(PersistentScheduler):
    """Celery's scheduler, which also shows that it is awake."""

    _breathed = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Ring what is due; wake at least every five seconds."""
        if time.monotonic() - self._breathed >= BREATH_SECONDS:
            self._breathed = time.monotonic()
            breathe("beat")
        return min(float(super().tick(*args, **kwargs)), BREATH_SECONDS)
