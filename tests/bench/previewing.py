"""(h) Previews: what change sets would do to everybody, as the worker makes them.

python -m tests.bench.previewing    # on the database of DATABASE_URL; prints JSON
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import django

from tests.installation import Installation

from . import typed_json
from .figures import Cpu, Figure, Section, Unit
from .spending import of_this_process

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
SETS: Final = (
    ("birth", "birth benefit", ("birth_benefit",)),
    ("disability", "disability benefit, three bands", DECREE[:3]),
    ("age", "age benefit", ("age_benefit",)),
    ("pension", "minimum pension", ("minimum_pension",)),
    ("decree", "the 14 amounts of a decree", DECREE),
)
"""Key, words, and the parameters that a change set raises."""


@dataclass(frozen=True, slots=True)
class Previewed:
    """What a preview took, and over how much it went."""

    key: str
    title: str
    seconds: float
    parts: int
    services: int
    bases: str
    rises: int
    cpu: tuple[Cpu, ...]


@dataclass(frozen=True, slots=True)
class Previews:
    """The previews of all sets."""

    sets: tuple[Previewed, ...]


def previewing(house: Installation) -> tuple[Section, ...]:
    """Measure in a process of its own with the installation's environment."""
    told = typed_json.loaded(Previews, house.run(sys.executable, "-m", "tests.bench.previewing"))
    return tuple(
        Section(
            "h",
            f"preview of {one.title}, {one.services} services over {one.bases}",
            (
                Figure(f"h.{one.key}.wall_s", "", one.seconds, Unit.SECONDS, cpu=one.cpu),
                Figure(f"h.{one.key}.parts", "parts", one.parts, Unit.COUNT),
                Figure(f"h.{one.key}.rises", "rights that rise", one.rises, Unit.COUNT),
            ),
        )
        for one in told.sets
    )


def main() -> None:
    """Preview each set and print what it took."""
    django.setup()
    sys.stdout.write(typed_json.dumped(Previews(tuple(measured(*one) for one in SETS))))


def measured(key: str, title: str, names: tuple[str, ...]) -> Previewed:
    """Make the preview of a change set that raises some parameters by a fifth, and discard it."""
    from django.utils import timezone

    from dost.accounts.models import User
    from services_catalog.changes.drafts import discard
    from services_catalog.changes.preview_run import run_next
    from services_catalog.models import ChangeSet, DraftParameter, Preview
    from services_catalog.queries import parameter_book

    now = timezone.now()
    user, _made = User.objects.get_or_create(username="bench", defaults={"role": User.Role.EDITOR})
    user.second_step_passed = True  # as in a session of an editor; an account alone may do nothing
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
    meter = of_this_process()
    run_next()
    cpu = meter.spent()
    asked.refresh_from_db()
    discard(change_set, by=user, at=now)
    if asked.state != Preview.State.DONE or asked.started_at is None or asked.finished_at is None:
        raise RuntimeError(f"{title}: {asked.state} {asked.problem}")
    return Previewed(
        key=key,
        title=title,
        seconds=(asked.finished_at - asked.started_at).total_seconds(),
        parts=asked.total,
        services=len(asked.result["services"]),
        bases=", ".join(sorted({service["basis"] for service in asked.result["services"]})),
        rises=asked.result["total"]["rights"]["rises"],
        cpu=cpu,
    )


if __name__ == "__main__":
    main()
