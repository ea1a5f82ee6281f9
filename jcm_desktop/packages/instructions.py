"""`VERIFY.txt`: how to check a package with public tools only; the commands work as printed."""

from __future__ import annotations

from collections.abc import Iterable

from jcm_desktop.packages.manifest import FileEntry

_TEXT = """\
HOW TO CHECK THIS PACKAGE WITHOUT THE PROGRAM THAT MADE IT

Project {project}, period {first} to {last}, version {version}
Claim: {claimed} tCO2e

This file is an ordinary ZIP. Unpack it into an empty folder, open a terminal
in that folder and type the lines that start with "$ " (without the "$ ").

1. Every file is as listed (each line must end with OK):

$ grep -E '^[0-9a-f]{{64}}  ' VERIFY.txt | sha256sum --check --strict -

{hashes}

   The same list, with the hash of this file too, stands in manifest.json,
   which the sender signed (step 2).

2. The sender signed the list (must end with "CMS Verification successful"):

$ openssl cms -verify -binary -inform DER -in manifest.json.p7s -content manifest.json -noverify \\
      -signer sender.pem -out signed.json

   Who that is, and the fingerprint to compare with the sender by telephone:

$ openssl x509 -in sender.pem -noout -subject -fingerprint -sha256

   "-noverify" means: do not ask a certificate authority. The certificate was
   made by the sender; trust in it comes from comparing the fingerprint.

3. The report was signed and not changed (must say "Signature is Valid"):

$ pdfsig report/report.pdf

4. The workbook is signed too: open report/report.xlsx in LibreOffice or Excel
   and look at File - Digital Signatures. Its formulas are live: recalculate and
   compare the totals.

5. data/audit.jsonl is the history of entries, one JSON object a line. Each
   line's "hash" is the SHA-256 of the line's other fields in canonical JSON
   (keys sorted, no spaces) and each "previous" repeats the hash before it.
   The last hash must be:

   {audit_head}
"""


def instructions(
    *, project: str, first: str, last: str, version: int, claimed: int, audit_head: str, files: Iterable[FileEntry]
) -> bytes:
    """The text for a package that holds these files."""
    hashes = "\n".join(f"{one.sha256}  {one.name}" for one in files)
    return _TEXT.format(
        project=project,
        first=first,
        last=last,
        version=version,
        claimed=claimed,
        audit_head=audit_head,
        hashes=hashes,
    ).encode()
