from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from dilc_desktop.domain.errors import RuleError, StorageError
from dilc_desktop.services.print_identity import LARGEST_FILE, PrintIdentity


def picture(size: tuple[int, int], kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (20, 90, 160)).save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_kept_small_under_a_name_of_its_content(tmp_path: Path, kind: str) -> None:
    identity = PrintIdentity(tmp_path)
    name = identity.keep_logo(picture((3000, 500), kind))
    kept = identity.logo(name)
    assert kept is not None
    with Image.open(kept) as small:
        assert small.size == (1200, 200)
    assert identity.keep_logo(picture((3000, 500), kind)) == name
    assert identity.letterhead(" District 3 ", name).logo == kept
    identity.drop_logo(name)
    identity.drop_logo(name)
    assert identity.logo(name) is None
    assert identity.letterhead("", name).logo is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no picture"),
        (b"<svg/>", "no picture"),
        (picture((9, 9))[:40], "no picture"),
        (picture((9, 9), "GIF"), "no picture"),
        (bytes(LARGEST_FILE + 1), "5 MB"),
        (picture((8000, 5001)), "8000 by 5001 pixels.* 6000 by 6000"),
    ],
    ids=["empty", "drawing", "cut", "gif", "large", "many pixels"],
)
def test_what_is_no_picture_or_too_large_is_refused(
    tmp_path: Path, content: bytes, words: str
) -> None:
    with pytest.raises(RuleError, match=words):
        PrintIdentity(tmp_path).keep_logo(content)
    assert not list(tmp_path.iterdir())


def test_a_name_leads_to_no_other_folder(tmp_path: Path) -> None:
    (tmp_path / "other.png").write_bytes(picture((9, 9)))
    identity = PrintIdentity(tmp_path)
    assert identity.logo("../other.png") is None
    identity.drop_logo("../other.png")
    assert (tmp_path / "other.png").exists()


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    (tmp_path / "letterhead").write_text("in the way")
    with pytest.raises(StorageError, match="could not be kept"):
        PrintIdentity(tmp_path).keep_logo(picture((9, 9)))
