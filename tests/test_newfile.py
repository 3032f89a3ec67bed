"""A new file is whole or absent, private, and never in the place of another, also where there are no hard links."""

import errno
import os
import stat
from pathlib import Path

import pytest

from kppn_tui.domain.errors import BadInput
from kppn_tui.newfile import new_file, publish, write_new


def test_it_is_private_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "kantor.toml"
    write_new(path, b"isi")
    assert path.read_bytes() == b"isi"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_an_error_midway_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), new_file(tmp_path / "a") as draft:
        draft.write_bytes(b"setengah")
        assert not (tmp_path / "a").exists()
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("refusal", [0, errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS])
def test_nothing_is_overwritten_with_or_without_hard_links(
    tmp_path: Path, refusal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise OSError(refusal, os.strerror(refusal), str(source), None, str(target))

    if refusal:
        monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "a"
    write_new(path, b"satu")
    with pytest.raises(BadInput, match="exists already"):
        write_new(path, b"dua")
    (tmp_path / "b").symlink_to("nowhere")
    draft = tmp_path / "c"
    draft.touch()
    with pytest.raises(FileExistsError):
        publish(draft, tmp_path / "b")
    assert path.read_bytes() == b"satu"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "b", "c"]


def test_another_trouble_is_told_with_the_name(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    with pytest.raises(BadInput, match=r"berkas/kantor\.toml"):
        write_new(tmp_path / "berkas" / "kantor.toml", b"")
