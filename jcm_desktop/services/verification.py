"""Verify a file from outside: a package, a signed PDF or a signed workbook. Needs no workspace."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jcm_desktop import words
from jcm_desktop.domain.errors import UserError
from jcm_desktop.i18n import N_, _
from jcm_desktop.methodologies.library import Library
from jcm_desktop.packages.read import Problem, read_bytes
from jcm_desktop.packages.verify import Answer as PackageAnswer
from jcm_desktop.packages.verify import PackageVerdict, State, verify_package
from jcm_desktop.services.formatting import moment, tonnes
from jcm_desktop.services.views import Answer, AnswerState, IdentityCard, VerificationView
from jcm_desktop.signing.opc import verify_workbook
from jcm_desktop.signing.pdf import verify_pdf
from jcm_desktop.signing.verdict import PdfVerdict, SignatureVerdict, Trust, WorkbookVerdict

QUESTIONS = {
    "verify.whole": (N_("Is the package whole?"), N_("All {files} files are as the signed list says.")),
    "verify.sender": (N_("Who sent it?"), N_("Signed by {signers}; not changed since.")),
    "verify.pdf": (N_("Is the PDF report as it was signed?"), N_("Signed by {signers}; not changed since.")),
    "verify.workbook": (N_("Is the workbook as it was signed?"), N_("Signed by {signers}; not changed since.")),
    "verify.chain": (N_("Is the history of entries intact?"), N_("{events} events, each linked to the one before.")),
    "verify.definition": (N_("Is the methodology the one installed here?"), N_("{definition} is the same here.")),
    "verify.logged": (
        N_("Do the months follow from the logger data?"),
        N_("{months} months added up again from {values} values; {files} original files read again."),
    ),
    "verify.recomputed": (
        N_("Does recomputing give the same tonnes?"),
        N_("Recomputed here: {tonnes} t, equal in every number."),
    ),
    "verify.findings": (N_("Do our checks find the same?"), N_("{findings} findings, the same as the sender states.")),
}
UNKNOWN_SIGNER = N_(
    "Signed by {signers}; not changed since. "
    "This signer is not on your trust list: compare the fingerprint by telephone."
)


def verify_file(path: str, trusted: frozenset[str] = frozenset(), library: Library | None = None) -> VerificationView:
    """Answer every question about a file; UserErrors say why it cannot be opened at all.

    The definitions to compare with are those given, or those shipped.
    """
    place = Path(path)
    data = read_bytes(place)
    trust = Trust(trusted)
    if data.startswith(b"%PDF"):
        return _signed_file("pdf", "verify.pdf", path, verify_pdf(data, trust))
    if data.startswith(b"PK") and (place.suffix.lower() in (".xlsx", ".xlsm") or b"[Content_Types].xml" in data[:4096]):
        return _signed_file("workbook", "verify.workbook", path, verify_workbook(data, trust))
    if data.startswith(b"PK") or place.suffix.lower() == ".jcmpkg":
        return _package(path, verify_package(data, place.name, trust, library))
    raise UserError("file.unknown_kind", str(place))


def _package(path: str, verdict: PackageVerdict) -> VerificationView:
    manifest = verdict.package.manifest
    if verdict.ok:
        summary = _("This package is whole, and recomputing it gives the same {tonnes}.")
    else:
        summary = _("Something is wrong with this package. Do not use it before you know why.")
    return VerificationView(
        file=path,
        kind="package",
        ok=verdict.ok,
        summary=summary.format(tonnes=tonnes(manifest.claimed)),
        project=manifest.project,
        period=f"{manifest.first}..{manifest.last}",
        claimed=tonnes(verdict.recomputed) if verdict.recomputed is not None else "",
        answers=tuple(_answer(one) for one in verdict.answers),
        signers=_signers(verdict.signatures),
    )


def _answer(one: PackageAnswer) -> Answer:
    question, good = QUESTIONS[one.code]
    if one.state is State.GOOD:
        answer = _(good).format(**one.facts)
    elif one.problems:
        answer = _problem_words(one.problems[0])
    else:
        answer = _(UNKNOWN_SIGNER).format(**one.facts)
    return Answer(
        code=one.code,
        question=_(question),
        answer=answer,
        state=AnswerState(one.state),
        place=one.problems[0].place if one.problems else "",
        details=tuple(_problem_words(problem) for problem in one.problems),
    )


def _problem_words(problem: Problem) -> str:
    facts = dict(problem.facts)
    detail = facts.get("detail")
    if detail:  # often words of ours
        facts["detail"] = _(detail)
    return words.sentence(problem.code, problem.place, facts)


def _signed_file(kind: str, code: str, path: str, verdict: PdfVerdict | WorkbookVerdict) -> VerificationView:
    from jcm_desktop.packages.verify import signature_answer

    answer = _answer(signature_answer(code, Path(path).name, verdict.signatures, verdict.problems))
    ok = answer.state is not AnswerState.BAD
    return VerificationView(
        file=path,
        kind=kind,
        ok=ok,
        summary=answer.answer,
        project="",
        period="",
        claimed="",
        answers=(answer,),
        signers=_signers(verdict.signatures),
    )


def _signers(signatures: Iterable[SignatureVerdict]) -> tuple[IdentityCard, ...]:
    """Each certificate once."""
    cards = {
        one.fingerprint: IdentityCard(
            name=one.signer,
            organisation=one.organisation,
            role=one.role,
            fingerprint=one.fingerprint,
            valid_until="",
            signed_at=moment(one.claimed_at) if one.claimed_at else "",
        )
        for one in signatures
        if one.fingerprint
    }
    return tuple(cards.values())
