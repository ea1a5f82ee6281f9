"""Sentences about the workspace: its database, evidence files and backups."""

from jcm_desktop.i18n import N_

WORDS = {
    "storage.not_local": N_(
        "{place} is on a network or removable drive, where data can be lost. "
        "Choose a folder on this computer’s own disk."
    ),
    "storage.in_use": N_(
        "This workspace is already open in another window or by another user ({owner}). Close it there, then try again."
    ),
    "storage.newer": N_(
        "This workspace was made by a newer version of JCM Desktop. Please update this one; nothing was changed."
    ),
    "storage.no_workspace": N_("There is no workspace in {place}. Is the name right?"),
    "storage.not_a_workspace": N_("{place} is not a JCM Desktop workspace. Choose another folder or file."),
    "storage.damaged": N_(
        "The file {place} is damaged ({detail}). Restore the newest backup from the menu; the damaged file is kept."
    ),
    "storage.batch_damaged": N_(
        "The logger data imported from {place} are damaged. Restore the newest backup, or import the file again."
    ),
    "storage.upgrade_failed": N_(
        "The workspace could not be brought to this version ({detail}). "
        "Nothing was changed; please send us the log file."
    ),
    "storage.disk_full": N_("The disk is full, so nothing was saved. Free some space, then try again."),
    "storage.locked": N_("Another program is using {place}. Close it, then try again; nothing was changed."),
    "storage.read_only": N_("{place} cannot be written to. Ask for the right to change it, or choose another folder."),
    "storage.disk_failed": N_("The disk did not answer as it should ({detail}). Check the disk, then try again."),
    "backup.missing": N_("There is no backup {place}. Choose another one from the list."),
    "plan.none": N_("The project {place} has no monitoring plan yet. Make one on the plan page first."),
    "evidence.too_large": N_("{place} is larger than {limit} MB. Make it smaller, for example by scanning in grey."),
    "evidence.empty": N_("{place} is empty. Choose the file again."),
    "evidence.kind_not_allowed": N_(
        "{place} is of a kind that is not taken as evidence. "
        "Use PDF, PNG, JPEG, an office file without macros, or plain text in UTF-8."
    ),
    "evidence.unreadable": N_("{place} cannot be read ({detail}). Close it in other programs, then try again."),
    "evidence.not_kept": N_("{place} did not read back as it was written. Check the disk, then attach the file again."),
    "evidence.missing": N_(
        "The evidence file {place} is missing from the workspace. Attach it again from the original."
    ),
    "evidence.changed": N_(
        "The evidence file {place} was changed or damaged in the workspace. Attach it again from the original."
    ),
}
