"""What the registries announce to the applications above them."""

from __future__ import annotations

from django.dispatch import Signal

registry_changed = Signal()
"""Sent once after a call of `registries.intake.receive` is committed, and after changes that no event brought
(`registries.intake.changes`).

Arguments: `registries`, the sorted codes of the registries that changed; `event_ids`, the primary keys of the
`RegistryEvent` rows that were applied, in order of arrival; none when no event brought the change. Events that were
refused or known are not in it.
"""

texts_received = Signal()
"""Sent once after text messages that people sent to this house are committed. No arguments."""

call_refused = Signal()
"""Sent when somebody tried to report what they may not, or signed wrongly.

Arguments: `institution`, the code of whose key or name it was, or empty; `reason`, one line in English that names no
person; `request`, the HTTP request, or None when it came by a command of this installation.
"""

keys_changed = Signal()
"""Sent when a key of an institution was added or revoked, or got an end. Arguments: `institution`; `reason`, one line
in English."""
