"""Sentences of the use cases."""

from jcm_desktop.i18n import N_

WORDS = {
    "cancelled": N_("Cancelled."),
    "target.ending": N_("{place}: the name of this file has to end with {ending}. Give it such a name."),
    "target.no_folder": N_("{place}: there is no folder {folder}. Make it first, or choose another one."),
    "target.there_already": N_("{place} is there already. Give another name, or say --replace to replace it."),
    "period.reversed": N_("{place}: the first day {first} is after the last day {last}. Please swap them."),
    "period.unreadable": N_("“{text}” is not a period. Write it as 2020-01-01..2020-12-31."),
    "period.senseless": N_(
        "{place}: the days of a period lie from {first} to {last}, and it has at most {most} calendar years. "
        "Please check the years."
    ),
    "period.overlaps": N_("The period {place} overlaps {other}, which is already open. Choose other days."),
    "period.crosses_2020": N_(
        "A period may not cross from 2020 into 2021. "
        "Make one that ends on 2020-12-31 and one that starts on 2021-01-01."
    ),
    "period.not_there": N_("{project} has no period {place}. Its periods: {known}."),
    "period.unknown": N_("There is no period {place}. Open it on the start page first."),
    "period.frozen": N_("The period {place} is frozen. Open it again with a reason before you change it."),
    "period.not_frozen": N_("The period {place} is open already."),
    "period.not_ready": N_("The period {place} cannot be frozen yet: {todo}. See the checks page."),
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
    "plan.outside_range": N_("{value} is outside what {place} may be ({limits}). Check the value and its unit."),
    "plan.unknown_set": N_("The methodology has no set {place}."),
    "plan.bad_members": N_("Give each unit its own name of at most 31 letters, without brackets or commas: {place}."),
    "plan.not_listed": N_("The methodology's list has no “{member}”. Choose from: {known}."),
    "plan.way_has_readings": N_("{place} has readings, but with this choice the methodology does not measure it."),
    "plan.member_has_readings": N_("{place} has readings already, so it cannot be taken out of the plan."),
    "plan.estimate_negative": N_("The estimate of {place} cannot be negative."),
    "plan.estimate_year": N_("“{place}” is not a calendar year, such as 2025."),
    "plan.estimate_twice": N_("The year {place} stands twice in the table of estimates."),
    "plan.estimate_missing": N_("Please enter the reductions of {place}, or both emissions."),
    "plan.estimate_difference": N_(
        "{place}: the reductions are {found}, but reference minus project emissions are {wanted}. Check the table."
    ),
    "plan.locked": N_(
        "Version {version} of the plan is locked. A change of {place} needs a new version of the plan; "
        "open one on the plan page, under versions."
    ),
    "plan.locked_already": N_("Version {version} of the plan is locked already."),
    "plan.not_locked": N_("Version {version} of the plan is open; change it as you need."),
    "plan.not_complete": N_("The plan is not complete yet: {names}. Fill in values and words first, then lock it."),
    "plan.period_frozen": N_(
        "This would change the plan of the frozen period {place}. "
        "Open that period again with a reason first, or let the change begin after it."
    ),
    "meter.period_frozen": N_(
        "This would change what the frozen period {place} relies on of meter {serial}. Open that period again with a "
        "reason first. What concerns later days only can be entered: a new meter with the day its service begins, "
        "a later calibration, a later event."
    ),
    "plan.reason_missing": N_("Please say in a few words why the locked plan is opened again."),
    "plan.words_missing": N_("Please say in a few words what changed, and why."),
    "plan.start_missing": N_("Please say from which day on the change holds."),
    "plan.days_reversed": N_("{place}: the last day {last} is before the first day {first}."),
    "plan.unknown_version": N_("There is no version {version} after the registered plan."),
    "plan.nothing_to_take_back": N_("The plan has no version after the registered one."),
    "plan.unknown_interval": N_("{place}: “{interval}” is not one of: day, month, quarter, year."),
    "plan.unknown_member": N_("There is no unit “{member}” in the set {place}."),
    "plan.page_missing": N_("Please say on which page you compared {place}."),
    "project.bad_coordinate": N_(
        "“{typed}” is not a number of degrees from -{limit} to {limit}. Write it with a decimal point, such as 47.65."
    ),
    "project.days_reversed": N_("The operation of {place} ends ({last}) before it starts ({first})."),
    "project.period_frozen": N_(
        "The frozen period {place} would then lie outside the days of operation. Open that period again with a reason "
        "first."
    ),
    "project.zone_in_use": N_(
        "Logger data of {place} are stored in the zone {zone}, so its days are counted in that one. "
        "Take those imports back first, then choose another zone."
    ),
    "meter.error_negative": N_("{place}: the error is entered without its sign."),
    "meter.error_too_large": N_(
        "{place}: a meter cannot be wrong by {percent} %. Look up its error in per cent; it is less than 100, "
        "and mostly less than 10."
    ),
    "meter.same_serial": N_(
        "Meter {place} is in this project already, written {known}. Write it so, or describe that meter."
    ),
    "meter.not_positive": N_("{place}: the multiplier is more than zero; 1 where there is no transformer."),
    "meter.unknown_event": N_("{place}: “{kind}” is not one of: swap, reset, rollover."),
    "meter.no_such_entry": N_("Meter {place} has no entry of {day} any more. Look again."),
    "meter.own_successor": N_("A meter cannot be exchanged for itself ({place}). Enter the new meter’s serial number."),
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
    "own_project.no_title": N_("Please enter a title for the project."),
    "own_project.no_country": N_("Please choose the country of the project."),
    "own_project.bad_reference": N_(
        "“{place}” cannot be the reference. Use letters, a hyphen and digits, such as EST-001, and nothing that looks "
        "like a number of the register."
    ),
    "project.not_in_register": N_("{place} is not in the public register of June 2026."),
    "project.not_usable": N_("{place} cannot be started yet: {detail}"),
    "reason.empty": N_("Please write a reason in a few words; it is printed in the report."),
    "reason.no_such_warning": N_("There is no warning {place} any more. Look at the checks again."),
    "report.language": N_("{place} is not a language a report can be made in. Choose one of: {known}."),
    "report.cannot_withhold": N_(
        "The public copy cannot be made: something you marked still stands in “{place}”, which cannot be left out. "
        "Change that text, or take the mark away."
    ),
    "report.content_unreadable": N_("The data inside this copy cannot be read ({place}: {detail})."),
    "template.bad_cell": N_("“{cell}” is not the address of a cell ({place})."),
    "template.too_large": N_("{place} is larger than a workbook may be ({limit} MiB)."),
    "template.not_a_workbook": N_(
        "{place} is not a workbook that can be read ({detail}). Save it as .xlsx and try again."
    ),
    "template.no_sheet": N_("{place} has no sheet “{sheet}”. It has: {known}."),
    "template.no_cell": N_("{place} has no cell {cell}; its row is missing."),
    "template.cell_is_formula": N_("{cell} of {place} holds a formula. Only input cells are filled in."),
    "template.parameter_without_cell": N_(
        "The workbook has no input cell for {place}. Those found: {known}. Check that it is the workbook of this "
        "methodology and version."
    ),
    "template.nothing_fits": N_(
        "No value of the plan finds a cell in {place}. Check that it is the workbook of this methodology and version."
    ),
    "template.on_itself": N_("{place} is the approved workbook itself. Save the filled one under another name."),
    "template.no_such_year": N_("The period {place} has no calendar year {year}."),
    "confidential.mark_unknown": N_("{place} names nothing that can be marked. Use one of: {known}."),
    "confidential.mark_incomplete": N_("{place} does not say which one, or which days."),
    "confidential.no_such_thing": N_("There is nothing like {place} in this project."),
    "report.unknown_version": N_("There is no version {version} of the report for {place}."),
    "report.clock_back": N_(
        "The clock of this computer says {now}, but something was signed or entered at {latest}. "
        "Set the date and time right, then make the report."
    ),
    "report.blocked": N_("The report of {place} cannot be made yet: {todo}. See the checks page."),
    "report.made_not_copied": N_(
        "Version {version} of the report is made and stays in the workspace, but its files were not written to {place} "
        "({detail}). Make room or choose another folder, then write them with --version {version}."
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
    "signed.twice": N_("{place} and {other} are the same file of this version. Give each file once."),
    "signed.other_file_missing": N_("{copy}: PDF and workbook belong together. Give the other one with {place}, too."),
    "signed.gives_away": N_(
        "The public copy is not taken: the signature of {place} says “{text}”, which is confidential. "
        "Ask for a signature that does not say it."
    ),
    "report.copies_signer": N_(
        "As {role}, {place} signed one of the copies. The same person signs the other one, with the same key."
    ),
    "report.copy_lacks_signature": N_(
        "{copies}: the signature as {role} is missing there. Take that copy back when it is signed, or let "
        "the same person sign it here."
    ),
    "package.not_made": N_("There is no package of version {version} yet. Make it first."),
    "verify.nothing": N_("Say which file to verify."),
    "report.sign_first": N_("Version {version} is not signed yet. Sign it, then make the package."),
    "identity.exists": N_("This workspace already has a signing key ({place})."),
    "identity.none": N_("There is no signing key yet. Make one first."),
    "identity.locked": N_("Please type the passphrase of your signing key."),
    "passphrase.nobody_to_ask": N_(
        "There is no terminal to ask for the passphrase. Give a file that holds it: --passphrase-file FILE."
    ),
    "passphrase.not_text": N_("{place} does not hold a passphrase: it is no text in UTF-8."),
    "identity.name_missing": N_("Please enter your name and your organisation; they stand in the signature."),
    "evidence.unknown_kind": N_("{place} is not a kind of evidence. Choose one of: {known}."),
    "evidence.days_reversed": N_("{place}: the first day {first} is after the last day {last}."),
    "evidence.days_needed": N_(
        "Say the first and the last day that {place} is about: without them it would belong to the frozen period "
        "{period}, too."
    ),
    "evidence.unknown_point": N_("The plan has no monitoring point {place}. Choose one of: {known}."),
    "evidence.total_not_taken": N_(
        "A total is taken of an invoice or a meter record for one monitoring point only ({place})."
    ),
    "evidence.nothing_changed": N_("Nothing is different for {place}. Change something first, or cancel."),
    "evidence.linked_already": N_(
        "{place} is attached to this point for these days already. Change that entry instead of adding another one."
    ),
    "evidence.link_gone": N_("{place} is not attached in this way any more. Look at the page again."),
    "evidence.reason_missing": N_("Please say in a few words why {place} is withdrawn; the record of it stays."),
    "evidence.in_use": N_(
        "{place} shows that criterion {criterion} is met in the period {span}. Choose another file there first."
    ),
    "evidence.not_shown": N_("{place} cannot be shown here: it is damaged or protected. The file itself is kept."),
    "evidence.no_such_criterion": N_("The methodology has no criterion {place}. Look at the page again."),
    "evidence.not_of_project": N_("The file {place}… is not among this project's evidence. Attach it first."),
    "statement.empty": N_("Please state in a few words that {place} is registered under no other crediting scheme."),
    "statement.gone": N_("There is no such statement any more ({place}). Look at the page again."),
    "integrity.no_person": N_("Please name the person who looked through the records of {place}."),
    "integrity.not_a_month": N_("{place} is not a month of this period."),
    "integrity.month_not_over": N_("The month {place} is not over yet. Note it when its records are complete."),
    "file.onto_input": N_("{place} is read by this step and would be overwritten. Give the result another name."),
    "file.not_written": N_(
        "{place} could not be written ({detail}). Nothing was changed. Check the disk and try again."
    ),
}
