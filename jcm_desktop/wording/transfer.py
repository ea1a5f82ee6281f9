"""Sentences about bringing a file to somebody: encrypted, cut into parts, on a stick."""

from jcm_desktop.i18n import N_

WORDS = {
    "envelope.not_one": N_("This file is not encrypted in a way that can be opened here."),
    "envelope.other_form": N_(
        "This file was encrypted by another program in a form that is not opened here. Use openssl cms -decrypt."
    ),
    "envelope.not_for_you": N_(
        "This file was not encrypted for {place}, but for others (how many: {receivers}). "
        "Ask the sender to encrypt it for your certificate."
    ),
    "envelope.damaged": N_("The encrypted file is damaged. Copy it again or ask the sender."),
    "receiver.none": N_("Choose the certificate of at least one receiver."),
    "receiver.too_many": N_("A file can be encrypted for at most {limit} receivers."),
    "receiver.not_for_encryption": N_(
        "The certificate of {place} is for signing only. Ask for one that is also for encryption; "
        "JCM Desktop makes such."
    ),
    "receiver.key_not_supported": N_(
        "The certificate of {place} has a key of the kind {kind}, for which nothing can be encrypted here."
    ),
    "file.encrypted": N_("{place} is encrypted. Open it with your key first."),
    "file.there_already": N_("{place} is there already. Move it away, or give another name."),
    "file.is_part": N_(
        "{place} is part {number} of {count} of {name}, which was cut for mail. Join the parts first: open their "
        "index, or use the command “join” on their folder."
    ),
    "file.is_lone_part": N_(
        "{place} is part {number} of {name}, which was cut for mail. Put it beside the other parts and their index, "
        "whose name ends with .parts.json; then join them: open the index, or use the command “join” on their folder."
    ),
    "file.is_index": N_(
        "{place} is the index of the parts of {name}. Join the parts first, with the command “join” on their folder."
    ),
    "parts.no_index": N_("The index of the parts is missing; its name ends with .parts.json. Ask the sender for it."),
    "parts.two_indexes": N_("These are parts of two files: {place}. Join one after the other."),
    "parts.index_unreadable": N_("The index {place} cannot be read or is wrong ({detail}). Ask the sender for it."),
    "parts.damaged": N_("Parts of {place} are damaged: {damaged}. Ask the sender for them."),
    "parts.damaged_and_missing": N_(
        "Parts of {place} are damaged: {damaged}. Others are missing: {missing}. Ask the sender for all of these."
    ),
    "parts.missing": N_("Parts of {place} are missing: {missing}."),
    "parts.missing_beside": N_("Parts of {place} are missing: {missing}. These files are no parts of it: {foreign}."),
    "parts.too_small": N_("Parts of {place} must have {smallest} kB or more."),
    "parts.too_many": N_("{place} would have more than {limit} parts. Choose larger parts."),
    "parts.other_file_there": N_("Another file {place} is there already. Move it away, then join again."),
    "copy.no_room": N_("There is not enough room on {place}: {needed} MB are needed, {free} MB are free."),
    "copy.no_folder": N_("There is no {place}. Put the stick in, or choose another folder."),
    "copy.disk_full": N_(
        "The stick is full, so {place} is not complete. Make room, then copy again; it goes on there."
    ),
    "copy.read_only": N_("{place} cannot be written to. Is the stick locked with its switch?"),
    "copy.too_large_for_stick": N_(
        "The file is too large for the format of this stick ({detail}). Cut it into parts, then copy those."
    ),
    "copy.stick_gone": N_(
        "The stick does not answer any more ({detail}), so {place} is not complete. "
        "Put it in again and copy again; it goes on where it stopped."
    ),
    "copy.read_back_differs": N_("{place} did not read back as it was written. Use another stick."),
    "copy.other_file_there": N_("Another file {place} is on the stick already. Move it away, then copy again."),
    "copy.same_folder": N_("The file is already in {place}. Choose the stick."),
    "size.unreadable": N_("{place} is not a size. Write it as 8MB or 500kB."),
}
