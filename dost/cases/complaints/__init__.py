"""Complaints and proposals under the law on citizens' appeals: written, kept from whoever they are about, answered.

`seen_by` is what every list, count and page of staff asks: to whoever a complaint is about it is not there.
"""

from .clock import complaint_clock
from .due import complaints_overdue, complaints_waiting, is_near, watch_complaints
from .examining import (
    ANSWERS,
    LEAVES,
    NotHolder,
    answer,
    answered_before,
    ask,
    asked_until,
    found_meant,
    found_not_meant,
    give_back,
    leave,
    staff_to_name,
    study_longer,
    take_over,
)
from .hearing import complaints_for_oneself
from .preview import complaint_preview
from .seen_by import hidden_from, hides_document, may_know_of, seen_by
from .writing import (
    Subject,
    add_document,
    begin,
    discard,
    documents_of,
    give,
    open_draft,
    own_complaints,
    send,
    subject_of,
    withdraw,
    write_down,
    write_words,
)

__all__ = [
    "ANSWERS",
    "LEAVES",
    "NotHolder",
    "Subject",
    "add_document",
    "answer",
    "answered_before",
    "ask",
    "asked_until",
    "begin",
    "complaint_clock",
    "complaint_preview",
    "complaints_for_oneself",
    "complaints_overdue",
    "complaints_waiting",
    "discard",
    "documents_of",
    "found_meant",
    "found_not_meant",
    "give",
    "give_back",
    "hidden_from",
    "hides_document",
    "is_near",
    "leave",
    "may_know_of",
    "open_draft",
    "own_complaints",
    "seen_by",
    "send",
    "staff_to_name",
    "study_longer",
    "subject_of",
    "take_over",
    "watch_complaints",
    "withdraw",
    "write_down",
    "write_words",
]
