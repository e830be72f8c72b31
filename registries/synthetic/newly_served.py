"""SOSX: old people to whom a social service has begun in the last weeks.

Services begin all the time, but those that `health` makes are spread over years. These are drawn by a stream of their
own, so that everybody else stays as they were made before.
"""

from __future__ import annotations

from random import Random

from .community import Community
from .sheet import FALSE, NULL, Sheet

SHARE = 0.0004  # of all people: about 4,000 in a country of ten million
_KINDS = (("home", ""), ("home", ""), ("day", "Gündüz sosial xidmət mərkəzi"))


def fill(community: Community, sheet: Sheet, stream: Random) -> None:
    """Begin a service at home or by day for a few people of 72 and over whom nobody looks after."""
    alone = [
        human
        for human in community.people
        if human.age >= 72 and human.died is None and not human.abroad and human.band != "81-100"
    ]
    for human in stream.sample(alone, min(len(alone), round(SHARE * community.size))):
        kind, place = _KINDS[stream.randrange(len(_KINDS))]
        since = community.on - stream.randrange(28)
        reference = f"SX-{human.id}-{since}"
        sheet.record(
            "socialservicecase", human.id, "SXA", reference, since, 0, reference, "tənha ahıl",
            str(20 + stream.randrange(80)), kind, place, FALSE, NULL,
        )  # fmt: skip
