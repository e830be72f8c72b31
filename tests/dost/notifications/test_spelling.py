"""What people write when they are asked yes or no, in the spellings they use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.notifications.spelling import LONGEST, NO, YES, Reply, read_reply

YESES = [
    *("BƏLİ", "BELI", "bəli", "Beli.", "Bəli!", "beli", "BELİ", "bəlı", "Bəliii", "  bəli  ", "HƏ", "hə", "he", "Ha"),
    *("Bəli, istəyirəm", "razıyam", "RAZIYAM", "DA", "ДА", "да", "Да!", "Да, хочу", "бəли", "Yes", "YES", "1", "ok"),
    *("bəli ✅", "BƏLI", "\u200bbəli", "bəli\n"),
]
NOES = [
    *("YOX", "yox", "Yox.", "YOX!!!", "yoxx", "xeyr", "Xeyr", "XEYİR", "istəmirəm", "İSTƏMİRƏM", "yox, istəmirəm"),
    *("НЕТ", "нет", "Нет, не хочу", "не надо", "йох", "NO", "no", "No.", "net", "0", "lazım deyil"),
]
NEITHER = [
    *("", " ", "?", "salam", "bəli yox", "bəli, amma nə vaxt?", "yox bəli", "да нет", "4821", "10", "01", "2", "11"),
    *("bəli 4821 4822", "stop", "STOP", "yesterday", "nobody", "he is not home", "не", "deyil", "bəl i", "yo x", "-"),
    *("I am out of office until Monday", "Bəli " * 20),
]


@pytest.mark.parametrize("text", YESES, ids=range(len(YESES)))
def test_a_yes(text: str) -> None:
    assert read_reply(text) == Reply(wanted=True)


@pytest.mark.parametrize("text", NOES, ids=range(len(NOES)))
def test_a_no(text: str) -> None:
    assert read_reply(text) == Reply(wanted=False)


@pytest.mark.parametrize("text", NEITHER, ids=range(len(NEITHER)))
def test_neither(text: str) -> None:
    assert read_reply(text) is None


@pytest.mark.parametrize(
    "text", ["BƏLİ 4821", "bəli4821", "4821 bəli", "Bəli-4821", "1 4821", "bəli, kod: 4821"[:5] + " 4821", "ДА 4821."]
)
def test_a_code_beside_it(text: str) -> None:
    assert read_reply(text) == Reply(wanted=True, code="4821")


def _azerbaijani_upper(word: str) -> str:
    return word.replace("i", "İ").replace("ı", "I").upper()


def _variants(word: str) -> st.SearchStrategy[str]:
    cases = st.sampled_from([str.lower, str.upper, str.title, _azerbaijani_upper])
    ends = st.sampled_from(["", ".", "!", " ", "...", ")", " 🙂", "\n", "\r\n"])
    starts = st.sampled_from(["", " ", "\t", "«", '"'])
    return st.builds(lambda case, start, end: f"{start}{case(word)}{end}", cases, starts, ends)


@given(st.sampled_from(sorted(YES)).flatmap(_variants))
def test_however_a_yes_is_written_it_is_one(text: str) -> None:
    assert read_reply(text) == Reply(wanted=True)


@given(st.sampled_from(sorted(NO)).flatmap(_variants))
def test_however_a_no_is_written_it_is_one(text: str) -> None:
    assert read_reply(text) == Reply(wanted=False)


@given(st.sampled_from(sorted(YES)), st.sampled_from(sorted(NO)), st.integers(0, 9999))
def test_both_in_one_message_are_no_answer(yes: str, no: str, code: int) -> None:
    for text in (f"{yes} {no}", f"{no}, {yes}", f"{yes} {code:04d} {no}"):
        if len(text) <= LONGEST:
            assert read_reply(text) is None


@given(st.text(max_size=2000))
def test_nothing_that_is_written_breaks_it(text: str) -> None:
    reply = read_reply(text)
    assert reply is None or (len(text.strip()) <= LONGEST and len(reply.code) in {0, 4})
