"""How long a test waits for what is sure to come, so that a busy machine passes as an idle one does.

Nothing is asserted about how quick anything is: what must not be waited for is made to last longer than this.
"""

from __future__ import annotations

from typing import Final

PATIENCE: Final = 120.0
"""Seconds. What is awaited comes in a fraction of it."""

BROWSER_PATIENCE: Final = PATIENCE * 1000
"""The same in milliseconds, as Playwright counts."""
