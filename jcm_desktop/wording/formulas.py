"""Sentences about units, numbers and formulas."""

from jcm_desktop.i18n import N_

WORDS = {
    "unit.unknown": N_("{place}: “{unit}” is not a unit we know. Take one that we know, such as {suggestion}."),
    "unit.not_known": N_("“{place}” is not a unit we know. Take one that we know, such as {suggestion}."),
    "unit.mismatch": N_("“{unit}” cannot be turned into {wanted}: they measure different things."),
    "number.invalid": N_("“{text}” is not a number. Type digits with a decimal point, for example 1234.5."),
    "number.ambiguous": N_("“{text}” could be {one} or {other}. Say which sign is the decimal sign."),
    "number.too_long": N_("{place}: the number has more than {limit} digits. Please check it."),
    "number.too_large": N_(
        "{place}: the number has more than {limit} digits before the decimal point. Please check it and its unit."
    ),
    "formula.too_long": N_("{place}: the formula is longer than {limit} characters. Split it into terms."),
    "formula.too_deep": N_("{place}: the formula has more than {limit} levels. Split it into terms."),
    "formula.syntax": N_("{place}: the formula cannot be read: {text}"),
    "formula.forbidden": N_("{place}: a formula may not use “{found}”."),
    "formula.bad_number": N_(
        "{place}: “{found}” is not a plain number. Write digits, with a decimal point where one is needed."
    ),
    "formula.bad_call": N_("{place}: {function} is written as {form}."),
    "formula.bad_index": N_("{place}: the index is not right. Expected: {index}."),
    "formula.unknown_name": N_("{place}: “{name}” is not defined. Known are, for example: {known}."),
    "formula.dimension": N_("{place} is in {unit}, but {wanted} is needed there."),
    "formula.scale": N_(
        "{place} is in {unit}, but {wanted} is needed there: a factor {factor} would be hidden. Write it as a constant."
    ),
    "formula.missing_value": N_("There is no value for {place} yet. Enter it on the plan page."),
    "formula.division_by_zero": N_("{place} divides by zero. Check the values used there."),
    "formula.missing_set": N_("Nothing is listed for “{place}” yet. List its members on the plan page."),
    "formula.bad_power": N_("{place} asks for {base} to the power of {exponent}, which cannot be computed."),
    "formula.number_too_big": N_("{place} gives a number with more than {limit} digits. Check the values used there."),
    "formula.sheet_too_long": N_("The formula is too long for one cell of a workbook ({limit} characters): {place}"),
}
