"""The expression language: one tree, five readers (dimensions, evaluation, trace, Excel, text).

Knows no methodology. The public names are those listed in `__all__`.
"""

from jcm_desktop.formulas.dimensions import Scope, check_formula, unit_of
from jcm_desktop.formulas.evaluate import Environment, Evaluator, compile_formula, evaluate
from jcm_desktop.formulas.numbers import Exact, as_decimal
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.to_excel import Cells, to_excel
from jcm_desktop.formulas.to_text import symbol_markup, symbol_plain, to_math, to_text
from jcm_desktop.formulas.trace import Trace, render_tree, walk
from jcm_desktop.formulas.tree import (
    Binary,
    Call,
    Compare,
    Logic,
    Name,
    Negative,
    Node,
    Number,
    Sum,
    indices_in,
    lookups_in,
    names_in,
)

__all__ = [
    "Binary",
    "Call",
    "Cells",
    "Compare",
    "Environment",
    "Evaluator",
    "Exact",
    "Logic",
    "Name",
    "Negative",
    "Node",
    "Number",
    "Scope",
    "Sum",
    "Trace",
    "as_decimal",
    "check_formula",
    "compile_formula",
    "evaluate",
    "indices_in",
    "lookups_in",
    "names_in",
    "parse",
    "render_tree",
    "symbol_markup",
    "symbol_plain",
    "to_excel",
    "to_math",
    "to_text",
    "unit_of",
    "walk",
]
