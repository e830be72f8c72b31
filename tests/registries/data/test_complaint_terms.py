"""The figures of the law on citizens' appeals are data, each with its law and how sure it is."""

from __future__ import annotations

import pytest

from registries.data.complaint_terms import Figure, complaint_figure, complaint_service, complaint_services


@pytest.mark.parametrize("figure", Figure)
def test_every_figure_has_its_law_and_says_how_sure_it_is(figure: Figure) -> None:
    found = complaint_figure(figure)
    assert found.amount > 0
    assert "citizens' appeals" in found.law
    assert found.provenance in {"verified", "recalled", "assumed"}


def test_what_is_about_an_employer_has_a_service_of_its_own() -> None:
    assert complaint_service("employer") == "02-08"
    assert complaint_service("general") == complaint_service("*") == "10-07"
    assert complaint_services() == {"02-08", "10-07"}
