"""The check of a file's content: each kind passes, each trick is named."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from chalicelib.adapters import file_checks
from chalicelib.adapters.file_checks import archives, images
from chalicelib.adapters.malware import TAG, CloudScan, Scan, SignatureScan
from chalicelib.domain.files import Refusal
from tests.support import sample_files as samples

PDF, PNG, JPEG, ZIP = "application/pdf", "image/png", "image/jpeg", "application/zip"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.pdf(), PDF),
        (samples.image("PNG"), PNG),
        (samples.image("JPEG"), JPEG),
        (samples.archive(**{"plan.pdf": samples.pdf(), "tree.png": samples.image()}), ZIP),
    ],
)
def test_what_is_right_passes(content: bytes, kind: str) -> None:
    assert file_checks.inspect(content, kind) is None


@pytest.mark.parametrize(
    ("content", "kind"),
    [(samples.image(), PDF), (samples.pdf(), PNG), (b"MZ\x90\0", PDF), (b"", PDF), (b"<html>", PNG)],
)
def test_a_type_is_what_the_content_says(content: bytes, kind: str) -> None:
    assert file_checks.inspect(content, kind) is Refusal.WRONG_TYPE


@pytest.mark.parametrize("where", ["open", "page", "launch", "attachment"])
def test_a_script_is_found_wherever_it_is(where: str) -> None:
    assert file_checks.inspect(samples.pdf(script=where), PDF) is Refusal.SCRIPT


def test_a_script_inside_an_object_stream_is_found() -> None:
    assert file_checks.inspect(packed_script(), PDF) is Refusal.SCRIPT


def test_a_password_is_named() -> None:
    assert file_checks.inspect(samples.pdf(password="secret"), PDF) is Refusal.PASSWORD


@pytest.mark.parametrize("kind", [PDF, PNG, JPEG])
def test_half_a_file_is_unreadable(kind: str) -> None:
    whole = {PDF: samples.pdf(), PNG: samples.image("PNG"), JPEG: samples.image("JPEG")}[kind]
    assert file_checks.inspect(whole[: len(whole) // 3], kind) is Refusal.UNREADABLE


def test_an_image_larger_than_any_photograph_is_not_decoded() -> None:
    assert file_checks.inspect(samples.huge_image(), PNG) is Refusal.TOO_LARGE
    assert images.MOST_PIXELS < 20_000 * 20_000


def test_a_bomb_is_stopped() -> None:
    assert file_checks.inspect(samples.bomb(), ZIP) is Refusal.ARCHIVE


def test_a_size_that_lies_is_noticed() -> None:
    honest = samples.archive(**{"tree.png": samples.image() + b"\0" * 3_000_000})
    lying = bytearray(honest)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = lying.index(signature) + offset
        lying[place : place + 4] = (100).to_bytes(4, "little")
    assert file_checks.inspect(bytes(lying), ZIP) in (Refusal.ARCHIVE, Refusal.UNREADABLE)


@pytest.mark.parametrize("name", ["../out.png", "/etc/out.png", "a/../../out.png", "C:\\out.png", "..\\out.png"])
def test_no_entry_leaves_its_folder(name: str) -> None:
    assert file_checks.inspect(samples.archive(**{name: samples.image()}), ZIP) is Refusal.ARCHIVE


def test_what_is_in_an_archive_is_looked_at_too() -> None:
    inside = {
        "macro.vbs": (b"x", Refusal.SCRIPT),
        "letter.txt": (b"unknown", Refusal.ARCHIVE),
        "inner.zip": (samples.archive(**{"tree.png": samples.image()}), Refusal.ARCHIVE),
        "plan.pdf": (samples.pdf(script="open"), Refusal.SCRIPT),
        "locked.pdf": (samples.pdf(password="secret"), Refusal.PASSWORD),
    }
    for name, (content, expected) in inside.items():
        assert file_checks.inspect(samples.archive(**{name: content}), ZIP) is expected, name


def test_an_archive_has_a_bounded_number_of_entries() -> None:
    many = {f"{number}.png": samples.image() for number in range(archives.MOST_ENTRIES + 1)}
    assert file_checks.inspect(samples.archive(**many), ZIP) is Refusal.ARCHIVE


def test_a_locked_entry_is_named() -> None:
    locked = bytearray(samples.archive(**{"tree.png": samples.image()}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(signature) + offset] |= 1
    assert file_checks.inspect(bytes(locked), ZIP) is Refusal.PASSWORD


def test_an_office_document_is_none_with_macros() -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    plain = {"word/document.xml": b"<w/>", "[Content_Types].xml": b"<t/>"}
    assert file_checks.inspect(samples.archive(**plain), kind) is None
    assert file_checks.inspect(samples.archive(**plain, **{"word/vbaProject.bin": b"x"}), kind) is Refusal.SCRIPT


def test_the_signature_check_finds_the_sample_also_inside_an_archive() -> None:
    scan = SignatureScan()
    assert scan.verdict("k", None, samples.eicar()) is Scan.INFECTED
    assert scan.verdict("k", None, samples.archive(**{"x.pdf": samples.eicar()})) is Scan.INFECTED
    assert scan.verdict("k", None, samples.pdf()) is Scan.CLEAN


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (None, Scan.PENDING),
        ("NO_THREATS_FOUND", Scan.CLEAN),
        ("THREATS_FOUND", Scan.INFECTED),
        ("UNSUPPORTED", Scan.INFECTED),
    ],
)
def test_the_clouds_verdict_is_taken_and_nothing_else(tag: str | None, expected: Scan) -> None:
    class Tagged:
        def get_object_tagging(self, **asked: str) -> dict[str, list[dict[str, str]]]:
            assert asked == {"Bucket": "files", "Key": "quarantine/f", "VersionId": "v1"}
            return {"TagSet": [{"Key": TAG, "Value": tag}] if tag else []}

    assert CloudScan(Tagged(), "files").verdict("quarantine/f", "v1", b"anything") is expected


def packed_script() -> bytes:
    """A PDF whose script stands in a compressed object stream, as word processors write them."""
    import zlib

    inside = b"5 0 << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    packed = zlib.compress(inside)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (len(packed), packed),
    ]
    out, places = BytesIO(), []
    out.write(b"%PDF-1.5\n")
    for number, part in enumerate(parts, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    start = out.tell()
    rows = [(0, 0, 255), *((1, place, 0) for place in places), (2, 4, 0), (1, start, 0)]
    table = b"".join(bytes([kind]) + at.to_bytes(3, "big") + bytes([last]) for kind, at, last in rows)
    out.write(
        b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 3 1] /Root 1 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (len(table), table)
    )
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    assert b"JavaScript" not in out.getvalue()
    return out.getvalue()


def test_an_archive_that_is_none_is_unreadable() -> None:
    assert file_checks.inspect(b"PK\x03\x04 and nothing more", ZIP) is Refusal.UNREADABLE
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(BytesIO(b"PK\x03\x04 and nothing more"))
