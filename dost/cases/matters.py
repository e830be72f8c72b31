"""Which cases of a service are about one matter: of a person those of one record, of an employer all in its name."""

from __future__ import annotations

from django.db.models import Q

from .models import Case


def same_matter(case: Case, path: str = "") -> Q:
    """The rows about the matter of a case; `path` is the way from a row to its case (`case__`)."""
    return matter(basis=case.basis, key=case.basis_key, voen=case.applicant_voen, path=path)


def matter(*, basis: str, key: str, voen: str, path: str = "") -> Q:
    """The rows about a record of a person's, or about what an employer (`voen`) has applied for."""
    if voen:
        return Q(**{f"{path}applicant_voen": voen})
    return Q(**{f"{path}applicant_voen": "", f"{path}basis": basis, f"{path}basis_key": key})
