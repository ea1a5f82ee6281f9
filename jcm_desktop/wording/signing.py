"""Sentences about keys, certificates and what the check of a signature found."""

from jcm_desktop.i18n import N_

WORDS = {
    "identity.passphrase_short": N_("The passphrase is too short. Use {shortest} characters or more."),
    "identity.name_too_long": N_(
        "“{place}” does not fit into a certificate. Use at most {longest} letters (about 20 in Japanese), in one line."
    ),
    "identity.bad_country": N_("“{place}” is not a country code. Write two letters, such as JP or MN."),
    "identity.wrong_passphrase": N_("This is not the passphrase of the signing key. Check it and try again."),
    "identity.unreadable": N_("The file of the signing key cannot be read. Bring it back from your backup."),
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
    "pdf.unreadable": N_("The PDF cannot be read; it may be damaged or encrypted."),
    "pdf.too_large": N_("The PDF is larger than 64 MB, so it is not checked."),
    "pdf.too_many_signatures": N_("The PDF holds more than 50 signatures, so it is not checked."),
    "pdf.not_whole_file": N_("Something was added to the PDF after the last signature."),
    "pdf.changed_after_signing": N_("{place}: the PDF was changed after this signature, beyond further signatures."),
    "pdf.signature_misplaced": N_("{place}: the signature does not cover the file from its first byte to its place."),
    "pdf.no_field": N_("The PDF has no place for a signature as {role}. Make the report again."),
    "pdf.already_signed": N_("The PDF already carries a signature as {role}."),
    "workbook.unreadable": N_("The workbook cannot be read; it may be damaged or encrypted."),
    "workbook.too_large": N_("The workbook is too large or unpacks to too much, so it is not opened."),
    "workbook.part_twice": N_("The workbook holds two parts of one name, so it is not opened."),
    "workbook.hidden_bytes": N_("The workbook holds bytes between its parts that do not belong there."),
    "workbook.signatures_rearranged": N_("The list of signatures in the workbook was changed."),
    "workbook.part_changed": N_("{place}: this part of the workbook was changed after signing."),
    "workbook.part_missing": N_("{place}: this part of the workbook was signed and is missing."),
    "workbook.part_added": N_("{place}: this part of the workbook was added after signing."),
    "workbook.kind_changed": N_("{place}: this part of the workbook was declared to be something else after signing."),
    "workbook.relationship_changed": N_("{place}: what belongs together in the workbook was changed after signing."),
}
