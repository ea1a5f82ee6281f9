"""Sentences about definitions, case files and other strict text files."""

from jcm_desktop.i18n import N_

WORDS = {
    "yaml.too_large": N_("{place} is larger than {limit} MB, so it is not read."),
    "yaml.not_utf8": N_("{place} is not UTF-8 text. Save the file as UTF-8."),
    "yaml.empty": N_("{place} is empty."),
    "yaml.syntax": N_("{place}: the text cannot be read: {detail}."),
    "yaml.too_deep": N_("{place}: too many levels, or a part used twice. Write each part out once."),
    "yaml.duplicate_key": N_("{place}: the key “{key}” is there twice. Keep one."),
    "yaml.key_not_text": N_("{place}: a key must be plain text."),
    "yaml.tag": N_("{place}: “{tag}” is not allowed here. Write plain text."),
    "yaml.float": N_("{place}: write the number {text} of {key} in quotes, so that it stays exact."),
    "yaml.not_a_number": N_(
        "{place}: “{text}” in {key} is not a number. Write digits with a decimal point, in quotes."
    ),
    "yaml.anchor": N_("{place}: “{name}” is not allowed here. Write each part out where it belongs."),
    "yaml.unknown_key": N_("{place}: “{key}” is not a key here. Did you mean “{near}”?"),
    "yaml.no_such_key": N_("{place}: “{key}” is not a key here. Known are, for example: {known}."),
    "yaml.missing_key": N_("{place}: “{key}” is missing."),
    "yaml.not_offered": N_("{place}: “{found}” is not offered. Choose one of: {known}."),
    "yaml.no_value": N_("{place}: nothing stands here. Write the value."),
    "yaml.wants_text": N_("{place}: a text is expected here, not “{found}”."),
    "yaml.wants_list": N_("{place}: a list such as [a, b] is expected here, not “{found}”."),
    "yaml.wants_table": N_("{place}: a table of keys and values is expected here, not “{found}”."),
    "yaml.wants_number": N_(
        "{place}: a number is expected here, not “{found}”. Write digits with a decimal point, in quotes."
    ),
    "yaml.wants_whole_number": N_("{place}: a whole number is expected here, not “{found}”."),
    "yaml.wants_true_or_false": N_("{place}: true or false is expected here, not “{found}”."),
    "yaml.wants_day": N_("{place}: a day such as 2026-11-23 is expected here, not “{found}”."),
    "yaml.wrong_shape": N_("{place}: what stands here is not what belongs here."),
    "definition.bad_id": N_("{place}: “{id}” is not a methodology number such as MN_AM003."),
    "definition.bad_country": N_(
        "{place}: “{country}” is not the country of the methodology's number; a template has none."
    ),
    "definition.bad_scope": N_("{place}: there is no sectoral scope {found}; they are {first} to {last}."),
    "definition.bad_technology": N_("{place}: “{found}” is not a technology we know. Known are, for example: {known}."),
    "definition.wrong_file": N_("{place} holds {found}. Name the file after its methodology and version."),
    "rules.bad": N_("{place}: these rules cannot be used ({detail})."),
    "definition.bad_version": N_("{place}: “{version}” is not a version such as 1.0."),
    "definition.name_twice": N_("{place}: “{name}” is already defined under {other}."),
    "definition.has_parts": N_("{place}: a definition in a file is of one methodology and has no parts."),
    "definition.same_part": N_("The methodologies {place} have the same number, so they cannot be joined."),
    "definition.no_family": N_("{place}: there is no family of calculations called “{name}”."),
    "definition.family_cycle": N_("{place}: the family “{name}” is laid over itself."),
    "definition.no_formula": N_("{place}: the formula {name} is missing."),
    "definition.no_sources": N_("{place}: nothing says where the methodology was read."),
    "definition.no_source": N_(
        "{place}: a number of {name} has no source. Say where it was read; a number nobody has seen is not a default."
    ),
    "definition.no_option": N_("{place}: {name} offers no monitoring option."),
    "definition.no_set": N_("{place}: there is no set “{name}”."),
    "definition.unknown_name": N_("{place}: “{name}” is not defined."),
    "definition.decided": N_("{place}: a definition leaves its decisions open; take “decided” out."),
    "definition.one_choice": N_("{place}: the decision {name} needs at least two choices."),
    "definition.too_many_ways": N_("{place}: {count} combinations of choices are too many; the limit is {limit}."),
    "definition.unknown_decision": N_("{place} has no decision “{name}”. It has: {known}."),
    "definition.unknown_choice": N_("{place}: “{choice}” is no choice for {name}. The choices are: {known}."),
    "definition.no_row": N_("{place}: the table {table} has no row for “{row}”."),
    "definition.unused": N_("{place}: “{name}” is defined but no formula uses it."),
    "definition.cycle": N_("{place}: the formulas need each other in a circle: {names}."),
    "entries.bad_columns": N_("{place}: the columns must be: {columns}."),
    "entries.bad_row": N_("{place}: the row cannot be read: {detail}."),
    "entries.twice": N_("{place}: {ref} is there twice. Keep one."),
    "methodology.bring_workbook": N_(
        "{place} ({title}) is a known methodology, but its calculation is not here yet. "
        "Bring its official workbook (.xlsx) and import it on the library page."
    ),
    "methodology.unknown": N_("The methodology {place} is not installed. Nearest are: {known}."),
    "methodology.none_near": N_("The methodology {place} is not installed. The library lists those that are."),
}
