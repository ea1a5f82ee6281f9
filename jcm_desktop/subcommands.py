"""The names of the command line's subcommands, cheap to import before a window paints."""

SUBCOMMANDS = frozenset(
    {
        "demo",
        "methodologies",
        "calculate",
        "explain",
        "workbook",
        "definition",
        "import-readings",
        "check",
        "report",
        "confidential",
        "template",
        "package",
        "verify",
        "pack",
        "sign",
        "take-signed",
        "encrypt",
        "open",
        "decrypt",
        "split",
        "join",
        "copy",
        "identity",
        "trust",
        "timestamp-server",
    }
)
