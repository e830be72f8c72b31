"""When a source said what about a record: what puts statements that arrive in any order into the source's own."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class RecordStatement(models.Model):
    """Which columns of a record a source stated, and the latest time at which it did.

    Kept from a record's second statement on; before that its one row says everything. `row` is the id of the row of
    `table` that holds the values stated. A statement is `whole` when it said all that the table asks for, not only what
    changed; one that `annuls` says that the record should never have been. Statements that follow from an act are none.
    """

    table = models.CharField(max_length=60)
    source = models.CharField(max_length=16)
    reference = models.CharField(max_length=64)
    row = models.BigIntegerField()
    columns = ArrayField(models.CharField(max_length=40))
    whole = models.BooleanField(default=False)
    annuls = models.BooleanField(default=False)
    stated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "source", "reference", "row", "columns", "annuls"], name="record_statement_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.source} {self.reference}"
