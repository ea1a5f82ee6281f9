"""Independent programs that know nothing of ours, one function each.

Where a program is absent the test is skipped with one line; on the build server
(`CI=true`) it fails instead, so that a judge cannot go missing unnoticed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from jcm_desktop.signing.identity import Identity

_SYSTEM_PYTHON = "/usr/bin/python3"  # LibreOffice's bindings live in the system's interpreter


def need(program: str) -> str:
    """The program's path; skips the test when it is not installed, fails it on the build server."""
    found = shutil.which(program)
    if found is None:
        absent(program)
    assert found is not None
    return found


def absent(what: str) -> None:
    """Skip for want of a judge, or fail on the build server."""
    message = f"the judge {what} is not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def run(*command: str | Path, timeout: float = 120, env: dict[str, str] | None = None) -> tuple[int, str]:
    """Exit status, and everything the program said."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        timeout=timeout,
        env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC", **(env or {})},
        stdin=subprocess.DEVNULL,
    )
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def trust_database(folder: Path, *identities: Identity) -> Path:
    """A certificate database in which these signers are trusted; as a user would import them."""
    certutil = need("certutil")
    folder.mkdir(parents=True, exist_ok=True)
    status, said = run(certutil, "-N", "-d", f"sql:{folder}", "--empty-password")
    assert status == 0, said
    for one in identities:
        pem = folder / f"{one.fingerprint[:8]}.pem"
        pem.write_bytes(one.certificate_pem)
        command = [certutil, "-A", "-d", f"sql:{folder}", "-n", one.fingerprint, "-t", "P,P,P", "-i", str(pem)]
        status, said = run(*command)
        assert status == 0, said
    return folder


def pdfsig(pdf: Path, database: Path | None = None) -> str:
    """What poppler says of the signatures in a PDF."""
    program = need("pdfsig")
    options = ["-nssdir", f"sql:{database}"] if database else []
    _status, said = run(program, *options, pdf)
    return said


def qpdf_check(pdf: Path) -> tuple[int, str]:
    """Whether the file is well formed, in qpdf's eyes."""
    return run(need("qpdf"), "--check", pdf)


def pdf_a_3b(pdf: Path) -> tuple[bool, str]:
    """Whether the file is PDF/A-3b, and the validator's report."""
    page = pytest.importorskip("page")
    report = page.validate_pdf(str(pdf), profile="3b")
    return "Result: no failures" in str(report), str(report)


def pdf_text(pdf: Path) -> str:
    """The text of all pages, stamps included."""
    status, said = run(need("pdftotext"), "-layout", pdf, "-")
    assert status == 0, said
    return said


def openssl_cms(content: Path, signature: Path, certificate: Path) -> tuple[int, str]:
    """OpenSSL's answer on a detached signature by this certificate."""
    command: list[str | Path] = ["cms", "-verify", "-binary", "-inform", "DER", "-in", signature, "-content", content]
    return run(need("openssl"), *command, "-CAfile", certificate, "-purpose", "any", "-out", os.devnull)


def xmlsec(signature: Path, certificate: Path) -> tuple[int, str]:
    """xmlsec1's answer on a signature part; the manifest's files are not there, so they are left out."""
    ids = ["--id-attr:Id", "SignedProperties", "--id-attr:Id", "Object"]
    return run(need("xmlsec1"), "--verify", "--ignore-manifests", "--trusted-pem", certificate, *ids, signature)


def libreoffice(workbooks: Sequence[Path], database: Path, folder: Path) -> list[list[dict[str, Any]]]:
    """For each workbook its signatures in LibreOffice's eyes: `valid`, `certificate` (0 is trusted), `subject`."""
    soffice = need("soffice")
    if not Path(_SYSTEM_PYTHON).exists() or run(_SYSTEM_PYTHON, "-c", "import uno")[0]:
        absent("LibreOffice's Python bindings (python3-uno)")
    pipe = f"judge{uuid.uuid4().hex}"
    office = subprocess.Popen(
        [
            soffice,
            "--headless",
            "--norestore",
            "--nologo",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            f"--accept=pipe,name={pipe};urp;",
        ],
        env={**os.environ, "MOZILLA_CERTIFICATE_FOLDER": f"sql:{database}", "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        status, said = run(_SYSTEM_PYTHON, "-c", _ASK_LIBREOFFICE, pipe, *workbooks, timeout=180)
        assert status == 0, said
        answers: list[list[dict[str, Any]]] = json.loads(said.strip().splitlines()[-1])
        return answers
    finally:
        try:
            office.wait(timeout=30)
        except subprocess.TimeoutExpired:
            office.kill()
            office.wait(timeout=30)


# Runs in the system's interpreter. With the storage format OFOPXMLFormat LibreOffice finds no signatures at all.
_ASK_LIBREOFFICE = """
import json, sys, time
import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

here = uno.getComponentContext()
resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
for attempt in range(480):
    try:
        there = resolver.resolve(f"uno:pipe,name={sys.argv[1]};urp;StarOffice.ComponentContext")
        break
    except NoConnectException:
        time.sleep(0.25)
else:
    sys.exit("LibreOffice did not answer")
make = there.ServiceManager.createInstanceWithContext
answers = []
try:
    for path in sys.argv[2:]:
        how = PropertyValue()
        how.Name, how.Value = "StorageFormat", "ZipFormat"
        options = uno.Any("[]com.sun.star.beans.PropertyValue", (how,))
        factory = make("com.sun.star.embed.StorageFactory", there)
        arguments = (uno.systemPathToFileUrl(path), 1, options)
        storage = uno.invoke(factory, "createInstanceWithArguments", (arguments,))
        judge = make("com.sun.star.security.DocumentDigitalSignatures", there)
        answers.append([
            {
                "valid": bool(one.SignatureIsValid),
                "certificate": int(one.CertificateStatus),
                "subject": one.Signer.SubjectName if one.Signer else "",
            }
            for one in judge.verifyDocumentContentSignatures(storage, None)
        ])
finally:
    try:
        make("com.sun.star.frame.Desktop", there).terminate()
    except Exception:
        pass
print(json.dumps(answers))
"""


if __name__ == "__main__":  # pragma: no cover - which judges are here
    for name in ("pdfsig", "qpdf", "openssl", "xmlsec1", "certutil", "soffice"):
        sys.stdout.write(f"{name}: {shutil.which(name) or 'absent'}\n")
