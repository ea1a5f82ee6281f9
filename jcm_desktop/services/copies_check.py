"""Prove that a public copy is the same report as a full one. Needs no workspace.

Five questions: do both hold their data; does the full copy open every withheld part, and
is all else equal; is the fingerprint that of the data; does drawing the full copy's data
again give the pages and the workbook of the public copy; did the same people sign both.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jcm_desktop.domain.errors import UserError
from jcm_desktop.i18n import N_, _
from jcm_desktop.packages.manifest import REPORT_PDF
from jcm_desktop.packages.read import read_bytes, read_package
from jcm_desktop.services.identities import role_words
from jcm_desktop.services.views import Answer, AnswerState, VerificationView
from jcm_desktop.signing.certificate import ABOUT_TIME
from jcm_desktop.signing.verdict import SignatureVerdict

_NO_DATA = N_("{place} holds no data of a report. A copy made by this application does.")
_DIFFERS = N_("The copies differ at {place}, and the salts do not explain it.")


def verify_copies(full: str, public: str) -> VerificationView:
    """Answer the five questions; UserErrors say why a file cannot be opened at all."""
    from jcm_desktop.exports.copies import document_in, key_in
    from jcm_desktop.exports.pdfa import DOSSIER_NAME, attached

    whole, reduced = _pdf_of(full), _pdf_of(public)
    full_files, public_files = attached(whole), attached(reduced)
    full_data = document_in(full_files.get(DOSSIER_NAME, b""))
    public_data = document_in(public_files.get(DOSSIER_NAME, b""))
    answers = []
    if full_data is None or public_data is None:
        place = Path(full if full_data is None else public).name
        answers.append(_bad("copies.data", N_("Do both copies hold their data?"), _(_NO_DATA).format(place=place)))
    else:
        key = key_in(full_files) or b""
        answers.append(_same(full_data, public_data, key))
        answers.append(_fingerprint(full_files, public_files, reduced))
        answers.append(_redrawn(full_data, key, reduced, public_files))
        answers += _signers(whole, reduced)
    ok = all(one.state is not AnswerState.BAD for one in answers)
    summary = (
        _("The public copy is the same report as the full copy.")
        if ok
        else _("The public copy is not the same report as the full copy.")
    )
    facts = (public_data or {}).get("dossier", {})
    return VerificationView(
        file=public,
        kind="copies",
        ok=ok,
        summary=summary,
        project=str(facts.get("project", {}).get("reference", "")) if isinstance(facts.get("project"), dict) else "",
        period="",
        claimed="",
        answers=tuple(answers),
    )


def prove_pair(one: str, other: str) -> VerificationView:
    """The same for two files given in any order: the full copy is the one that holds the key, or says so."""
    from jcm_desktop.exports.copies import key_in
    from jcm_desktop.exports.pdfa import DOSSIER_NAME, attached

    def is_full(path: str) -> bool:
        files = attached(_pdf_of(path))
        return key_in(files) is not None or b'"withheld"' not in files.get(DOSSIER_NAME, b'"withheld"')

    if is_full(other) and not is_full(one):
        one, other = other, one
    return verify_copies(one, other)


def _pdf_of(path: str) -> bytes:
    """The PDF itself, or the one inside a package."""
    data = read_bytes(Path(path))
    if data.startswith(b"%PDF"):
        return data
    package = read_package(data, Path(path).name)
    if REPORT_PDF not in package.files:
        raise UserError("package.file_missing", REPORT_PDF)
    return package.files[REPORT_PDF]


def _answer(code: str, question: str, answer: str, state: AnswerState, details: tuple[str, ...] = ()) -> Answer:
    return Answer(code, _(question), answer, state, "", details)


def _bad(code: str, question: str, answer: str, details: tuple[str, ...] = ()) -> Answer:
    return _answer(code, question, answer, AnswerState.BAD, details)


def _same(full: dict[str, Any], public: dict[str, Any], key: bytes) -> Answer:
    from jcm_desktop.exports.copies import differences, sealed_count

    question = N_("Does the full copy open what is withheld, and is all else equal?")
    found = list(differences(full, public, key))
    if found:
        words = _(_DIFFERS).format(place=found[0])
        return _bad("copies.same", question, words, tuple(_(_DIFFERS).format(place=one) for one in found[:20]))
    count = sealed_count(full, public, key)
    words = _("{count} withheld parts opened; everything else is equal.").format(count=count)
    return _answer("copies.same", question, words, AnswerState.GOOD)


def _fingerprint(full: dict[str, bytes], public: dict[str, bytes], pdf: bytes) -> Answer:
    from jcm_desktop.exports.content import fingerprint_of
    from jcm_desktop.exports.pdfa import DOSSIER_NAME, PUBLIC_DOSSIER_NAME

    question = N_("Is the fingerprint that of the data?")
    body = public[DOSSIER_NAME]
    if full.get(PUBLIC_DOSSIER_NAME, full[DOSSIER_NAME]) != body:
        return _bad("copies.fingerprint", question, _("The two copies do not hold the same data for the fingerprint."))
    words = _("Both copies: {fingerprint}").format(fingerprint=fingerprint_of(body))
    return _answer("copies.fingerprint", question, words, AnswerState.GOOD)


def _redrawn(full: dict[str, Any], key: bytes, pdf: bytes, public: dict[str, bytes]) -> Answer:
    from jcm_desktop.exports.copies import public_of, report_from
    from jcm_desktop.exports.pdf import write_pdf
    from jcm_desktop.exports.pdfa import WORKBOOK_NAME
    from jcm_desktop.exports.workbook import write_workbook
    from jcm_desktop.services.reporting import APPLICATION
    from jcm_desktop.signing.attached import same_workbook

    question = N_("Does the full copy's data, drawn again, give these pages and this workbook?")
    if full.get("report", {}).get("application") != APPLICATION:
        words = _("It was drawn by another version of the application; the pages cannot be compared here.")
        return _answer("copies.redrawn", question, words, AnswerState.OPEN)
    try:
        made = public_of(report_from(full), key)
        workbook = public.get(WORKBOOK_NAME, b"")
        parts = same_workbook(pdf, write_workbook(made.report))
        same_pages = pdf.startswith(write_pdf(made.report, workbook, made.data).pdf)
    except UserError as error:
        from jcm_desktop import words as sentences

        return _bad("copies.redrawn", question, sentences.sentence(error.code, error.place, error.facts))
    if parts is None:
        return _bad("copies.redrawn", question, _("The public copy holds no workbook."))
    if parts:
        return _bad("copies.redrawn", question, _("The workbook differs in {place}.").format(place=parts[0]))
    if not same_pages:
        return _bad("copies.redrawn", question, _("The pages are not those that the data give."))
    return _answer("copies.redrawn", question, _("Drawn again: equal to the last byte."), AnswerState.GOOD)


def _signers(full: bytes, public: bytes) -> list[Answer]:
    """Nothing to answer while nobody has signed."""
    from jcm_desktop import words
    from jcm_desktop.signing.pdf import verify_pdf
    from jcm_desktop.signing.verdict import Trust

    question = N_("Did the same people sign both copies?")
    verdicts = [verify_pdf(one, Trust()) for one in (full, public)]
    bad = [
        words.sentence(code, one.place, {"signer": one.signer})
        for verdict in verdicts
        for one in verdict.signatures
        for code in one.problems
        if code not in ABOUT_TIME
    ]
    bad += [words.sentence(code, "", {}) for verdict in verdicts for code in verdict.problems]
    if bad:
        return [_bad("copies.signers", question, bad[0], tuple(bad))]
    there, here = ({(one.role, one.fingerprint): one for one in each.signatures} for each in verdicts)
    if there.keys() == here.keys():
        if not here:
            return []
        said = _("Both copies: {signers}").format(signers=_named(here.values()))
        return [_answer("copies.signers", question, said, AnswerState.GOOD)]
    lacks = [
        _(sentence).format(signers=_named([each for key, each in one.items() if key not in other]))
        for sentence, one, other in (
            (N_("Only the full copy is signed by {signers}."), there, here),
            (N_("Only the public copy is signed by {signers}."), here, there),
        )
        if one.keys() - other.keys()
    ]
    return [_answer("copies.signers", question, " ".join(lacks), AnswerState.OPEN, tuple(lacks))]


def _named(signatures: Iterable[SignatureVerdict]) -> str:
    return ", ".join(f"{one.signer} ({role_words(one.role)})" for one in signatures)
