"""The installed units: for each index of the methodology the units it runs over, to add, rename and remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services import plan_shape
from jcm_desktop.services.plan_views import SetRow
from ui.views.plan.tab import PlanTab
from ui.widgets.texts import Card, button, empty_layout, label, row

if TYPE_CHECKING:
    from jcm_desktop.services.session import Session
    from jcm_desktop.services.views import Changes

NAME_WIDTH = 300


class UnitsTab(PlanTab):
    """A card for each set."""

    def __init__(self) -> None:
        super().__init__()
        self._column = self.column()
        self._rows: tuple[SetRow, ...] | None = None

    def show_rows(self, rows: tuple[SetRow, ...]) -> None:
        """Show the sets; names being typed stay while nothing changed."""
        if rows == self._rows:
            return
        self._rows = rows
        empty_layout(self._column)
        if not rows:
            self._column.addWidget(label(_("This methodology has nothing to count by units."), "quiet"))
        for one in rows:
            self._column.addWidget(self._card(one))
        self._column.addStretch(1)

    @property
    def touched(self) -> bool:
        """Whether a name is typed that was neither added nor taken out again."""
        return any(field.isModified() and self._differs(field) for field in self.findChildren(QLineEdit))

    def _differs(self, field: QLineEdit) -> bool:
        return bool(field.text().strip()) and field.text().strip() != field.property("stored")

    def forget(self) -> None:
        self._rows = None

    def choose(self, name: str) -> bool:
        """Put the cursor into the field that adds to a set; False if there is none of this name."""
        found = self.findChild(QWidget, f"add-{name}")
        if found is None:
            return False
        found.setFocus()
        return True

    def _card(self, one: SetRow) -> Card:
        card = Card(margin=16, spacing=7)
        card.setObjectName(f"set-{one.name}")
        hint = _("The project may have none of them.") if one.optional else _("The project has at least one of them.")
        card.add(label(f"{one.written}: {one.label}", "heading"), label(hint, "small"))
        for member in one.members:
            card.add(self._member(one, member))
        if not one.members:
            card.add(label(_("none"), "quiet"))
        card.add(self._adder(one))
        return card

    def _member(self, one: SetRow, member: str) -> QWidget:
        made = QWidget()
        parts: list[QWidget] = []
        if one.offered:
            field = None
            name = label(member, "strong", wrap=False)
            name.setMinimumWidth(NAME_WIDTH)
            parts.append(name)
        else:
            field = QLineEdit(member)
            field.setProperty("stored", member)
            field.setAcceptDrops(False)
            field.setFixedWidth(NAME_WIDTH)
            field.setObjectName(f"unit-{one.name}-{member}")
            field.setAccessibleName(_("Name of unit {name}").format(name=member))
            rename = button(_("Rename"), lambda: self._rename(one, member, field.text()), name="renameUnit")
            rename.setAccessibleName(_("Rename {name}").format(name=member))
            rename.setEnabled(False)
            field.textEdited.connect(lambda text: rename.setEnabled(text.strip() not in ("", member)))
            field.returnPressed.connect(lambda: self._rename(one, member, field.text()))
            parts += [field, rename]
        parts.append(self._remover(one, member))
        if member in one.with_readings:
            parts.append(label(_("has readings, so it stays"), "small", wrap=False))
        line = row(*parts, None)
        made.setLayout(line)
        return made

    def _remover(self, one: SetRow, member: str) -> QPushButton:
        remove = button(_("Remove"), lambda: self._set(one, tuple(m for m in one.members if m != member)))
        remove.setObjectName("removeUnit")
        remove.setAccessibleName(_("Remove {name}").format(name=member))
        last = len(one.members) == 1 and not one.optional
        remove.setEnabled(member not in one.with_readings and not last)
        return remove

    def _adder(self, one: SetRow) -> QWidget:
        made = QWidget()
        words = _("Add to {name}").format(name=one.written)
        field: QLineEdit | QComboBox
        if one.offered:
            field = QComboBox()
            field.addItems([name for name in one.offered if name not in one.members])
        else:
            field = QLineEdit()
            field.setAcceptDrops(False)
            field.setPlaceholderText(_("Name of another unit, such as chiller-2"))
            field.returnPressed.connect(lambda: self._add(one, _text(field)))
        field.setFixedWidth(NAME_WIDTH)
        field.setObjectName(f"add-{one.name}")
        field.setAccessibleName(words)
        add = button(_("Add"), lambda: self._add(one, _text(field)), name=f"addUnit-{one.name}", icon="plus")
        add.setAccessibleName(words)
        made.setLayout(row(field, add, None))
        return made

    def _add(self, one: SetRow, member: str) -> None:
        if member.strip():
            self._set(one, (*one.members, member.strip()))

    def _rename(self, one: SetRow, old: str, new: str) -> None:
        if new.strip() not in ("", old):
            self.change.emit(
                lambda session, project: plan_shape.rename_member(session, project, one.name, old, new), None
            )

    def _set(self, one: SetRow, members: tuple[str, ...]) -> None:
        def store(session: Session, project: str) -> Changes:
            return plan_shape.set_members(session, project, one.name, members)

        self.change.emit(store, None)


def _text(field: QLineEdit | QComboBox) -> str:
    return field.currentText() if isinstance(field, QComboBox) else field.text()
