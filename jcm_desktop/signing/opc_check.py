"""Verify the Office signatures of a workbook from anywhere; never raises.

A valid signature says only that the parts it names are unchanged. This also asks
what it does not name: a macro added beside, a relationship that now leads elsewhere,
a part declared to be another kind. Knows nothing of reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import basename

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing import opc_names as names
from jcm_desktop.signing import opc_package as package
from jcm_desktop.signing.certificate import ABOUT_TIME
from jcm_desktop.signing.opc_container import is_ours
from jcm_desktop.signing.opc_sign import can_be_signed, is_signed, must_be_signed
from jcm_desktop.signing.opc_signature import Reference, Signature, digest, read_signature
from jcm_desktop.signing.trust import how_trusted, judged_stamp, other_key_in_this_name
from jcm_desktop.signing.verdict import Later, SignatureVerdict, Trust, TrustHow, WorkbookVerdict

MAX_SIGNATURES = 50
_ABOUT_PARTS = {
    "workbook.part_missing",
    "workbook.part_added",
    "workbook.part_changed",
    "workbook.kind_changed",
    "workbook.relationship_changed",
}
_NAMED = 5  # parts named in one place, before it becomes unreadable


def verify_workbook(xlsx: bytes, trust: Trust) -> WorkbookVerdict:
    """Every signature with its verdict, first to last; never raises."""
    try:
        parts = package.read(xlsx)
        types = package.ContentTypes(parts[package.CONTENT_TYPES])
        signatures, problems = _registered(parts, types)
        verdicts = _in_time([_one(name, parts, types, trust) for name in signatures])
        oddities = ("workbook.container_rewritten",) if verdicts and not is_ours(xlsx) else ()
        return WorkbookVerdict(verdicts, problems, oddities)
    except UserError as error:
        return WorkbookVerdict(problems=(error.code,))
    except Exception:  # noqa: BLE001 - hostile bytes; the readers raise whatever comes
        return WorkbookVerdict(problems=("workbook.unreadable",))


def _in_time(verdicts: list[SignatureVerdict]) -> tuple[SignatureVerdict, ...]:
    """Each with what came after it, in the order of the list, which is that of signing."""
    told = []
    for at, one in enumerate(verdicts):
        good = not set(one.problems) - ABOUT_TIME
        after = Later.NOTHING if at == len(verdicts) - 1 else Later.SIGNATURES
        told.append(msgspec.structs.replace(one, later=after if good else Later.OTHER))
    return tuple(told)


def _registered(parts: Mapping[str, bytes], types: package.ContentTypes) -> tuple[list[str], tuple[str, ...]]:
    """The signatures that the package's lists lead to; whatever else lies in their folder is a problem."""
    found: list[str] = []
    expected: set[str] = set()
    root = package.relationships(parts[package.ROOT_RELATIONSHIPS]).values()
    if any(one.get("Type") == names.ORIGIN_RELATION for one in root):
        listed = package.relationships(parts[names.ORIGIN_RELATIONSHIPS]).values()
        found = [package.target_of(one, names.ORIGIN_RELATIONSHIPS) for one in listed]
        expected = {names.ORIGIN, names.ORIGIN_RELATIONSHIPS, *found}
    present = {name for name in parts if name.startswith(names.FOLDER)}
    kinds = {names.ORIGIN: names.ORIGIN_CONTENT, **dict.fromkeys(found, names.SIGNATURE_CONTENT)} if expected else {}
    odd = present != expected or any(types.of(name) != kind for name, kind in kinds.items())
    if odd or parts.get(names.ORIGIN) or len(set(found)) != len(found) or len(found) > MAX_SIGNATURES:
        return [name for name in found if name in parts][:MAX_SIGNATURES], ("workbook.signatures_rearranged",)
    return found, ()


class _Findings:
    """Problem codes, and the parts they speak of."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.parts: list[str] = []

    def add(self, problem: str, part: str) -> None:
        self.problems.append(problem)
        self.parts.append(part)

    def place(self, signature: str) -> str:
        """The parts, then the signature."""
        named = list(dict.fromkeys(self.parts))
        if not named:
            return basename(signature)
        more = ", …" if len(named) > _NAMED else ""
        return f"{', '.join(named[:_NAMED])}{more} ({basename(signature)})"


def _one(name: str, parts: Mapping[str, bytes], types: package.ContentTypes, trust: Trust) -> SignatureVerdict:
    try:
        signature = read_signature(parts[name])
    except Exception:  # noqa: BLE001 - as above, for this signature alone
        return SignatureVerdict(basename(name), problems=("signature.unreadable",))
    found = _Findings()
    found.problems.extend(signature.problems)
    _changed(signature, parts, types, found)
    _not_named(signature, parts, types, found)
    found.problems.extend(signature.facts.time_problems(signature.claimed_at))
    if any(stamp.problems for stamp in signature.stamps):
        found.problems.append("signature.time_stamp_bad")
    problems = tuple(dict.fromkeys(found.problems))
    facts = signature.facts
    how = TrustHow.NOT
    oddities: tuple[str, ...] = ()
    if not signature.problems:
        how = how_trusted(facts, signature.certificate, (), trust, signature.claimed_at)
        if how is TrustHow.NOT and other_key_in_this_name(facts, trust):
            oddities = ("signature.other_key_in_this_name",)
    return SignatureVerdict(
        place=found.place(name),
        role=signature.role or facts.role,
        signer=facts.name,
        organisation=facts.organisation,
        fingerprint=facts.fingerprint,
        claimed_at=signature.claimed_at,
        intact=not set(problems) - ABOUT_TIME,
        trusted=how is not TrustHow.NOT,
        problems=problems,
        how_trusted=how,
        certificate=signature.certificate,
        key=facts.key,
        not_before=facts.not_before,
        not_after=facts.not_after,
        covers_file=not _ABOUT_PARTS & set(problems) and _names_all(signature, parts),
        parts_complete=not _ABOUT_PARTS & set(problems),
        stamps=tuple(judged_stamp(stamp, trust) for stamp in signature.stamps),
        meaning=signature.meaning,
        signed_in=signature.place,
        oddities=oddities,
    )


def _names_all(signature: Signature, parts: Mapping[str, bytes]) -> bool:
    """Title and author too, which Office's own signatures leave out."""
    return {one.part for one in signature.references} >= {name for name in parts if can_be_signed(name)}


def _changed(signature: Signature, parts: Mapping[str, bytes], types: package.ContentTypes, found: _Findings) -> None:
    """Every part that the signature names is there, of the same kind and with the same content."""
    for reference in signature.references:
        body = parts.get(reference.part)
        if body is None:
            found.add("workbook.part_missing", reference.part)
        elif types.of(reference.part) != reference.content_type:
            found.add("workbook.kind_changed", reference.part)
        elif not _same(reference, body):
            code = "workbook.part_changed" if reference.relationships is None else "workbook.relationship_changed"
            found.add(code, reference.part)


def _same(reference: Reference, body: bytes) -> bool:
    if reference.relationships is None:
        return digest(reference.method, body) == reference.digest
    try:
        return digest(reference.method, package.transformed(body, reference.relationships)) == reference.digest
    except ValueError:
        return False


def _not_named(signature: Signature, parts: Mapping[str, bytes], types: package.ContentTypes, found: _Findings) -> None:
    """Whatever is in the workbook and not named by the signature, but for metadata and signatures."""
    named = {one.part: one for one in signature.references}
    for name, body in parts.items():
        if not is_signed(name, types):
            continue
        if name not in named:
            found.add("workbook.part_added", name)
        elif package.is_relationships(name) and named[name].relationships is not None:
            try:
                unnamed = must_be_signed(name, body, types) - (named[name].relationships or frozenset())
            except ValueError:
                continue  # already told as changed
            if unnamed:
                found.add("workbook.relationship_changed", name)
