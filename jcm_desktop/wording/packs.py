"""Sentences about packs of definitions, their publishers, and definitions of one's own."""

from jcm_desktop.i18n import N_

WORDS = {
    "own.exists": N_(
        "{place} is already among your own definitions, and it says something else. Replace it only if you mean to."
    ),
    "own.unknown": N_("{place} is not among your own definitions."),
    "own.in_use": N_("{place} cannot be taken out: it is used by {projects}. Replace it by a corrected one instead."),
    "pack.file_changed": N_(
        "{place} is not as its publisher signed it. Install the pack again, or take it back to the edition before."
    ),
    "pack.too_large": N_("The pack {place} is larger than {limit} MB, so it is not opened."),
    "pack.wrong_kind": N_("{place} is a ZIP file, but not a pack of definitions (.jcmdef)."),
    "pack.unsigned": N_("The pack {place} is not signed ({missing} is missing), so nothing of it is taken."),
    "pack.bad_signature": N_(
        "The pack {place} was changed after it was signed, or signed with another key. "
        "Nothing of it is taken; ask the publisher for it again."
    ),
    "pack.list_unreadable": N_("The list of the pack's files ({place}) cannot be read: {detail}."),
    "pack.newer_format": N_(
        "The pack has format {found}; this version knows format {known}. Please update JCM Desktop."
    ),
    "pack.changed": N_(
        "The pack is not as it was signed, at {place}. Nothing of it is taken; ask the publisher for it again."
    ),
    "pack.needs_newer": N_("The pack “{place}” needs JCM Desktop {wanted}; this is {have}. Please update first."),
    "pack.unknown_publisher": N_(
        "The publisher {place} is not on your list, so nothing of the pack is taken. Ask them by telephone to read out "
        "their fingerprint; if it is {fingerprint}, put them on the list, then install the pack."
    ),
    "pack.other_name": N_(
        "The pack names {place} as its publisher, but its key belongs to {known}. Nothing of it is taken."
    ),
    "pack.older_edition": N_(
        "Edition {edition} of the pack “{place}” is older than edition {here}, which is or was here. "
        "An earlier edition is not installed again; take the pack back to it instead."
    ),
    "pack.older_day": N_(
        "The pack “{place}” was issued on {issued}, before the one that is here ({here}). Ask for the newest."
    ),
    "pack.same_edition": N_(
        "Edition {edition} of the pack “{place}” was here with other content. "
        "An edition never changes; ask the publisher what happened."
    ),
    "pack.takes_away": N_(
        "This would take {ref} away, which {projects} follows. A project keeps the version it is registered with, "
        "so the pack “{place}” is not changed."
    ),
    "pack.unknown": N_("There is no pack “{place}” here."),
    "pack.several": N_("There are several packs “{place}”. Name one of: {known}."),
    "pack.nothing_before": N_("No edition of the pack “{place}” counts, so there is nothing to take back."),
    "pack.no_such_edition": N_("Edition {edition} of “{place}” is not kept here, or not an earlier one, or damaged."),
    "pack.bad_table": N_("The table {place} in the pack cannot be read: {detail}."),
    "pack.bad_facts": N_("The pack cannot be made like this: {detail}."),
    "pack.odd_file": N_(
        "{place} does not belong in a pack. It may hold <number>/<version>.yaml, families/<name>.yaml, "
        "entries.csv, rule_sets.yaml and the tables in catalogue/."
    ),
    "pack.empty": N_("{place} holds no file for a pack."),
    "publisher.bad_key": N_("This is not a publisher's key ({detail}). Choose the publisher.pub or the pack you got."),
    "publisher.unreadable_key": N_("This is not the secret key of a publisher. Choose the file publisher.key."),
    "publisher.key_exists": N_("{place} is there already. A key is never written over; choose another folder."),
    "publisher.list_unreadable": N_(
        "The list of publishers cannot be read ({detail}). Bring it back from your backup."
    ),
    "publisher.already": N_("{place} is on your list already."),
    "publisher.name_missing": N_("Please enter the publisher's name; it stands in every report that uses their packs."),
    "publisher.compared_how": N_(
        "“{place}” is not a way to compare a fingerprint. Choose one of: {known}. "
        "A publisher's key is never taken without comparing it."
    ),
    "publisher.fingerprint_missing": N_(
        "Please type the fingerprint that {place} read out to you. Call a number you know, not one from the pack."
    ),
    "publisher.fingerprint_short": N_(
        "This is only a part of the fingerprint. It has four rows of 22 digits each, with the two after the hyphen; "
        "type all of them."
    ),
    "publisher.fingerprint_differs": N_(
        "This is not the fingerprint of this key of {place}; look at row {rows}. "
        "If you heard it right, do not use the pack."
    ),
    "publisher.too_many": N_("The list has {limit} publishers, which is the most it takes."),
    "publisher.unknown": N_("There is no publisher “{place}” on your list."),
    "publisher.several": N_("There are several publishers “{place}”. Name one by its fingerprint."),
}
