"""Loads institutions, districts and DOST centres. Loading again changes only what the files changed."""

from __future__ import annotations

from django.db import models, transaction

from registries.data import read
from registries.models import Centre, District, Institution


def load_reference() -> dict[str, int]:
    """Bring the reference tables to what the files say; rows the files no longer have are kept.

    Returns the number of rows of each kind: {"institutions": 96, "districts": 85, "centres": 18}.
    """
    institutions: list[models.Model] = [Institution(**row) for row in read("institutions")]
    districts: list[models.Model] = [
        District(
            code=row["code"],
            name=row["name"],
            economic_region=row["economic_region"],
            liberated=row["liberated"] == "yes",
            confidence=row["confidence"],
        )
        for row in read("districts")
    ]
    centres: list[models.Model] = [
        Centre(**{**row, "opens": row["opens"] or None, "closes": row["closes"] or None}) for row in read("centres")
    ]
    with transaction.atomic():
        _upsert(Institution, institutions)
        _upsert(District, districts)
        _upsert(Centre, centres)
    return {"institutions": len(institutions), "districts": len(districts), "centres": len(centres)}


def _upsert(model: type[models.Model], rows: list[models.Model]) -> None:
    others = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=others)
