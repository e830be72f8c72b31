"""How much of what a form sends is kept, and the field that takes documents."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from dost.ui import uploads
from dost.ui.streaming import streamed
from dost.ui.templatetags.dost import error_summary, field

MB = 1024 * 1024


def sent(*sizes: int) -> Any:
    """The files of a form as Django hands them over, sent with these sizes."""
    files = [SimpleUploadedFile(f"{number}.pdf", b"x" * size) for number, size in enumerate(sizes)]
    return RequestFactory().post("/", {"documents": files, "note": "a word"})


def test_a_file_that_may_be_taken_comes_whole() -> None:
    (one,) = sent(10 * MB).FILES.getlist("documents")

    assert (one.size, len(one.read()), one.name) == (10 * MB, 10 * MB, "0.pdf")


@pytest.mark.parametrize("size", [10 * MB + 1, 30 * MB])
def test_of_one_that_is_too_large_no_more_is_kept_than_tells_so_and_the_form_comes_all_the_same(size: int) -> None:
    request = sent(size)
    (one,) = request.FILES.getlist("documents")

    assert one.size == size
    assert len(one.read()) == 10 * MB + 1
    assert request.POST["note"] == "a word"


def test_of_all_files_no_more_is_kept_than_a_form_may_hold_and_none_is_taken_for_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(uploads, "MOST_OF_A_FORM", 5 * MB)
    files = sent(3 * MB, 3 * MB, 3 * MB).FILES.getlist("documents")

    assert [len(one.read()) for one in files] == [3 * MB, 2 * MB, 0]
    assert files[0].size == 3 * MB
    assert all(one.size > uploads.MOST_BYTES for one in files[1:])


def test_a_small_file_stays_in_memory_and_a_large_one_has_no_name_on_the_disk() -> None:
    small, large = sent(1000, 2 * MB).FILES.getlist("documents")

    assert not small.file._rolled
    assert large.file._rolled
    assert not isinstance(large.file.name, str)  # no path: nothing is left behind by a kill


# -- the field -----------------------------------------------------------------------------------------------------


class DocumentForm(forms.Form):
    documents = uploads.DocumentsField()


def form_with(*files: SimpleUploadedFile) -> DocumentForm:
    return DocumentForm(QueryDict(), MultiValueDict({"documents": list(files)} if files else {}))


def test_it_gives_the_files_in_their_order() -> None:
    first, second = SimpleUploadedFile("1.jpg", b"1"), SimpleUploadedFile("2.jpg", b"")
    form = form_with(first, second)

    assert form.is_valid()  # that one is empty is for whoever takes them to say
    assert form.cleaned_data["documents"] == (first, second)
    assert form.has_changed()


def test_none_is_said_beside_it() -> None:
    with translation.override("en"):
        form = form_with()
        assert not form.is_valid()
        assert form.errors == {"documents": ["Choose a file."]}
        assert not form.has_changed()


def test_it_stands_in_the_houses_form_group_with_its_limits_and_errors() -> None:
    with translation.override("en"):
        form = form_with()
        form.is_valid()
        shown = field(form["documents"])
        control = str(shown["control"])
        assert error_summary(form)["errors"] == [("id_documents", "Choose a file.")]

    for part in ('type="file"', "multiple", 'accept="application/pdf,image/jpeg,image/png"', "govuk-file-upload"):
        assert part in control
    assert 'aria-describedby="id_documents-hint id_documents-error"' in control
    assert "10 MB" in str(form["documents"].help_text)


# -- answering with a file -----------------------------------------------------------------------------------------


def test_a_picture_is_shown_and_a_pdf_is_saved_and_neither_may_do_anything() -> None:
    picture = streamed(iter([b"ab", b"c"]), media_type="image/png", file_name="Arayış.png", size=3)
    paper = streamed(iter([b"x"]), media_type="application/pdf", file_name='a"b.pdf', size=1)

    assert b"".join(picture) == b"abc"
    assert picture["Content-Disposition"].startswith("inline; filename*=utf-8''Aray")
    assert paper["Content-Disposition"] == 'attachment; filename="a\\"b.pdf"'
    for response in (picture, paper):
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"
    assert (picture["Content-Length"], paper["Content-Length"]) == ("3", "1")
