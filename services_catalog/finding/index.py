"""What is searched, made from the services: one entry for each service and language.

A word stands in an entry under several lexemes, all at its place and with its weight:

    =usaqlara      the word itself
    a:usaq         a stem: `a:` Azerbaijani, `e:` English, `r:` Russian
    s:child        what it means (`everyday.yaml`)

Weights: A the name and the everyday words, B what it is, for whom and what one gets, C the names of its life events,
groups and area, D the law. From these PostgreSQL makes a tsvector, and of that the rank of each lexeme, which is what
is kept. `rebuild` is called when services change (`receivers`) and writes only what differs.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from django.db import connection, transaction
from django.utils import translation

from services_catalog.labels import label
from services_catalog.laws import law_in_language
from services_catalog.models import LANGUAGES, SearchConcept, SearchEntry, SearchWord, Service

from .normalise import azerbaijani_stems, concepts, fold, lowered, words_of

PREFIXES: Final = {"az": "a:", "en": "e:", "ru": "r:"}
_LAST_PLACE: Final = 16_383  # the furthest a tsvector counts
_MOST_PLACES: Final = 200  # of one lexeme; PostgreSQL keeps 256
_LONGEST: Final = 40
_GAP: Final = 5
_SHOWN: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")

Stems = Mapping[tuple[str, str], tuple[str, ...]]
Meanings = Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class Document:
    """What a service says in one language, by weight, and its name and everyday words as they are."""

    code: str
    language: str
    parts: list[tuple[str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def words(self) -> set[str]:
        """Return every folded word."""
        return {word for _weight, text in self.parts for word in words_of(text) if len(word) <= _LONGEST}


def rebuild(codes: Collection[str] | None = None) -> int:
    """Bring the index to what the services say, all of them or those named; return how many entries were written."""
    services = Service.objects.all() if codes is None else Service.objects.filter(code__in=codes)
    documents = [document for service in services for document in documents_of(service)]
    with transaction.atomic():
        stems = _stems(documents)
        meanings = _write_concepts(stems)
        written = _write_entries(documents, stems, meanings)
        _write_words(documents, stems, everything=codes is None)
    return written


def documents_of(service: Service) -> list[Document]:
    """Return what is searched of a service, in each language."""
    return [_document(service, language) for language in LANGUAGES]


def _document(service: Service, language: str) -> Document:
    document = Document(service.code, language)
    words = service.words.get(language, [])
    document.names = [text for text in (service.name.get(language, ""), *words) if text]
    document.parts += [("A", text) for text in document.names]
    document.parts += [
        ("B", texts.get(language, ""))
        for texts in (service.summary, service.audience, service.receives)
        if texts.get(language)
    ]
    with translation.override(language):
        document.parts += [("C", label("life_event", code)) for code in service.life_events]
        document.parts += [("C", label("audience", code)) for code in service.audiences]
        document.parts += [("C", label("area", service.area)), ("C", label("kind", service.kind))]
    document.parts += [("D", law_in_language(text, language)) for text in service.law]
    return document


# -- stems and meanings ------------------------------------------------------------------------------------------


def _stems(documents: Iterable[Document]) -> Stems:
    """Return the stems of every word of the documents and of the concepts; one query for English and Russian."""
    words: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        words[document.language] |= document.words()
    for by_language in concepts().values():
        for language, said in by_language.items():
            words[language].update(said)
    found: dict[tuple[str, str], tuple[str, ...]] = {
        ("az", word): tuple(f"a:{stem}" for stem in azerbaijani_stems(word)) for word in words["az"]
    }
    with connection.cursor() as cursor:
        for language, dictionary in (("en", "english_stem"), ("ru", "russian_stem")):
            cursor.execute(
                "SELECT word, ts_lexize(%s::regdictionary, word) FROM unnest(%s::text[]) AS word",
                [dictionary, sorted(words[language])],
            )
            for word, stems in cursor.fetchall():
                found[language, word] = tuple(f"{PREFIXES[language]}{stem}" for stem in stems or ())
    return found


def _write_concepts(stems: Stems) -> Meanings:
    """Store which lexemes say which concept, and return it. A stem says what its whole word says."""
    meanings: dict[str, set[str]] = defaultdict(set)
    for concept, by_language in concepts().items():
        for language, words in by_language.items():
            for word in words:
                whole = stems[language, word][:1]  # an Azerbaijani word's longest stem, never a shorter one
                for lexeme in (f"={word}", *whole):
                    meanings[lexeme].add(concept)
    wanted = {(lexeme, concept) for lexeme, named in meanings.items() for concept in named}
    stored = set(SearchConcept.objects.values_list("lexeme", "concept"))
    if stored != wanted:
        SearchConcept.objects.all().delete()
        SearchConcept.objects.bulk_create(SearchConcept(lexeme=lexeme, concept=name) for lexeme, name in sorted(wanted))
    return {lexeme: tuple(sorted(named)) for lexeme, named in meanings.items()}


def lexemes_of(word: str, language: str, stems: Stems) -> tuple[str, ...]:
    """Return the word itself and its stems, as they are indexed."""
    return (f"={word}", *stems[language, word])


# -- writing -----------------------------------------------------------------------------------------------------


def vector_text(document: Document, stems: Stems, meanings: Meanings) -> str:
    """Return a document as the text of a tsvector."""
    places: dict[str, list[str]] = defaultdict(list)
    place = 0
    for weight, text in document.parts:
        for word in words_of(text):
            if len(word) > _LONGEST:
                continue
            place = min(place + 1, _LAST_PLACE)
            lexemes = lexemes_of(word, document.language, stems)
            meant = {f"s:{concept}" for lexeme in lexemes for concept in meanings.get(lexeme, ())}
            for lexeme in (*dict.fromkeys(lexemes), *sorted(meant)):
                places[lexeme].append(f"{place}{weight}")
        place = min(place + _GAP, _LAST_PLACE)  # so that no phrase runs on from one text into the next
    return " ".join(f"'{lexeme}':{','.join(islice(at, _MOST_PLACES))}" for lexeme, at in sorted(places.items()))


def _write_entries(documents: list[Document], stems: Stems, meanings: Meanings) -> int:
    """Write the entries that differ from what is stored, in one statement."""
    stored = {
        (code, language): digest
        for code, language, digest in SearchEntry.objects.values_list("service_id", "language", "digest")
    }
    rows: list[tuple[str, str, str, str, str]] = []
    for document in documents:
        vector = vector_text(document, stems, meanings)
        names = " | ".join(fold(name) for name in document.names)
        digest = hashlib.sha256(f"{names}\n{vector}".encode()).hexdigest()
        if stored.get((document.code, document.language)) != digest:
            rows.append((document.code, document.language, vector, names, digest))
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE_ENTRIES, columns)
    return len(rows)


_WRITE_ENTRIES: Final = """
    WITH given AS MATERIALIZED (
      SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
        AS row (code, language, vector, names, digest)
    ), entry AS (
      INSERT INTO services_catalog_searchentry (service_id, language, names, digest)
      SELECT code, language, names, digest FROM given ORDER BY code, language
      ON CONFLICT (service_id, language) DO UPDATE SET names = EXCLUDED.names, digest = EXCLUDED.digest
      RETURNING id, service_id, language
    ), wanted AS MATERIALIZED (
      SELECT entry.id, lexeme,
        ts_rank('{0.1, 0.2, 0.35, 1}', vector::tsvector, quote_literal(lexeme)::tsquery) AS rank
      FROM given JOIN entry ON entry.service_id = given.code AND entry.language = given.language
      CROSS JOIN LATERAL unnest(vector::tsvector)
    ), gone AS (
      DELETE FROM services_catalog_searchterm AS term USING entry
      WHERE term.entry_id = entry.id
        AND NOT EXISTS (SELECT FROM wanted WHERE wanted.id = entry.id AND wanted.lexeme = term.lexeme)
    )
    INSERT INTO services_catalog_searchterm (entry_id, lexeme, rank) SELECT id, lexeme, rank FROM wanted
    ON CONFLICT (entry_id, lexeme) DO UPDATE SET rank = EXCLUDED.rank
"""


def _write_words(documents: list[Document], stems: Stems, *, everything: bool) -> None:
    """Store the words that misspelt ones are compared with; words that no service has any more go with `everything`."""
    found: dict[str, SearchWord] = {}
    for document in documents:
        for weight, text in document.parts:
            if weight == "D":
                continue
            for shown in _SHOWN.findall(text):
                word = fold(shown)
                if " " in word or not 3 <= len(word) <= _LONGEST or word.isdecimal() or word in found:
                    continue
                lexemes = list(dict.fromkeys(lexemes_of(word, document.language, stems)))
                found[word] = SearchWord(
                    word=word, shown=lowered(shown, document.language)[:60], language=document.language, lexemes=lexemes
                )
    if everything:
        SearchWord.objects.exclude(word__in=found).delete()
    SearchWord.objects.bulk_create(
        [found[word] for word in sorted(found)],
        update_conflicts=True,
        unique_fields=["word"],
        update_fields=["shown", "language", "lexemes"],
    )
