"""Sentences of the checks page: waivers, and the list of findings as a file."""

from jcm_desktop.i18n import N_

WORDS = {
    "check.what": N_("Say what to check: --project and --period; or --list for the checks themselves."),
    "waiver.incomplete": N_("To waive {place}, please say also: {missing}."),
    "waiver.over": N_("{day} has passed, so the waiver of {place} would hold on no day. Choose a later day."),
    "waiver.no_such_finding": N_("There is no finding {place} any more. Look at the checks again."),
    "waiver.impossible": N_("{place} cannot be waived: no authority can change it. Solve what it is about."),
    "waiver.not_a_manager": N_(
        "Only a monitoring manager can waive {place}. Make or bring a signing key with that role on the settings page."
    ),
    "waiver.unknown": N_("There is no waiver of {place} any more. Look at the checks again."),
    "findings.ending": N_("{place}: a list of findings is a .pdf or an .xlsx file. Give it such a name."),
    "findings.there_already": N_("{place} is there already. Replace it, or give another name."),
}
