"""Sentences about keys, certificates and what the check of a signature found."""

from jcm_desktop.i18n import N_

WORDS = {
    "identity.passphrase_short": N_(
        "The passphrase is too short. Use {shortest} characters or more, such as four plain words."
    ),
    "identity.passphrase_long": N_("The passphrase is longer than {longest} characters. Choose a shorter one."),
    "identity.passphrase_common": N_(
        "This passphrase is one of those that are tried first. Put together four words that have nothing in common."
    ),
    "identity.name_too_long": N_(
        "“{place}” does not fit into a certificate. Use at most {longest} letters (about 20 in Japanese), in one line."
    ),
    "identity.bad_country": N_("“{place}” is not a country code. Write two letters, such as JP or MN."),
    "identity.passphrases_differ": N_("The two passphrases are not the same. Type them again."),
    "identity.wrong_passphrase": N_("This is not the passphrase of the signing key. Check it and try again."),
    "identity.unreadable": N_("The file of the signing key cannot be read. Bring it back from your backup."),
    "identity.no_private_key": N_(
        "This file holds a certificate but not its private key. Export it again, with the private key."
    ),
    "identity.no_certificate": N_("This file holds a key but not its certificate. Export both together."),
    "identity.key_of_another": N_("The key and the certificate in this file do not belong together."),
    "identity.key_not_supported": N_(
        "Keys of the kind {kind} cannot be used, because not every office program and PDF reader knows them. "
        "Use RSA with 2048 to 8192 bits, or ECDSA P-256 or P-384."
    ),
    "identity.not_for_signing": N_("The certificate of {place} is not meant for signing. Ask for one that is."),
    "identity.here_already": N_("The signing key of {place} is already in this workspace."),
    "identity.unknown": N_("There is no signing key {place} here. Give its name, or the start of its fingerprint."),
    "identity.several": N_("There are several signing keys ({place}). Say which one, by the start of its fingerprint."),
    "identity.unknown_role": N_("{place} is not a role. Choose one of: {known}."),
    "recovery.no_lines": N_("There are no lines of a recovery sheet in this file."),
    "recovery.lines_wrong": N_(
        "Read these lines of the recovery sheet again, they were not typed as printed: {lines}."
    ),
    "recovery.lines_missing": N_("These lines of the recovery sheet are missing: {lines}."),
    "recovery.whole_wrong": N_("The lines do not belong together. Are they from two recovery sheets?"),
    "identity.expired": N_("The signing key of {place} was valid until {until}. Make a new one."),
    "identity.not_yet_valid": N_("The signing key of {place} is valid from {since}. Check the date of this computer."),
    "identity.certificate_unreadable": N_("This file is not a certificate. Choose a .pem, .cer or .crt file."),
    "signature.unreadable": N_("The signature {place} cannot be read; it may have been damaged."),
    "signature.broken": N_("The signature {place} does not belong to its certificate or was changed."),
    "signature.content_changed": N_("{place}: what was signed was changed after signing."),
    "signature.container_changed": N_("{place}: the signature's own bytes were changed."),
    "signature.weak_algorithm": N_("The signature {place} uses a method that is no longer safe, or an unknown one."),
    "signature.no_time": N_("The signature {place} does not say when it was made."),
    "signature.certificate_expired_then": N_("{place}: the signer's certificate had expired when this was signed."),
    "signature.certificate_not_valid_then": N_("{place}: the signer's certificate was not valid yet on that day."),
    "signature.time_stamp_bad": N_("{place}: the signature carries a time stamp that is damaged or not about it."),
    "signature.extra_certificate": N_("{place}: a certificate was put beside the signer's that has no part in it."),
    "signature.other_key_in_this_name": N_(
        "{signer} signed with another key than the one you trust. "
        "It may be a new key, or somebody who uses the name: ask by telephone."
    ),
    "stamp.unreadable": N_("The time stamp of {place} cannot be read."),
    "stamp.broken": N_("The time stamp of {place} does not belong to its authority or was changed."),
    "stamp.container_changed": N_("The time stamp of {place}: its own bytes were changed."),
    "stamp.weak_algorithm": N_("The time stamp of {place} uses a method that is no longer safe, or an unknown one."),
    "stamp.of_something_else": N_("The time stamp of {place} is about something else."),
    "stamp.not_an_authority": N_("{place} may not give time stamps: its certificate is for something else."),
    "stamp.authority_not_in_force": N_("{place}: the authority's certificate was not valid when it gave the stamp."),
    "stamp.misplaced": N_("The time stamp does not cover the file from its first byte to its place."),
    "stamp.changed_after": N_("The PDF was changed after the time stamp, beyond further signatures."),
    "people.same_certificate": N_("{place} signed both as {first} and as {second}, with one key."),
    "people.one_so_far": N_("Only one person signed so far: {place}."),
    "people.same_name": N_("{place} signed both as {first} and as {second}, with two keys in one name."),
    "people.workbook_differs": N_("Others signed the workbook than the PDF. Ask who should have signed."),
    "people.sender_not_a_signer": N_("{place} sent the package, but signed neither the PDF nor the workbook."),
    "time.before_earlier_signature": N_(
        "{place} says it was signed at {at}, before the signature made earlier at {earlier}. Was a clock set wrongly?"
    ),
    "time.before_it_was_made": N_("{place} says it was signed at {at}, but the report was made at {made}."),
    "time.in_the_future": N_("{place} says it was signed at {at}, but now it is {now}. Was a clock set wrongly?"),
    "time.after_its_stamp": N_("{place} says it was signed at {at}, but an authority saw it already at {stamped}."),
    "time.before_last_event": N_("{place} was signed at {at}, before the last entry of the history at {event}."),
    "time.entries_backwards": N_(
        "{place} says it was entered at {at}, but an earlier entry says {earlier}. Was a clock set wrongly?"
    ),
    "sign.clock_back": N_(
        "The clock of this computer says {now}, but something was signed or entered at {latest}. "
        "Set the date and time right, then sign."
    ),
    "sign.not_whole": N_("{place} is not in order, so nobody should sign it: {detail}"),
    "sign.one_place": N_("{place} is one file, but several are signed. Leave it out; each goes beside its own."),
    "sign.certificate_gives_away": N_(
        "Your certificate says “{place}”, which the public copy must not say. Take that mark away, or sign with "
        "another key."
    ),
    "sign.own_name_withheld": N_(
        "Names of people are confidential in this report, and a signature shows the name of its signer, {place}. "
        "Say that your name may be read in the public copy, or make a version without one."
    ),
    "sign.nothing": N_("Say what to sign: a file, or a project and its period."),
    "sign.no_role": N_("Say in which role to sign ({known}), or give a time-stamp server."),
    "cms.unreadable": N_("The signatures {place} cannot be read."),
    "cms.already_signed": N_("{place} has signed this list already."),
    "timestamp.bad_address": N_(
        "{place} is not the address of a time-stamp server. It starts with http:// or https://."
    ),
    "timestamp.no_server": N_("No time-stamp server is set. Give its address, or set it in the settings."),
    "timestamp.no_answer": N_("The time-stamp server {place} does not answer ({detail}). Try again with a connection."),
    "timestamp.refused": N_("The time-stamp server {place} gave no usable time stamp ({detail})."),
    "trust.already": N_("{place} is on your trust list already."),
    "trust.own_key": N_("{place} is your own signing key; it needs no trust."),
    "trust.compared_how": N_("Say how you made sure whose certificate it is: {known}."),
    "trust.fingerprint_differs": N_(
        "The fingerprint you typed differs from the one of {place} in row {rows}. Ask for these rows once more; "
        "if they still differ, do not trust the certificate."
    ),
    "trust.unknown": N_("There is no {place} on your trust list."),
    "trust.several": N_("Several certificates of {place} are on your trust list. Say which, by its fingerprint."),
    "trust.too_many": N_("The trust list holds {limit} certificates, which is its limit. Remove some first."),
    "trust.unreadable": N_(
        "The trust list cannot be read ({detail}). Nobody is trusted until it is mended or deleted."
    ),
    "trust.which_signer": N_("{place} was signed by: {names}. Say which signer you mean."),
    "pdf.unreadable": N_("The PDF cannot be read; it may be damaged or encrypted."),
    "pdf.too_large": N_("The PDF is larger than 64 MB, so it is not checked."),
    "pdf.too_many_signatures": N_("The PDF holds more than 50 signatures, so it is not checked."),
    "pdf.not_whole_file": N_("Something was added to the PDF after the last signature."),
    "pdf.changed_after_signing": N_("{place}: the PDF was changed after this signature, beyond further signatures."),
    "pdf.signature_misplaced": N_("{place}: the signature does not cover the file from its first byte to its place."),
    "pdf.no_field": N_("The PDF has no place for a signature as {role}. Make the report again."),
    "pdf.already_signed": N_("The PDF already carries a signature as {role}."),
    "pdf.not_signed": N_("The PDF is not signed, so there is nothing to put a time stamp on."),
    "pdf.time_stamp_bad": N_("A time stamp of the PDF is damaged or not about it."),
    "workbook.unreadable": N_("The workbook cannot be read; it may be damaged or encrypted."),
    "workbook.too_large": N_("The workbook is too large or unpacks to too much, so it is not opened."),
    "workbook.part_twice": N_("The workbook holds two parts of one name, so it is not opened."),
    "workbook.hidden_bytes": N_("The workbook holds bytes between its parts that do not belong there."),
    "workbook.signatures_rearranged": N_("The list of signatures in the workbook was changed."),
    "workbook.part_changed": N_("{place}: this part of the workbook was changed after signing."),
    "workbook.part_missing": N_("{place}: this part of the workbook was signed and is missing."),
    "workbook.part_added": N_("{place}: this part of the workbook was added after signing."),
    "workbook.kind_changed": N_("{place}: this part of the workbook was declared to be something else after signing."),
    "workbook.not_signed": N_("The workbook is not signed, so there is nothing to put a time stamp on."),
    "workbook.container_rewritten": N_(
        "The ZIP around the workbook is not as JCM Desktop writes it; another program saved it, or a byte without "
        "meaning was changed. The signed parts are as they were signed."
    ),
    "attached.none": N_("{place} holds no workbook that could be compared."),
    "attached.differs": N_("The workbook inside the PDF differs from the one beside it in {place}."),
    "workbook.relationship_changed": N_("{place}: what belongs together in the workbook was changed after signing."),
}
