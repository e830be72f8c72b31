"""Progress of long work: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class Bar:
    """Shows how far each piece of work has come: `bar(what, done, of)`."""

    def __init__(self, out: TextIO, *, quiet: bool = False, every: float = 5.0) -> None:
        self._out, self._quiet, self._every = out, quiet, every
        self._tasks: dict[str, TaskID] = {}
        self._said: dict[str, float] = {}
        self._progress: Progress | None = None
        if not quiet and out.isatty():
            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(file=out),
            )

    def __enter__(self) -> Self:
        if self._progress is not None:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, what: str, done: int, of: int) -> None:
        """`done` of `of` of `what` are done; `of` 0 is "nobody knows how many"."""
        if self._quiet:
            return
        if self._progress is not None:
            if what not in self._tasks:
                self._tasks[what] = self._progress.add_task(what, total=of or None)
            self._progress.update(self._tasks[what], completed=done)
            return
        now = time.monotonic()
        if done == of or now - self._said.setdefault(what, now) >= self._every:
            self._said[what] = now
            print(f"{what}: {done:,} of {of:,}" if of else f"{what}: {done:,}", file=self._out, flush=True)
