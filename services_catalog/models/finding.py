"""What is searched: made anew from the services by `services_catalog.finding.index`, never written by hand."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from .catalogue import Service


class SearchEntry(models.Model):
    """One service in one language, as it is searched."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="search_entries")
    language = models.CharField(_("language"), max_length=2)
    names = models.TextField(_("names and everyday words, folded"))
    digest = models.CharField(_("hash of what was indexed"), max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "language"], name="search_entry_once")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.language}"


class SearchTerm(models.Model):
    """A lexeme of an entry with its rank there: PostgreSQL's `ts_rank` of it in the weighed words of the entry.

    Kept by lexeme because a search asks for a few of them: unpacking the vectors of all entries for each question took
    ten times as long as everything else.
    """

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="terms")
    lexeme = models.CharField(_("lexeme"), max_length=64)
    rank = models.FloatField(_("rank"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "lexeme"], name="search_term_once")]
        indexes = [models.Index(fields=["lexeme"], opclasses=["varchar_pattern_ops"], name="search_term_lexeme")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.lexeme}"


class SearchWord(models.Model):
    """A word that some service has, to find what was meant by one that none has."""

    word = models.CharField(_("folded word"), max_length=60, primary_key=True)
    shown = models.CharField(_("as it is written"), max_length=60)
    language = models.CharField(_("language"), max_length=2)
    lexemes = ArrayField(models.CharField(max_length=64), verbose_name=_("how it is indexed"))

    class Meta:
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_word_alike")]

    def __str__(self) -> str:
        return self.word


class SearchConcept(models.Model):
    """A way of saying a concept: whoever asks with this lexeme also finds what has the concept."""

    lexeme = models.CharField(_("lexeme"), max_length=64)
    concept = models.CharField(_("concept"), max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lexeme", "concept"], name="search_concept_once")]

    def __str__(self) -> str:
        return f"{self.lexeme} {self.concept}"
