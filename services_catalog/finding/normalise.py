"""Text as it is searched: folded, cut into words, and the words cut to their stems.

The same `fold` is used when the index is made and when it is asked. English and Russian words are stemmed by
PostgreSQL's own dictionaries; it has none for Azerbaijani, so `azerbaijani_stems` is here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from registries.letters import APOSTROPHES, composed, visible
from services_catalog import plain_yaml

EVERYDAY: Final = Path(__file__).with_name("everyday.yaml")

MOST_LETTERS: Final = 200
MOST_WORDS: Final = 12

# Before anything is decomposed: letters that Unicode does not take for a letter with a mark.
_LETTERS: Final = str.maketrans(
    {"ə": "e", "Ə": "e", "ı": "i", "I": "i", "İ": "i", "ё": "е", "Ё": "е", "ß": "ss", **dict.fromkeys(APOSTROPHES, "")}
)
_BETWEEN_WORDS: Final = re.compile(r"[^0-9a-zа-я]+")
_SHORT_I, _MARKED_I = "й", "\ue000"  # a letter of its own; a private character while marks are taken off


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """Return text in small letters without marks, in words parted by single spaces.

    `Uşağın İLK ƏDVİ` becomes `usagin ilk edvi`; Cyrillic keeps й and turns ё into е. Folding twice changes nothing.
    """
    small = visible(text).translate(_LETTERS).lower().translate(_LETTERS)
    composed = unicodedata.normalize("NFKC", small).lower().translate(_LETTERS)
    marked = composed.replace(_MARKED_I, " ").replace(_SHORT_I, _MARKED_I)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", marked) if not unicodedata.combining(letter))
    return _BETWEEN_WORDS.sub(" ", bare.replace(_MARKED_I, _SHORT_I)).strip()


def lowered(text: str, language: str) -> str:
    """Return text in small letters, with the marks its language writes: in Azerbaijani I is ı and İ is i."""
    if language == "az":
        text = text.replace("I", "ı")
    return text.replace("İ", "i").lower()


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return fold(text).split()


# -- what people say -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _everyday() -> tuple[frozenset[str], Mapping[str, Mapping[str, list[str]]]]:
    """Return the words of questions, and the concepts: name -> language -> folded words."""
    written = plain_yaml.read(EVERYDAY.read_bytes())
    asking = frozenset(word for text in written["question_words"].values() for word in words_of(text))
    concepts = {
        name: {language: list(dict.fromkeys(words_of(text))) for language, text in by_language.items()}
        for name, by_language in written["concepts"].items()
    }
    return asking, concepts


@lru_cache(maxsize=1)
def _meant() -> tuple[tuple[tuple[frozenset[str], ...], list[str]], ...]:
    """Return what is said in many ways: the stems of each of its words, and how it is asked; the longest first."""
    written = plain_yaml.read(EVERYDAY.read_bytes())["meant"]
    entries = [(tuple(_stems(word) for word in words_of(" ".join(one["if"]))), words_of(one["say"])) for one in written]
    return tuple(sorted(entries, key=lambda entry: -len(entry[0])))


def _said_otherwise(found: list[str], telling: list[str]) -> list[str] | None:
    """Return how a question is asked best that says the same in other words; None for any other."""
    stems = {word: frozenset().union(*map(_stems, spellings(word))) for word in found}
    for needed, asked in _meant():
        if all(any(part & stems[word] for word in found) for part in needed) and all(
            any(part & stems[word] for part in needed) for word in telling
        ):
            return asked
    return None


def _stems(word: str) -> frozenset[str]:
    """The long stems of a word: two words share one of them when they are forms of one word."""
    return frozenset(stem for stem in azerbaijani_stems(word) if len(stem) >= min(len(word), _SHORTEST - 1))


def concepts() -> Mapping[str, Mapping[str, list[str]]]:
    """Return the everyday words that mean the same: concept -> language -> folded words."""
    return _everyday()[1]


# How Azerbaijani is typed on keyboards that lack its letters: "ushaq", "uwaq", "chocuq", "khidmet", "doghum".
_TYPED: Final = (("sh", "s"), ("ch", "c"), ("gh", "g"), ("kh", "x"), ("zh", "j"), ("dj", "c"), ("w", "s"))
# The Cyrillic that Azerbaijani was written in until 1991, as the folded Latin letters of today.
_OLD_LETTERS: Final = dict(
    zip("абвгғдеәжзиыйјкҝлмноөпрстуүфхһчҹшэ", "abvqgdeejziiyykglmnooprstuufxhccse", strict=True), ю="yu", я="ya", ё="yo"
)
_OLD_LETTER: Final = re.compile("[ғәјҝөүһҹ]", re.IGNORECASE)
# Folded, "öldü" (died) is "oldu" (became): with the mark, or said of a grown-up relative, it is a death; said of a
# child ("uşağım oldu") it is a birth.
_DIED: Final = re.compile(r"\böl(dü|üb|müş|dük|ən|əndə|sə|mək)\w*", re.IGNORECASE)
_BECAME: Final = frozenset({"oldu", "olub", "olmus", "olende", "olse"})
_RELATIVES: Final = frozenset("ata ana er erim arvad nene baba dul pensiyaci yoldas qardas baci dayi emi qohum".split())  # noqa: SIM905
_DEATH: Final = "s:death"
_CHILDREN: Final = frozenset("usaq bala korpe ogul oglu oglum qiz qizim ovlad ekiz bebe bebek".split())  # noqa: SIM905
# "Ana oldum" is said by whoever has become a mother: nobody says of themselves that they died.
_BECAME_MYSELF: Final = frozenset({"oldum", "olmusam", "oldug", "olduq", "olmusuq", "oluram"})
_PARENTS: Final = frozenset({"ana", "ata", "valideyn", "anne", "mama", "papa"})
_BIRTH: Final = "s:birth"


def asked_words(query: str) -> list[str]:
    """Return the words of a question that say what is looked for; all of them when it has no others.

    What is meant and not said in a word of its own comes last, as the concept's lexeme: `s:birth` for "uşağım oldu".
    """
    query = composed(query[:MOST_LETTERS])
    if _OLD_LETTER.search(query):
        query = in_latin(query)
    found = list(dict.fromkeys(words_of(_DIED.sub(" ", query))))
    telling = [word for word in found if not _is_asking(word)][:MOST_WORDS]
    stems = {stem for word in telling for spelt in spellings(word) for stem in azerbaijani_stems(spelt)}
    became = bool(_BECAME & set(found))
    parents = [word for word in telling if _PARENTS & set(azerbaijani_stems(word))]
    if parents and _BECAME_MYSELF & set(found):
        return [*(word for word in telling if word not in parents), _BIRTH]
    if _DIED.search(query) or (became and _RELATIVES & stems):
        return [*telling, _DEATH]
    if became and _CHILDREN & stems:
        return [*telling, _BIRTH]
    return _said_otherwise(found, telling) or telling or found[:MOST_WORDS]


def is_word(asked: str) -> bool:
    """Whether something asked is a word, and not a concept."""
    return ":" not in asked


def _is_asking(word: str) -> bool:
    """Whether a word only asks, in any spelling of it: `necheye` is `neçəyə`."""
    return any(spelt in _everyday()[0] for spelt in spellings(word))


def spellings(word: str) -> list[str]:
    """Return a folded word, and as it would be if `sh`, `ch`, `gh`, `kh` and `w` stood for ş, ç, ğ, x and ş.

    A word in Cyrillic may be Azerbaijani as it was written until 1991.
    """
    other = in_latin(word)
    for typed, meant in _TYPED:
        other = other.replace(typed, meant)
    return [word] if other == word else [word, other]


def in_latin(word: str) -> str:
    """Return a word of the old Cyrillic in today's letters, folded; any other stays as it is."""
    return "".join(_OLD_LETTERS.get(letter, letter) for letter in word.lower())


# -- Azerbaijani stems ---------------------------------------------------------------------------------------------

# Folding leaves few vowels: ə = e, ı = i, ö = o, ü = u. So -lar/-lər are two endings, -nın/-nin/-nun/-nün two.
# What begins with a vowel stands after a consonant; what begins with a buffer (y, s, n, m) after a vowel.
_AFTER_CONSONANT: Final = "im imiz in iniz i {a} {a}m {a}n ir il il{a}n {a}nda ilir il{a}r acaq ecek"
_AFTER_VOWEL: Final = "m miz n niz si sin sini nin ni y{a} n{a} y{a}n yam nd{a} nd{a}n yl{a} yi yir"
_ANYWHERE: Final = (
    "l{a}r l{a}ri l{a}rin d{a} d{a}n l{a} dir di dirl{a}r s{a}n m{a}q m{a} mis diq dikd{a} lik liq luq luk ci li s{a}"
)


def _endings(patterns: str) -> frozenset[str]:
    written = {pattern.replace("{a}", vowel) for pattern in patterns.split() for vowel in "ae"}
    return frozenset(written | {ending.replace("i", "u") for ending in written})


_VOWEL: Final = frozenset("aeiou")
_ENDINGS: Final = (
    [(ending, False) for ending in _endings(_AFTER_CONSONANT)]
    + [(ending, True) for ending in _endings(_AFTER_VOWEL)]
    + [(ending, None) for ending in _endings(_ANYWHERE)]
)
# Roots so short that only these may be left of a longer word.
_SHORT_ROOTS: Final = frozenset("is ev er ad il ana ata dul ari goz pul yas eli bac qiz dog ogl qul bag elm".split())  # noqa: SIM905
_SHORTEST: Final = 4
_AT_MOST: Final = 6


@lru_cache(maxsize=20_000)
def azerbaijani_stems(word: str) -> tuple[str, ...]:
    """Return what a folded Azerbaijani word may be without its endings, longest first; the word itself is among them.

    Which endings a word has cannot be told without a dictionary (`arayışı` is arayış-ı, not arayı-sı), so every way
    is followed: two forms of a word share a stem, and sharing a longer one is worth more (`search`).
    """
    found = {_hardened(word)}
    layer = {word}
    for _step in range(_AT_MOST):
        layer = {_hardened(rest) for whole in layer for rest in _rests(whole)} - found
        if not layer:
            break
        found |= layer
    return tuple(sorted(found, key=lambda stem: (-len(stem), stem)))


def _rests(word: str) -> set[str]:
    """Return what is left when one ending is taken off, for every ending that may stand there."""
    if word in _SHORT_ROOTS:
        return set()
    found = set()
    for ending, after_vowel in _ENDINGS:
        rest = word[: -len(ending)]
        if not word.endswith(ending) or (len(rest) < _SHORTEST and rest not in _SHORT_ROOTS):
            continue
        if after_vowel is None or (rest[-1] in _VOWEL) is after_vowel:
            found.add(rest)
    return found


def _hardened(stem: str) -> str:
    """Undo what a vowel did to the consonant before it: uşağ- is uşaq, əlilliy- is əlillik."""
    if len(stem) >= _SHORTEST and stem.endswith("g"):
        return f"{stem[:-1]}q"
    if len(stem) > _SHORTEST and stem.endswith(("iy", "uy", "ey")):
        return f"{stem[:-1]}k"
    return stem
