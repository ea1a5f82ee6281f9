"""The third step of an import: what would change, what is wrong by line, and what people must decide. Shows rows."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHeaderView,
    QLineEdit,
    QRadioButton,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.quantity import parse_number
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.import_plan import Decisions, StepSaid
from jcm_desktop.services.import_views import DryRunView, FallRow
from jcm_desktop.words import sentence
from ui.models.import_rows import MonthModel, ProblemModel
from ui.page import scrolled
from ui.widgets.columns import set_widths
from ui.widgets.texts import Card, button, empty_layout, label, row, selectable, set_property, set_tone, sign


class ResultStep(QWidget):
    """Months, problems and decisions in tabs, the summary above."""

    decided = Signal(object)  # Decisions
    line_asked = Signal(str, int)  # file, line
    save_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._note = Card(role="note", margin=10)
        self._note.setObjectName("importSummary")
        self._sign = sign("info", "blue")
        self._summary = selectable(label("", name="importSummaryText"))
        line = row(self._sign, self._summary, spacing=10)
        line.setStretch(1, 1)
        self._note.add(line)
        self._files = label("", "quiet", name="importFiles")
        self.months, self.problems = MonthModel(self), ProblemModel(self)
        self.month_table = _table("importMonths", _("What would change"), self.months)
        self.problem_table = _table("importProblems", _("What is wrong, by line"), self.problems)
        self.problem_table.activated.connect(lambda index: self._go(index.row()))
        self.problem_table.clicked.connect(lambda index: self._go(index.row()))
        self._decisions = QWidget()
        self._decision_rows = QVBoxLayout(self._decisions)
        self._decision_rows.setContentsMargins(4, 8, 4, 4)
        self._decision_rows.setSpacing(10)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("importTabs")
        self.tabs.addTab(self.month_table, _("Months"))
        self.tabs.addTab(self._problems(), _("Problems"))
        self.tabs.addTab(scrolled(self._decisions), _("To decide"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._note)
        column.addWidget(self._files)
        column.addWidget(self.tabs, 1)
        self._said = Decisions()
        self._fall_fields: list[tuple[FallRow, QLineEdit, QLineEdit, QLineEdit]] = []
        self._reason: QLineEdit | None = None

    def _problems(self) -> QWidget:
        """The list of problems, and the way to keep it."""
        made = QWidget()
        inside = QVBoxLayout(made)
        inside.setContentsMargins(0, 6, 0, 0)
        hint = label(_("Press Enter on a problem to see its line in the file."), "small")
        save = button(_("Save this list…"), self.save_asked.emit, name="saveProblems", icon="folder")
        line = row(hint, save)
        line.setStretch(0, 1)
        inside.addLayout(line)
        inside.addWidget(self.problem_table, 1)
        return made

    def show_view(self, view: DryRunView, said: Decisions) -> None:
        """Show what a dry run found."""
        self._said = said
        tone = "amber" if view.asks or view.held else "green" if view.ready else "blue"
        set_tone(self._note, tone)
        picture = {"green": "good", "amber": "warning", "blue": "info"}[tone]
        self._sign.setPixmap(sign(picture, tone).pixmap())
        self._summary.setText("\n".join(view.asks) or view.summary)
        self._summary.setAccessibleName(self._summary.text())
        self._files.setText(_file_words(view))
        self.months.show_rows(view.months)
        self.problems.show_rows(view.problems)
        self.tabs.setTabText(1, _("Problems ({count})").format(count=f"{view.problem_count:,}"))
        self.tabs.setTabVisible(1, bool(view.problem_count))
        decide = bool(view.different or view.falls or _typed(view) or any(one.replaces for one in view.points))
        self.tabs.setTabVisible(2, decide or bool(view.asks and not view.problem_count))
        self._show_decisions(view)
        set_widths(self.month_table, {0: 130, 1: 56, 2: 124, 3: 124, 4: 300})
        self.month_table.resizeRowsToContents()
        set_widths(self.problem_table, {0: 190, 1: 70, 2: 70, 3: 190})
        if view.problem_count:
            self.tabs.setCurrentIndex(1)
        elif view.asks and self.tabs.isTabVisible(2):
            self.tabs.setCurrentIndex(2)
        else:
            self.tabs.setCurrentIndex(0)

    def focus_first(self) -> None:
        """Take the keyboard: the list that is in front, or what is to be decided there."""
        page = self.tabs.currentWidget()
        found = [one for one in page.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        seen = [one for one in found if one.isVisible() and one.isEnabled()]
        (self.problem_table if self.problem_table in seen else (seen or [self.tabs.tabBar()])[0]).setFocus()

    def _go(self, at: int) -> None:
        one = self.problems.rows[at]
        self.line_asked.emit(one.file, one.line)

    # --- decisions ------------------------------------------------------------------------------------------------

    def _show_decisions(self, view: DryRunView) -> None:
        empty_layout(self._decision_rows)
        self._fall_fields = []
        if view.different:
            self._show_overlap(view)
        if _typed(view):
            typed = QCheckBox(_("Values from the files take the place of typed values"))
            typed.setObjectName("replaceTyped")
            typed.setChecked(self._said.typed)
            typed.toggled.connect(lambda on: self._tell(typed=on))
            self._decision_rows.addWidget(typed)
        for fall in view.falls:
            self._show_fall(fall)
        replace = QCheckBox(_("These files take the place of earlier imports of the same days"))
        replace.setObjectName("replaceImports")
        replace.setChecked(self._said.replace)
        replace.toggled.connect(lambda on: self._tell(replace=on))
        self._decision_rows.addWidget(replace)
        self._reason = QLineEdit(self._said.reason)
        self._reason.setObjectName("importReason")
        self._reason.setAcceptDrops(False)
        self._reason.setAccessibleName(_("Reason"))
        self._reason.setPlaceholderText(_("Why stored values are replaced, in a few words"))
        self._reason.editingFinished.connect(self._reason_given)
        self._decision_rows.addLayout(row(label(_("Reason"), wrap=False), self._reason))
        self._decision_rows.addStretch(1)

    def _show_overlap(self, view: DryRunView) -> None:
        words = ngettext(
            "{count} stored value differs from the files:",
            "{count} stored values differ from the files:",
            view.different,
        )
        card = Card(margin=10)
        card.add(label(words.format(count=f"{view.different:,}"), "strong"))
        for point in view.points:
            for one in point.differences[:5]:
                text = _("{when}: stored {there}, file {new}").format(when=one.when, there=one.there, new=one.new)
                card.add(label(text, "small"))
        group = QButtonGroup(card)
        for value, text in (
            ("keep", _("What is stored stays; only what is missing is added")),
            ("correct", _("The files are right; they correct what is stored")),
        ):
            choice = QRadioButton(text)
            choice.setObjectName(f"overlap-{value}")
            choice.setChecked(self._said.overlap == value)
            choice.clicked.connect(lambda _on=False, value=value: self._tell(overlap=value))
            group.addButton(choice)
            card.add(choice)
        self._decision_rows.addWidget(card)

    def _show_fall(self, fall: FallRow) -> None:
        card = Card(margin=10)
        card.setObjectName("importFall")
        where = _("{file}, line {line}, {when}").format(file=fall.file, line=fall.line, when=fall.when)
        card.add(label(fall.words, "strong"), label(where, "small"))
        grid = QGridLayout()
        final = _plain_field("fallFinal", _("Final reading before"), fall.before)
        first = _plain_field("fallFirst", _("First reading after"), fall.after)
        reason = _plain_field("fallReason", _("What happened"), "")
        reason.setPlaceholderText(_("For example: meter exchanged"))
        for at, (words, field) in enumerate(
            ((_("Final reading before"), final), (_("First reading after"), first), (_("What happened"), reason))
        ):
            grid.addWidget(label(words, "small", wrap=False), 0, at)
            grid.addWidget(field, 1, at)
            field.editingFinished.connect(self._falls_said)
        grid.setColumnStretch(2, 1)
        card.add(grid)
        self._fall_fields.append((fall, final, first, reason))
        self._decision_rows.addWidget(card)

    def _falls_said(self) -> None:
        """Tell when every field of a fall is filled; the others keep waiting."""
        steps = list(self._said.steps)
        for fall, final, first, reason in self._fall_fields:
            if not reason.text().strip():
                continue
            try:
                said = StepSaid(fall.point, fall.at, _number(final), _number(first), reason.text().strip())
            except UserError:
                continue
            steps = [one for one in steps if (one.point, one.at) != (fall.point, fall.at)] + [said]
        if tuple(steps) != self._said.steps:
            self._tell(steps=tuple(steps))

    def _reason_given(self) -> None:
        if self._reason is not None and self._reason.text().strip() != self._said.reason:
            self._tell(reason=self._reason.text().strip())

    def _tell(self, **changes: object) -> None:
        reason = self._reason.text().strip() if self._reason is not None else self._said.reason
        self._said = msgspec.structs.replace(self._said, **{"reason": reason, **changes})
        self.decided.emit(self._said)


def _number(field: QLineEdit) -> Decimal:
    try:
        found = parse_number(field.text())
    except UserError as error:
        set_property(field, "wrong", "true")
        field.setToolTip(sentence(error.code, error.place, error.facts))
        raise
    set_property(field, "wrong", "false")
    field.setToolTip("")
    return found


def _plain_field(name: str, words: str, text: str) -> QLineEdit:
    made = QLineEdit(text)
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setAcceptDrops(False)
    return made


def _typed(view: DryRunView) -> bool:
    return any(one.state == "typed" for one in view.months)


def _file_words(view: DryRunView) -> str:
    lines = []
    for one in view.files:
        parts = [_("{file}: {values} values").format(file=one.file, values=f"{one.values:,}"), *one.notes]
        lines.append("  ·  ".join(parts))
    for point in view.points:
        text = _("{point}, {file}: {fresh} new, {equal} as stored, {different} different")
        lines.append(
            text.format(
                point=point.point,
                file=point.file,
                fresh=f"{point.fresh:,}",
                equal=f"{point.equal:,}",
                different=f"{point.different:,}",
            )
        )
    return "\n".join(lines[:8])


def _table(name: str, words: str, model: MonthModel | ProblemModel) -> QTableView:
    made = QTableView()
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setModel(model)
    made.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    made.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    made.setTabKeyNavigation(False)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(28)
    made.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    made.setWordWrap(True)
    made.setTextElideMode(Qt.TextElideMode.ElideNone)
    made.horizontalHeader().setStretchLastSection(True)
    made.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return made
