from __future__ import annotations

from dataclasses import dataclass

from .state import Screening


@dataclass(frozen=True, slots=True)
class Side:
    probable: int = 0
    open: int = 0
    names: tuple[str, ...] = ()
    begun: bool = False


def side_of(screening: Screening) -> Side:
    return Side(begun=bool(screening.progress.pages))
