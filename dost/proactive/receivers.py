"""What the lower layers announce, turned into work for the detection."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from dost.accounts.signals import citizen_signed_in
from dost.common.bells import ring
from dost.common.dates import local_day
from registries.signals import registry_changed
from services_catalog.signals import versions_published

from .models import SweepRun


@receiver(registry_changed, dispatch_uid="proactive.registry_changed")
def on_registry_changed(**_kwargs: Any) -> None:
    """Events have been applied: look at them now."""
    ring("proactive.detect_events")


@receiver(citizen_signed_in, dispatch_uid="proactive.citizen_signed_in")
def on_citizen_signed_in(*, person_id: int, **_kwargs: Any) -> None:
    """A citizen has signed in: what they are entitled to is reckoned while they read."""
    from .outlook.wanted import outlook_wanted  # deferred: quick start

    outlook_wanted(person_id)


@receiver(versions_published, dispatch_uid="proactive.versions_published")
def on_versions_published(*, codes: list[str], **_kwargs: Any) -> None:
    """Versions have taken force or run out: look at everybody for these services, and at whoever receives them.

    What reaches back is planned to be reckoned in the same transaction.
    """
    from . import reckonings, reviews  # deferred: quick start
    from .sweep import start  # deferred: quick start

    now = timezone.now()
    start(on=local_day(now), now=now, cause=SweepRun.Cause.RULE, services=codes)
    reviews.plan(services=codes, on=local_day(now), now=now)
    reckonings.plan_changes(now=now)
    transaction.on_commit(lambda: ring("proactive.reckon_changes"))
    transaction.on_commit(lambda: ring("proactive.sweep_runs"))
    transaction.on_commit(lambda: ring("proactive.review_rules"))
    transaction.on_commit(lambda: ring("proactive.make_sample_table"))
