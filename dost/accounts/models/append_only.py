"""The trigger of tables that only grow: the database refuses to change or delete a row."""

from __future__ import annotations

from typing import Final

import pgtrigger

APPEND_ONLY: Final = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
