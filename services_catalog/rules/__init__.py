"""The rule engine: a rule is written once, checked, and asked of one person, of a what-if person or of
everyone.

Start with `compile_rule`, then `what_if` for typed-in facts, `select_verdicts` or `select_entitled` for
everyone, and `explain_rows` for people in the registries.
"""

from .errors import RuleError
from .evaluate import (
    amounts,
    explain_rows,
    explained_answers,
    select_entitled,
    select_explained,
    select_verdicts,
    typed_facts,
    what_if,
    what_if_many,
)
from .explain import CriterionResult, Explanation, FactValue, Verdict, explain_row
from .functions import FUNCTIONS
from .language import Expression, parse_expression
from .parameters import Parameter, ParameterBook, read_value, read_worth
from .plain import read_back, read_back_rule, read_fact, read_node, read_scale
from .reading import check_texts, compile_rule
from .rule import CompiledRule, Criterion
from .scales import Bracket, Scale
from .types import ValueType

__all__ = [
    "FUNCTIONS",
    "Bracket",
    "CompiledRule",
    "Criterion",
    "CriterionResult",
    "Explanation",
    "Expression",
    "FactValue",
    "Parameter",
    "ParameterBook",
    "RuleError",
    "Scale",
    "ValueType",
    "Verdict",
    "amounts",
    "check_texts",
    "compile_rule",
    "explain_row",
    "explain_rows",
    "explained_answers",
    "parse_expression",
    "read_back",
    "read_back_rule",
    "read_fact",
    "read_node",
    "read_scale",
    "read_value",
    "read_worth",
    "select_entitled",
    "select_explained",
    "select_verdicts",
    "typed_facts",
    "what_if",
    "what_if_many",
]
