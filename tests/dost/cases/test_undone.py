"""What is done only to be looked at says so, and only while it is done."""

from __future__ import annotations

import pytest

from dost.cases.undone import is_looked_at, looked_at


def test_it_is_looked_at_inside_and_nowhere_else() -> None:
    assert not is_looked_at()
    with looked_at():
        assert is_looked_at()
        with looked_at():
            assert is_looked_at()
        assert is_looked_at()
    assert not is_looked_at()


def test_an_error_ends_it_too() -> None:
    with pytest.raises(ValueError, match="wrong"), looked_at():
        raise ValueError("wrong")
    assert not is_looked_at()
