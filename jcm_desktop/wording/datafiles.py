"""Sentences about meter and logger files: what is wrong with a line, and what must be said before they are read."""

from jcm_desktop.i18n import N_

WORDS = {
    # --- lines; {place} is the text of the cell or line ---
    "row.no_time": N_("“{place}” is not a day and time in the order you chose."),
    "row.no_day": N_("“{place}” names no day, though other lines of this file do."),
    "row.time_missing": N_("The time is missing."),
    "row.odd_year": N_("“{place}” is not in a year from 1990 to 2100. Look at the order of day, month and year."),
    "row.no_such_day": N_("“{place}” is no day of the calendar. Look at the order of day, month and year."),
    "row.fraction_of_second": N_("“{place}” is not at a whole second."),
    "row.no_offset": N_("“{place}” does not say its offset from UTC, such as +08:00."),
    "row.never_shown": N_(
        "{time} was never shown by a clock in {zone}: summer time began. "
        "If the meter’s clock knows no summer time, choose that."
    ),
    "row.shown_twice": N_(
        "{time} was shown twice in {zone}: summer time ended. Only one of the two hours is in the file; "
        "choose which one it is, or say that the meter’s clock knows no summer time."
    ),
    "row.same_time": N_("This line has the same time as line {other}, but another value. Only one can be right."),
    "row.no_number": N_("“{place}” is not a number. If it means “no value”, add it to the texts for no value."),
    "row.exponent": N_("“{place}” is written with an exponent, which hides digits. Export plain numbers."),
    "row.too_many_digits": N_(
        "“{place}” has more than {limit} digits or {decimals} decimals. "
        "If it comes from a spreadsheet, say how many decimals the meter has."
    ),
    "row.more_decimals": N_("“{place}” has more than {decimals} decimals."),
    "row.other_unit": N_("“{place}” is in {found}, but this column is in {wanted}."),
    "row.columns": N_("This line has {found} columns instead of {wanted}."),
    "row.quote_open": N_("A quotation mark is not closed in this line."),
    "row.cut_short": N_("The file ends in the middle of a value. Copy it again from the logger."),
    # --- whole files ---
    "data.empty": N_("{place} is empty. Copy it again from the logger."),
    "data.too_large": N_("{place} is larger than {limit} MB. Export fewer months at a time."),
    "data.binary": N_("{place} is not a text file: line {line} holds characters that no text has."),
    "data.not_in_encoding": N_("{place}, line {line}: this is not {encoding} text. Choose another encoding."),
    "data.unknown_encoding": N_("{place}: the encoding {encoding} is not known here."),
    "data.line_too_long": N_("{place}: line {line} is longer than {limit} characters, so the file is not read."),
    "data.too_many_columns": N_("{place} has more than {limit} columns, so it is not read."),
    "data.no_table": N_("{place} has no lines with a time and a value. Is it the right file?"),
    "data.no_time": N_("{place} has no column of days or times. Is it the right file?"),
    "data.no_values": N_("{place} has no values from line {line} on."),
    "data.changed": N_("{place} was changed while it was imported. Nothing was stored; please import it again."),
    "sheet.unreadable": N_("{place} cannot be read as a spreadsheet ({detail}). Save it again as .xlsx or .csv."),
    "sheet.locked": N_("{place} is locked with a password. Save it without one, then import it again."),
    "sheet.bomb": N_("{place} would grow to more than {limit} MB when opened, so it is not opened."),
    "sheet.no_sheet": N_("{place} has no sheet “{sheet}”. It has: {known}."),
    "sheet.empty": N_("The sheet “{sheet}” of {place} is empty. Choose another sheet."),
    "sheet.too_wide": N_("The sheet “{sheet}” of {place} has more than {limit} columns, so it is not read."),
    "sheet.too_long": N_("The sheet “{sheet}” of {place} has more than {limit} rows, so it is not read."),
    # --- what must be said first ---
    "mapping.no_values": N_("{place}: choose which column belongs to which monitoring point."),
    "mapping.order_asked": N_("{place}: choose whether the day or the month comes first in its dates."),
    "mapping.decimal_asked": N_("{place}: choose whether the decimal sign is a point or a comma."),
    "mapping.zone_asked": N_("{place}: choose the time zone of the project."),
    "mapping.kind_asked": N_("{place}: choose whether a column holds amounts of intervals or a running register."),
    "mapping.unit_asked": N_("{place}: choose the unit of each column of values."),
    "mapping.step_asked": N_("{place}: choose how long an interval is."),
    "mapping.stamp_asked": N_("{place}: choose whether a time marks the start or the end of its interval."),
    "mapping.point_twice": N_("{place}: two columns belong to the same monitoring point."),
    "mapping.no_such_column": N_("{place} does not have the columns that were chosen."),
    "mapping.unknown_clock": N_("{place}: “{text}” is not a clock. Write an offset such as +08:00."),
    "mapping.bad_separator": N_("{place}: the sign between columns must be one character."),
    "mapping.bad_step": N_("{place}: “{step}” is not a length of an interval in seconds."),
    "mapping.rate_step": N_("{place}: a rate needs intervals shorter than a day."),
    "mapping.bad_factor": N_("{place}: “{factor}” cannot be a factor. Write a number such as 40 or 0.001."),
    "mapping.bad_digits": N_("{place}: a register has 2 to 12 digits, a value up to 9 decimals."),
    "mapping.unreadable": N_("The mapping {place} cannot be read: {detail}."),
    "zone.unknown": N_("There is no time zone “{place}”. Write it as Asia/Ulaanbaatar."),
    "series.block_damaged": N_("Logger data of {place} are damaged ({detail})."),
    "series.too_many_digits": N_("The values have too many digits to be stored exactly."),
    # --- stored data ---
    "logger.nothing": N_("There are no logger data of point {place}. Import a file first."),
    "logger.no_such_value": N_("There is no logger value at {when}."),
    "logger.no_such_import": N_("There is no such import any more. Look again."),
    "logger.would_fall": N_("With this value the register of point {place} would fall. Check the value."),
    # --- imports ---
    "import.no_files": N_("Choose at least one file."),
    "import.too_many_files": N_("Choose at most {limit} files at a time."),
    "import.no_column": N_("{place} has no column “{column}”. It has: {known}."),
    "import.say_with": N_("{question} Say it with: {options}"),
    "import.unknown_point": N_("The plan has no monitoring point {place}. It has: {known}."),
    "import.which_column": N_("{place} has several columns of values. Name one of them: {known}."),
    "import.other_kind": N_(
        "{place}: the values stored for this point are of kind “{there}”, those of the file of kind “{found}”."
    ),
    "import.other_unit": N_(
        "{place}: the values stored for this point are in {there}, those of the file in {found}. "
        "Choose {there} and a factor."
    ),
    "import.other_zone": N_("{place}: the values stored for this point are in the zone {there}, not {found}."),
    "import.mean_register": N_(
        "Point {place} is a mean; a running register gives none. Choose the kind of its values."
    ),
    "import.counted_twice": N_(
        "{place}: intervals overlap at {when} (UTC), so the same time would be counted twice. "
        "Look at the length of an interval, or let the file take the place of the earlier import."
    ),
    "import.bad_step": N_(
        "Point {place}: the final reading cannot be below {before}, nor the first one after above {after}; "
        "and a reason is needed."
    ),
    "import.has_problems": N_("Problems in {place}: {count}. Put them right first; nothing is imported in part."),
    "import.register_fell": N_("The register of point {place} falls. Say what happened each time. Falls: {count}."),
    "import.undecided": N_("Stored values differ from the files: {count}. Choose which ones count."),
    "import.reason_missing": N_("Stored values would be replaced. Please say why in a few words."),
}
