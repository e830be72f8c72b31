from __future__ import annotations

import pytest
from django.test import Client

from services_catalog.changes.checking import check_draft
from services_catalog.models import DraftService
from tests.dost.studio.drafted import HTMX, KEPT, at, content, fresh


def test_the_amount_is_changed_and_a_wrong_one_kept_until_it_is_mended(editing: Client, draft: DraftService) -> None:
    address = at(draft, "rule_terms", "paid")
    form = {"outcome": "payment", "period": "monthly", "payee_1": "subject", "award": "MUAV", "funding": "budget"}
    page = content(
        editing.post(address, {**form, "amount": "parameter.tset", "revision": draft.revision}, headers=HTMX)
    )
    assert '<mark class="dost-wrongword">parameter.tset</mark>' in page
    assert KEPT in page
    assert fresh(draft).content["amount"] == "parameter.tset"
    assert not check_draft(fresh(draft)).ok
    sent = {**form, "amount": "2 * parameter.test_benefit", "revision": fresh(draft).revision}
    assert KEPT not in content(editing.post(address, sent, headers=HTMX))
    now = fresh(draft).content
    assert (now["amount"], now["period"], now["payee"]) == ("2 * parameter.test_benefit", "monthly", "subject")
    assert "award_kind" not in now


@pytest.mark.parametrize("key", ["starts", "until"])
def test_a_wrong_day_is_kept_too(editing: Client, draft: DraftService, key: str) -> None:
    sent = {"starts": "", "until": "", key: "add_months(today", "revision": draft.revision}
    assert editing.post(at(draft, "rule_terms", "days"), sent).status_code == 302
    page = content(editing.get(at(draft, "rule")))
    assert KEPT in page
    assert fresh(draft).content[key] == "add_months(today"


def test_days_can_be_set_and_emptied(editing: Client, draft: DraftService) -> None:
    address = at(draft, "rule_terms", "days")
    editing.post(address, {"starts": "start_of_month(today)", "until": "", "revision": draft.revision})
    assert fresh(draft).content["starts"] == "start_of_month(today)"
    page = content(editing.post(address, {"starts": "", "until": "", "revision": fresh(draft).revision}, headers=HTMX))
    assert 'id="terms-days"' in page
    assert "starts" not in fresh(draft).content


def test_a_service_excludes_others_that_there_are(editing: Client, draft: DraftService) -> None:
    address = at(draft, "rule_terms", "way")
    form = {"basis": "person", "mode": "automatic", "revision": draft.revision}
    assert "05-77" in content(editing.post(address, {**form, "excludes": "05-77"}))
    assert "govuk-error-message" in content(editing.post(address, {**form, "excludes": "05-98"}))
    assert editing.post(address, {**form, "verify": ["DIN.alive"], "excludes": ""}).status_code == 302
    assert fresh(draft).content["verify"] == ["DIN.alive"]


DOCUMENT = {
    "title_az": "Arayış",
    "title_en": "Certificate",
    "title_ru": "Справка",
    "states": "person.age\nperson.alive",
    "text_az": "Təsdiq edilir ki, {person} yaşı: {person.age}.\n[person.alive] Yaşayır.",
    "text_en": "This is to certify that {person} is {person.age}.\nIs alive.",
    "text_ru": "Подтверждается, что {person}, возраст: {person.age}.\nЖив.",
}


def test_a_document_gets_its_text_where_it_is_asked_for(editing: Client, draft: DraftService) -> None:
    assert 'id="terms-document"' not in content(editing.get(at(draft, "rule")))
    paid = {"outcome": "document", "amount": "", "period": "none", "payee_1": "subject", "funding": "budget"}
    editing.post(at(draft, "rule_terms", "paid"), {**paid, "revision": draft.revision})
    assert not check_draft(fresh(draft)).ok
    assert 'id="terms-document"' in content(editing.get(at(draft, "rule")))
    address = at(draft, "rule_terms", "document")
    page = content(editing.post(address, {**DOCUMENT, "revision": fresh(draft).revision}, headers=HTMX))
    assert 'id="terms-document"' in page
    assert "{person.age}" in page
    document = fresh(draft).content["document"]
    assert document["text"][1] == {"az": "Yaşayır.", "en": "Is alive.", "ru": "Жив.", "when": "person.alive"}
    form = editing.get(address).context["form"]
    assert {name: form.initial[name] for name in DOCUMENT} == DOCUMENT
    assert not [issue for issue in check_draft(fresh(draft)).issues if issue.path.startswith("document")]


def test_a_sentence_that_lacks_a_language_and_an_unpromised_fact_are_told(editing: Client, draft: DraftService) -> None:
    paid = {"outcome": "document", "amount": "", "period": "none", "payee_1": "subject", "funding": "budget"}
    editing.post(at(draft, "rule_terms", "paid"), {**paid, "revision": draft.revision})
    address = at(draft, "rule_terms", "document")
    short = {**DOCUMENT, "text_ru": "Жив.", "revision": fresh(draft).revision}
    assert "govuk-error-message" in content(editing.post(address, short))
    editing.post(address, {**DOCUMENT, "states": "person.alive", "revision": fresh(draft).revision})
    told = [issue for issue in check_draft(fresh(draft)).issues if issue.path.startswith("document")]
    assert len(told) == 3
    assert "person.age" in told[0].message
    editing.post(
        at(draft, "rule_terms", "paid"),
        {**paid, "outcome": "registration", "revision": fresh(draft).revision},
    )
    assert "document" not in fresh(draft).content


LIMITS = {
    f"{name}_{key}": value
    for name, count, unit in (
        ("decision", "15", "working_days"),
        ("refusal_notice", "5", "days"),
        ("appeal", "30", "days"),
        ("appeal_answer", "1", "months"),
    )
    for key, value in (("count", count), ("unit", unit), ("law", "Law, art. 3"), ("confidence", "verified"))
}


@pytest.fixture
def english(editing: Client) -> Client:
    editing.cookies["django_language"] = "en"
    return editing


def test_time_limits_are_shown_with_their_law_and_changed(english: Client, draft: DraftService) -> None:
    page = content(english.get(at(draft, "rule")))
    assert 'id="terms-limits"' in page
    assert "Decision: 10 days – Law, art. 3 (Assumed, to be confirmed)" in page
    assert "Time to appeal: 30 days" in page  # as for everybody: the version does not say
    address = at(draft, "rule_terms", "limits")
    form = english.get(address).context["form"]
    assert (form.initial["decision_count"], form.initial["appeal_answer_unit"]) == (10, "months")
    page = content(english.post(address, {**LIMITS, "revision": draft.revision}, headers=HTMX))
    assert "Decision: 15 working days – Law, art. 3 (Confirmed in a published source)" in page
    assert check_draft(fresh(draft)).ok
    terms = fresh(draft).content["terms"]
    assert terms["decision"] == {"working_days": 15, "law": "Law, art. 3", "confidence": "verified"}
    assert set(terms) == {"decision", "refusal_notice", "appeal", "appeal_answer"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"decision_count": "300"}, "At most 250."),
        ({"decision_count": "400"}, "less than or equal to 366"),
        ({"decision_count": "-1"}, "greater than or equal to 0"),
        ({"appeal_count": "0"}, "greater than or equal to 1"),
        ({"appeal_answer_count": "13"}, "At most 12."),
        ({"decision_law": ""}, "This field is required."),
        ({"decision_unit": "weeks"}, "Select a valid choice"),
    ],
)
def test_a_limit_that_makes_no_sense_is_said_at_its_field(
    english: Client, draft: DraftService, changes: dict[str, str], says: str
) -> None:
    before = fresh(draft).content
    page = content(
        english.post(at(draft, "rule_terms", "limits"), {**LIMITS, **changes, "revision": draft.revision}, headers=HTMX)
    )
    assert says in page
    assert fresh(draft).content == before


def test_what_was_changed_stands_among_the_changes_in_words(english: Client, draft: DraftService) -> None:
    english.post(at(draft, "rule_terms", "limits"), {**LIMITS, "revision": draft.revision})
    page = content(english.get(at(draft, "rule_changes")))
    assert "Time limits, decision" in page


def test_the_amount_of_a_second_person_is_set_shown_and_taken_out(english: Client, draft: DraftService) -> None:
    page = content(english.get(at(draft, "rule")))
    assert 'id="terms-second"' in page
    assert "One member of staff grants by themselves, whatever the amount" in page
    address = at(draft, "rule_terms", "second")
    assert "Empty: no second person." in content(english.get(address))
    sent = {"above": "2000", "confidence": "assumed", "revision": draft.revision}
    page = content(english.post(address, sent, headers=HTMX))
    assert "grants above 2,000.00" in page
    assert fresh(draft).content["second_person"] == {"above": "2000.00", "confidence": "assumed"}
    assert check_draft(fresh(draft)).ok
    changes = content(english.get(at(draft, "rule_changes")))
    assert "Second person" in changes
    english.post(address, {"above": "", "confidence": "assumed", "revision": fresh(draft).revision})
    assert "second_person" not in fresh(draft).content


@pytest.mark.parametrize(
    ("above", "says"),
    [("-1", "greater than or equal to 0"), ("2000000", "less than or equal to"), ("much", "Enter a number")],
    ids=["less than nothing", "too much", "no number"],
)
def test_an_amount_that_makes_no_sense_is_said_at_its_field(
    english: Client, draft: DraftService, above: str, says: str
) -> None:
    before = fresh(draft).content
    sent = {"above": above, "confidence": "assumed", "revision": draft.revision}
    assert says in content(english.post(at(draft, "rule_terms", "second"), sent))
    assert fresh(draft).content == before


def test_what_is_not_paid_any_more_needs_no_second_person(english: Client, draft: DraftService) -> None:
    sent = {"above": "2000", "confidence": "assumed", "revision": draft.revision}
    english.post(at(draft, "rule_terms", "second"), sent)
    paid = {"outcome": "registration", "amount": "", "period": "none", "payee_1": "subject", "funding": "budget"}
    english.post(at(draft, "rule_terms", "paid"), {**paid, "revision": fresh(draft).revision})
    assert "second_person" not in fresh(draft).content
    assert 'id="terms-second"' not in content(english.get(at(draft, "rule")))
