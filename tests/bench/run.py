"""Measure ratios against stated baselines and print them; `docs/performance.md` says how to read them.

python3 dev.py bench [--quick] [NAME ...]
"""

from __future__ import annotations

import compileall
import hashlib
import io
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from bench import entry as desk
from bench import logger, table
from bench.definitions import definitions
from bench.ratio import Ratio, compare, repeated, seconds
from bench.report import documents
from helpers.dossiers import TODAY, changed, report_of, sample_dossier
from helpers.road import PASSPHRASE, opened, signed_package

from jcm_desktop.calculation.engine import calculate
from jcm_desktop.domain.plan import FixedValue, IndexSet
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.role import Role
from jcm_desktop.exports.pdf import write_pdf
from jcm_desktop.exports.workbook import write_workbook
from jcm_desktop.formulas.evaluate import Environment, as_decimal, compile_formula
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.trace import Trace
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.packages.verify import verify_package
from jcm_desktop.services import entry, samples
from jcm_desktop.services.session import Session, open_session
from jcm_desktop.services.views import CellEdit
from jcm_desktop.signing.identity import create_identity, load_identity
from jcm_desktop.signing.opc import sign_workbook
from jcm_desktop.signing.pdf import prepare_fields, sign_pdf
from jcm_desktop.signing.verdict import Trust
from jcm_desktop.storage import audit, repositories
from jcm_desktop.validation.assessment import assess

HERE = Path(__file__).parent
SPAN = samples.sample("MN006").period
MONTHS = list(SPAN.months())
AT = datetime(2026, 11, 24, tzinfo=UTC)
Measure = Callable[[Path, int], Iterator[Ratio]]


def start(folder: Path, rounds: int) -> Iterator[Ratio]:
    """Goal 1."""
    for package in ("jcm_desktop", "ui", "resources"):  # as an installed program is: compiled once
        compileall.compile_dir(HERE.parents[1] / package, quiet=2)
    workspace = folder / "start"
    with opened(workspace):
        pass

    def child(name: str, which: int) -> Callable[[], float]:
        def run() -> float:
            environment = {**os.environ, "T0": str(time.monotonic()), "JCM_DESKTOP_HOME": str(folder / "home")}
            command = [sys.executable, str(HERE / "start.py"), name, str(workspace)]
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, check=True, cwd=HERE.parents[1]
            )
            return float(done.stdout.split()[which])

        return run

    bare = "bare PySide6 window, fresh process"
    yield compare(
        "1",
        "start to the painted shell",
        bare,
        child("bare", 0),
        child("shell", 0),
        rounds=rounds,
        bar=1.3,
        moonshot=1.2,
    )
    yield compare(
        "", "start to the project's card on the start page", bare, child("bare", 0), child("shell", 1), rounds=rounds
    )


def commit(folder: Path, rounds: int) -> Iterator[Ratio]:
    """Goal 13: a confirmed cell is on the disk."""
    bare = sqlite3.connect(folder / "bare.sqlite", isolation_level=None, check_same_thread=False)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE readings (id TEXT PRIMARY KEY, body TEXT)")
    bare.execute("CREATE TABLE audit (seq INTEGER PRIMARY KEY, body TEXT)")
    number = iter(range(10**9))
    body = "x" * 400

    def plain() -> None:
        at = next(number)
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO readings VALUES (?, ?)", (f"r{at}", body))
        bare.execute("INSERT INTO audit VALUES (?, ?)", (at, body))
        bare.execute("COMMIT")

    with opened(folder / "commit") as session:

        def stored(inner: Session) -> None:
            at = next(number)
            month = MONTHS[at % len(MONTHS)]
            quantity = Quantity(Decimal(at), "MWh")
            reading = Reading(f"b{at}", "(1)", month.first, month.last, quantity, f"{at} MWh", recorded_at=AT)
            with inner.workspace.unit_of_work("bench") as work:
                repositories.add_readings(work.connection, "ID003", [reading])
                work.record("ID003", entry.EVENT, "(1)", {"readings": [reading]})

        def typed(inner: Session) -> None:
            at = next(number)
            entry.enter_cells(inner, "MN006", SPAN, (CellEdit("(1)", MONTHS[at % len(MONTHS)], str(at)),))

        def typed_and_seen(inner: Session) -> None:
            typed(inner)
            entry.grid(inner, "MN006", SPAN)

        def inside(use: Callable[[Session], None], times: int) -> Callable[[], float]:
            def many(inner: Session) -> float:
                return seconds(lambda: repeated(times, lambda: use(inner))) / times

            return lambda: session.run(many)

        base = "two bare SQLite inserts and one commit, same pragmas"

        def many_plain() -> float:
            return seconds(lambda: repeated(50, plain)) / 50

        yield compare(
            "13",
            "a reading with its event, durable",
            base,
            many_plain,
            inside(stored, 50),
            rounds=rounds,
            bar=1.3,
            moonshot=1.0,
        )
        yield compare(
            "",
            "a typed cell: parse, convert, store, event, undo step",
            base,
            many_plain,
            inside(typed, 20),
            rounds=rounds,
        )
        yield compare(
            "",
            "a typed cell and the whole page again (checks, claim)",
            base,
            many_plain,
            inside(typed_and_seen, 10),
            rounds=rounds,
        )
    bare.close()


def trace_cost() -> tuple[Callable[[], Decimal], Callable[[], Decimal]]:
    """The same year of metered values times factors, rounded to three digits: as a bare loop, and with its trace."""
    points, months = [f"p{at}" for at in range(50)], [f"m{at}" for at in range(12)]
    values = [[Decimal((m * 7919 + p * 104729) % 900_001) / 1000 for p in range(50)] for m in range(12)]
    accuracy = [Decimal("1.0") if p % 3 else Decimal("1.02") for p in range(50)]
    factors = [Decimal("0.4") + Decimal(p) / 1000 for p in range(50)]
    ratios = [Decimal("1.25")] * 50
    step = Decimal("0.001")
    run = compile_formula(parse("sum(m, sum(i, round(X[m, i] * A[i], 3) * F[i] * (G[i] - 1)))"))

    def plain() -> Decimal:
        total = Decimal(0)
        for row in values:
            for value, sure, factor, ratio in zip(row, accuracy, factors, ratios, strict=True):
                total += (value * sure).quantize(step, ROUND_HALF_UP) * factor * (ratio - 1)
        return total

    def leaf(name: str, value: Decimal) -> Trace:
        return Trace(name, name, value, "MWh", "value", (), "meter")

    def traced() -> Decimal:
        known: dict[str, dict[tuple[str, ...], Trace]] = {
            name: {(point,): leaf(name, value) for point, value in zip(points, column, strict=True)}
            for name, column in (("A", accuracy), ("F", factors), ("G", ratios))
        }
        known["X"] = {
            (month, point): leaf("X", value)
            for month, row in zip(months, values, strict=True)
            for point, value in zip(points, row, strict=True)
        }
        return as_decimal(run(Environment(known, {"m": tuple(months), "i": tuple(points)})).value)

    assert plain() == traced()
    return plain, traced


def calculation(folder: Path, rounds: int) -> Iterator[Ratio]:
    """Goals 7 and 8, and a year's calculation with every check."""
    own = definition("ID_AM003")
    small = sample_dossier("ID003")
    members = tuple(f"freezer-{at}" for at in range(1000))
    fixed = [FixedValue("EF_elec", Quantity(Decimal("0.814"), "tCO2/MWh"))]
    points, readings = [], []
    for at, member in enumerate(members):
        fixed.append(FixedValue("COP_PJ", Quantity(Decimal("1.63"), "1"), index=(member,)))
        fixed.append(FixedValue("COP_RE", Quantity(Decimal("1.32"), "1"), index=(member,)))
        points.append(changed(small.plan.points[0], no=f"({at + 1})", index=(member,)))
        quantity = Quantity(Decimal(100 + at) / 8, "MWh")
        readings.append(Reading(f"r{at}", f"({at + 1})", date(2016, 1, 1), date(2016, 12, 31), quantity))
    plan = changed(small.plan, sets=(IndexSet("i", members),), points=tuple(points), fixed=tuple(fixed))
    numbers = [(one.quantity.value, Decimal("1.63"), Decimal("1.32")) for one in readings if one.quantity]
    factor = Decimal("0.814")

    def untraced() -> None:
        electricity = sum((value * project / reference for value, project, reference in numbers), Decimal(0))
        emissions = sum((value * factor for value, _, _ in numbers), Decimal(0))
        assert electricity * factor - emissions > 0

    yield compare(
        "",
        "1,000 units with divisions that do not end: exact fractions",
        "the same arithmetic in a Python Decimal loop, rounded, nothing kept",
        lambda: seconds(lambda: repeated(10, untraced)) / 10,
        lambda: seconds(lambda: calculate(own, plan, readings, small.period)),
        rounds=rounds,
    )
    plain, traced = trace_cost()
    yield compare(
        "8",
        "50 points x 12 months: every step kept, leaves made",
        "the same arithmetic in a Python Decimal loop, nothing kept",
        lambda: seconds(lambda: [plain() for _ in range(10)]) / 10,
        lambda: seconds(lambda: [traced() for _ in range(10)]) / 10,
        rounds=rounds,
        bar=3,
        moonshot=2,
    )
    solar, year = definition("MN_AM003", "2.0"), sample_dossier()
    yield compare(
        "",
        "18 months: calculation and all checks",
        "the calculation alone",
        lambda: (
            seconds(lambda: [calculate(solar, year.plan, year.active_readings, year.period) for _ in range(20)]) / 20
        ),
        lambda: seconds(lambda: [assess(year, solar, today=TODAY) for _ in range(20)]) / 20,
        rounds=rounds,
    )
    book = folder / "book.xlsx"
    book.write_bytes(write_workbook(report_of(year)))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder / 'profile'}", "--convert-to", "csv"]

    def office() -> float:
        return seconds(
            lambda: subprocess.run([*command, "--outdir", str(folder), str(book)], capture_output=True, check=True)
        )

    from shutil import which

    if which("soffice"):
        yield compare(
            "7",
            "18 months to the claim, checked, with full derivation",
            "LibreOffice, from the workbook to its numbers",
            office,
            lambda: seconds(lambda: [assess(year, solar, today=TODAY) for _ in range(20)]) / 20,
            rounds=min(rounds, 5),
            bar=0.01,
            moonshot=0.003,
        )


def report(folder: Path, rounds: int) -> Iterator[Ratio]:
    """Goal 11: signatures, and what a report costs."""
    identity = load_identity(create_identity("Bench", "House", "JP", "operator", PASSPHRASE, not_before=AT), PASSPHRASE)
    model = report_of(sample_dossier())
    workbook = write_workbook(model)
    draft = write_pdf(model, workbook)
    prepared = prepare_fields(draft.pdf, draft.signature_boxes)
    base = plain_signer(prepared)

    def sign() -> bytes:
        return sign_pdf(prepared, identity, Role.OPERATOR, meaning="I prepared it.", place="", at=AT)

    words = "pyHanko alone with a P-256 key, invisible, the same PDF"
    yield compare(
        "11",
        "PDF signature, RSA-3072, with visible stamp",
        words,
        lambda: seconds(base),
        lambda: seconds(sign),
        rounds=rounds,
        bar=1.2,
        moonshot=1.0,
    )

    secret = create_identity("Bench", "House", "JP", "operator", PASSPHRASE, not_before=AT, kind="p256")
    curve = load_identity(secret, PASSPHRASE)

    def sign_with_curve() -> bytes:
        return sign_pdf(prepared, curve, Role.OPERATOR, meaning="I prepared it.", place="", at=AT)

    yield compare(
        "11",
        "PDF signature, RSA-3072, with visible stamp",
        "the same with a P-256 key",
        lambda: seconds(sign_with_curve),
        lambda: seconds(sign),
        rounds=rounds,
        bar=1.2,
        moonshot=1.0,
    )

    def whole() -> None:
        book = sign_workbook(write_workbook(model), identity, at=AT, comment="I prepared it.")
        drawn = write_pdf(model, book)
        sign_pdf(
            prepare_fields(drawn.pdf, drawn.signature_boxes), identity, Role.OPERATOR, meaning="x", place="", at=AT
        )

    yield compare(
        "", "workbook, PDF and both signatures", words, lambda: seconds(base), lambda: seconds(whole), rounds=rounds
    )


def plain_signer(pdf: bytes) -> Callable[[], bytes]:
    """The library's own shortest way to the same kind of signature."""
    import asyncio

    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509 import CertificateBuilder, Name, NameAttribute, random_serial_number
    from cryptography.x509.oid import NameOID
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = ec.generate_private_key(ec.SECP256R1())
    name = Name([NameAttribute(NameOID.COMMON_NAME, "Bench")])
    certificate = (
        CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(random_serial_number()).not_valid_before(AT).not_valid_after(AT.replace(year=2031))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    meta = signers.PdfSignatureMetadata(field_name="operator", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")

    def run() -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        out = asyncio.run(signers.PdfSigner(meta, signer=signer).async_sign_pdf(writer))
        return bytes(out.getbuffer())

    return run


def verification(folder: Path, rounds: int) -> Iterator[Ratio]:
    """Goal 12: the chain, and a whole package."""
    session = open_session(folder / "chain", actor="bench")
    try:

        def fill(inner: Session) -> list[bytes]:
            for _ in range(40):
                with inner.workspace.unit_of_work("bench") as work:
                    for at in range(500):
                        payload = {
                            "readings": [{"id": f"{at:032x}", "value": "123.456", "unit": "MWh"}],
                            "note": "n" * 180,
                        }
                        work.record("X", entry.EVENT, "(1)", payload)
            with inner.workspace.read() as connection:
                return list(audit.export_jsonl(connection, "X"))

        lines = session.run(fill)

        def chain(inner: Session) -> float:
            with inner.workspace.read() as connection:
                return seconds(lambda: audit.verify_chain(connection, "X"))

        def hashes() -> float:
            def run() -> None:
                for line in lines:
                    hashlib.sha256(line).digest()

            return seconds(run)

        yield compare(
            "12",
            "20,000 events of the chain verified from the store",
            "one bare SHA-256 for each event, in memory",
            hashes,
            lambda: session.run(chain),
            rounds=rounds,
            bar=2.5,
            moonshot=2.0,
        )
    finally:
        session.close()
    with opened(folder / "package") as session:
        package = signed_package(session).read_bytes()

    def whole() -> None:
        assert verify_package(package, "x", Trust(frozenset())).ok

    yield compare(
        "",
        "a package: hashes, three signatures, chain, recomputed",
        "SHA-256 of the package's bytes",
        lambda: seconds(lambda: [hashlib.sha256(package).digest() for _ in range(50)]) / 50,
        lambda: seconds(whole),
        rounds=rounds,
    )


def importing(_folder: Path, rounds: int) -> Iterator[Ratio]:
    """An official workbook of 5,000 cells: read, translated, proved and recomputed, against reading it alone."""
    import openpyxl
    from helpers.official_books import chiller
    from helpers.official_layout import saved

    from jcm_desktop.methodologies.official_workbook.importing import Given, import_workbook
    from jcm_desktop.methodologies.official_workbook.reader import read_book

    xlsx = saved(chiller(85))
    cells = sum(len(sheet.cells) for sheet in read_book(xlsx, "x.xlsx").sheets.values())
    (found,) = import_workbook(xlsx, "x.xlsx", Given(), AT.date()).found
    assert found.text, found.problems

    def both() -> None:
        """Formulas and values are two readings for this library."""
        for data_only in (False, True):
            openpyxl.load_workbook(io.BytesIO(xlsx), data_only=data_only)

    base = f"openpyxl reading the same {cells:,} cells, formulas and values"
    yield compare(
        "",
        "an official workbook read: formulas, values, subscripts",
        base,
        lambda: seconds(both),
        lambda: seconds(lambda: read_book(xlsx, "x.xlsx")),
        rounds=rounds,
        bar=0.4,
        moonshot=0.2,
    )
    yield compare(
        "",
        "imported: translated, proved, recomputed, drafted",
        base,
        lambda: seconds(both),
        lambda: seconds(lambda: import_workbook(xlsx, "x.xlsx", Given(), AT.date())),
        rounds=rounds,
        bar=1.2,
        moonshot=0.6,
    )


MEASURES: tuple[Measure, ...] = (
    *(start, commit, definitions, calculation, report, verification, importing, documents),
    *(*desk.MEASURES, *logger.MEASURES, *table.MEASURES),
)


def main() -> int:
    """Measure all, or those named; print a line for each ratio as it comes."""
    arguments = sys.argv[1:]
    rounds = 5 if "--quick" in arguments else 15
    wanted = {one for one in arguments if not one.startswith("-")}
    print("goal  what                                                          ratio        ours / base (median)")
    with tempfile.TemporaryDirectory() as folder:
        for measure in MEASURES:
            if not wanted or measure.__name__ in wanted:
                place = Path(folder) / measure.__name__
                place.mkdir()
                for ratio in measure(place, rounds):
                    print(ratio.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
