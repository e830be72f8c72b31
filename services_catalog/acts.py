"""Legal acts by kind, number and day: `Decree 412 (20.11.2026)`, said in the reader's language.

The catalogue writes acts in English (see `laws`); a new one, which no list can know yet, is told by its form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

LAW, DECREE, ORDER, DECISION = "law", "decree", "order", "decision"

_WRITTEN: Final[Mapping[str, str]] = {LAW: "Law", DECREE: "Decree", ORDER: "Order", DECISION: "CM decision"}
KINDS: Final = tuple(_WRITTEN)
_SAID: Final[Mapping[str, Mapping[str, str]]] = {
    LAW: {"az": "{number} nömrəli Qanun ({day})", "ru": "Закон № {number} ({day})"},
    DECREE: {"az": "Prezidentin {number} nömrəli Fərmanı ({day})", "ru": "Указ Президента № {number} ({day})"},
    ORDER: {"az": "Prezidentin {number} nömrəli Sərəncamı ({day})", "ru": "Распоряжение Президента № {number} ({day})"},
    DECISION: {
        "az": "Nazirlər Kabinetinin {number} nömrəli qərarı ({day})",
        "ru": "Постановление Кабинета Министров № {number} ({day})",
    },
}
_NUMBER: Final = r"\d[0-9A-Za-z/-]{0,19}"
NUMBER: Final = re.compile(_NUMBER)
"""What a number of an act looks like: 412, 55-IIIQ, 12/3."""
_ACT: Final = re.compile(
    rf"(?P<kind>{'|'.join(_WRITTEN.values())}) (?P<number>{_NUMBER}) \((?P<day>\d\d\.\d\d\.\d{{4}})\)"
)


@dataclass(frozen=True, slots=True)
class Act:
    """An act by its kind (one of `KINDS`), its number and its day."""

    kind: str
    number: str
    day: date

    def __str__(self) -> str:
        """The act as the catalogue writes it."""
        return f"{_WRITTEN[self.kind]} {self.number} ({self.day:%d.%m.%Y})"


def act_at_start(text: str, language: str) -> tuple[str, str] | None:
    """Return the act that a law text begins with, said in `az` or `ru`, and what follows it; None without one."""
    found = _ACT.match(text)
    if found is None:
        return None
    kind = next(kind for kind, written in _WRITTEN.items() if written == found["kind"])
    return _SAID[kind][language].format(number=found["number"], day=found["day"]), text[found.end() :]
