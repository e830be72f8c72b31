"""Chunks made by other processes, in order, with only a few in memory at a time."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import traceback
from collections.abc import Generator, Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from queue import Queue
from typing import Any

from .chunk import make_chunk
from .community import Plan

Chunk = dict[str, bytes]


def chunks(plan: Plan, bases: dict[str, int], *, processes: int) -> Iterator[Chunk]:
    """The text of all chunks of the plan, in order. What comes out does not depend on the number of processes."""
    if processes < 2 or plan.chunks() < 2:
        for number in range(plan.chunks()):
            yield make_chunk(plan, number, bases)
        return
    crew = _Crew(plan, bases, processes)
    with closing(crew.work()) as made:
        yield from made


class _Crew:
    """Worker processes, each with a pipe of its own: when this process dies, the pipe ends and so does the worker."""

    def __init__(self, plan: Plan, bases: dict[str, int], processes: int) -> None:
        self.plan = plan
        context = multiprocessing.get_context("spawn")
        self.queues: list[Queue[Any]] = []
        self.workers = []
        for first in range(processes):
            here, there = context.Pipe(duplex=True)
            worker = context.Process(target=_serve, args=(there, plan, bases, first, processes), daemon=True)
            worker.start()
            there.close()
            queue: Queue[Any] = Queue(maxsize=1)
            threading.Thread(target=_read, args=(here, queue), daemon=True).start()
            self.workers.append(worker)
            self.queues.append(queue)

    def work(self) -> Generator[Chunk]:
        """Yield chunk after chunk; stop the workers at the end, however it comes."""
        try:
            for number in range(self.plan.chunks()):
                made = self.queues[number % len(self.queues)].get()
                if not isinstance(made, dict):
                    raise ChildProcessError(f"a worker process failed:\n{made}")
                yield made
        finally:
            for worker in self.workers:
                worker.terminate()
            for worker in self.workers:
                worker.join(timeout=10)


def _read(pipe: Connection, queue: Queue[Any]) -> None:
    """Pass on what a worker sends, so that it can make its next chunk meanwhile."""
    try:
        while True:
            queue.put(pipe.recv())
    except (EOFError, OSError):
        queue.put("it ended early")


def _serve(pipe: Connection, plan: Plan, bases: dict[str, int], first: int, step: int) -> None:
    """In the worker: make every `step`-th chunk and send it; a closed pipe ends the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops its workers itself
    try:
        for number in range(first, plan.chunks(), step):
            pipe.send(make_chunk(plan, number, bases))
        pipe.recv()  # stay until the parent has read everything and closes
    except (EOFError, OSError):
        return
    except Exception:  # noqa: BLE001 - whatever went wrong is for the parent to report
        pipe.send(traceback.format_exc())
