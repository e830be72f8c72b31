"""Marks the accounts that a demonstration made before there was a mark: its user names, with its published password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password
from django.db import migrations

PASSWORD = "dost-demo-2026"  # noqa: S105  # nosec B105 - published
NAMES = ("examiner", "supervisor", "auditor", "clerk", "editor", "publisher", "viewer")


def mark(apps: Any, schema_editor: Any) -> None:
    """Mark them; whoever has another password by now is somebody's own account."""
    users = apps.get_model("accounts", "User").objects
    for user in users.filter(username__in=NAMES):
        if check_password(PASSWORD, user.password):
            users.filter(pk=user.pk).update(is_demonstration=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_demonstration_and_seals")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
