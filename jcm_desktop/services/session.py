"""An open workspace and the one lane that may touch it.

A face (window or command line) opens a session, and runs every use case in its
lane: `session.lane.submit(entry.grid, session, ...)`. Use cases are plain
functions; they must run in the lane's thread.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from jcm_desktop import clock, settings
from jcm_desktop.catalogue.register import SHIPPED_OF, Register, read_countries, read_projects, shipped_register
from jcm_desktop.domain.errors import UserError
from jcm_desktop.methodologies.library import Library, installed_packs, library_of, sealed_text
from jcm_desktop.packs.manifest import COUNTRIES, PROJECTS
from jcm_desktop.paths import workspace_folder
from jcm_desktop.signing.unlocked import MINUTES, Unlocked
from jcm_desktop.storage.lane import WriterLane
from jcm_desktop.storage.workspace import DATABASE, Workspace
from jcm_desktop.validation.rule_sets import RuleBook, rules_of, shipped_rules

DEFINITIONS = "definitions"  # of a workspace: `own/`, `packs/`
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class Session:
    """What a use case needs: the workspace, who acts, definitions and rules, and what this sitting remembers."""

    workspace: Workspace
    lane: WriterLane
    actor: str
    library: Library
    rules: RuleBook = field(default_factory=shipped_rules)
    register: Register = field(default_factory=shipped_register)
    undo_steps: dict[str, list[Any]] = field(default_factory=dict)
    redo_steps: dict[str, list[Any]] = field(default_factory=dict)
    undo_ends: dict[str, str] = field(default_factory=dict)  # by project: words (to be translated) why undo stops
    unlocked: Unlocked = field(default_factory=lambda: Unlocked(clock.now))

    @property
    def folder(self) -> Path:
        return self.workspace.folder

    def reload_library(self) -> None:
        """Look at the workspace's definitions and rules again, after some were added or taken away."""
        self.library = installed_library(self.folder)
        self.rules = installed_rules(self.folder)
        self.register = installed_register(self.folder)

    def run(self, use_case: Callable[Concatenate[Session, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """Run a use case in the lane and wait for its answer; for faces that have nothing else to do."""
        return self.lane.submit(use_case, self, *arguments, **named).result()

    def close(self) -> None:
        """Finish what is in the lane, then close the workspace."""
        self.lane.submit(self.workspace.close).result()
        self.lane.close()


def open_session(folder: Path | None = None, actor: str = "") -> Session:
    """Open the workspace (made if absent); storage's errors say why it cannot be opened."""
    lane = WriterLane()
    place = folder or workspace_folder()
    try:
        workspace = lane.submit(Workspace.open, place).result()
    except BaseException:
        lane.close()
        raise
    session = Session(workspace, lane, actor or _login_name(), installed_library(place))
    session.rules, session.register = installed_rules(place), installed_register(place)
    session.unlocked = Unlocked(clock.now, lock_minutes(place))
    return session


def has_workspace(folder: Path) -> bool:
    """A workspace was begun in this folder."""
    return (folder / DATABASE).exists()


def lock_minutes(folder: Path) -> int:
    """After how many idle minutes an unlocked key is forgotten, as the settings say."""
    given = settings.load(folder).lock_minutes
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 3 else MINUTES


def installed_library(folder: Path | None = None) -> Library:
    """The definitions shipped and those of a workspace, which need not be open (nor exist)."""
    return library_of((folder or workspace_folder()) / DEFINITIONS)


def installed_rules(folder: Path | None = None) -> RuleBook:
    """The rules shipped and those of a workspace's packs; the workspace need not be open (nor exist)."""
    return rules_of((folder or workspace_folder()) / DEFINITIONS)


def installed_register(folder: Path | None = None) -> Register:
    """Countries and projects as shipped, under the tables of a workspace's packs; one that cannot be read is left out.

    The page of packs says what is wrong with such a pack.
    """
    found = shipped_register()
    packs, _left_out = installed_packs((folder or workspace_folder()) / DEFINITIONS)
    for own, place in packs:
        if own.issued < SHIPPED_OF:
            continue
        with suppress(UserError, ValueError, OSError):
            texts = [
                sealed_text(place / name, name, own.files) if (place / name).is_file() else ""
                for name in (COUNTRIES, PROJECTS)
            ]
            countries, projects = texts
            found = found.overlaid(
                read_countries(countries) if countries else (), read_projects(projects) if projects else ()
            )
    return found


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user in the system's list
        return "operator"


def history_key(project: str, span: object) -> str:
    """Under which the steps of a period are kept."""
    return f"{project} {span}"
