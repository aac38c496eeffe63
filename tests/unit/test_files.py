"""Outputs are on the disk before they take the place of older ones, and have the rights of any new file."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from xltools.files import replacing_files, write_file


def one(folder: Path) -> None:
    write_file(folder / "甲.xlsx", b"new")


def several(folder: Path) -> None:
    with replacing_files(folder) as beside:
        (beside / "甲.xlsx").write_bytes(b"new")
        (beside / "乙.xlsx").write_bytes(b"new")


WAYS = [one, several]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of the disk, in its order."""
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        done.append("sync")
        sync(handle)

    def replaced(path: Path, target: Path) -> Path:
        done.append("replace")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    return done


@pytest.mark.parametrize(("way", "files"), [(one, 1), (several, 2)])
def test_the_disk_has_all_before_anything_is_replaced(
    way: Callable[[Path], None], files: int, steps: list[str], tmp_path: Path
) -> None:
    (tmp_path / "甲.xlsx").write_bytes(b"old")
    way(tmp_path)
    assert steps == ["sync"] * files + ["replace"] * files
    assert (tmp_path / "甲.xlsx").read_bytes() == b"new"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_a_new_file_has_the_rights_that_others_have(
    mask: int, way: Callable[[Path], None], tmp_path: Path
) -> None:
    before = os.umask(mask)
    try:
        way(tmp_path)
    finally:
        os.umask(before)
    rights = stat.S_IMODE((tmp_path / "甲.xlsx").stat().st_mode)
    assert rights == (0o666 & ~mask if sys.platform != "win32" else 0o666)
