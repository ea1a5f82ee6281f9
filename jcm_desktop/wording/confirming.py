"""Sentences about comparing a definition with the approved text."""

from jcm_desktop.i18n import N_

WORDS = {
    "confirm.unknown_item": N_(
        "{place} has changed since the page was drawn. Look at it again, then tick what agrees."
    ),
    "confirm.page_missing": N_("Please give the page (or the sheet and cell) of the approved text of {place}."),
    "confirm.no_text": N_("Attach the approved text of {place} first; it is kept as evidence."),
    "confirm.which_text": N_("Please say with which of the attached texts of {place} you compared."),
    "confirm.say_what": N_("Please say what the approved text of {place} says instead."),
    "confirm.name_missing": N_("Please enter your name: you stand for the definition of {place}."),
    "confirm.still_differs": N_(
        "{place} cannot be confirmed: {count} parts differ from the approved text. "
        "Correct them in a definition of your own, then confirm that."
    ),
    "confirm.still_open": N_("{place} cannot be confirmed yet. Parts still to compare: {count}."),
    "confirm.text_gone": N_("The file {place} is no longer in the store as it was. Attach it again, then confirm."),
    "confirm.withdraw_first": N_(
        "{place} is confirmed. Take the confirmation back before you change what it rests on."
    ),
    "confirm.not_confirmed": N_("{place} is not confirmed, so there is nothing to take back."),
    "confirm.reason_missing": N_("Please say in a few words why the confirmation of {place} is taken back."),
}
