"""Searching the services, in one query.

How a service is ranked. Each telling word of the question is looked for as it is, by its stems in three languages,
by what it means, and – the last word, which may still be being typed – by its beginning. A word that no service has is
taken for a misspelt one, and the words most like it are looked for. Then

    score of a service = sum over the words asked of the best of
        worth of the way it was found    1 itself · 0.9 spelt otherwise · 0.45 to 0.85 a stem, by its length
                                         0.5 its meaning · 0.55 its beginning · misspelt: its likeness, squared
      × rank in the entry                PostgreSQL's ts_rank: names 1, summary 0.35, labels 0.2, law 0.1
      × rarity                           ln(1 + services / services that have it)
      × language                         1 the reader's, 0.8 the others
    × share of the words found ^ 1.5
    × what people mostly come for      1.15 money, 1 other services, 0.9 papers and advice about them
    + for the best of them: 2 × likeness of the whole question to the names (`strict_word_similarity`), and 2 more when
      it is exactly what the service is called, by its name or an everyday word

What is about as good – within a tenth for a question of one word, which says little, else within a hundredth – stands
in the order of the ministry's list, which begins with what most people need. A service code (`05-40`, `540`) comes
before everything. What scores less than a quarter of the best is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from .normalise import MOST_LETTERS, asked_words, azerbaijani_stems, fold, is_word, spellings

_CYRILLIC: Final = re.compile(r"[а-яё]", re.IGNORECASE)
_CODE: Final = re.compile(r"\s*(\d{1,2})[-–—. ]?(\d{1,2})(?:[-–—. ](\d))?\s*")
_DIGITS: Final = re.compile(r"\s*\d{3,5}\s*")
_SHORTEST_BEGINNING: Final = 3
_STEM_LEAST, _STEM_MORE, _SPELT = 0.45, 0.4, 0.9


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader has narrowed the list to; empty is everything."""

    life_event: str = ""
    area: str = ""
    audience: str = ""
    delivery: str = ""

    def __bool__(self) -> bool:
        return bool(self.life_event or self.area or self.audience or self.delivery)


EVERYTHING: Final = Filters()


@dataclass(frozen=True, slots=True)
class Hit:
    """A service that was found. `availability` is its state: open, paused, seasonal or closed."""

    code: str
    name: str
    summary: str
    delivery: str
    digitized: bool
    availability: str
    area: str
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """A part of what was found, best first, and how many there are in all."""

    found: tuple[Hit, ...]
    total: int


def search(query: str, *, language: str, filters: Filters = EVERYTHING, limit: int = 20, offset: int = 0) -> Results:
    """Return the services that a question means, best first; names and summaries in `language` (az, en, ru)."""
    words = asked_words(query)
    if not words:
        return Results((), 0)
    asked = _asked(words)
    ways = _ways(words)
    with connection.cursor() as cursor:
        cursor.execute(
            _SEARCH,
            {
                "tokens": [token for token, _word in asked],
                "words": [word for _token, word in asked],
                "way_tokens": [token for token, _lexeme, _worth in ways],
                "way_lexemes": [lexeme for _token, lexeme, _worth in ways],
                "way_worths": [worth for _token, _lexeme, worth in ways],
                "asked": len(words),
                "question": fold(query[:MOST_LETTERS]),
                "telling": " ".join(filter(is_word, words)),
                "beginning": _beginning(words[-1]),
                "code": _code(query),
                "language": language,
                "life_event": filters.life_event,
                "area": filters.area,
                "audience": filters.audience,
                "delivery": filters.delivery,
                "limit": limit,
                "offset": offset,
            },
        )
        rows = cursor.fetchall()
    return Results(tuple(Hit(*row[:-1]) for row in rows), rows[0][-1] if rows else 0)


def nearest_words(query: str, *, most: int = 5) -> list[str]:
    """Return words that services do have and that look most like those asked, for a search that found nothing."""
    words = asked_words(query)
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, {"words": words, "most": most})
        return [shown for (shown,) in cursor.fetchall()]


def _asked(words: Sequence[str]) -> list[tuple[int, str]]:
    """Return the words asked with every spelling they may have, numbered."""
    return [(token, spelt) for token, word in enumerate(words) if is_word(word) for spelt in spellings(word)]


def _ways(words: Sequence[str]) -> list[tuple[int, str, float]]:
    """Return what to look for, as (number of the word, lexeme, worth): all but what PostgreSQL must stem itself."""
    ways: list[tuple[int, str, float]] = []
    for token, word in enumerate(words):
        if not is_word(word):
            ways.append((token, word, 1.0))
            continue
        for spelt in spellings(word):
            worth = 1.0 if spelt == word else _SPELT
            ways.append((token, f"={spelt}", worth))
            if not _CYRILLIC.search(spelt):
                ways += [
                    (token, f"a:{stem}", worth * (_STEM_LEAST + _STEM_MORE * len(stem) / len(spelt)))
                    for stem in azerbaijani_stems(spelt)
                ]
    return ways


def _beginning(word: str) -> str:
    """Return the pattern of the lexemes that begin with a word long enough to say something; folded words have no %."""
    return f"={word}%" if len(word) >= _SHORTEST_BEGINNING and is_word(word) else ""


def _code(query: str) -> str:
    """Return the digits of a question that is nothing but a service code, without leading zeros; else nothing."""
    if _DIGITS.fullmatch(query) or _CODE.fullmatch(query):
        return re.sub(r"\D", "", query).lstrip("0")
    return ""


_SEARCH: Final = """
WITH asked AS MATERIALIZED (
  SELECT token, word FROM unnest(%(tokens)s::int[], %(words)s::text[]) AS a (token, word)
), own AS MATERIALIZED (
  SELECT token, lexeme, worth
  FROM unnest(%(way_tokens)s::int[], %(way_lexemes)s::text[], %(way_worths)s::real[]) AS w (token, lexeme, worth)
  UNION ALL SELECT token, 'e:' || stem, 0.85 FROM asked, unnest(ts_lexize('english_stem', word)) AS stem
  UNION ALL SELECT token, 'r:' || stem, 0.85 FROM asked, unnest(ts_lexize('russian_stem', word)) AS stem
), ways AS MATERIALIZED (
  SELECT row_number() OVER () AS way, token, lexeme, worth FROM (
    SELECT token, lexeme, max(worth) AS worth FROM (
      SELECT * FROM own
      UNION ALL SELECT own.token, 's:' || c.concept, 0.5 FROM own JOIN services_catalog_searchconcept c USING (lexeme)
    ) AS every GROUP BY 1, 2
  ) AS each
), direct AS MATERIALIZED (
  SELECT w.way, w.token, t.entry_id, w.worth * t.rank AS score
  FROM ways w JOIN services_catalog_searchterm t ON t.lexeme = w.lexeme
  UNION ALL
  SELECT 0, %(asked)s - 1, t.entry_id, 0.55 * t.rank
  FROM services_catalog_searchterm t WHERE %(beginning)s <> '' AND t.lexeme LIKE %(beginning)s
), alike AS MATERIALIZED (
  SELECT -row_number() OVER () AS way, token, lexeme, worth FROM (
    SELECT a.token, lexeme, max(near.likeness * near.likeness) AS worth
    FROM asked a
    CROSS JOIN LATERAL (
      SELECT w.lexemes, similarity(w.word, a.word) AS likeness FROM services_catalog_searchword w
      WHERE w.word %% a.word ORDER BY likeness DESC, w.word LIMIT 5
    ) AS near
    CROSS JOIN unnest(near.lexemes) AS lexeme
    WHERE a.token NOT IN (SELECT token FROM direct)
    GROUP BY 1, 2
  ) AS each
), hits AS (
  SELECT h.way, h.token, e.service_id,
    max(h.score * CASE e.language WHEN %(language)s THEN 1 ELSE 0.8 END) AS score
  FROM (
    SELECT * FROM direct
    UNION ALL
    SELECT w.way, w.token, t.entry_id, w.worth * t.rank
    FROM alike w JOIN services_catalog_searchterm t ON t.lexeme = w.lexeme
  ) AS h JOIN services_catalog_searchentry e ON e.id = h.entry_id
  GROUP BY 1, 2, 3
), rare AS (
  SELECT token, service_id, score * ln(1 + (SELECT count(*) FROM services_catalog_service)::float
    / count(*) OVER (PARTITION BY way)) AS score
  FROM hits
), best AS (
  SELECT service_id, token, max(score) AS score FROM rare GROUP BY 1, 2
), scored AS (
  SELECT b.service_id, sum(b.score) * power(count(*)::float / %(asked)s, 1.5)
    * CASE s.kind WHEN 'benefit' THEN 1.15 WHEN 'pension' THEN 1.15 WHEN 'stipend' THEN 1.15
                  WHEN 'certificate' THEN 0.9 WHEN 'consultation' THEN 0.9 ELSE 1 END AS score
  FROM best b JOIN services_catalog_service s ON s.code = b.service_id GROUP BY b.service_id, s.kind
), foremost AS (
  SELECT * FROM scored ORDER BY score DESC, service_id LIMIT 16
), named AS (
  SELECT l.service_id, max((2 * strict_word_similarity(%(question)s, e.names)
    + CASE WHEN string_to_array(e.names, ' | ') && ARRAY[%(question)s, %(telling)s] THEN 2 ELSE 0 END)
    * CASE e.language WHEN %(language)s THEN 1 ELSE 0.8 END) AS score
  FROM foremost l JOIN services_catalog_searchentry e USING (service_id) GROUP BY 1
), coded AS (
  SELECT code AS service_id, CASE WHEN digits = %(code)s THEN 1000 ELSE 100 END AS score
  FROM services_catalog_service, ltrim(replace(code, '-', ''), '0') AS digits
  WHERE %(code)s <> '' AND starts_with(digits, %(code)s)
), total AS (
  SELECT service_id, sum(score) AS score FROM (
    SELECT * FROM scored UNION ALL SELECT * FROM named UNION ALL SELECT * FROM coded
  ) AS every GROUP BY 1
), kept AS (
  SELECT *, max(score) OVER () AS most FROM total
)
SELECT s.code, coalesce(s.name ->> %(language)s, s.name ->> 'az', ''), coalesce(s.summary ->> %(language)s, ''),
  s.delivery, s.digitized, coalesce(s.availability ->> 'state', 'open'), s.area, k.score, count(*) OVER ()
FROM kept k JOIN services_catalog_service s ON s.code = k.service_id
WHERE k.score >= k.most / 4
  AND (%(life_event)s = '' OR s.life_events ? %(life_event)s)
  AND (%(area)s = '' OR s.area = %(area)s)
  AND (%(audience)s = '' OR s.audiences ? %(audience)s)
  AND (%(delivery)s = '' OR s.delivery = %(delivery)s)
ORDER BY round(CASE WHEN %(asked)s = 1 THEN 10 ELSE 100 END * k.score / k.most) DESC, s.code
LIMIT %(limit)s OFFSET %(offset)s
"""

_NEAREST: Final = """
SELECT shown FROM (
  SELECT w.shown, max(similarity(w.word, a)) AS likeness
  FROM unnest(%(words)s::text[]) AS a JOIN services_catalog_searchword w ON w.word %% a
  GROUP BY 1
) AS near ORDER BY likeness DESC, shown LIMIT %(most)s
"""
