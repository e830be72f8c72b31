"""The addresses of the rule editor, below those of a change set: `sets/<pk>/services/<code>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import criteria, criterion_form, examples, questions, rule, terms, texts, typing

urlpatterns: list[URLPattern] = [
    path("", rule.page, name="rule"),
    path("law/", rule.law, name="rule_law"),
    path("changes/", rule.changes, name="rule_changes"),
    path("ends/", rule.ends, name="rule_ends"),
    path("begin/", rule.begin, name="rule_begin"),
    path("criteria/row/", criteria.row, name="rule_row"),
    path("criteria/edit/", criterion_form.criterion, name="rule_criterion"),
    path("criteria/shared/", criteria.shared, name="rule_shared"),
    path("criteria/group/", criteria.group, name="rule_group"),
    path("criteria/move/", criteria.move, name="rule_move"),
    path("criteria/remove/", criteria.remove, name="rule_remove"),
    path("criteria/restore/", criteria.restore, name="rule_restore"),
    path("terms/<slug:name>/", terms.section, name="rule_section"),
    path("terms/<slug:name>/edit/", terms.change, name="rule_terms"),
    path("questions/", questions.questions, name="rule_questions"),
    path("questions/edit/", questions.question, name="rule_question"),
    path("questions/remove/", questions.remove, name="rule_remove_question"),
    path("typing/check/", typing.check, name="rule_check"),
    path("typing/options/", typing.options, name="rule_options"),
    path("examples/", examples.page, name="rule_examples"),
    path("examples/edit/", examples.example, name="rule_example"),
    path("examples/remove/", examples.remove, name="rule_remove_example"),
    path("texts/", texts.page, name="rule_texts"),
    path("texts/<slug:name>/", texts.part, name="rule_text"),
    path("texts/<slug:name>/edit/", texts.change, name="rule_edit_text"),
]
