"""The books: an independent look at what is paid, whether somebody has a right to it, and whether acts took effect."""

from .check import check_books, latest_check
from .findings import Finding, Kind, findings

__all__ = ["Finding", "Kind", "check_books", "findings", "latest_check"]
