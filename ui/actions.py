"""The table of what can be done by keyboard: id, words, keys, and when it is possible.

The window makes QActions of it, the settings page lists it. Knows no page.
"""

from __future__ import annotations

from dataclasses import dataclass

from jcm_desktop.i18n import N_

VERIFIABLE = "JCM Desktop (*.jcmpkg *.pdf *.xlsx *.p7m *.parts.json *.[0-9][0-9][0-9])"  # for a file dialog


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action; `when` names what must be so: "" always, "period" chosen, or the page in front."""

    id: str
    words: str
    keys: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page of the rail and where its class is; imported when it is first opened."""

    id: str
    words: str
    icon: str
    module: str
    kind: str


PAGES = (
    PageRow("start", N_("Start"), "start", "ui.views.start.page", "StartPage"),
    PageRow("plan", N_("Plan"), "plan", "ui.views.plan.page", "PlanPage"),
    PageRow("readings", N_("Readings"), "readings", "ui.views.entry.page", "EntryPage"),
    PageRow("evidence", N_("Evidence"), "evidence", "ui.views.evidence.page", "EvidencePage"),
    PageRow("checks", N_("Checks"), "checks", "ui.views.checks.page", "ChecksPage"),
    PageRow("result", N_("Result"), "result", "ui.views.result.page", "ResultPage"),
    PageRow("report", N_("Report"), "report", "ui.views.report.page", "ReportPage"),
    PageRow("library", N_("Library"), "library", "ui.views.library.page", "LibraryPage"),
    PageRow("verify", N_("Verify a file"), "verify", "ui.views.verify.page", "VerifyPage"),
    PageRow("settings", N_("Settings"), "settings", "ui.views.settings.page", "SettingsPage"),
)
ACTIONS = (
    *(ActionRow(f"go.{page.id}", page.words, f"Ctrl+{index % 10}") for index, page in enumerate(PAGES, 1)),
    ActionRow("readings.undo", N_("Undo the last entry"), "Ctrl+Z", "readings"),
    ActionRow("plan.undo", N_("How a change of the plan is taken back"), "Ctrl+Z", "plan"),
    ActionRow("evidence.undo", N_("How a file or a statement is taken back"), "Ctrl+Z", "evidence"),
    ActionRow("readings.redo", N_("Do it again"), "Ctrl+Y", "readings"),
    ActionRow("readings.next_problem", N_("Next cell with a problem"), "F8", "readings"),
    ActionRow("readings.import", N_("Import meter and logger files"), "Ctrl+I", "readings"),
    ActionRow("readings.logger", N_("Look at the logger data of the cell"), "Ctrl+L", "readings"),
    ActionRow("readings.find", N_("Find a value, a text or a note"), "Ctrl+F", "readings"),
    ActionRow("readings.note", N_("Note on the cell"), "Shift+F2", "readings"),
    ActionRow("readings.missing", N_("State why there is no reading"), "Ctrl+M", "readings"),
    ActionRow("readings.other_part", N_("Between the cells and what is known of them"), "F6", "readings"),
    ActionRow("readings.table", N_("Readings as a table"), "Ctrl+Shift+T", "readings"),
    ActionRow("readings.form", N_("Readings of one month as a form"), "Ctrl+Shift+F", "readings"),
    ActionRow("readings.guided", N_("Readings asked for one by one"), "Ctrl+Shift+G", "readings"),
    ActionRow("readings.second", N_("Type some readings a second time"), "Ctrl+Shift+S", "readings"),
    ActionRow("checks.next_problem", N_("Next finding"), "F8", "checks"),
    ActionRow("checks.previous", N_("Finding before"), "Shift+F8", "checks"),
    ActionRow("checks.export_pdf", N_("List of findings as PDF"), "Ctrl+E", "checks"),
    ActionRow("checks.export_xlsx", N_("List of findings as Excel"), "Ctrl+Shift+E", "checks"),
    ActionRow("file.open", N_("Open a file to verify"), "Ctrl+O"),
    ActionRow("page.refresh", N_("Look again"), "F5"),
    ActionRow("window.quit", N_("Save and close"), "Ctrl+Q"),
)
# Keys of the readings grid, listed for people; the grid itself answers to them.
GRID_KEYS = (
    (N_("Change a cell; typing replaces it"), "F2"),
    (N_("Store and go down; to the right"), "Enter, Tab"),
    (N_("Copy cells; paste cells, also from a spreadsheet"), "Ctrl+C, Ctrl+V"),
    (N_("Fill the cells below with the top one"), "Ctrl+D"),
    (N_("Clear cells"), "Delete"),
)
