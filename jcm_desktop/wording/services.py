"""Sentences of the use cases."""

from jcm_desktop.i18n import N_

WORDS = {
    "cancelled": N_("Cancelled."),
    "period.reversed": N_("{place}: the first day {first} is after the last day {last}. Please swap them."),
    "period.unreadable": N_("“{text}” is not a period. Write it as 2020-01-01..2020-12-31."),
    "period.overlaps": N_("The period {place} overlaps {other}, which is already open. Choose other days."),
    "period.crosses_2020": N_(
        "A period may not cross from 2020 into 2021. "
        "Make one that ends on 2020-12-31 and one that starts on 2021-01-01."
    ),
    "period.unknown": N_("There is no period {place}. Open it on the start page first."),
    "period.frozen": N_("The period {place} is frozen. Open it again with a reason before you change it."),
    "period.not_frozen": N_("The period {place} is open already."),
    "period.not_ready": N_(
        "The period {place} cannot be frozen yet: {blocking} problems to solve, {reasons} reasons to give. "
        "See the checks page."
    ),
    "period.one_person": N_(
        "{name} typed readings of {place}, so somebody else should approve them. "
        "If there is nobody else, say why in a few words; it is printed in the report."
    ),
    "period.reason_missing": N_("Please say in a few words why the period {place} is opened again."),
    "reading.days_reversed": N_("The reading of {place} ends ({last}) before it starts ({first})."),
    "reading.nothing_to_withdraw": N_("There is no reading to clear at {place}."),
    "entry.unknown_point": N_("The plan has no monitoring point {place}."),
    "entry.outside_period": N_("{place} is outside the period {period}."),
    "plan.unknown_parameter": N_("The methodology has no fixed value {place}."),
    "plan.source_missing": N_("Please say where the value of {place} comes from: a document and its page."),
    "plan.outside_range": N_("{value} is outside what {place} may be ({low} to {high}). Check the value and its unit."),
    "plan.unknown_set": N_("The methodology has no set {place}."),
    "plan.bad_members": N_("Give each unit its own short name, without brackets or commas: {place}."),
    "plan.not_listed": N_("The methodology's list has no “{member}”. Choose from: {known}."),
    "plan.way_has_readings": N_("{place} has readings, but with this choice the methodology does not measure it."),
    "plan.member_has_readings": N_("{place} has readings already, so it cannot be taken out of the plan."),
    "plan.estimate_negative": N_("The estimate of {place} cannot be negative."),
    "meter.unknown": N_("There is no meter {place} in this project."),
    "meter.bad_digits": N_("{place}: “{typed}” is not a number of digits from 1 to 15."),
    "meter.calibrated_in_future": N_("{place}: {day} has not come yet. Enter a calibration after it was made."),
    "meter.same_day": N_("{place} has an event on {day} already."),
    "meter.no_correction": N_("No correction is due for meter {place} from {first} to {last} any more. Look again."),
    "meter.serial_missing": N_("Please enter the meter's serial number."),
    "meter.days_reversed": N_("{place}: valid until {last} is before the calibration on {first}."),
    "plan.unknown_point": N_("The plan has no monitoring point {place}."),
    "plan.option_not_offered": N_("The methodology does not offer option {option} for {place}. It offers: {offered}."),
    "project.unknown": N_("There is no project {place} in this workspace."),
    "project.exists": N_("The project {place} is already in this workspace."),
    "project.not_in_register": N_("{place} is not in the public register of June 2026."),
    "project.not_usable": N_("{place} cannot be started yet: {detail}"),
    "reason.empty": N_("Please write a reason in a few words; it is printed in the report."),
    "reason.no_such_warning": N_("There is no warning {place} any more. Look at the checks again."),
    "report.unknown_version": N_("There is no version {version} of the report for {place}."),
    "report.blocked": N_(
        "The report of {place} cannot be made yet: {blocking} problems to solve, {reasons} reasons to give. "
        "See the checks page."
    ),
    "report.no_result": N_("There is no result for {place} yet. Enter the missing values first."),
    "report.superseded": N_(
        "The data of {place} changed since version {version} was made. Make a new version, then sign that."
    ),
    "report.already_signed": N_("Version {version} already carries a signature as {role}."),
    "report.sign_in_order": N_("People sign in turn. Before {role}, it is the turn of: {first}."),
    "report.same_person": N_(
        "{place} signed already as {role}. One person in two roles must be said: give the reason, it becomes part of "
        "the signature."
    ),
    "report.newer_version": N_("Version {version} is superseded by version {newest}. Sign that one."),
    "report.changed_on_disk": N_(
        "The files of version {version} are not as they were made or signed. Make a new version, then sign that."
    ),
    "signed.not_this_version": N_("{place} is not the file of this version with more signatures."),
    "signed.not_good": N_("{place} cannot be taken: {detail}"),
    "signed.nothing_new": N_("{place} carries no signature that is not here already."),
    "signed.files_differ": N_("PDF and workbook were not signed by the same people. Ask for both files."),
    "package.not_made": N_("There is no package of version {version} yet. Make it first."),
    "verify.nothing": N_("Say which file to verify."),
    "report.sign_first": N_("Version {version} is not signed yet. Sign it, then make the package."),
    "identity.exists": N_("This workspace already has a signing key ({place})."),
    "identity.none": N_("There is no signing key yet. Make one first."),
    "identity.locked": N_("Please type the passphrase of your signing key."),
    "identity.name_missing": N_("Please enter your name and your organisation; they stand in the signature."),
    "evidence.unknown_kind": N_("{place} is not a kind of evidence. Choose one of: {known}."),
    "evidence.days_reversed": N_("{place}: the first day {first} is after the last day {last}."),
    "file.not_written": N_(
        "{place} could not be written ({detail}). Nothing was changed. Check the disk and try again."
    ),
}
