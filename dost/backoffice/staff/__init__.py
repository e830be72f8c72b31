"""Accounts of staff: pages of the account administrator, of the second person, and of whoever reads the history.

They know members of staff and no person, no case and no service (a contract of the import linter).
"""
