"""The numbers the house is held to, on two cores with the embedded PostgreSQL. Nothing at run time reads them.

Each says its unit in its name. What is said of the whole nation is not judged of fewer people: a goal that is met by
twenty thousand says nothing.
"""

from __future__ import annotations

from typing import Final

from .figures import Goal

NATION: Final = 10_200_000
"""People: as many as the country has."""
ASSIGNMENTS: Final = 25_000
"""Events of part b."""

SWEEP_SECONDS: Final = Goal(60, people=NATION)
"""Every proactive rule over everybody, once; ninety seconds was the first step to it."""
SWEEP_BESIDE_SQL: Final = Goal(1.3, people=1_000_000)
"""Times as long as the same conditions written by hand in SQL, in turns in the same run. Over fewer people it says what
is the same for any number of them, such as planning."""
SWEPT_SERVICES: Final = Goal(90)
"""At least: all services that find their people by themselves; as many are to be written by hand beside them."""

ASSIGNMENTS_SECONDS: Final = Goal(60, events=ASSIGNMENTS)
"""From the first event received to the last message, institutions and bank answering over HTTP."""
CASE_CPU_MILLISECONDS: Final = Goal(4.8, events=ASSIGNMENTS)
"""Of all processes, the database, the broker and the institutions among them, for each case."""
NONE: Final = Goal(0)
"""What may not happen at all: lost, doubled, failed, called twice, or counted otherwise by hand."""

DECISION_SECONDS: Final = Goal(2)
"""From a registry event to its decision without a backlog, 95th percentile."""
EXPLAINED_MILLISECONDS: Final = Goal(40, people=NATION)
"""All services explained for one person, in the server, 95th percentile."""
EXPLAINED_SERVICES: Final = Goal(160)
"""At least: the whole catalogue."""
PAGE_MILLISECONDS: Final = Goal(200, people=NATION)
"""A page of the portal or the counter, fifty people at once, 95th percentile."""
COUNTER_MILLISECONDS: Final = Goal(200, people=1_000_000)
"""The person's page at fifty windows at once; what two hundred watch of a board and a queue, a poll every three
seconds. 95th percentile, said of a million people first."""
FOUND_MILLISECONDS: Final = Goal(150, people=1_000_000)
"""Finding who is at the window, 95th percentile."""
PAGE_QUERIES: Final = Goal(12)
"""Of one page."""
WORKER_MIB: Final = Goal(300)
"""Resident memory of the largest process of the worker, whatever the population."""
