"""Institutions' events and files become records, once each; bad ones are refused with what would be right."""

from .inbox import Receipt, receive
from .problems import RowError

__all__ = ["Receipt", "RowError", "receive"]
