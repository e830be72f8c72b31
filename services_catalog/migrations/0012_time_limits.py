"""The days in all leave the passports: how long a decision may take is one of the time limits of a version.

Open drafts lose them too, or could not be handed in. Versions that are published stay as they are; those of the files
state their limits when the catalogue is loaded, those of people have the standard ones until they are changed.
"""

from __future__ import annotations

from django.db import migrations

_FORWARD = """
UPDATE services_catalog_service SET passport = passport - 'total_days' WHERE passport ? 'total_days';
UPDATE services_catalog_draftservice SET texts = texts #- '{passport,total_days}' WHERE texts #> '{passport}' ? 'total_days';
"""


class Migration(migrations.Migration):
    dependencies = [("services_catalog", "0011_shared")]

    operations = [migrations.RunSQL(_FORWARD, migrations.RunSQL.noop)]
