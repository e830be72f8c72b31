"""Words -> tree. The order of words is checked here so that errors can point; sqlglot then builds the tree.

sqlglot never sees the text, only words that the lexer knows, every name as one plain variable: there is
nothing left in them that its many dialects could read in another way.
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _
from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError
from sqlglot.parsers.postgres import PostgresParser
from sqlglot.tokenizer_core import Token, TokenType

from .errors import RuleError
from .habits import of_operators
from .lexer import Kind, Word, read_words

MAX_NESTING = 20

_COMPARISONS = frozenset({"=", "<>", "!=", "<", "<=", ">", ">="})
_OPERATORS = _COMPARISONS | {"+", "-", "*", "/"}

_TOKENS = {
    "AND": TokenType.AND,
    "OR": TokenType.OR,
    "NOT": TokenType.NOT,
    "IN": TokenType.IN,
    "BETWEEN": TokenType.BETWEEN,
    "CASE": TokenType.CASE,
    "WHEN": TokenType.WHEN,
    "THEN": TokenType.THEN,
    "ELSE": TokenType.ELSE,
    "END": TokenType.END,
    "TRUE": TokenType.TRUE,
    "FALSE": TokenType.FALSE,
    "DATE": TokenType.DATE,
    "=": TokenType.EQ,
    "<>": TokenType.NEQ,
    "!=": TokenType.NEQ,
    "<": TokenType.LT,
    "<=": TokenType.LTE,
    ">": TokenType.GT,
    ">=": TokenType.GTE,
    "+": TokenType.PLUS,
    "-": TokenType.DASH,
    "*": TokenType.STAR,
    "/": TokenType.SLASH,
    "(": TokenType.L_PAREN,
    ")": TokenType.R_PAREN,
    ",": TokenType.COMMA,
}


class _RuleParser(PostgresParser):
    """PostgreSQL's precedence with none of its functions: every call keeps the name that was written."""

    FUNCTIONS = {}
    FUNCTION_PARSERS = {}
    NO_PAREN_FUNCTIONS = {}
    NO_PAREN_FUNCTION_PARSERS = {"CASE": PostgresParser.NO_PAREN_FUNCTION_PARSERS["CASE"]}
    PRIMARY_PARSERS = {
        **PostgresParser.PRIMARY_PARSERS,
        TokenType.TRUE: lambda self, token: self.expression(exp.Boolean(this=True), token),
        TokenType.FALSE: lambda self, token: self.expression(exp.Boolean(this=False), token),
    }


def parse_tree(text: object) -> exp.Expr:
    """Return the syntax tree of an expression; raises `RuleError` pointing at what is out of place.

    The tree is shared between callers and must not be changed. Its nodes are not yet checked.
    """
    if not isinstance(text, str):
        raise RuleError(_("A rule is a text."), hint=_("Put the expression in quotation marks."))
    return _parse(text)


@lru_cache(maxsize=2048)
def _parse(text: str) -> exp.Expr:
    words = read_words(text)
    _OrderCheck(text, words).run()
    tokens = [_token(word) for word in words]
    try:
        trees = _RuleParser(dialect=Postgres()).parse(tokens, text)
    except (SqlglotError, RecursionError, ValueError) as error:
        raise RuleError(_("The expression cannot be understood."), text, 0, len(text)) from error
    if len(trees) != 1 or trees[0] is None:
        raise RuleError(_("The expression cannot be understood."), text, 0, len(text))
    return trees[0]


def _token(word: Word) -> Token:
    if word.kind is Kind.NAME:
        token_type = TokenType.VAR
    elif word.kind is Kind.NUMBER:
        token_type = TokenType.NUMBER
    elif word.kind is Kind.STRING:
        token_type = TokenType.STRING
    else:
        token_type = _TOKENS[word.text]
    return Token(token_type, word.text, 1, word.end, word.start, word.end - 1)


class _OrderCheck:
    """Walks the words once, knowing at each whether a value or an operator must come next.

    `open` holds what is not closed yet: "(" a group, "f" a call, "in" a list, and for CASE the word seen last
    ("CASE", "WHEN", "THEN", "ELSE").
    """

    def __init__(self, text: str, words: list[Word]) -> None:
        self.text = text
        self.words = words
        self.index = 0
        self.open: list[tuple[str, Word]] = []
        self.prefixes = 0
        self.betweens: list[int] = [0]

    def run(self) -> None:
        """Raise `RuleError` if the words are not in an order that makes an expression."""
        while True:
            self._value()
            if not self._after_value():
                return

    def _peek(self, ahead: int = 0) -> Word | None:
        position = self.index + ahead
        return self.words[position] if position < len(self.words) else None

    def _fail(self, message: str, word: Word | None, hint: str = "") -> RuleError:
        word = word or Word(Kind.SYMBOL, "", len(self.text), len(self.text))
        return RuleError(message, self.text, word.start, word.end, hint)

    def _push(self, what: str, word: Word) -> None:
        self.open.append((what, word))
        self.betweens.append(0)
        self._check_nesting(word)

    def _check_nesting(self, word: Word) -> None:
        if len(self.open) + self.prefixes > MAX_NESTING:
            raise self._fail(
                _("The expression is nested too deeply: at most %(most)d levels.") % {"most": MAX_NESTING},
                word,
                _("Split it into several criteria."),
            )

    def _value(self) -> None:
        """Consume words up to and including one value."""
        self.prefixes = 0
        while True:
            word = self._peek()
            if word is None:
                raise self._fail(_("The expression stops in the middle."), self.words[-1], _("A value is missing."))
            self.index += 1
            if word.text in ("NOT", "-") and word.kind in (Kind.KEYWORD, Kind.SYMBOL):
                self.prefixes += 1
                self._check_nesting(word)
            elif word.kind is Kind.SYMBOL and word.text == "(":
                self._push("(", word)
            elif word.kind is Kind.KEYWORD and word.text == "CASE":
                self._open_case(word)
            elif word.kind is Kind.NAME and self._is_symbol(self._peek(), "("):
                self.index += 1
                self._push("f", word)
                if self._is_symbol(self._peek(), ")"):
                    self.index += 1
                    self._pop()
                    return
            else:
                self._plain_value(word)
                return

    def _plain_value(self, word: Word) -> None:
        if word.kind in (Kind.NAME, Kind.NUMBER, Kind.STRING) or word.text in ("TRUE", "FALSE"):
            return
        if word.text == "DATE":
            following = self._peek()
            if following is None or following.kind is not Kind.STRING:
                raise self._fail(_("A date is missing here."), word, _("A date is written DATE '2026-07-01'."))
            self.index += 1
            return
        if word.text == "NULL":
            raise self._fail(_("A rule does not write NULL."), word, _("Ask known(…) whether a fact is known."))
        raise self._fail(_("A value is missing before “%(word)s”.") % {"word": word.text}, word, self._value_hint(word))

    def _value_hint(self, word: Word) -> str:
        if word.text == "=" and self.index >= 2 and self.words[self.index - 2].text in ("<", ">", "="):
            return _("Write <=, >= or = without a space.")
        if word.text == "+":
            return _("Write the number without a plus sign.")
        return ""

    def _open_case(self, word: Word) -> None:
        following = self._peek()
        if following is None or following.text != "WHEN" or following.kind is not Kind.KEYWORD:
            raise self._fail(
                _("CASE must be followed by WHEN."),
                following or word,
                _("CASE WHEN condition THEN value ELSE value END"),
            )
        self.index += 1
        self._push("WHEN", word)

    @staticmethod
    def _is_symbol(word: Word | None, symbol: str) -> bool:
        return word is not None and word.kind is Kind.SYMBOL and word.text == symbol

    def _pop(self) -> None:
        self.open.pop()
        self.betweens.pop()

    def _after_value(self) -> bool:
        """Consume closing words and one operator; return False at the end of the expression."""
        while True:
            word = self._peek()
            if word is None:
                self._check_end()
                return False
            self.index += 1
            if word.kind is Kind.SYMBOL and word.text == ")":
                self._close(word)
            elif word.kind is Kind.KEYWORD and word.text == "END":
                self._close_case(word)
            else:
                self._operator(word)
                return True

    def _check_end(self) -> None:
        if self.betweens[-1] > 0:
            raise self._fail(_("BETWEEN needs two values."), self.words[-1], _("x BETWEEN 1 AND 5"))
        if self.open:
            what, word = self.open[-1]
            if what in ("(", "f", "in"):
                raise self._fail(_("This parenthesis is not closed."), word, _("Add a )."))
            raise self._fail(_("This CASE does not end."), word, _("Add ELSE … END."))

    def _close(self, word: Word) -> None:
        if not self.open or self.open[-1][0] not in ("(", "f", "in"):
            raise self._fail(_("This parenthesis was not opened."), word)
        if self.betweens[-1] > 0:
            raise self._fail(_("BETWEEN needs two values."), word, _("x BETWEEN 1 AND 5"))
        self._pop()

    def _close_case(self, word: Word) -> None:
        what = self.open[-1][0] if self.open else ""
        if what != "ELSE":
            hint = _("Say what holds otherwise: ELSE … END.") if what == "THEN" else ""
            raise self._fail(_("END is out of place."), word, hint)
        self._pop()

    def _operator(self, word: Word) -> None:
        if word.kind is Kind.SYMBOL and word.text in _OPERATORS:
            return
        if word.kind is Kind.SYMBOL and word.text == ",":
            if not self.open or self.open[-1][0] not in ("f", "in"):
                raise self._fail(_("A comma is out of place."), word, _("Decimals are written with a point: 600.50."))
            return
        if word.kind is Kind.KEYWORD and word.text in _KEYWORD_OPERATORS:
            self._keyword_operator(word)
            return
        raise self._fail(
            _("An operator is missing before “%(word)s”.") % {"word": word.text[:40]},
            word,
            self._operator_hint(word),
        )

    def _operator_hint(self, word: Word) -> str:
        previous = self.words[self.index - 2]
        if word.kind is Kind.NUMBER and previous.kind is Kind.NUMBER:
            return _("Numbers are written without spaces.")
        if previous.kind is Kind.NAME or word.kind is Kind.NAME:
            return of_operators(word.text) or of_operators(previous.text)
        return ""

    def _keyword_operator(self, word: Word) -> None:
        if word.text == "IS":
            raise self._fail(
                _("A rule does not ask IS NULL or IS TRUE."),
                word,
                _("Ask known(…), or name the condition itself."),
            )
        if word.text == "NOT":
            following = self._peek()
            if following is None or following.text not in ("IN", "BETWEEN"):
                raise self._fail(_("NOT is out of place."), word, _("Write NOT before the condition, or NOT IN (…)."))
            self.index += 1
            word = following
        if word.text == "IN":
            self._open_list(word)
        elif word.text == "BETWEEN":
            self.betweens[-1] += 1
        elif word.text == "AND" and self.betweens[-1] > 0:
            self.betweens[-1] -= 1
        elif word.text in ("WHEN", "THEN", "ELSE"):
            self._case_word(word)

    def _open_list(self, word: Word) -> None:
        following = self._peek()
        if not self._is_symbol(following, "("):
            raise self._fail(_("IN needs a list in parentheses."), word, _("x IN ('a', 'b')"))
        self.index += 1
        self._push("in", word)
        if self._is_symbol(self._peek(), ")"):
            raise self._fail(_("The list is empty."), self._peek(), _("x IN ('a', 'b')"))

    def _case_word(self, word: Word) -> None:
        before = {"WHEN": "THEN", "THEN": "WHEN", "ELSE": "THEN"}[word.text]
        if not self.open or self.open[-1][0] != before:
            raise self._fail(
                _("%(word)s is out of place.") % {"word": word.text},
                word,
                _("CASE WHEN condition THEN value ELSE value END"),
            )
        if self.betweens[-1] > 0:
            raise self._fail(_("BETWEEN needs two values."), word, _("x BETWEEN 1 AND 5"))
        self.open[-1] = (word.text, self.open[-1][1])


_KEYWORD_OPERATORS = frozenset({"AND", "OR", "NOT", "IN", "BETWEEN", "IS", "WHEN", "THEN", "ELSE"})
