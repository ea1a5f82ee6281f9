"""Run the command line in this process, as a script would see it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jcm_desktop.__main__ import main


class Ran:
    """What a run said."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: object) -> Ran:
        try:
            status = main([str(one) for one in arguments])
        except SystemExit as left:
            status = int(left.code or 0)
        out, err = capfd.readouterr()
        return Ran(status, out, err)

    return call
