"""A version of the report as a card: its state, its signatures, and what can be done with it. Draws a row."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from jcm_desktop.i18n import _
from jcm_desktop.services.report_views import CopyRow, ReportRow
from ui.widgets.texts import Card, badge, button, label, row, set_property, sign


class VersionCard(Card):
    """One version; the newest current one can be signed and packed."""

    show_asked = Signal(object)
    show_public_asked = Signal(object)
    sign_asked = Signal(object)
    pack_asked = Signal(object)
    send_asked = Signal(object)
    take_asked = Signal(object)
    stamp_asked = Signal(object)
    proof_asked = Signal(str, str)
    folder_asked = Signal(object)
    verify_asked = Signal(str)

    def __init__(self, one: ReportRow, newest: bool, stamp_server: str = "") -> None:
        super().__init__(margin=14, spacing=7)
        self.setObjectName(f"version-{one.version}")
        self.row = one
        title = label(_("Version {number}").format(number=one.version), "heading", wrap=False)
        state = badge(_("Current"), "green") if one.current else badge(_("Superseded"), "amber")
        self.add(row(title, state, None, label(one.claimed, "strong", wrap=False)))
        self.add(label(_("Made {when}, {language}").format(when=one.made_at, language=one.language), "small"))
        if one.superseded:
            self.add(label(one.superseded, "small", name=f"superseded-{one.version}"))
        for copy in one.copies:
            if len(one.copies) > 1:
                self.add(label(copy.words, "strong", name=f"copy-{copy.copy}"))
            self._add_signatures(copy, several=len(one.copies) > 1)
        if one.stamped:
            self.add(label(one.stamped, "small", name=f"stamped-{one.version}"))
        if one.package:
            line = row(sign("package", "green", 16), label(_("The package is made.")), spacing=8)
            line.setStretch(1, 1)
            self.add(line)
        self._add_buttons(one, newest)
        if one.signatures and not one.stamped:
            self._offer_stamp(one, stamp_server)

    def _add_signatures(self, copy: CopyRow, several: bool) -> None:
        for signature in copy.signatures:
            words = f"{signature.role_words}: {signature.signer}, {signature.at}"
            tone = "green" if signature.ok else "red"
            line = row(sign("sign" if signature.ok else "error", tone, 16), label(words), spacing=8)
            line.setStretch(1, 1)
            self.add(line)
        if not copy.signatures:
            self.add(label(_("Not signed yet."), "quiet"))
        elif copy.missing:
            words = _("Not signed yet as: {roles}").format(roles=", ".join(copy.missing))
            self.add(label(words, "quiet", name=f"missing-{copy.copy}"))

    def _add_buttons(self, one: ReportRow, newest: bool) -> None:
        working = newest and one.current
        send_role = "primary" if working and one.package else ""
        send = button(_("Send…"), lambda: self.send_asked.emit(one), send_role, name="sendReport", icon="forward")
        send.setAccessibleName(_("Send version {number}").format(number=one.version))
        if working:
            self.add(row(*self._work_buttons(one), send, None))
        show = button(_("Show"), lambda: self.show_asked.emit(one), name="showReport")
        show.setAccessibleName(_("Show version {number}").format(number=one.version))
        public = button(_("Public copy"), lambda: self.show_public_asked.emit(one), name="showPublic")
        public.setAccessibleName(_("Show the public copy of version {number}").format(number=one.version))
        folder = button(_("Open folder"), lambda: self.folder_asked.emit(one), name="openFolder", icon="folder")
        check = button(_("Verify"), lambda: self.verify_asked.emit(one.package), name="verifyPackage", icon="verify")
        check.setAccessibleName(_("Verify the package of version {number}").format(number=one.version))
        parts = (show, public, folder, None) if working else (show, public, send, None)
        self.add(row(*parts))
        if working:
            take = button(_("Take back signed files…"), lambda: self.take_asked.emit(one), "link", name="takeSigned")
            take.setToolTip(_("The files that somebody signed on another computer"))
            self.add(row(check, take, None))
            take.setVisible(any(copy.missing for copy in one.copies))
        else:
            self.add(row(folder, check, None))
        if one.public_pdf:
            prove = button(
                _("Prove that both copies are one report"),
                lambda: self.proof_asked.emit(one.pdf, one.public_pdf),
                "link",
                name="proveCopies",
            )
            self.add(row(prove, None))
        public.setVisible(bool(one.public_pdf))
        check.setVisible(bool(one.package))

    def _work_buttons(self, one: ReportRow) -> tuple[QPushButton, QPushButton]:
        sign_role = "" if one.signatures else "primary"
        pack_role = "primary" if one.signatures and not one.package else ""
        signing = button(_("Sign…"), lambda: self.sign_asked.emit(one), sign_role, name="signReport", icon="sign")
        pack = button(
            _("Make package…"), lambda: self.pack_asked.emit(one), pack_role, name="makePackage", icon="package"
        )
        signing.setEnabled(any(copy.missing for copy in one.copies))
        pack.setEnabled(bool(one.signatures))
        pack.setToolTip("" if one.signatures else _("Sign the report first."))
        return signing, pack

    def _offer_stamp(self, one: ReportRow, server: str) -> None:
        """A time stamp may be added whenever there is a connection, also to an older version."""
        add = button(_("Add time stamps"), lambda: self.stamp_asked.emit(one), "link", name="addStamp")
        add.setAccessibleName(_("Add time stamps to version {number}").format(number=one.version))
        add.setEnabled(bool(server))
        hint = _("Asks {server}").format(server=server) if server else _("No time-stamp server is set; see Settings.")
        add.setToolTip(hint)
        words = _("The time of signing is that of your clock.")
        if not server:
            words += " " + hint
        line = row(label(words, "small", name=f"noStamp-{one.version}"), add)
        line.setStretch(0, 1)
        self.add(line)

    def mark(self, shown: bool) -> None:
        """Whether this version is the one in the preview."""
        set_property(self, "chosen", "true" if shown else "false")
