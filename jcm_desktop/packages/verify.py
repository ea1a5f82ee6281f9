"""Verify a package without any workspace: one separate answer for each question, never one bool alone.

Questions, in order: is the container whole; is every file as listed; did the
sender sign the list; are the PDF's and the workbook's own signatures good; is
the chain of entries intact and does it hold the readings; is the definition the
installed one; do the months follow from the logger data; does recomputing give
the same findings and the same tonnes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.reading import Reading
from jcm_desktop.methodologies.library import Library, shipped
from jcm_desktop.packages.dossier_file import DossierFile, claimed_vintages, plain_result, read_dossier
from jcm_desktop.packages.manifest import AUDIT, DOSSIER, REPORT_PDF, REPORT_WORKBOOK, SIGNATURE
from jcm_desktop.packages.read import Package, Problem, read_package
from jcm_desktop.packages.verify_logged import EVENTS, recorded, verify_logged
from jcm_desktop.signing.cms import verify_detached
from jcm_desktop.signing.opc import verify_workbook
from jcm_desktop.signing.pdf import verify_pdf
from jcm_desktop.signing.verdict import SignatureVerdict, Trust
from jcm_desktop.storage.audit import verify_jsonl
from jcm_desktop.validation.assessment import Assessment, assess

READING_EVENTS = EVENTS | {"readings.entered"}


class State(StrEnum):
    """How a question was answered."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"  # cannot be said from the file alone


class Answer(msgspec.Struct, frozen=True):
    """The answer to one question, with what is wrong in detail."""

    code: str
    state: State
    problems: tuple[Problem, ...] = ()
    facts: dict[str, str] = {}


class PackageVerdict(msgspec.Struct, frozen=True):
    """All that can be said of a package."""

    package: Package
    answers: tuple[Answer, ...]
    signatures: tuple[SignatureVerdict, ...]
    recomputed: int | None  # tonnes claimed when recomputed here

    @property
    def ok(self) -> bool:
        """No answer is bad."""
        return all(answer.state is not State.BAD for answer in self.answers)


def verify_package(data: bytes, place: str, trust: Trust, library: Library | None = None) -> PackageVerdict:
    """Answer every question; raises only what `read_package` raises.

    `library` has the definitions to compare with; without one, those shipped.
    """
    installed = library or shipped()
    package = read_package(data, place)
    signatures: list[SignatureVerdict] = []
    answers = [_whole(package), *_signed(package, trust, signatures)]
    dossier, unreadable = _dossier(package)
    answers.append(_chain(package, dossier))
    recomputed = None
    if dossier is None:
        answers.append(Answer("verify.recomputed", State.BAD, unreadable))
    else:
        answers.append(_definition(dossier, installed))
        answers.extend(_logged(package, dossier))
        today = package.manifest.made_at.date()
        assessment = assess(dossier.dossier, dossier.definition, today=today, library=installed)
        recomputed = assessment.result.claimed if assessment.result else None
        answers.append(_recomputed(package, dossier, assessment))
        answers.append(_findings(dossier, assessment))
    return PackageVerdict(package, tuple(answers), tuple(signatures), recomputed)


def _whole(package: Package) -> Answer:
    state = State.BAD if package.problems else State.GOOD
    return Answer("verify.whole", state, package.problems, {"files": str(len(package.files))})


def _signed(package: Package, trust: Trust, signatures: list[SignatureVerdict]) -> Iterator[Answer]:
    if package.signature:
        sender = verify_detached(package.manifest_bytes, package.signature, trust)
        signatures.append(sender)
        yield signature_answer("verify.sender", SIGNATURE, (sender,), sender.problems)
    else:
        yield Answer("verify.sender", State.BAD, (Problem("package.unsigned", SIGNATURE),))
    for code, name, verify in (
        ("verify.pdf", REPORT_PDF, verify_pdf),
        ("verify.workbook", REPORT_WORKBOOK, verify_workbook),
    ):
        body = package.files.get(name)
        if body is None:
            yield Answer(code, State.BAD, (Problem("package.file_missing", name),))
            continue
        verdict = verify(body, trust)
        signatures.extend(verdict.signatures)
        yield signature_answer(code, name, verdict.signatures, verdict.problems)


def signature_answer(
    code: str, name: str, signatures: tuple[SignatureVerdict, ...], problems: tuple[str, ...]
) -> Answer:
    """One answer for all signatures of a file: good when whole and trusted, open when the signer is unknown."""
    found = tuple(Problem(problem, name) for problem in dict.fromkeys(problems))
    found += tuple(
        Problem(problem, f"{name}: {one.place}")
        for one in signatures
        for problem in one.problems
        if problem not in problems
    )
    if not signatures and not found:
        found = (Problem("signature.none", name),)
    known = all(one.trusted for one in signatures)
    state = State.BAD if found else State.GOOD if known else State.OPEN
    return Answer(code, state, found, {"signers": ", ".join(dict.fromkeys(one.signer for one in signatures))})


def _dossier(package: Package) -> tuple[DossierFile | None, tuple[Problem, ...]]:
    body = package.files.get(DOSSIER)
    if body is None:
        return None, (Problem("package.file_missing", DOSSIER),)
    try:
        return read_dossier(body), ()
    except UserError as error:
        return None, (Problem(error.code, error.place, error.facts),)


def _chain(package: Package, dossier: DossierFile | None) -> Answer:
    lines = package.files.get(AUDIT, b"").splitlines()
    verdict = verify_jsonl(lines)
    problems: list[Problem] = []
    if not verdict.intact:
        problems.append(Problem("chain.broken", f"{AUDIT}: event {verdict.first_bad_seq}", {"detail": verdict.problem}))
    elif (verdict.head, verdict.count) != (package.manifest.audit_head, package.manifest.audit_count):
        problems.append(Problem("chain.other_head", AUDIT))
    elif dossier is not None:
        problems.extend(_unrecorded(lines, dossier))
    return Answer(
        "verify.chain", State.BAD if problems else State.GOOD, tuple(problems), {"events": str(verdict.count)}
    )


def _unrecorded(lines: list[bytes], dossier: DossierFile) -> Iterator[Problem]:
    """Readings of the dossier that the chain does not hold, or holds otherwise."""
    found: dict[str, Any] = {}
    for line in lines:
        event = json.loads(line)
        if event.get("kind") in READING_EVENTS:
            found.update((one["id"], one) for one in event["payload"].get("readings", ()))
    for reading in dossier.dossier.readings:
        if recorded(found.get(reading.id), Reading) != reading:
            yield Problem("chain.reading_unrecorded", f"{DOSSIER}: {reading.point} {reading.span}")


def _logged(package: Package, dossier: DossierFile) -> Iterator[Answer]:
    verdict = verify_logged(dossier.dossier, dossier.definition, package.files)
    if verdict is not None:
        facts = {"months": str(verdict.months), "values": f"{verdict.values:,}", "files": str(verdict.files)}
        yield Answer("verify.logged", State.BAD if verdict.problems else State.GOOD, verdict.problems, facts)


def _definition(dossier: DossierFile, library: Library) -> Answer:
    ref = dossier.definition.ref
    if not library.has(ref):
        return Answer("verify.definition", State.OPEN, (Problem("definition.not_installed", str(ref)),))
    try:
        installed = library.of(ref)
    except UserError as error:  # a file of the verifier's own workspace that cannot be read
        return Answer("verify.definition", State.OPEN, (Problem(error.code, error.place, error.facts),))
    if installed != dossier.definition:
        return Answer("verify.definition", State.BAD, (Problem("definition.differs", str(ref)),))
    return Answer("verify.definition", State.GOOD, (), {"definition": str(ref)})


def _recomputed(package: Package, dossier: DossierFile, assessment: Assessment) -> Answer:
    if assessment.result is None:
        error = assessment.result_error
        problem = Problem(error.code, error.place, error.facts) if error else Problem("verify.no_result", DOSSIER)
        return Answer("verify.recomputed", State.BAD, (problem,))
    result = assessment.result
    problems = list(_differences("result", dossier.result, plain_result(result)))
    manifest = package.manifest
    if (manifest.claimed, manifest.vintages) != (result.claimed, claimed_vintages(result)):
        problems.append(
            Problem(
                "verify.claim_differs",
                "manifest.json",
                {"stated": str(manifest.claimed), "computed": str(result.claimed)},
            )
        )
    project = dossier.dossier.project.reference
    if (manifest.project, manifest.first, manifest.last) != (
        project,
        dossier.dossier.period.first,
        dossier.dossier.period.last,
    ):
        problems.append(Problem("verify.other_dossier", DOSSIER))
    return Answer(
        "verify.recomputed",
        State.BAD if problems else State.GOOD,
        tuple(problems[:50]),
        {"tonnes": f"{result.claimed:,}"},
    )


def _differences(place: str, stated: Any, computed: Any) -> Iterator[Problem]:
    """Each leaf where what was written differs from what was computed."""
    if isinstance(stated, dict) and isinstance(computed, dict) and stated.keys() == computed.keys():
        for key, value in stated.items():
            yield from _differences(f"{place}/{key}", value, computed[key])
    elif isinstance(stated, list | tuple) and isinstance(computed, list | tuple) and len(stated) == len(computed):
        for at, (one, other) in enumerate(zip(stated, computed, strict=True)):
            yield from _differences(f"{place}/{at}", one, other)
    elif stated != computed:
        yield Problem("verify.number_differs", place, {"stated": str(stated)[:80], "computed": str(computed)[:80]})


def _findings(dossier: DossierFile, assessment: Assessment) -> Answer:
    stated = {(one.code, str(one.place), one.severity) for one in dossier.findings}
    computed = {(one.code, str(one.place), one.severity) for one in assessment.findings}
    problems = [Problem("verify.finding_not_stated", f"{code} {place}") for code, place, _ in sorted(computed - stated)]
    problems += [Problem("verify.finding_not_found", f"{code} {place}") for code, place, _ in sorted(stated - computed)]
    blocking = sum(one.blocks for one in assessment.findings)
    if blocking:
        problems.append(Problem("verify.blocking_findings", DOSSIER, {"count": str(blocking)}))
    return Answer(
        "verify.findings", State.BAD if problems else State.GOOD, tuple(problems), {"findings": str(len(computed))}
    )
