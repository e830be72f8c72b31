"""The doorbell: quick to give up, JSON only, and never the keeper of work."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from dost.celery import app
from dost.ops import heartbeat
from tests.patience import PATIENCE


def ring(url: str) -> float:
    """Ring through a broker at ``url`` with our settings; returns how long the failure took.

    A broker that is away is given up after `BROKER_TIMEOUT`; whoever tried again and again would never end.
    """
    other = Celery("other", set_as_current=False)
    other.conf.update({name: app.conf[name] for name in ("broker_transport_options", "task_publish_retry")})
    other.conf.update(broker_url=url, broker_connection_timeout=app.conf.broker_connection_timeout)
    started = time.monotonic()
    with pytest.raises(OperationalError):
        other.send_task("dost.heartbeat", ignore_result=True)
    return time.monotonic() - started


@pytest.fixture
def mute_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(20)
        yield mute.getsockname()[1]


def test_ringing_fails_fast_when_the_broker_is_down() -> None:
    assert ring("redis://127.0.0.1:1/0") < PATIENCE


def test_ringing_fails_fast_when_the_broker_hangs(mute_port: int) -> None:
    assert ring(f"redis://127.0.0.1:{mute_port}/0") < PATIENCE


def test_only_json_is_accepted() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"


def test_every_scheduled_task_is_known() -> None:
    app.loader.import_default_modules()
    for name, entry in app.conf.beat_schedule.items():
        assert entry["task"] in app.tasks, name


def test_heartbeat_task_leaves_its_sign() -> None:
    with heartbeat.client() as broker:
        broker.delete(heartbeat.key("task"))
        before = time.time()
        heartbeat.heartbeat()
        assert before <= float(broker.get(heartbeat.key("task")) or 0) <= time.time()
        broker.delete(heartbeat.key("task"))
