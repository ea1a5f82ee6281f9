"""Sentences about calculations and case files."""

from jcm_desktop.i18n import N_

WORDS = {
    "calculation.unknown_name": N_("There is no formula {place}. There are: {known}."),
    "calculation.no_reading": N_("There is no reading of {place} for {days} yet; its mean is needed."),
    "case.wrong_format": N_("{place}: case format {found} is not known; this version reads format 1."),
    "case.methodology": N_("{place} is not installed. Nearest are: {known}."),
    "case.no_methodology": N_("{place} is not installed. The library lists those that are."),
    "case.not_a_table": N_("{place}: {key} must be a table of keys and values."),
    "case.unknown_key": N_("{place}: the key “{key}” is not known here. Known are: {allowed}."),
    "case.missing_key": N_("{place}: the key “{key}” is missing."),
    "case.not_a_day": N_("{place}: “{text}” is not a day. Write it as 2020-12-31."),
    "case.bad_set": N_("{place}: the set {name} must list its members, each once."),
    "case.bad_member": N_(
        "{place}: “{member}” cannot be the name of a unit. Use at most {most} letters, without brackets or commas."
    ),
    "case.not_listed": N_("{place}: the methodology's list has no “{member}”. It has: {known}."),
    "case.unknown_parameter": N_("{place}: the methodology has no “{key}” here. It has: {known}."),
    "case.missing_value": N_("{place}: the value of {key} ({unit}) is missing."),
    "case.wrong_unit": N_("{place}: {key} is needed in {wanted}, not in {unit}."),
    "case.days": N_("{place}: the days {days} are not inside the period {period}."),
}
