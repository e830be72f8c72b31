"""Documents that people handed in, with their files."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from dost.accounts.actors import Oneself
from dost.cases.models import SupportingDocument
from dost.cases.supporting import vault

from .registries import PersonFactory

CONTENT = b"%PDF-1.7 a document of the factory"


class SupportingDocumentFactory(DjangoModelFactory):
    """A PDF of one page that its person handed in, scanned and not sent. `content` is what lies in its file."""

    class Meta:
        model = SupportingDocument

    class Params:
        content = CONTENT

    public_id = factory.LazyFunction(uuid4)
    person = factory.SubFactory(PersonFactory)
    title = "arayış.pdf"
    state = SupportingDocument.State.FILED
    original_name = "arayış.pdf"
    original_type = "application/pdf"
    original_size = factory.LazyAttribute(lambda row: len(row.content))
    original_hash = factory.LazyAttribute(lambda row: hashlib.sha256(row.content).hexdigest())
    media_type = "application/pdf"
    pages = 1
    size = factory.LazyAttribute(lambda row: len(row.content))
    added_at = datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("Asia/Baku"))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> SupportingDocument:
        content = kwargs.pop("content", CONTENT)
        row = model_class(*args, **kwargs)
        if not row.file:
            stored = vault.write(content, about=row.public_id)
            row.file, row.key_id = stored.name, stored.key_id
        if row.case is not None and row.sent_at is None:
            row.sent_at = row.added_at
        if row.by_person_id is None and row.by_id is None:
            row.signed(Oneself(person_id=row.person_id, subject="the-person"))
        row.save(force_insert=True)
        saved: SupportingDocument = row
        return saved
