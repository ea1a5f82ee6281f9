"""Put a signed version with its data and evidence into one file, signed over its list by whoever sends it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import msgspec

from jcm_desktop import __version__, clock
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _
from jcm_desktop.services import reports_shelf as shelf
from jcm_desktop.services.clock_back import latest_event
from jcm_desktop.services.dossiers import Loaded, load
from jcm_desktop.services.identities import choose, unlock
from jcm_desktop.services.session import Session
from jcm_desktop.services.signing import refuse_superseded
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.signing.moment import refuse_clock_back
from jcm_desktop.storage import audit, logger_data

APPLICATION = f"JCM Desktop {__version__}"
_CHANGED = frozenset({Kind.REPORTS})


def make_package(
    session: Session, project: str, span: Span, version: int, passphrase: str, *, key: str = "", role: str = ""
) -> Changes:
    """Put a signed version with its data and evidence into one file for the verifier; its list is signed by the sender.

    An earlier package of the version is kept under `earlier/`. UserErrors `report.sign_first`,
    `report.superseded`, `report.newer_version`, `report.changed_on_disk`, `sign.clock_back`, identity.*,
    `package.evidence_missing`; WorldErrors of `write_whole`.
    """
    from jcm_desktop.packages.manifest import file_name
    from jcm_desktop.packages.write import write_package
    from jcm_desktop.signing.cms import sign_detached

    record = shelf.record(session.folder, project, span, version)
    if not record.signatures:
        raise UserError("report.sign_first", f"{project} {span}", version=version)
    refuse_superseded(session, record, f"{project} {span}")
    last = record.signatures[-1]
    chosen = choose(session, key, role or last.role)
    identity = unlock(session, passphrase, chosen.facts.fingerprint)
    at = clock.now()
    refuse_clock_back(max(last.at, latest_event(session, project) or last.at), at, timedelta(0))
    loaded = load(session, project, span)
    assessed = _as_made(session, loaded, record).assessment
    if assessed.result is None:
        raise UserError("report.no_result", f"{project} {span}")
    folder = shelf.version_folder(session.folder, record)
    with session.workspace.read() as connection:
        count, head = audit.head(connection, project)
        chain = b"".join(line.rstrip(b"\n") + b"\n" for line in audit.export_jsonl(connection, project))
        series = {
            one.id: [block.data for block in logger_data.blocks(connection, one.id)] for one in loaded.dossier.batches
        }
    data = write_package(
        dossier=loaded.dossier,
        definition=loaded.definition,
        findings=assessed.findings,
        result=assessed.result,
        pdf=(folder / shelf.PDF).read_bytes(),
        workbook=(folder / shelf.WORKBOOK).read_bytes(),
        audit=chain,
        audit_head=head,
        audit_count=count,
        evidence=_evidence_files(session, loaded.dossier),
        series=series,
        version=version,
        made_at=record.made_at,
        application=APPLICATION,
        sign=lambda manifest: sign_detached(manifest, identity, at=at, role=role or chosen.about.role),
        rules=loaded.rules,
    )
    name = file_name(project, span.first, span.last, version)
    files = {name: data}
    if (folder / name).exists():
        earlier = (folder / name).read_bytes()
        files[f"earlier/{_sha256(earlier)[:8]}_{name}"] = earlier
    changed = msgspec.structs.replace(record, package=name)
    with shelf.writing(session.folder, changed, files), session.workspace.unit_of_work(session.actor) as work:
        said = {"version": version, "sha256": _sha256(data), "certificate": identity.fingerprint}
        work.record(project, "package.made", name, said)
    return Changes(_CHANGED, _("The package is ready: {path}").format(path=folder / name))


def _evidence_files(session: Session, dossier: Dossier) -> dict[str, bytes]:
    """The files to pack; data files that are too large stay, their blocks go."""
    from jcm_desktop.packages.manifest import MAX_EVIDENCE

    imported = {one.file_sha256 for one in dossier.batches}
    wanted = [one for one in dossier.files if not (one.sha256 in imported and one.size > MAX_EVIDENCE)]
    return {one.sha256: session.workspace.evidence.get(one.sha256) for one in wanted}


def countersign_package(
    session: Session, project: str, span: Span, version: int, passphrase: str, *, role: str, key: str = ""
) -> Changes:
    """Add a signature over the list of a version's package, beside the sender's; nothing else in it changes.

    UserErrors `package.not_made`, `cms.already_signed`, `sign.clock_back`, identity.*; WorldErrors of `write_whole`.
    """
    from jcm_desktop.services.signed_files import sign_package

    record = shelf.record(session.folder, project, span, version)
    if not record.package:
        raise UserError("package.not_made", f"{project} {span}", version=version)
    path = Path(shelf.version_folder(session.folder, record) / record.package)
    identity = unlock(session, passphrase, key, role)
    data = sign_package(path.read_bytes(), path.name, identity, role=role, at=clock.now())
    said = {"version": version, "sha256": _sha256(data), "certificate": identity.fingerprint, "role": role}
    files = {record.package: data}
    with shelf.writing(session.folder, record, files), session.workspace.unit_of_work(session.actor) as work:
        work.record(project, "package.countersigned", record.package, said)
    return Changes(_CHANGED, _("The package is signed by {name}, too.").format(name=identity.name))


def _as_made(session: Session, loaded: Loaded, record: shelf.ReportRecord) -> Loaded:
    """The same data assessed for the day the version was made, so that they give what its report says."""
    from jcm_desktop.validation.assessment import assess

    today, codes = record.made_at.date(), session.register.codes
    assessment = assess(
        loaded.dossier, loaded.definition, today=today, library=session.library, rules=loaded.rules, countries=codes
    )
    return Loaded(loaded.dossier, loaded.definition, assessment, loaded.rules)


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
