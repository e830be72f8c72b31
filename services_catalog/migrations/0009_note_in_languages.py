"""The note of a passport's provenance was a text in English; now it is one in three languages.

What the files own is brought up to date by the next load. A passport that people published keeps its English note until
an editor writes the others, and so does a draft: its check names the languages that lack.
"""

from django.db import migrations

_IN_LANGUAGES = """
    UPDATE services_catalog_service
    SET provenance = jsonb_set(provenance, '{note}', jsonb_build_object('en', provenance -> 'note'))
    WHERE jsonb_typeof(provenance -> 'note') = 'string';
    UPDATE services_catalog_draftservice
    SET texts = jsonb_set(texts, '{provenance,note}', jsonb_build_object('en', texts #> '{provenance,note}'))
    WHERE jsonb_typeof(texts #> '{provenance,note}') = 'string';
"""
_IN_ENGLISH = """
    UPDATE services_catalog_service
    SET provenance = jsonb_set(provenance, '{note}', provenance #> '{note,en}')
    WHERE jsonb_typeof(provenance #> '{note,en}') = 'string';
    UPDATE services_catalog_draftservice
    SET texts = jsonb_set(texts, '{provenance,note}', texts #> '{provenance,note,en}')
    WHERE jsonb_typeof(texts #> '{provenance,note,en}') = 'string';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("services_catalog", "0008_service_sensitive"),
    ]

    operations = [migrations.RunSQL(_IN_LANGUAGES, _IN_ENGLISH)]
