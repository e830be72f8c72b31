"""(h) Previews: what change sets would do to everybody, as the worker makes them.

python -m tests.bench.previewing    # on the database of DATABASE_URL; prints JSON
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import Any, Final

import django

from tests.installation import Installation

DECREE: Final = (
    "disability_benefit_81_100",
    "disability_benefit_61_80",
    "disability_benefit_31_60",
    "survivor_benefit",
    "conscript_child_benefit",
    "guardian_benefit",
    "infant_benefit",
    "many_children_benefit",
    "adopted_child_benefit",
    "birth_benefit",
    "funeral_benefit",
    "martyr_family_stipend",
    "patriotic_war_hero_stipend",
    "carer_stipend",
)
SETS: Final = {
    "birth benefit": ("birth_benefit",),
    "disability benefit, three bands": DECREE[:3],
    "age benefit": ("age_benefit",),
    "minimum pension": ("minimum_pension",),
    "the 14 amounts of a decree": DECREE,
}


def previewing(house: Installation) -> None:
    """Measure in a process of its own with the installation's environment, and print."""
    told = json.loads(house.run(sys.executable, "-m", "tests.bench.previewing"))
    for title, figures in told.items():
        print(
            f"(h) preview of {title}, {figures['services']} services over {figures['bases']}:"
            f" {figures['seconds']:.1f} s"
            f" ({figures['parts']} parts; {figures['rises']:,} rights rise)",
            flush=True,
        )


def main() -> None:
    """Preview each set and print what it took."""
    django.setup()
    json.dump({title: measured(title, names) for title, names in SETS.items()}, sys.stdout)


def measured(title: str, names: tuple[str, ...]) -> dict[str, Any]:
    """Make the preview of a change set that raises some parameters by a fifth; nothing of it stays."""
    from django.utils import timezone

    from dost.accounts.models import User
    from services_catalog.changes.preview_run import run_next
    from services_catalog.models import ChangeSet, DraftParameter, Preview
    from services_catalog.queries import parameter_book

    now = timezone.now()
    user, _made = User.objects.get_or_create(username="bench", defaults={"role": User.Role.EDITOR})
    change_set = ChangeSet.objects.create(title=title, created_by=user, created_at=now)
    book = parameter_book()
    for name in names:
        worth = book[name].value_on(now.date())
        assert isinstance(worth, Decimal), name
        DraftParameter.objects.create(
            change_set=change_set,
            parameter_id=name,
            value=round(worth * Decimal("1.2"), 2),
            edited_by=user,
            edited_at=now,
        )
    asked = Preview.objects.create(
        change_set=change_set, revision=1, on=timezone.localdate(), asked_by=user, asked_at=now, result={"starts": 0}
    )
    run_next()
    asked.refresh_from_db()
    change_set.delete()
    if asked.state != Preview.State.DONE or asked.started_at is None or asked.finished_at is None:
        raise RuntimeError(f"{title}: {asked.state} {asked.problem}")
    return {
        "seconds": (asked.finished_at - asked.started_at).total_seconds(),
        "parts": asked.total,
        "services": len(asked.result["services"]),
        "bases": ", ".join(sorted({service["basis"] for service in asked.result["services"]})),
        "rises": asked.result["total"]["rights"]["rises"],
    }


if __name__ == "__main__":
    main()
