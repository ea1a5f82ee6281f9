"""Where one works on the readings page and what is being typed there: kept with each keystroke, and put back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _
from jcm_desktop.services.unsaved import Unsaved
from jcm_desktop.services.views import CellEdit

if TYPE_CHECKING:
    from ui.views.entry.page import EntryPage


class Resuming:
    """Listens to every editor of a page."""

    def __init__(self, page: EntryPage) -> None:
        self._page = page
        self._silent = False
        for typed in (
            page.table.cells.typed,
            page.form.typed,
            page.guided.typed,
            page.second.typed,
            page.side.note_box.typed,
            page.intake.moved,
        ):
            typed.connect(self.keep)

    # --- keeping --------------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Note the cursor and the text under it."""
        page, grid = self._page, self._page.model.grid
        if self._silent or grid is None:
            return
        chosen = page.side.chosen
        editor, text, caret = self._typing()
        page.desk.note(
            page=page.page_id,
            project=grid.project,
            period=str(grid.span),
            point=chosen[0] if chosen else "",
            first=chosen[1].first.isoformat() if chosen else "",
            view=page.view,
            editor=editor,
            text=text,
            caret=caret,
        )

    def _typing(self) -> tuple[str, str, int]:
        """Which editor is open, its text and its caret."""
        page = self._page
        if page.importing:
            return "import", "\n".join(page.intake.paths), page.intake.steps.currentIndex()
        if page.side.writing_note:
            return "note", page.side.note_box.text.toPlainText(), page.side.note_box.caret
        edit = page.table.cells.editor
        if edit is not None and edit.isModified():
            return "cell", edit.text(), edit.cursorPosition()
        field = page.form.typing
        if field is not None:
            return "form", field.text(), field.cursorPosition()
        if page.view == "guided" and page.guided.edit.text():
            return "guided", page.guided.edit.text(), page.guided.edit.cursorPosition()
        if page.view == "second" and page.second.edit.text():
            return "second", page.second.edit.text(), page.second.edit.cursorPosition()
        return "", "", 0

    # --- putting back ---------------------------------------------------------------------------------------------

    def take(self) -> None:
        """Put back what the last sitting left here, if it left anything."""
        found = self._page.desk.take_found(self._page.page_id)
        if found is None:
            self.keep()
            return
        self._silent = True
        try:
            self._put_back(found)
        finally:
            self._silent = False
        self.keep()

    def _put_back(self, found: Unsaved) -> None:
        page, grid = self._page, self._page.model.grid
        if grid is None:
            return
        index = page.model.place_of(found.point, found.first)
        if found.point and index.isValid():
            page.table.go_to(index, focus=page.view == "table")
        if found.closed:
            return
        if grid.frozen is not None:
            if found.text:
                words = _("The period is frozen now. What you were typing: “{text}”")
                page.desk.say("amber", words.format(text=found.text))
            return
        edits = tuple(CellEdit(one.point, Span(one.first, one.last), one.text) for one in found.waiting)
        known = {(point.no, line.span) for point in grid.points for line in grid.rows}
        edits = tuple(one for one in edits if (one.point, one.span) in known)
        if edits:
            page.storing.store(edits)
        if found.view and found.view != page.view:
            page.show_view(found.view)
        self._open_editor(found)

    def _open_editor(self, found: Unsaved) -> None:
        page = self._page
        index = page.table.currentIndex()
        if found.editor == "import":
            self._open_import(tuple(found.text.splitlines()))
            return
        if found.editor == "note":
            page.side.ask_note(found.text, found.caret)
        elif found.editor == "cell" and index.isValid():
            page.table.open_editor(index, found.text, found.caret)
        elif found.editor == "form" and index.isValid():
            page.form.restore(index.column(), found.text, found.caret)
        elif found.editor == "guided":
            page.guided.restore(found.text, found.caret)
        elif found.editor == "second":
            page.second.restore(found.text, found.caret)
        if found.editor:
            page.desk.say("blue", _("You are back where you were; what you were typing is still here."))

    def _open_import(self, paths: tuple[str, ...]) -> None:
        """Back to an import that was not finished, with those of its files that are still there."""
        there = tuple(one for one in paths if Path(one).is_file())
        self._page.desk.say("blue", _("The import was not finished, and nothing of it was stored. Here it is again."))
        if not there or not self._page.give_files(there):
            self._page.act("import")
