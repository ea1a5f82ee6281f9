"""Sentences of the readings page: registers, missing data, second entries."""

from jcm_desktop.i18n import N_

WORDS = {
    "register.no_meter": N_(
        "No register can be named for {place}: describe on the plan page which meter served on these days, "
        "or type the value itself after an equals sign, for example = 2000."
    ),
    "register.event_incomplete": N_(
        "Meter {place} was exchanged or set back on {day}, but its final or first reading is missing. "
        "Enter both on the plan page."
    ),
    "register.backwards": N_(
        "The register of meter {place} runs backwards, from {opening} to {closing}. Read it again. "
        "If it started again at zero, was set back or exchanged, record that."
    ),
    "register.too_many_digits": N_("The register of meter {place} has only {digits} digits; {closing} has more."),
    "register.negative": N_("A register shows no negative number: {place}."),
    "register.no_opening": N_(
        "Nothing says what the register showed at the beginning of {first}. "
        "Type both readings in {unit}, for example 12000 > 14000."
    ),
    "register.gap": N_(
        "The register was last read on {day} ({closing} {unit}), not on the day before {first}. "
        "Enter the days between first, or type both readings, for example 12000 > 14000."
    ),
    "entry.offer_gone": N_("This no longer fits what stands at {place}. Look again."),
    "missing.has_value": N_("{place} has a value. Clear it first if it is not a reading."),
    "missing.value_needed": N_("Type the careful value that counts in place of the missing one."),
    "missing.not_careful": N_(
        "With {value} the claim would be {tonnes} higher than with the usual value. Enter one that can only lower it."
    ),
    "second.nothing": N_("There is no value to type a second time yet."),
    "second.bad_share": N_("Choose one in 1 to one in 99, not {place}."),
    "second.not_asked": N_("{place} is not one of the cells to be typed a second time."),
}
