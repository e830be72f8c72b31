"""Who may open what: a rule for every address of the site. A new address has none, and `test_every_address` says so.

Add a line where its section stands: `CITIZENS` for a page of a citizen's own, `its(…)` where the address names one of their
things, `roles(…)` for an office. The rule is what is meant, not what the view happens to do; the test compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dost.accounts.models import User

Role = User.Role


class Who(StrEnum):
    """Kinds of principal that are not staff; a role of staff is named by its own code."""

    STRANGER = "stranger"
    CITIZEN = "citizen"
    OWNER = "owner"
    PARENT = "parent"
    GUARDIAN = "guardian"


CITIZENS_OF_EACH_KIND: Final = frozenset({Who.CITIZEN, Who.OWNER, Who.PARENT, Who.GUARDIAN})
"""A citizen with nothing to do with the things below, whose things they are, and who acts for that one."""
ROLES: Final = frozenset(str(role) for role in Role)
PRINCIPALS: Final = (*Who, *sorted(ROLES))


@dataclass(frozen=True, slots=True)
class Rule:
    """For whom an address opens, by method. `thing` is what of a person a citizen's address names (`things`)."""

    get: frozenset[str]
    post: frozenset[str]
    thing: str = ""


def _for(who: Iterable[str], *, post: Iterable[str] | None = None, thing: str = "") -> Rule:
    opens = frozenset(str(one) for one in who)
    return Rule(opens, opens if post is None else frozenset(str(one) for one in post), thing)


def roles(*names: str, post: Iterable[str] | None = None) -> Rule:
    """For these roles of staff; `post` where fewer may send a form."""
    return _for(names, post=post)


def its(thing: str) -> Rule:
    """For a citizen whose thing it is, and who acts for them: everybody else's is not found."""
    return _for(CITIZENS_OF_EACH_KIND, thing=thing)


ANYBODY: Final = _for(PRINCIPALS)
CITIZENS: Final = _for(CITIZENS_OF_EACH_KIND)
STAFF: Final = _for(ROLES)
NOBODY: Final = _for(())
"""Institutions' systems, by a signature; no browser."""

SEES_DAY: Final = roles(*(ROLES - {Role.ACCOUNTS}))
SEES_CASES: Final = roles(Role.EXAMINER, Role.SUPERVISOR, Role.AUDITOR)
ACTS_ON_CASES: Final = roles(Role.EXAMINER, Role.SUPERVISOR)
REVIEWS: Final = roles(Role.SUPERVISOR, Role.AUDITOR)
READS_LOGS: Final = roles(Role.AUDITOR)
KEEPS_ACCOUNTS: Final = roles(Role.ACCOUNTS)
CONFIRMS: Final = roles(Role.ACCOUNTS, Role.SUPERVISOR)
SEES_STUDIO: Final = roles(Role.VIEWER, Role.EDITOR, Role.PUBLISHER, Role.SUPERVISOR, Role.AUDITOR)
EDITS: Final = roles(Role.EDITOR)
PUBLISHES: Final = roles(Role.PUBLISHER)
SEES_EDITS: Final = roles(*SEES_STUDIO.get, post=[Role.EDITOR])
SAMPLES: Final = roles(Role.EDITOR, Role.PUBLISHER)
