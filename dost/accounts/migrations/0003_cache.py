"""The table behind Django's cache, which counts failed sign-ins for all processes.

Unlogged: its rows live for minutes, and a crash of the server may empty it.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_catalogue_roles")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX cache_expires ON cache (expires);
            """,
            "DROP TABLE cache",
        ),
    ]
