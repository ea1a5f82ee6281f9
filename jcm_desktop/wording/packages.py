"""Sentences about packages and what their verification found."""

from jcm_desktop.i18n import N_

WORDS = {
    "file.missing": N_("There is no file {place}. Check the name, or choose the file again."),
    "file.is_folder": N_("{place} is a folder. Give the name of a file in it."),
    "file.unreadable": N_(
        "The file {place} cannot be read ({detail}). Check that the stick is in and the file is not locked."
    ),
    "file.too_large": N_("The file {place} is larger than {limit} MB, so it is not opened."),
    "file.unknown_kind": N_("{place} is not a package, a PDF or a workbook. Choose a .jcmpkg, .pdf or .xlsx file."),
    "package.too_large": N_(
        "The package {place} is larger than {limit} MB, so it is not opened. Ask the sender for a smaller one."
    ),
    "package.not_a_package": N_(
        "{place} is not a complete package; it may have been cut short. Copy it again or ask the sender."
    ),
    "package.too_many_files": N_("The package {place} holds more than {limit} files, so it is not opened."),
    "package.duplicate_name": N_("The package holds the file {place} twice. Ask the sender for a new package."),
    "package.bad_name": N_("The package holds a file with a forbidden name, {place}, so it is not opened."),
    "package.compressed": N_(
        "The file {place} in the package is compressed, which our packages never are, so it is not opened."
    ),
    "package.encrypted": N_("The file {place} in the package is encrypted, so it cannot be checked."),
    "package.entry_damaged": N_(
        "The file {place} in the package is damaged. Copy the package again or ask the sender."
    ),
    "package.wrong_kind": N_("{place} is a ZIP file, but not a JCM Desktop package."),
    "package.manifest_missing": N_(
        "The package {place} has no list of its files (manifest.json), so it cannot be checked."
    ),
    "package.manifest_unreadable": N_("The package's list of files ({place}) cannot be read: {detail}."),
    "package.newer_format": N_(
        "The package has format {found}; this version knows format {known}. Please update JCM Desktop."
    ),
    "package.dossier_unreadable": N_("The data in {place} cannot be read: {detail}."),
    "package.evidence_missing": N_(
        "The evidence file {place} is not in the store. Attach it again, then make the package."
    ),
    "package.container_changed": N_("The package was changed outside its files, at {place}."),
    "package.listed_twice": N_("A file is listed twice in {place}."),
    "package.unsigned": N_("The package is not signed: {place} is missing."),
    "package.not_listed": N_("{place} is not in the signed list of files."),
    "package.file_missing": N_("{place} is listed but missing."),
    "package.file_changed": N_("{place} was changed after the package was made."),
    "package.unexpected_file": N_("{place} does not belong in a package."),
    "package.evidence_renamed": N_("{place} does not carry the name of its own content."),
    "chain.broken": N_("The history of entries is broken at {place}: {detail}."),
    "chain.other_head": N_("The history in {place} does not end where the signed list says."),
    "chain.reading_unrecorded": N_("{place} is not in the history as it is in the data."),
    "chain.batch_unrecorded": N_("The logger data in {place} are not in the history as they are in the data."),
    "logged.file_unreadable": N_("The original file {place} cannot be read again ({detail})."),
    "logged.file_differs": N_("The original file {place}, read again, does not give the values stored for {point}."),
    "logged.batch_missing": N_("The logger data of {place} are missing."),
    "logged.value_unknown": N_("{place} cannot be computed from its logger data ({detail})."),
    "logged.value_differs": N_("{place} states {stated}; its logger data give {computed}."),
    "logged.facts_differ": N_("What {place} says of its logger data is not what is found in them."),
    "definition.not_installed": N_("The methodology {place} is not installed here; the package's own copy was used."),
    "definition.differs": N_("The methodology {place} in the package differs from the one installed here."),
    "confirmation.not_of_this": N_(
        "The confirmation in {place} does not cover the definition that was used; it says nothing of: {missing}."
    ),
    "confirmation.constructed": N_(
        "The confirmation in {place} is constructed for a sample; nobody compared anything."
    ),
    "chain.confirmation_unrecorded": N_("The confirmation in {place} is not in the history as it is in the data."),
    "rules.round_otherwise": N_(
        "The package rounds by “{stated}”, here “{here}” hold, which round otherwise. The package's own were used."
    ),
    "rules.others_hold": N_("The package goes by “{stated}”; here “{here}” hold. Both round the same way."),
    "verify.no_result": N_("There is no result to compare in {place}."),
    "verify.claim_differs": N_("{place} states {stated} t, recomputing gives {computed} t."),
    "verify.other_dossier": N_("{place} is about another project or period than the signed list says."),
    "verify.number_differs": N_("{place}: the package says {stated}, recomputing gives {computed}."),
    "verify.finding_not_stated": N_("Our checks find {place}, which the sender does not state."),
    "verify.finding_not_found": N_("The sender states {place}, which our checks do not find."),
    "verify.blocking_findings": N_("Findings that block this report: {count}."),
    "pdf.unsigned": N_("{place} carries no signature."),
    "workbook.unsigned": N_("{place} carries no signature."),
}
