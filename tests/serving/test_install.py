"""What `make test` does to a machine when it installs a server: the program comes, no service starts."""

from __future__ import annotations

import contextlib
import subprocess
from pathlib import Path

import pytest

from tests import debian


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(debian, "_POLICY", tmp_path / "policy-rc.d")
    return tmp_path / "policy-rc.d"


def test_no_service_may_start_while_packages_are_installed(policy: Path) -> None:
    """Debian's tools ask a program; 101 means no. It is gone afterwards."""
    with debian.no_services():
        assert subprocess.run([policy, "nginx", "start"], check=False).returncode == 101
    assert not policy.exists()


def test_a_failure_leaves_no_policy_behind(policy: Path) -> None:
    """Otherwise no service of this machine would ever start again."""
    with contextlib.suppress(OSError), debian.no_services():
        raise OSError
    assert not policy.exists()


def test_a_machines_own_policy_stays(policy: Path) -> None:
    """Whoever set one meant it."""
    policy.write_text("theirs")
    with debian.no_services():
        assert policy.read_text() == "theirs"
    assert policy.read_text() == "theirs"
