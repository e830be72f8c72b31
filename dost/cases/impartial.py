"""Who may not decide a case because of who they are: one rule, asked by the table of acts (`acts.Terms.apart`).

Nobody decides about themselves, about kin to the second degree, about their spouse, ward or guardian, or about somebody
of their household; and nobody decides on an appeal who has had a hand in what it is against. The second degree, by
births: parents and children; brothers and sisters, grandparents and grandchildren. By marriage the same circle of the
spouse counts, and whoever is married to one of one's own circle: so the rule holds from both sides alike. Adoption
makes a parent. A birth or an adoption makes kin for good; marriage, guardianship and household count on the day asked.

Who a member of staff is for the registries is `User.fin`. Somebody without one decides nothing: what cannot be asked is
not taken for a no (decision 44). One that the population register does not hold has no kin there; it is refused where
it is written down (`staffing.give_fin`). Whom somebody is kin to is told to nobody, not to themselves either: a person
need not know of a brother. So the page that turns them away says the same in all cases.

The law (Administrative Procedure Law and Civil Service Law of Azerbaijan: officials take no part in matters of their
own, of near kin and of whom they live with; recalled, not quoted).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from django.db import connection

from dost.accounts.actors import Actor, Staff
from dost.accounts.models import User

from .codes import EntryKind
from .models import AppealAnswer, Case, CaseEntry, Entitlement


class Apart(StrEnum):
    """What a member of staff must stand apart from to do an act."""

    NOTHING = "nothing"
    THE_PEOPLE = "the people"
    """The people of the case: they decide something for them."""
    THE_DECISION = "the decision"
    """The people of the case, and what was decided of it before: they judge that."""


class Kept(StrEnum):
    """Why somebody is kept from a case. For the rule and its tests: the words on pages are the same for all."""

    UNKNOWN = "unknown"
    """Nobody has written down who they are for the registries."""
    CLOSE = "close"
    DECIDED_BEFORE = "decided before"


DECIDES: Final = (
    EntryKind.GRANTED,
    EntryKind.GRANT_CONFIRMED,
    EntryKind.REFUSED,
    EntryKind.RECORD_GONE,
    EntryKind.SENT_BACK,
    EntryKind.KEPT,
    EntryKind.ENDED,
    EntryKind.WITHDRAWN,
    EntryKind.PAYEE_CHOSEN,
    EntryKind.RECOVERY_JUDGED,
    EntryKind.RECOVERY_DECIDED,
)
"""The lines of a timeline that say who has had a hand in what was decided, where a member of staff signed them."""


def kept_from(case: Case, actor: Actor, *, apart: Apart, on: date) -> Kept | None:
    """Why an actor may not decide this case, or None. The rule is for staff; one query, and one for `THE_DECISION`."""
    if apart is Apart.NOTHING or not isinstance(actor, Staff):
        return None
    circle = circle_of(actor.user_id, on=on)
    if circle is None:
        return Kept.UNKNOWN
    if not circle.isdisjoint(people_of(case)):
        return Kept.CLOSE
    if apart is Apart.THE_DECISION and actor.user_id in deciders(case):
        return Kept.DECIDED_BEFORE
    return None


def close_among(cases: Iterable[Case], actor: Actor, *, on: date) -> frozenset[int]:
    """The ids of those of these cases that an actor may decide nothing of; one query, for lists.

    All of them for a member of staff without a FİN.
    """
    if not isinstance(actor, Staff):
        return frozenset()
    circle = circle_of(actor.user_id, on=on)
    return frozenset(case.pk for case in cases if circle is None or not circle.isdisjoint(people_of(case)))


def people_of(case: Case) -> frozenset[int]:
    """Whom a decision of the case is about: its person, whom it is about, and who receives its money."""
    right: Entitlement | None = getattr(case, "entitlement", None)
    found = (case.person_id, case.about_id, right.payee_id if right is not None else None)
    return frozenset(one for one in found if one is not None)


def deciders(case: Case) -> frozenset[int]:
    """The members of staff who have had a hand in what was decided of a case, or of what it took the place of, by id.

    Whoever decided an appeal about one of these has had a hand in it, too. Two queries, and one more for each case
    before this one.
    """
    cases = earlier_cases(case)
    lines = CaseEntry.objects.filter(case__in=cases, what__in=DECIDES, by__isnull=False).order_by()
    answers = AppealAnswer.objects.filter(
        appeal__case__in=cases, about=AppealAnswer.About.DECISION, by__isnull=False
    ).order_by()
    return frozenset(lines.values_list("by", flat=True)) | frozenset(answers.values_list("by", flat=True))


def earlier_cases(case: Case) -> list[int]:
    """The ids of a case and of all it took the place of, the newest first."""
    found = [case.pk]
    before = case.replaces_id
    while before is not None and before not in found:
        found.append(before)
        before = Case.objects.filter(pk=before).values_list("replaces", flat=True).first()
    return found


def circle_of(user_id: int, *, on: date) -> frozenset[int] | None:
    """The ids of the people a member of staff decides nothing about, themselves among them; None without a FİN."""
    with connection.cursor() as cursor:
        cursor.execute(_CIRCLE, {"user": user_id, "on": on})
        found = [pk for (pk,) in cursor.fetchall()]
    return frozenset(found) if found else None


def circles_of(users: Iterable[int], *, on: date) -> Mapping[int, frozenset[int] | None]:
    """`circle_of` for several members of staff at once, by id; one query, for whoever reviews what they looked at."""
    asked = sorted(set(users))
    found: dict[int, set[int]] = {user: set() for user in asked}
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(_CIRCLES, {"users": asked, "on": on})
            for user, person in cursor.fetchall():
                found[user].add(person)
    return {user: frozenset(people) if people else None for user, people in found.items()}


# A person of one's own births is `own`; of the spouse's it is not, so that nobody is led on through a second marriage.
_IN_FORCE: Final = (
    "{0}.superseded_at IS NULL AND {0}.valid_from <= %(on)s AND coalesce({0}.valid_until >= %(on)s, true)"
)
_CIRCLE: Final = f"""
WITH me AS (
  SELECT p.id FROM {User._meta.db_table} u JOIN registries_person p ON p.fin = u.fin WHERE u.id = %(user)s
), parent AS NOT MATERIALIZED (
  SELECT k.person_id AS child_id, k.relative_id AS parent_id FROM registries_kinship k
  WHERE k.kind IN ('mother', 'father') AND k.superseded_at IS NULL
  UNION ALL
  SELECT b.person_id, b.mother_id FROM registries_birthact b WHERE b.mother_id IS NOT NULL AND b.superseded_at IS NULL
  UNION ALL
  SELECT b.person_id, b.father_id FROM registries_birthact b WHERE b.father_id IS NOT NULL AND b.superseded_at IS NULL
  UNION ALL
  SELECT c.person_id, c.carer_id FROM registries_childplacement c
  WHERE c.kind = 'adoption' AND c.superseded_at IS NULL
), marriage AS NOT MATERIALIZED (
  SELECT k.person_id AS one_id, k.relative_id AS other_id FROM registries_kinship k
  WHERE k.kind = 'spouse' AND {_IN_FORCE.format("k")}
  UNION ALL
  SELECT k.relative_id, k.person_id FROM registries_kinship k WHERE k.kind = 'spouse' AND {_IN_FORCE.format("k")}
), ward AS NOT MATERIALIZED (
  SELECT k.person_id AS ward_id, k.relative_id AS guardian_id FROM registries_kinship k
  WHERE k.kind = 'guardian' AND {_IN_FORCE.format("k")}
  UNION ALL
  SELECT c.person_id, c.carer_id FROM registries_childplacement c
  WHERE c.kind <> 'adoption' AND {_IN_FORCE.format("c")}
), origin AS (
  SELECT me.id, true AS own FROM me
  UNION
  SELECT m.other_id, false FROM me JOIN marriage m ON m.one_id = me.id
), up AS (
  SELECT p.parent_id AS id, o.own FROM origin o JOIN parent p ON p.child_id = o.id
), down AS (
  SELECT p.child_id AS id, o.own FROM origin o JOIN parent p ON p.parent_id = o.id
), circle AS (
  SELECT id, own FROM origin
  UNION SELECT id, own FROM up
  UNION SELECT id, own FROM down
  UNION SELECT p.parent_id, up.own FROM up JOIN parent p ON p.child_id = up.id
  UNION SELECT p.child_id, up.own FROM up JOIN parent p ON p.parent_id = up.id
  UNION SELECT p.child_id, down.own FROM down JOIN parent p ON p.parent_id = down.id
)
SELECT id FROM circle
UNION SELECT m.other_id FROM circle c JOIN marriage m ON m.one_id = c.id WHERE c.own
UNION SELECT w.ward_id FROM me JOIN ward w ON w.guardian_id = me.id
UNION SELECT w.guardian_id FROM me JOIN ward w ON w.ward_id = me.id
UNION SELECT h.person_id FROM me
  JOIN registries_householdmember mine ON mine.person_id = me.id AND {_IN_FORCE.format("mine")}
  JOIN registries_householdmember h ON h.household_id = mine.household_id AND {_IN_FORCE.format("h")}
-- nobody: says that there is a FİN, also where the register knows no kin of it
UNION SELECT 0 FROM {User._meta.db_table} u WHERE u.id = %(user)s AND u.fin <> ''
"""  # noqa: S608 - made of names of tables, no data  # nosec B608
_CIRCLES: Final = f"""
SELECT asked.id, circle.id FROM unnest(%(users)s::bigint[]) AS asked (id)
CROSS JOIN LATERAL ({_CIRCLE.replace("%(user)s", "asked.id")}
) AS circle
"""  # noqa: S608 - the query above for each of several members of staff  # nosec B608
