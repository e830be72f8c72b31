"""What is searched: made anew from the services by `services_catalog.finding.index`, never written by hand."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from .catalogue import Service


class SearchEntry(models.Model):
    """One service in one language, as it is searched; `vector` weighs A names, B what it is, C labels, D law."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="search_entries")
    language = models.CharField(_("language"), max_length=2)
    vector = SearchVectorField(_("words, weighed"))
    names = models.TextField(_("names and everyday words, folded"))
    digest = models.CharField(_("hash of what was indexed"), max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "language"], name="search_entry_once")]
        indexes = [GinIndex(fields=["vector"], name="search_entry_vector")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.language}"


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
