"""The project's own tables of reference data, as CSV files beside this module.

`institutions.csv`, `districts.csv` and `centres.csv` are loaded into the database; `amounts.csv`, `surnames.csv`
and `given_names.csv` shape the made-up population. The column `confidence` says how sure an entry is: verified in
a public source, or recalled. Parts of a centre's entry that are less sure than its existence have a confidence of
their own.
"""

from __future__ import annotations

import csv
from pathlib import Path

FOLDER = Path(__file__).parent


def read(name: str) -> list[dict[str, str]]:
    """The rows of `name`.csv, as dictionaries of text."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
