"""Sentences about the import of an official workbook: refusals, formulas that cannot be translated, traps, notes."""

from jcm_desktop.i18n import N_

WORDS = {
    "book.changed_meanwhile": N_(
        "{place} is not the file that was read: it has changed since. Read it again, and look at what was found."
    ),
    # the file is refused
    "book.too_large": N_(
        "{place} is larger than {limit} MB. An official workbook is much smaller, so it is not opened."
    ),
    "book.bomb": N_("{place} unpacks to more than it should (limit {limit} MB), so it is not opened."),
    "book.encrypted": N_("{place} is protected with a password. Save a copy without the password and import that."),
    "book.legacy": N_("{place} is in the old .xls format. Save it as .xlsx in Excel and import that."),
    "book.binary": N_("{place} is a binary workbook (.xlsb). Save it as .xlsx in Excel and import that."),
    "book.not_a_workbook": N_("{place} is not an Excel workbook (.xlsx)."),
    "book.damaged": N_("{place} is damaged ({part}), so it is not opened. Get the file again from its source."),
    "book.part_twice": N_("{place} holds two parts of one name ({part}), so it is not opened."),
    "book.bad_xml": N_("{place} cannot be read: {detail}."),
    "book.entities": N_("{place} declares a document type, which a workbook never does, so it is not opened."),
    "book.too_many_sheets": N_("{place} has more than {limit} sheets, so it is not opened."),
    "book.too_many_cells": N_("{place} has more than {limit} cells, so it is not opened."),
    "book.too_many_formulas": N_("{place} has more than {limit} formulas, so it is not opened."),
    "book.too_many_texts": N_("{place} has more than {limit} texts or names, so it is not opened."),
    "book.no_official_sheets": N_(
        "{place} has no sheets of the official spreadsheet: MPS(input), MPS(calc_process), MRS(input) or "
        "MRS(calc_process)."
    ),
    "book.identity_missing": N_("{place} does not say: {missing}. Give it with {options}."),
    "book.not_one": N_(
        "{place} holds {count} methodologies. A number, a version or a title can be given for one only: "
        "choose one first."
    ),
    "book.unknown_part": N_("{place} has no methodology “{wanted}”. It has: {known}."),
    # a formula cannot be translated
    "book.no_reductions": N_("{place}: no cell computes the emission reductions."),
    "book.typed_result": N_("{place}: {name} is the typed number {value}; there should be a formula."),
    "book.formula_unreadable": N_("{place}: the formula cannot be read at “{found}” (position {column})."),
    "book.array": N_("{place}: one formula fills several cells at once; such formulas are not translated."),
    "book.function": N_("{place}: the function {function} is not translated."),
    "book.text_as_number": N_("{place}: the text “{found}” stands where a number is needed."),
    "book.number_as_text": N_("{place}: the number {found} is stored as text; type it again as a number in Excel."),
    "book.text_compared": N_("{place}: a formula depends on the word “{found}”; only typed numbers can."),
    "book.choice_not_fixed": N_("{place}: for “{word}” the formula takes {found}, which is no typed number."),
    "book.blank_compared": N_(
        "{place}: the formula gives another number where a cell is empty; that is not translated."
    ),
    "book.range_as_number": N_("{place}: a range of cells stands where one number is needed."),
    "book.range_too_large": N_("{place}: the range is too large."),
    "book.shapes_differ": N_("{place}: ranges of different size are multiplied with each other."),
    "book.error_value": N_("{place}: the error {found} stands in the way."),
    "book.uses_other_file": N_("{place}: the formula uses another file ({text}), which is never opened."),
    "book.uses_hidden_sheet": N_("{place}: the formula uses the hidden sheet “{sheet}”, which is not read."),
    "book.no_such_sheet": N_("{place}: the formula uses the sheet “{sheet}”, which is not there."),
    "book.unknown_name": N_("{place}: the formula uses the name “{name}”, which the workbook does not define."),
    "book.circular": N_("{place}: the formulas need each other in a circle."),
    "book.too_complex": N_("{place}: the formulas grow too large when they are written into each other."),
    "book.divides_by_zero": N_("{place}: the formula divides by a written 0, which gives no number. Correct it there."),
    "book.power": N_("{place}: the power {exponent} is too large."),
    "book.rounding_digits": N_("{place}: how many decimals are kept must be a typed whole number."),
    "book.iferror": N_("{place}: this IFERROR hides more than a division by zero; that cannot be said safely."),
    "book.extreme_of_units": N_("{place}: {function} over several installed units is not translated."),
    "book.lookup_table": N_("{place}: the list that is looked up in is empty, too long or no range of cells."),
    "book.lookup_column": N_("{place}: which column is looked up must be a typed number."),
    "book.lookup_key": N_("{place}: “{key}” is not in the list."),
    "book.lookup_not_fixed": N_("{place}: the list holds a value that depends on what is filled in ({cell})."),
    "book.lookup_twice": N_("{place}: the list has two values for “{key}”."),
    "book.sum_incomplete": N_("{place}: the sum over {set} takes {used} but leaves out {missing}."),
    "book.units_differ": N_("{place}: the units {used} of {set} are not all treated alike, so they cannot be summed."),
    "book.units_unclear": N_("{place}: it cannot be told which installed units the formula adds up."),
    "book.unit_unknown": N_("{place}: “{unit}” is not a unit we know. Take one that we know, such as {suggestion}."),
    "book.dimension": N_("{place}: the formula gives {unit}, but {wanted} is needed."),
    "book.parts_differ": N_(
        "{place}: {left} is in {unit} and {right} in {other}; they cannot be added or compared. Correct the formula or "
        "the units in the workbook."
    ),
    "book.not_reproduced": N_(
        "{place}: our formula gives {ours}, the sheet's {theirs}. The translation is not right, so it is not used."
    ),
    # traps: what a reviewer would reject
    "book.trap_typed_number": N_("{place}: the typed number {value} stands where a formula should be."),
    "book.trap_symbol_twice": N_(
        "{place}: {name} is in {unit} here and in {other} in {twin}, so they are read as two parameters. Give one of "
        "them another symbol in the workbook."
    ),
    "book.trap_typed_over": N_("{place}: the number {value} is typed in; {twin} has a formula there."),
    "book.trap_sides_differ": N_("{place}: the plan's formula is not the report's ({twin})."),
    "book.trap_always_zero": N_(
        "{place}: the formula multiplies a written 0, so it is always 0. If the plan lists none of some installed"
        " units, what belongs to them is not in this workbook; bring one that lists at least one of each."
    ),
    "book.trap_open_formula": N_("{place}: this formula is not locked; anybody can type over it."),
    "book.trap_number_in_formula": N_(
        "{place}: the number {value} is written in the formula; in effect it is in {unit}."
    ),
    "book.trap_plain_number": N_("{place}: the number {value} is written in the formula; it has no unit."),
    "book.trap_unit_differs": N_("{place}: the sheet says {wanted}, the formula gives {unit}."),
    "book.trap_not_tried": N_(
        "{place}: the translation could not be tried out with numbers. Check it with great care."
    ),
    # notes
    "book.note_empty_cell": N_("{place}: the formula uses the empty cell {cell}; it counts as 0."),
    "book.note_blank_check": N_(
        "{place}: the question whether a cell is empty is left out; a missing value is asked for."
    ),
    "book.note_lookup_fallback": N_("{place}: what is shown before a choice is made is left out."),
    "book.note_iferror_dropped": N_("{place}: IFERROR is left out; nothing is divided there."),
    "book.note_average": N_("{place}: the average is over all installed units; Excel leaves empty cells out."),
    "book.note_range_lookup": N_("{place}: the value is picked by the range that {key} falls in."),
    "book.note_one_choice": N_(
        "{place}: this one cell picks {names} from the list. The plan asks for each of them; choose the same row for "
        "all."
    ),
    "book.note_percent": N_("{place}: {name} is called a percentage but computed with as a fraction: 5 % is 0.05."),
    "book.note_no_unit": N_("{place}: {name} has no unit beside it; it is taken as a plain number."),
    "book.note_stuff": N_("{place}: the unit of {name} names {stuff}; it is read as {unit}."),
    "book.note_unit_unknown": N_("{place}: “{unit}” is not a unit we know; the formula's own unit is used."),
    "book.note_mean": N_("{place}: {name} is in {unit}; the values of a period are averaged, not added up."),
    "book.note_no_option": N_("{place}: the sheet names no monitoring option for {name}; all three are kept."),
    "book.note_never_ends": N_("{place}: the value never ends and is kept as {value}."),
    "book.note_unused": N_("{place}: no formula uses {name}, so it is left out."),
    "book.note_known": N_(
        "{place}: title, sectoral scope and technologies are not in the workbook; they are those the library has for"
        " {methodology}."
    ),
    "book.note_not_split": N_(
        "{place}: the sheet computes the reductions in one go; they are written as reference emissions."
    ),
    "book.note_no_project_emissions": N_("{place}: the sheet has no project emissions; they are 0."),
}
