"""The addresses of the rule editor, below those of a change set: `sets/<pk>/services/<code>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import rule, rule_criteria, rule_examples, rule_terms, rule_texts, rule_typing

urlpatterns: list[URLPattern] = [
    path("", rule.page, name="rule"),
    path("law/", rule.law, name="rule_law"),
    path("changes/", rule.changes, name="rule_changes"),
    path("ends/", rule.ends, name="rule_ends"),
    path("begin/", rule.begin, name="rule_begin"),
    path("criteria/row/", rule_criteria.row, name="rule_row"),
    path("criteria/edit/", rule_criteria.criterion, name="rule_criterion"),
    path("criteria/shared/", rule_criteria.shared, name="rule_shared"),
    path("criteria/group/", rule_criteria.group, name="rule_group"),
    path("criteria/move/", rule_criteria.move, name="rule_move"),
    path("criteria/remove/", rule_criteria.remove, name="rule_remove"),
    path("criteria/restore/", rule_criteria.restore, name="rule_restore"),
    path("terms/<slug:name>/", rule_terms.section, name="rule_section"),
    path("terms/<slug:name>/edit/", rule_terms.change, name="rule_terms"),
    path("questions/", rule_terms.questions, name="rule_questions"),
    path("questions/edit/", rule_terms.question, name="rule_question"),
    path("questions/remove/", rule_terms.remove_question, name="rule_remove_question"),
    path("typing/check/", rule_typing.check, name="rule_check"),
    path("typing/options/", rule_typing.options, name="rule_options"),
    path("examples/", rule_examples.page, name="rule_examples"),
    path("examples/edit/", rule_examples.example, name="rule_example"),
    path("examples/remove/", rule_examples.remove, name="rule_remove_example"),
    path("texts/", rule_texts.page, name="rule_texts"),
    path("texts/<slug:name>/", rule_texts.part, name="rule_text"),
    path("texts/<slug:name>/edit/", rule_texts.change, name="rule_edit_text"),
]
