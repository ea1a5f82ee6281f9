"""A formula as text: canonical (reads back to the same tree) and as people read it (markup with subscripts).

Knows the symbols it is given, no values. The markup is the part of HTML that both Qt's
rich text and reportlab's paragraphs read: `<sub>` and `<sup>`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Literal

from jcm_desktop.formulas.tree import Binary, Call, Compare, Logic, Name, Negative, Node, Number, Sum
from jcm_desktop.i18n import _

# How tightly each kind binds; a part that binds less than its place needs parentheses.
_OR, _AND, _NOT, _COMPARE, _PLUS, _TIMES, _MINUS, _POWER, _ATOM = range(9)
_BINDING = {"+": _PLUS, "-": _PLUS, "*": _TIMES, "/": _TIMES, "**": _POWER}
_SIGNS = {"-": "−", "*": "×", "/": "÷", "<=": "≤", ">=": "≥", "==": "=", "!=": "≠", "<": "&lt;", ">": "&gt;"}
_GREEK = {
    "alpha": "α",
    "beta": "β",
    "delta": "δ",
    "epsilon": "ε",
    "eta": "η",
    "lambda": "λ",
    "mu": "μ",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "phi": "φ",
    "Delta": "Δ",
    "Sigma": "Σ",
}
_WORD = re.compile(r"\\?(?<![A-Za-z])([A-Za-z]+)")
_SCRIPT = re.compile(r"(?P<kind>[_^])(?:\{(?P<inner>[^{}]*)\}|(?P<rest>[^^{}\s]+))")


def binding(node: Node) -> int:
    """How tightly a node binds in the written form."""
    match node:
        case Binary(operator):
            return _BINDING[operator]
        case Negative():
            return _MINUS
        case Compare():
            return _COMPARE
        case Logic(operator):
            return {"or": _OR, "and": _AND, "not": _NOT}[operator]
    return _ATOM


def to_text(node: Node) -> str:
    """The canonical text; parsing it gives the same tree."""
    match node:
        case Number(value):
            return f"{value:f}"
        case Name(name, index):
            return f"{name}[{', '.join(index)}]" if index else name
        case Negative(inner):
            return f"-{_part(inner, _MINUS)}"
        case Binary("**", left, right):
            # Python reads -a ** b as -(a ** b), and a ** -b without parentheses
            return f"{_part(left, _ATOM)} ** {_part(right, _MINUS)}"
        case Binary(operator, left, right):
            level = _BINDING[operator]
            return f"{_part(left, level)} {operator} {_part(right, level + 1)}"
        case Compare(operator, left, right):
            return f"{_part(left, _PLUS)} {operator} {_part(right, _PLUS)}"
        case Logic("not", (inner,)):
            return f"not {_part(inner, _NOT)}"
        case Logic(operator, parts):
            level = _AND if operator == "and" else _OR
            return f" {operator} ".join([_part(part, level + 1) for part in parts])
        case Sum(variable, body):
            return f"sum({variable}, {to_text(body)})"
        case Call(function, arguments):
            return f"{function}({', '.join(map(to_text, arguments))})"


def _part(node: Node, level: int) -> str:
    text = to_text(node)
    return text if binding(node) >= level else f"({text})"


def symbol_markup(symbol: str) -> str:
    """`EC_{PJ,i,p}` as `EC<sub>PJ,i,p</sub>`, `T^{2}` with `<sup>`; Greek letters by name are written as such."""
    tags = {"low": "sub", "high": "sup"}
    parts = ((html.escape(text), tags.get(place, "")) for text, place in symbol_runs(symbol))
    return "".join(f"<{tag}>{text}</{tag}>" if tag else text for text, tag in parts)


def symbol_runs(symbol: str) -> tuple[tuple[str, Literal["bold", "low", "high"]], ...]:
    """`EC_{PJ,i,p}` as pieces of text with where each stands: on the line, low or high; for those who draw."""
    runs: list[tuple[str, Literal["bold", "low", "high"]]] = []
    at = 0
    for script in _SCRIPT.finditer(symbol):
        runs.append((_greek(symbol[at : script.start()]), "bold"))
        inner = script["rest"] if script["inner"] is None else script["inner"]
        runs.append((_greek(inner), "low" if script["kind"] == "_" else "high"))
        at = script.end()
    runs.append((_greek(symbol[at:]), "bold"))
    return tuple(one for one in runs if one[0])


def symbol_plain(symbol: str) -> str:
    """`EC_{PJ,i,p}` as `EC_PJ,i,p`, for places without markup."""
    return _greek(symbol.replace("{", "").replace("}", ""))


def _greek(text: str) -> str:
    return _WORD.sub(lambda found: _GREEK.get(found[1], found[0]), text)


def to_math(node: Node, symbols: Mapping[str, str]) -> str:
    """The formula as people read it, as markup; `symbols` has written symbols (`EC_{PJ,i,p}`), those of indices too."""
    match node:
        case Number(value):
            return f"{value:f}"
        case Name(name):
            return symbol_markup(symbols.get(name, name))
        case Negative(inner):
            return f"−{_math(inner, symbols, _POWER)}"
        case Binary("**", left, right):
            return f"{_math(left, symbols, _ATOM)}<sup>{to_math(right, symbols)}</sup>"
        case Binary(operator, left, right):
            level = _BINDING[operator]
            sign = _SIGNS.get(operator, operator)
            return f"{_math(left, symbols, level)} {sign} {_math(right, symbols, level + 1, after=True)}"
        case Compare(operator, left, right):
            sign = _SIGNS[operator]
            return f"{_math(left, symbols, _PLUS)} {sign} {_math(right, symbols, _PLUS)}"
        case Logic("not", (inner,)):
            return _("not {condition}").format(condition=_math(inner, symbols, _NOT))
        case Logic(operator, parts):
            word = _("and") if operator == "and" else _("or")
            return f" {word} ".join([_math(part, symbols, _COMPARE) for part in parts])
        case Sum(variable, body):
            return f"Σ<sub>{html.escape(symbols.get(variable, variable))}</sub> {_math(body, symbols, _ATOM)}"
        case Call("days", _arguments):
            return _("days in p")
        case Call("lookup", (Name(table), Name(key))):
            return symbol_markup(_with_key(symbols.get(table, table), key))
        case Call("exp", (inner,)):
            return f"e<sup>{to_math(inner, symbols)}</sup>"
        case Call(function, arguments):
            return _call(function, [to_math(one, symbols) for one in arguments])


def _with_key(symbol: str, key: str) -> str:
    """A table's symbol with the row asked for: `GWP` and `g` give `GWP_{g}`, `EF_{CH4}` and `s` give `EF_{CH4,s}`."""
    return f"{symbol[:-1]},{key}}}" if symbol.endswith("}") and "_{" in symbol else f"{symbol}_{{{key}}}"


def _call(function: str, parts: list[str]) -> str:
    if function == "if":
        condition, yes, no = parts
        return "(" + _("{yes} if {condition}, otherwise {no}").format(yes=yes, condition=condition, no=no) + ")"
    if function == "floor":
        return f"⌊{parts[0]}⌋"
    return f"{function}({', '.join(parts)})"


def _math(node: Node, symbols: Mapping[str, str], level: int, *, after: bool = False) -> str:
    """A part in its place; `after` a sign no bare minus may follow."""
    text = to_math(node, symbols)
    bare = binding(node) >= level and not (after and isinstance(node, Negative))
    return text if bare else f"({text})"
