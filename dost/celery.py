"""The Celery application: a doorbell over Redis or Valkey. PostgreSQL holds the work; a lost message loses nothing."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any

from celery import Celery, Task
from celery.exceptions import SecurityWarning
from celery.signals import beat_init, task_prerun, worker_init
from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, close_old_connections

from dost.ops import embedded
from dost.ops.schedule import BEAT_SCHEDULE, BREATH_SECONDS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dost.settings")
if not settings.configured:
    embedded.ensure()  # started by the celery program: settings read the addresses this puts in place

from dost.ops import production  # reads the settings too

# The warning about root is about pickled messages; ours are JSON only.
warnings.filterwarnings("ignore", category=SecurityWarning)

# When each entry was last rung, so that what a night off has missed is rung in the morning.
BEAT_FILE = settings.DOST_HOME / "beat" / "schedule"
BEAT_FILE.parent.mkdir(parents=True, exist_ok=True)

_SOCKET = {
    "socket_timeout": settings.BROKER_TIMEOUT,
    "socket_connect_timeout": settings.BROKER_TIMEOUT,
    "socket_keepalive": True,
    "retry_on_timeout": False,
}

app = Celery("dost")
app.conf.update(
    broker_url=settings.REDIS_URL,
    result_backend=None,
    broker_transport_options={**_SOCKET, "visibility_timeout": 3600, "max_retries": 0},
    broker_connection_retry=True,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_connection_timeout=settings.BROKER_TIMEOUT,
    task_publish_retry=False,
    accept_content=["json"],
    task_serializer="json",
    result_serializer="json",
    event_serializer="json",
    task_acks_late=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    task_ignore_result=True,
    task_default_queue="dost",
    worker_max_memory_per_child=250_000,  # KiB; a pool process that has grown beyond is replaced after its task
    CELERY_DB_REUSE_MAX=1_000_000,  # keep database connections between tasks; _check_connections looks after them
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    worker_send_task_events=False,
    timezone=settings.TIME_ZONE,
    enable_utc=True,
    beat_schedule={
        **BEAT_SCHEDULE,
        "heartbeat": {
            "task": "dost.heartbeat",
            "schedule": BREATH_SECONDS,
            "options": {"expires": 4 * BREATH_SECONDS},
        },
    },
    beat_scheduler="dost.ops.heartbeat:BreathingScheduler",
    beat_max_loop_interval=BREATH_SECONDS,
    beat_schedule_filename=str(BEAT_FILE),
)
app.steps["worker"].add("dost.ops.heartbeat:WorkerHeartbeat")  # by name: commands start quicker without it
app.autodiscover_tasks()


class ProjectConfig(AppConfig):
    """The project as an application of its own, first in the list of applications.

    It stands here so that every process – web and commands too – has this module, and `shared_task` finds our broker.
    """

    name = "dost.ops"
    label = "dost"


@worker_init.connect
@beat_init.connect
def _refuse_in_production(**_: object) -> None:
    """Celery logs what a receiver raises and goes on; only an exit ends the process."""
    try:
        production.refuse_to_start()
    except (ImproperlyConfigured, DatabaseError) as error:
        sys.exit(f"dost: {' '.join(str(error).split())}")


@worker_init.connect
def _wait_for_messages(**_: object) -> None:
    """A worker's sockets wait for messages, so they may be silent for longer than those of whoever rings."""
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, "socket_timeout": 10.0}


@task_prerun.connect
def _check_connections(task: Task[Any, Any] | None = None, **_: object) -> None:
    """What Django does before each request: let go of connections that broke or have grown old."""
    if task is not None and not task.request.is_eager:
        close_old_connections()
