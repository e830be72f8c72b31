"""Embedded PostgreSQL and Valkey, for everyone who has not set ``DATABASE_URL`` and ``REDIS_URL``."""

from .paths import PROJECT_ROOT, EmbeddedError, dost_home, prepare_home
from .servers import EmbeddedServers, are_ours_to_start, ensure, known_urls, leave

__all__ = [
    "PROJECT_ROOT",
    "EmbeddedError",
    "EmbeddedServers",
    "are_ours_to_start",
    "dost_home",
    "ensure",
    "known_urls",
    "leave",
    "prepare_home",
]
