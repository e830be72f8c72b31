"""What the rules say of the sample, as bitsets: of the families that agree with what was told, how many fail?

Family number i of the sample is bit i. A table is made for one state of the catalogue (`tables` keeps it) and is
a few hundred whole numbers of five thousand bits, so that a question about it is an AND and a count.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

FEWEST: Final = 40
"""With fewer families than these that agree, what they share is chance: what tells least is left out again."""
NOTHING_KNOWN: Final = 0.5
"""What is expected of a criterion that the sample says nothing about."""


@dataclass(frozen=True, slots=True)
class Table:
    """The sample under the rules. `possible` by service, `fails` by service and criterion, `words` by feature.

    A service is possible for a family when its rule does not say no of some record, and is not known to be unwished. A
    criterion fails for a family when it is not met for any of its records, or rests on what is not wished, or when
    there is no record at all. What only the person can say is unknown in the sample: it fails nowhere.
    """

    families: int
    possible: Mapping[str, int]
    fails: Mapping[tuple[str, str], int]
    words: Mapping[str, int]

    @property
    def everybody(self) -> int:
        """All families."""
        return (1 << self.families) - 1

    def agreeing(self, words: Iterable[str]) -> int:
        """The families of which all these words hold, but for those words that would leave too few."""
        agree = self.everybody
        for word in words:
            bits = self.words.get(word)
            if bits is None:
                continue
            narrower = agree & bits
            if narrower.bit_count() >= FEWEST:
                agree = narrower
        return agree

    def share_failing(self, service: str, criterion: str, among: int) -> float:
        """For what share of some families a criterion fails; never quite 0 or 1, for the sample is not everybody."""
        bits = self.fails.get((service, criterion))
        if bits is None:
            return NOTHING_KNOWN
        return ((bits & among).bit_count() + 1) / (among.bit_count() + 2)

    def share_possible(self, service: str, among: int) -> float:
        """What share of some families may have a right; never quite 0, for rare rights are rights too."""
        bits = self.possible.get(service, 0)
        return ((bits & among).bit_count() + 0.5) / (among.bit_count() + 1)

    @classmethod
    def joined(cls, parts: Iterable[Table]) -> Table:
        """The table of all families of some tables made by the same rules, in their order."""
        families = 0
        possible: dict[str, int] = defaultdict(int)
        fails: dict[tuple[str, str], int] = defaultdict(int)
        words: dict[str, int] = defaultdict(int)
        for part in parts:
            for mine, others in ((possible, part.possible), (words, part.words)):
                for name, bits in others.items():
                    mine[name] |= bits << families
            for place, bits in part.fails.items():
                fails[place] |= bits << families
            families += part.families
        return cls(families, dict(possible), dict(fails), dict(words))

    def packed(self) -> bytes:
        """The table as bytes; `unpacked` reads them."""
        written: dict[str, Any] = {
            "families": self.families,
            "possible": {service: f"{bits:x}" for service, bits in self.possible.items()},
            "fails": [[service, criterion, f"{bits:x}"] for (service, criterion), bits in self.fails.items()],
            "words": {word: f"{bits:x}" for word, bits in self.words.items()},
        }
        return zlib.compress(json.dumps(written, sort_keys=True).encode(), 9)

    @classmethod
    def unpacked(cls, packed: bytes) -> Table:
        """Read a table; raises `ValueError` when the bytes are something else."""
        try:
            read = json.loads(zlib.decompress(packed))
            return cls(
                families=int(read["families"]),
                possible={service: int(bits, 16) for service, bits in read["possible"].items()},
                fails={(service, criterion): int(bits, 16) for service, criterion, bits in read["fails"]},
                words={word: int(bits, 16) for word, bits in read["words"].items()},
            )
        except (zlib.error, KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError("these bytes are no table of the sample") from error


UNKNOWN: Final = Table(families=0, possible={}, fails={}, words={})
"""Stands in while no table was made yet: every criterion is as likely to hold as not."""
