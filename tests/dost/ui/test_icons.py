from __future__ import annotations

import pytest
from lxml import etree

from dost.ui.icons import _ICONS, icon


@pytest.mark.parametrize("name", sorted(_ICONS))
def test_icons_are_hidden_from_those_who_hear_the_word_beside_them(name: str) -> None:
    drawn = icon(name)
    assert etree.fromstring(drawn).get("aria-hidden") == "true"
    assert "style=" not in drawn
