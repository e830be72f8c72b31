"""What keeps a production from starting: a database role that could undo the rules, a demonstration's credentials.

`python -m dost.ops.production` says it in lines and ends with `REFUSED`; each supervisor asks it first, and the web and
worker processes ask again for themselves. `manage.py check --deploy --database default` says the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

REFUSED: Final = 78  # EX_CONFIG of sysexits.h: starting again helps nothing

_ROLE: Final = """
    SELECT current_user::text, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolbypassrls, r.rolreplication,
      EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
                AND pg_has_role(current_user, c.relowner, 'MEMBER'))
    FROM pg_roles r WHERE r.rolname = current_user
"""
_SAID: Final = (
    "is a superuser",
    "may make roles",
    "may make databases",
    "bypasses row security",
    "may replicate",
    "owns tables",
)


def refusals() -> list[str]:
    """Why this production must not run, a line each; none in a demonstration, and none where all is well."""
    return [*_role(), *_accounts()] if settings.PRODUCTION else []


def refuse_to_start() -> None:
    """Raise ImproperlyConfigured with everything that is wrong, in one line."""
    if found := refusals():
        raise ImproperlyConfigured("; ".join(found))


def _role() -> Iterator[str]:
    """The application must not be able to change or empty what it may only add to."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
        name, *rights = cursor.fetchone()
    special = [said for said, has in zip(_SAID, rights, strict=True) if has]
    if special:
        yield (
            f"DATABASE_URL: the role {name} {' and '.join(special)}; let it be an ordinary one, and name the tables'"
            " owner in DATABASE_OWNER_URL for `manage.py migrate` (docs/configuration.md, Two roles)"
        )


def _accounts() -> Iterator[str]:
    """Accounts of a demonstration that was here before, and second steps whose secret is published."""
    from dost.accounts.demonstration import open_accounts  # deferred: Django is set up first

    names = open_accounts()
    if names:
        yield (
            f"DOST_ENV=production: accounts of a demonstration are open: {', '.join(names)};"
            " `manage.py demonstration --close` closes them"
        )


def known_passwords() -> list[str]:
    """The user names of open accounts whose password is published. Slow: a hash is made for each account."""
    from dost.accounts.models import User  # deferred: Django is set up first
    from registries.demonstration import PASSWORD  # deferred: Django is set up first

    accounts = User.objects.filter(is_active=True).values_list("username", "password")
    return [name for name, kept in accounts.order_by("username") if check_password(PASSWORD, kept)]


@register(Tags.database, deploy=True)
def check_production(app_configs: Any = None, databases: Any = None, **_: Any) -> list[CheckMessage]:
    """Django's check of the same; with `--database default`, because it asks the database."""
    if not databases or not settings.PRODUCTION:
        return []
    found = [Error(line, id="dost.E001") for line in refusals()]
    if names := known_passwords():
        found.append(Error(f"the password of {', '.join(names)} is published; change it", id="dost.E002"))
    return list(found)


def main() -> int:
    """Say what is wrong, a line each; 0, or `REFUSED`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dost.settings")
    import django  # deferred: Django is set up first

    django.setup()
    found = refusals()
    for line in found:
        sys.stderr.write(f"dost: {line}\n")
    return REFUSED if found else 0


if __name__ == "__main__":
    sys.exit(main())
