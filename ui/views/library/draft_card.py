"""One methodology read from a workbook: what was found, where, and what is still to be said. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from jcm_desktop import catalogue
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.services.library import scope_words
from jcm_desktop.services.workbook_import import MISSING, DraftView, Given, ParameterView, RemarkView
from ui.views.library.markup import table
from ui.widgets.formula import FormulaLabel
from ui.widgets.texts import Card, badge, button, label, rich_label, row, selectable

TABLES = {"monitored": N_("monitored"), "fixed": N_("fixed in advance"), "constant": N_("constant of the formulas")}


class DraftCard(QWidget):
    """Shows a draft; `read_asked` with what the person says of it, `keep_asked` when it is good."""

    read_asked = Signal(object, object)  # DraftView, Given
    keep_asked = Signal(object)  # DraftView

    def __init__(
        self, view: DraftView, countries: tuple[tuple[str, str], ...], expected: tuple[str, str] = ("", "")
    ) -> None:
        super().__init__()
        self._countries = countries
        self.view = view
        self._expected = expected
        card = Card("" if view.fine and not view.problems else "amber", margin=16, spacing=8)
        self.fields: dict[str, QLineEdit | QComboBox] = {}
        self._card = card
        self._head()
        self._identity()
        self._remarks(_("What stops it"), view.problems, "red")
        self._remarks(_("Look at these twice"), view.traps, "amber")
        self._values()
        self._formulas()
        self._parameters()
        self._remarks(_("Good to know"), view.notes, "blue")
        layout = row(card)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._edited()

    def _head(self) -> None:
        view = self.view
        name = f"{view.methodology or '?'} ver{view.version or '?'}"
        count = len(view.parameters)
        found = ngettext("{count} parameter", "{count} parameters", count).format(count=count)
        found += "  ·  " + ngettext("{count} formula", "{count} formulas", len(view.formulas)).format(
            count=len(view.formulas)
        )
        if view.fine:
            state = badge(_("can be kept"), "green")
        else:
            state = badge(_("values differ: look first") if view.text else _("not complete"), "amber")
        self._card.add(row(label(name, "figure", wrap=False, name="draftNumber"), None, state))
        self._card.add(label(f"{view.said_title}  ·  {found}" if view.said_title else found, "strong"))
        self._card.add(label(_("Sheets: {sheets}").format(sheets=", ".join(view.sheets)), "small"))
        wanted = self._expected[0]
        if wanted and view.methodology and (view.methodology, view.version) != self._expected:
            words = _("You came to bring {wanted}; this workbook says that it is {found}.")
            wanted_name = f"{wanted} ver{self._expected[1]}"
            self._card.add(self._note(words.format(wanted=wanted_name, found=name), "amber"))

    def _identity(self) -> None:
        view = self.view
        form = QFormLayout()
        form.setSpacing(6)
        expected = self._expected if not view.methodology else ("", "")
        texts = (
            ("methodology", _("Number"), view.methodology or expected[0]),
            ("version", _("Version"), view.version or expected[1]),
            ("title", _("Title"), view.said_title),
        )
        for name, words, text in texts:
            field = QLineEdit(text)
            field.setAcceptDrops(False)
            field.setMaxLength(300)
            field.textEdited.connect(lambda _text: self._edited())
            field.returnPressed.connect(self._read_again)
            self._add(form, name, words, field)
        self._add(form, "country", _("Country"), self._box(self._countries, view.country or expected[0][:2]))
        scopes = [(str(number), f"{number} {scope_words(number)}") for number in catalogue.sectoral_scopes()]
        self._add(form, "scope", _("Sectoral scope"), self._box(scopes, str(view.scope or "")))
        if view.missing:
            said = ", ".join(_(MISSING[name]) for name in view.missing)
            self._card.add(self._note(_("The workbook does not say: {missing}. Please enter it.").format(missing=said)))
        self._card.add(form)
        self.again = button(_("Read again with these words"), self._read_again, name="readAgain")
        self.keep = button(_("Keep this definition"), self._keep, "primary", name="keepDraft", icon="good")
        self.why = label("", "quiet", name="whyNotKept")
        line = row(self.keep, self.again, self.why)
        line.setStretch(2, 1)
        self._card.add(line)
        words = _(
            "Some stored values are not what the formulas give; see “Stored values, computed again” below. "
            "Keep the definition only if you know why they differ."
        )
        self._look_first = self._note(words)
        self.anyway = button(_("Keep it although values differ"), self._keep_anyway, name="keepAnyway")
        self._look_first.add(row(self.anyway, None))
        self._look_first.hide()
        self._card.add(self._look_first)

    def _add(self, form: QFormLayout, name: str, words: str, field: QLineEdit | QComboBox) -> None:
        field.setObjectName(f"draft-{name}")
        field.setAccessibleName(words)
        field.setMaximumWidth(560)
        self.fields[name] = field
        form.addRow(label(words, wrap=False), field)

    def _box(self, rows: Iterable[tuple[str, str]], chosen: str) -> QComboBox:
        box = QComboBox()
        box.addItem(_("Please choose"), "")
        for key, words in rows:
            box.addItem(words, key)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        box.currentIndexChanged.connect(lambda _at: self._edited())
        return box

    def given(self) -> Given:
        """What the fields say."""
        text = {name: _text(field) for name, field in self.fields.items()}
        return Given(text["methodology"], text["version"], text["country"], int(text["scope"] or 0), text["title"])

    def _edited(self) -> None:
        """What is kept is what was shown: words that were changed are read into the draft first."""
        view = self.view
        shown = Given(view.methodology, view.version, view.country, view.scope, view.said_title)
        changed = self.given() != shown
        self.again.setEnabled(changed)
        self.keep.setEnabled(bool(view.text) and not changed)
        self._look_first.hide()
        words = ""
        if changed:
            words = _("You have changed words: read the workbook again with them first.")
        elif view.problems:
            words = _("It cannot be kept while something stops it.")
        elif not view.text:
            words = _("Enter what is missing first.")
        self.why.setText(words)

    def _read_again(self) -> None:
        if self.again.isEnabled():
            self.read_asked.emit(self.view, self.given())

    def _keep(self) -> None:
        """Keep it; where stored values differ, ask first."""
        if self.view.fine:
            self._keep_anyway()
            return
        self._look_first.show()
        self.anyway.setFocus()

    def _keep_anyway(self) -> None:
        self.keep_asked.emit(self.view)

    def _remarks(self, heading: str, remarks: tuple[RemarkView, ...], tone: str) -> None:
        if remarks:
            self._card.add(label(heading, "heading"))
            for one in remarks:
                self._card.add(self._note(one.message, tone))

    def _note(self, words: str, tone: str = "amber") -> Card:
        note = Card(tone, role="note", margin=8)
        note.add(selectable(label(words)))
        return note

    def _values(self) -> None:
        """What the stored values say about the formulas."""
        view = self.view
        if not view.recomputed:
            return
        self._card.add(label(_("Stored values, computed again"), "heading"))
        words = _("{agree} of {count} stored values agree with their formulas.")
        lines = [words.format(agree=view.agree, count=view.recomputed)]
        if view.without_value:
            never = _("{count} formulas have no stored value; the file was never calculated.")
            lines.append(never.format(count=view.without_value))
        lines += [_("Not recomputed: {message}").format(message=one.message) for one in view.not_recomputed]
        self._card.add(selectable(label("\n".join(lines))))
        if view.differences:
            heads = (_("Cell"), _("The file says"), _("The formula gives"))
            rows = ((escape(one.cell), escape(one.cached), escape(one.recomputed)) for one in view.differences)
            note = Card("red", role="note", margin=8)
            note.add(selectable(rich_label(table(heads, rows))))
            self._card.add(note)

    def _formulas(self) -> None:
        if self.view.formulas:
            self._card.add(label(_("Formulas: ours as mathematics, and the cell they were read from"), "heading"))
        for one in self.view.formulas:
            self._card.add(FormulaLabel(one.symbol, one.parts, one.unit_text or "1"))
            cell = f"{one.label}  ·  {one.cell}:  {one.excel}" if one.label else f"{one.cell}:  {one.excel}"
            self._card.add(selectable(label(cell, "small")))

    def _parameters(self) -> None:
        if not self.view.parameters:
            return
        heads = (_("Symbol"), _("What it is"), _("Unit"), _("Cells"), _("Default, with its cell"))
        rows = (
            (
                one.symbol_markup,
                f"{escape(one.label)}<br><i>{escape(_(TABLES.get(one.table, one.table)))}</i>",
                escape(one.unit if one.unit == one.unit_text else f"{one.unit_text} ({one.unit})"),
                escape(one.cells),
                _defaults(one),
            )
            for one in self.view.parameters
        )
        self._card.add(label(_("Parameters"), "heading"), selectable(rich_label(table(heads, rows))))


def _defaults(one: ParameterView) -> str:
    found = [*([one.default] if one.default else []), *one.choices]
    lines = [
        f"{escape(each.word)}{': ' if each.word else ''}<b>{escape(each.value)}</b> <i>({escape(each.cell)})</i>"
        for each in found
    ]
    return "<br>".join(lines)


def _text(field: QLineEdit | QComboBox) -> str:
    return str(field.currentData() or "") if isinstance(field, QComboBox) else field.text().strip()
