"""What an institution says of births after they were paid: deaths, corrections and annulments, in two waves.

The second wave speaks of the first. Each is sent when nothing of the one before is left to do, so that what must come
of it does not depend on how far the road had got.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from tests.installation import Installation

DEATHS: Final = 16
MOVED: Final = 14
ANNULLED: Final = 10
SENDER: Final = "EDLIYYE"

# Living grown-up women who have no child and are nobody's mother in the events.
OTHERS: Final = """
    SELECT p.fin FROM registries_person p
    WHERE p.sex = 'F' AND p.died_on IS NULL AND p.missing_since IS NULL AND p.residence <> 'abroad'
      AND p.birth_date BETWEEN current_date - interval '38 years' AND current_date - interval '22 years'
      AND NOT EXISTS (SELECT 1 FROM registries_kinship k WHERE p.id IN (k.person_id, k.relative_id))
    ORDER BY p.fin
"""


class Afterwards:
    """The two waves, made of the births in a file of events; the same for every copy of the house."""

    def __init__(self, house: Installation, events: Path) -> None:
        read = [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]
        births = [event for event in read if event["kind"] == "birth" and event["record"].get("mother_fin")]
        alone: dict[
            str, dict[str, Any]
        ] = {}  # one birth for each mother, so that no two events of a wave are about one person
        for birth in births:
            alone.setdefault(birth["record"]["mother_fin"], birth)
        self.births = sorted(alone.values(), key=lambda birth: birth["id"])
        self.others = [row["fin"] for row in house.rows(OTHERS) if row["fin"] not in alone]
        assert len(self.births) >= DEATHS + MOVED + ANNULLED
        assert len(self.others) >= MOVED + DEATHS

    def first(self) -> list[dict[str, Any]]:
        """Mothers who died on the day of the birth, births of other mothers, and births that never were."""
        return [*self._deaths(), *self._moved(), *self._annulled()]

    def second(self) -> list[dict[str, Any]]:
        """Of the deaths some never were, and some were somebody else's."""
        deaths = [f"CHAOS-D-{number}" for number in range(DEATHS)]
        return [
            *(_about("annulment", f"CHAOS-X-{number}", "DeathAct", deaths[number]) for number in range(6)),
            *(
                _about("correction", f"CHAOS-M-{number}", "DeathAct", deaths[number], fin=self.others[-1 - number])
                for number in range(6, 11)
            ),
        ]

    def _deaths(self) -> Iterator[dict[str, Any]]:
        for number, birth in enumerate(self.births[:DEATHS]):
            record = {"fin": birth["record"]["mother_fin"]}
            yield _event("death", f"CHAOS-D-{number}", birth["happened_on"], record)

    def _moved(self) -> Iterator[dict[str, Any]]:
        for number, birth in enumerate(self.births[DEATHS : DEATHS + MOVED]):
            yield _about("correction", f"CHAOS-C-{number}", "BirthAct", birth["id"], mother_fin=self.others[number])

    def _annulled(self) -> Iterator[dict[str, Any]]:
        for number, birth in enumerate(self.births[DEATHS + MOVED : DEATHS + MOVED + ANNULLED]):
            yield _about("annulment", f"CHAOS-A-{number}", "BirthAct", birth["id"])


def _about(kind: str, number: str, table: str, reference: str, **more: Any) -> dict[str, Any]:
    record = {"table": table, "reference": reference, "reason": "found when the registers were compared", **more}
    return _event(kind, number, date.today().isoformat(), record)


def _event(kind: str, number: str, on: str, record: dict[str, Any]) -> dict[str, Any]:
    return {"institution": SENDER, "id": number, "kind": kind, "happened_on": on, "record": record}


def written(events: list[dict[str, Any]], path: Path) -> Path:
    """The events as a file of lines."""
    path.write_text("".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events), encoding="utf-8")
    return path
