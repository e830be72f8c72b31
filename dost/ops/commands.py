"""Every management command: as whom it works on the database, and whether it is for demonstrations only.

A test walks all commands there are: whoever adds one says here what it is. Nothing here needs Django, because
`manage.py` asks before the settings are read.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CommandKind:
    """`owner`: it makes or loads tables. `demonstration_only`: refused with DOST_ENV=production."""

    owner: bool = False
    demonstration_only: bool = False


APPLICATION: Final = CommandKind()
OWNER: Final = CommandKind(owner=True)
DEMONSTRATION: Final = CommandKind(demonstration_only=True)
OWNER_DEMONSTRATION: Final = CommandKind(owner=True, demonstration_only=True)

COMMANDS: Final[dict[str, CommandKind]] = {
    # ours
    "audit": APPLICATION,
    "books": APPLICATION,
    "cases": APPLICATION,
    "catalogue": APPLICATION,
    "catalogue load": OWNER,
    "changeset": APPLICATION,
    "demo_centre": DEMONSTRATION,
    "demo_citizens": DEMONSTRATION,
    "demo_keys": DEMONSTRATION,
    "demo_users": DEMONSTRATION,
    "demonstration": APPLICATION,
    "dictionary": APPLICATION,
    "documents": APPLICATION,
    "entitlements": APPLICATION,
    "events": APPLICATION,
    "facts": APPLICATION,
    "grants": OWNER,
    "import": APPLICATION,
    "institution_keys": APPLICATION,
    "letters": APPLICATION,
    "life": DEMONSTRATION,
    "migrate": OWNER,
    "population": OWNER_DEMONSTRATION,
    "print_letters": APPLICATION,
    "reference": OWNER,
    "rule": APPLICATION,
    "seed_awards": OWNER_DEMONSTRATION,
    "staff": APPLICATION,
    "status": APPLICATION,
    "sweep": APPLICATION,
    "totp": APPLICATION,
    "totp code": DEMONSTRATION,
    # of Django and its packages
    "account_unsetmultipleprimaryemails": OWNER,
    "changepassword": APPLICATION,
    "check": APPLICATION,
    "clearsessions": APPLICATION,
    "collectstatic": APPLICATION,
    "compilemessages": APPLICATION,
    "createcachetable": OWNER,
    "createsuperuser": APPLICATION,
    "dbshell": APPLICATION,
    "diffsettings": APPLICATION,
    "dumpdata": APPLICATION,
    "findstatic": APPLICATION,
    "flush": OWNER_DEMONSTRATION,
    "inspectdb": APPLICATION,
    "loaddata": OWNER_DEMONSTRATION,
    "makemessages": APPLICATION,
    "makemigrations": OWNER,
    "optimizemigration": APPLICATION,
    "pgtrigger": OWNER,
    "remove_stale_contenttypes": OWNER,
    "runserver": DEMONSTRATION,
    "sendtestemail": APPLICATION,
    "shell": APPLICATION,
    "showmigrations": OWNER,
    "sqlflush": APPLICATION,
    "sqlmigrate": APPLICATION,
    "sqlsequencereset": APPLICATION,
    "squashmigrations": APPLICATION,
    "startapp": APPLICATION,
    "startproject": APPLICATION,
    "test": OWNER_DEMONSTRATION,
    "testserver": OWNER_DEMONSTRATION,
}
"""By name, or by name and first argument where one action differs from the command's others."""


def kind_of(arguments: Sequence[str]) -> CommandKind:
    """What a command line (without the program) asks for; what nobody has declared works as the application."""
    words = [word for word in arguments if not word.startswith("-")]
    return COMMANDS.get(" ".join(words[:2])) or COMMANDS.get(" ".join(words[:1])) or APPLICATION


def choose_role(arguments: Sequence[str]) -> None:
    """Let this process work as the owner of the tables if its command line needs that; the settings read it."""
    if kind_of(arguments).owner:
        os.environ["DOST_DATABASE_ROLE"] = "owner"
