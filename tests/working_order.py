"""Which process of a parallel run gets which tests, and when.

A group (`xdist_group`) stays together, and is begun first: the longest of them kill processes and wait, or look at a
whole country, and whatever is begun last leaves the other process with nothing to do. All else goes out by the module,
so that what a module or a package makes once is made once, and in pieces, so that no module is long.

pytest-xdist itself would give out every test alone, and count at each report all that was ever given out: minutes of
work for ten thousand tests.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from typing import TYPE_CHECKING, Final

from xdist.scheduler import LoadGroupScheduling

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xdist.workermanage import WorkerController

PIECE: Final = 40  # tests
LONGEST: Final = ("chaos", "citizens", "everybody", "embedded")
"""The groups that take minutes, the longest first."""
SLOW: Final = ("tests/browser/",)
"""Where one test takes as long as a hundred others: begun when all groups are, and in small pieces."""
SLOW_PIECE: Final = 4


def units_of(collection: Iterable[str]) -> dict[str, str]:
    """The unit of each test: its group, or a piece of its module."""
    counted: Counter[str] = Counter()
    units: dict[str, str] = {}
    for test in collection:
        _, at, group = test.rpartition("@")
        if at and test.rfind("@") > test.rfind("]"):
            units[test] = group
            continue
        module = test.partition("::")[0]
        units[test] = f"{module}::{counted[module] // (SLOW_PIECE if module.startswith(SLOW) else PIECE)}"
        counted[module] += 1
    return units


def place(unit: str) -> int:
    """What units are sorted by; those of one place are begun as pytest-xdist sorts them, the larger first."""
    if unit in LONGEST:
        return LONGEST.index(unit)
    if "::" not in unit:
        return len(LONGEST)
    return len(LONGEST) + (1 if unit.startswith(SLOW) else 2)


class LongestFirst(LoadGroupScheduling):
    """pytest-xdist's distribution by groups, with modules for what is in none, and an order."""

    _units: dict[str, str] | None = None

    def schedule(self) -> None:
        """Give the first work out; called again, only see that everybody has some."""
        if self._units is None:
            self._units = units_of(next(iter(self.registered_collections.values())))
        super().schedule()

    def _split_scope(self, nodeid: str) -> str:
        assert self._units is not None
        return self._units[nodeid]

    def _assign_work_unit(self, node: WorkerController) -> None:
        if not any(self.assigned_work.values()):
            self.workqueue = OrderedDict(sorted(self.workqueue.items(), key=lambda item: place(item[0])))
        super()._assign_work_unit(node)
