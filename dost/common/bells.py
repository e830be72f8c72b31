"""Ringing a worker: a message that says "look", at most one under way for each thing to look at.

A bell that cannot be rung (the broker is down) is not an error: the beat rings all of them every few seconds, and the
rows wait.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from celery import Task, signature
from django.conf import settings
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
UNHEARD_SECONDS: Final = 10

_client: Any = None


def _broker() -> Any:
    import redis  # deferred: quick start

    global _client  # one connection pool for the process
    if _client is None:
        _client = redis.Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=settings.BROKER_TIMEOUT,
            socket_connect_timeout=settings.BROKER_TIMEOUT,
        )
    return _client


def ring(task: Task[..., Any] | str, *arguments: str) -> bool:
    """Ask a worker to run `task`; False when the broker did not take the message.

    A bell that nobody has heard yet is not rung again. What the task itself is built on names it by its explicit name.
    """
    import redis  # deferred: quick start

    try:
        if not _broker().set(_name(task, arguments), 1, nx=True, ex=UNHEARD_SECONDS):
            return True
        try:
            signature(_task_name(task), args=arguments).apply_async(retry=False)
        except Exception:
            heard(task, *arguments)  # nothing rings: the next one must not believe it
            raise
    except (OperationalError, redis.RedisError, OSError):
        logger.warning("The broker did not take the bell %s; the beat will ring again.", _task_name(task))
        return False
    return True


def heard(task: Task[..., Any] | str, *arguments: str) -> None:
    """Say that a bell was heard, before looking: what is rung for from now on rings again."""
    import redis  # deferred: quick start

    try:
        _broker().delete(_name(task, arguments))
    except redis.RedisError:
        logger.warning("The broker is away; the bell %s stays quiet for a while.", _task_name(task))


def _name(task: Task[..., Any] | str, arguments: tuple[str, ...]) -> str:
    return ":".join(["bell", _task_name(task), *arguments])


def _task_name(task: Task[..., Any] | str) -> str:
    return task if isinstance(task, str) else task.name
