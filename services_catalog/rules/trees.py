"""Looking at sqlglot's syntax trees: parts, depth, and where a part stands in the text."""

from __future__ import annotations

from sqlglot import exp


def part(raw: exp.Expr) -> exp.Expr:
    """Return the first or only operand."""
    operand = raw.this
    if not isinstance(operand, exp.Expr):
        raise TypeError(f"an operand is missing: {raw!r}")
    return operand


def is_texts(raw: exp.Expr) -> bool:
    """Tell whether a part is a text, or a choice between texts."""
    while isinstance(raw, exp.Paren):
        raw = part(raw)
    if isinstance(raw, exp.Case):
        results = [branch.args["true"] for branch in raw.args["ifs"]] + [raw.args.get("default")]
        return all(isinstance(result, exp.Expr) and is_texts(result) for result in results)
    return isinstance(raw, exp.Literal) and raw.is_string


def depth_of(tree: exp.Expr) -> int:
    """Return how deep a tree is, a chain of ANDs or ORs counting as one level; uses no recursion."""
    deepest = 0
    stack: list[tuple[exp.Expr, int]] = [(tree, 1)]
    while stack:
        current, depth = stack.pop()
        deepest = max(deepest, depth)
        for child in current.iter_expressions():
            same = type(child) is type(current) and isinstance(child, exp.And | exp.Or)
            stack.append((child, depth if same else depth + 1))
    return deepest


def word_span(raw: exp.Expr) -> tuple[int, int]:
    """Return where the word stands that a part was made from."""
    return raw.meta.get("start", 0), raw.meta.get("end", -1) + 1


def span(raw: exp.Expr, text: str) -> tuple[int, int]:
    """Return where a part stands in the text: from its first to its last word."""
    spans = [word_span(below) for below in raw.walk() if "start" in below.meta]
    if not spans:
        return 0, len(text)
    return min(start for start, _end in spans), max(end for _start, end in spans)
