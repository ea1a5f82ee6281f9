#!/usr/bin/env python3
"""The developer's one command. Standard library only; works with a bare python3.

python3 dev.py setup         the environment in .venv/, with .venv/bin/jcm-desktop
python3 dev.py run           sets up and starts the application with the sample project;
without a display: the main job headless, and screenshots
python3 dev.py test [...]    formatting, lint, types, import contracts, translations, tests
(arguments go to the test runner alone)
python3 dev.py bench         ratios against stated baselines
python3 dev.py shots         screenshots of every page, both languages
python3 dev.py translations  bring the message catalogues up to date (--check: only look)
python3 dev.py lock          resolve the locked versions (--upgrade: to the newest)
python3 dev.py fmt           format the sources
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = "Scripts" if WINDOWS else "bin"
EXE = ".exe" if WINDOWS else ""
PYTHONS = ((3, 11), (3, 12), (3, 13))

# What Qt needs of the system, and what the tests ask besides (independent judges and a screen).
QT_PACKAGES = ["libglib2.0-0", "libgl1", "libegl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1"]
SCREEN_PACKAGES = [
    *("libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-render-util0"),
    *("libxcb-shape0", "libxcb-xkb1", "libxkbcommon-x11-0"),
]
JUDGE_PACKAGES = [
    *("xvfb", "xauth", "xdotool", "poppler-utils", "qpdf", "xmlsec1", "libnss3-tools", "openssl"),
    *("libreoffice-calc-nogui", "python3-uno"),
]
SOURCES = ["jcm_desktop", "ui", "resources", "tests", "dev.py", "dev_messages.py"]


def say(text: str) -> None:
    """One line, at once, in step with what subprocesses print."""
    print(text, flush=True)


def call(*command: str | Path, env: dict[str, str] | None = None) -> int:
    """Run a command in the project's folder; its exit status."""
    return subprocess.call([str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})})


def must(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command; leave with its status when it fails."""
    status = call(*command, env=env)
    if status:
        say(f"failed: {' '.join(str(part) for part in command)}")
        sys.exit(status)


def tool(name: str) -> Path:
    """A program of the environment."""
    return VENV / BIN / f"{name}{EXE}"


# --- the system -----------------------------------------------------------------------------------------------------


def on_debian() -> bool:
    """Whether this is Debian or a relative of it."""
    return shutil.which("dpkg-query") is not None and shutil.which("apt-get") is not None


def missing_packages(wanted: list[str]) -> list[str]:
    """Those Debian packages that are not installed."""
    found = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${binary:Package}\n", *wanted],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    installed = {line.split()[-1].partition(":")[0] for line in found.splitlines() if line.startswith("ii")}
    return [name for name in wanted if name not in installed]


def system_packages(wanted: list[str]) -> None:
    """Install Debian packages where that is allowed; otherwise print the line to type."""
    if not on_debian():
        return
    missing = missing_packages(wanted)
    if not missing:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0:
        say(f"These system packages are missing; please type:\n    sudo {line}")
        return
    say(f"installing system packages: {' '.join(missing)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    call("apt-get", "update", "-qq", env=quiet)
    if call(*line.split(), "-qq", env=quiet):
        say(f"These could not be installed; please type:\n    {line}")


# --- the environment ------------------------------------------------------------------------------------------------


def python_for_environment() -> str:
    """An interpreter the project runs on: the one running this, else the newest that is found."""
    if sys.version_info[:2] in PYTHONS:
        return sys.executable
    for major, minor in reversed(PYTHONS):
        found = shutil.which(f"python{major}.{minor}")
        if found:
            return found
    say("Python 3.11, 3.12 or 3.13 is needed. Please install one of them and try again.")
    sys.exit(1)


def uv() -> Path:
    """The installer, in the project's own folder, at the pinned version with its hash."""
    program = TOOLS / BIN / f"uv{EXE}"
    stamp = TOOLS / "stamp"
    wanted = hashlib.sha256((ROOT / "tools.lock").read_bytes()).hexdigest()
    if program.exists() and stamp.exists() and stamp.read_text() == wanted:
        return program
    shutil.rmtree(TOOLS, ignore_errors=True)
    make = [sys.executable, "-m", "venv", str(TOOLS)]
    if subprocess.run(make, capture_output=True, check=False).returncode:
        shutil.rmtree(TOOLS, ignore_errors=True)
        if not on_debian():
            say("This Python lacks the modules venv and ensurepip. Please install them and try again.")
            sys.exit(1)
        system_packages(["python3-venv"])
        must(*make)
    pip = TOOLS / BIN / f"python{EXE}"
    must(pip, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", "tools.lock")
    stamp.write_text(wanted)
    return program


def setup() -> None:
    """Bring the environment to the locked state; quick when it is there already."""
    python = python_for_environment()
    stamp = VENV / "stamp"
    inputs = b"".join((ROOT / name).read_bytes() for name in ("requirements.lock", "pyproject.toml", "tools.lock"))
    wanted = hashlib.sha256(inputs + str(ROOT).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and tool("jcm-desktop").exists():
        return
    say("setting up .venv from the lock file")
    program = uv()
    if not tool("python").exists():
        must(program, "venv", "--quiet", "--python", python, VENV)
    where = ("--python", tool("python"))
    must(program, "pip", "sync", "--quiet", "--compile-bytecode", "--require-hashes", *where, "requirements.lock")
    must(program, "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", *where, "--editable", ".")
    stamp.write_text(wanted)


def check_qt() -> None:
    """Leave with the line to type when Qt cannot load its system libraries."""
    probe = [str(tool("python")), "-c", "import PySide6.QtWidgets"]
    failed = subprocess.run(probe, capture_output=True, text=True, check=False)
    if failed.returncode:
        say(failed.stderr.strip().splitlines()[-1])
        say(f"Qt cannot start. Please type:\n    sudo apt-get install -y {' '.join(QT_PACKAGES + SCREEN_PACKAGES)}")
        sys.exit(1)


# --- commands -------------------------------------------------------------------------------------------------------


def run(arguments: list[str]) -> int:
    """Start the application with the sample project; without a display do the main job and take pictures."""
    system_packages(QT_PACKAGES + SCREEN_PACKAGES)
    setup()
    if WINDOWS or sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        check_qt()
        return call(tool("jcm-desktop"), "--sample", *arguments)
    say("no display: doing the main job without a window")
    status = call(tool("jcm-desktop"), "demo", "--out", "out/demo")
    if status:
        return status
    check_qt()
    return shots(["--out", "out/shots"])


def shots(arguments: list[str]) -> int:
    """Screenshots of every page, in English and Japanese."""
    setup()
    return call(tool("python"), "-m", "ui.shots", *(arguments or ["--out", "out/shots"]))


def test(arguments: list[str]) -> int:
    """Everything that must hold, in the order of speed; the test runner's closing line comes last."""
    system_packages(QT_PACKAGES + SCREEN_PACKAGES + JUDGE_PACKAGES)
    setup()
    check_qt()
    if not arguments:
        steps: list[tuple[str, list[str | Path]]] = [
            ("formatting", [tool("ruff"), "format", "--check", "--quiet", "."]),
            ("lint", [tool("ruff"), "check", "--quiet", "."]),
            ("types", [tool("mypy")]),
            ("import contracts", [tool("lint-imports"), "--no-cache"]),
            ("translations", [tool("python"), "dev_messages.py", "--check"]),
        ]
        for name, command in steps:
            say(f"== {name}")
            status = call(*command)
            if status:
                say(f"{name}: failed")
                return status
        say("== tests")
        arguments = ["-n", "2", "-q"]
        if os.environ.get("CI"):
            arguments.append("--full")
    return call(tool("python"), "-m", "pytest", *arguments, env={"QT_QPA_PLATFORM": "offscreen"})


def bench(arguments: list[str]) -> int:
    """Measure ratios; figures and how to read them are in docs/performance.md."""
    setup()
    where = {"PYTHONPATH": str(ROOT / "tests"), "QT_QPA_PLATFORM": "offscreen"}
    return call(tool("python"), "tests/bench/run.py", *arguments, env=where)


def translations(arguments: list[str]) -> int:
    """Collect messages, update and compile the catalogues."""
    setup()
    return call(tool("python"), "dev_messages.py", *arguments)


def lock(arguments: list[str]) -> int:
    """Resolve the versions for every platform, with hashes; those locked stay unless `--upgrade` is given."""
    compile_ = (uv(), "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11")
    return call(*compile_, *arguments, "--extra", "dev", "pyproject.toml", "--output-file", "requirements.lock")


def fmt(_arguments: list[str]) -> int:
    """Format the sources and apply safe fixes."""
    setup()
    call(tool("ruff"), "check", "--fix", "--quiet", ".")
    return call(tool("ruff"), "format", "--quiet", ".")


def only_setup(_arguments: list[str]) -> int:
    """Set up and say where things are."""
    system_packages(QT_PACKAGES)
    setup()
    say(f"ready: {tool('jcm-desktop').relative_to(ROOT)}")
    return 0


COMMANDS = {
    "setup": only_setup,
    "run": run,
    "test": test,
    "bench": bench,
    "shots": shots,
    "translations": translations,
    "lock": lock,
    "fmt": fmt,
}


def main() -> int:
    """Run the command named first."""
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        say(__doc__ or "")
        return 2
    return COMMANDS[sys.argv[1]](sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
