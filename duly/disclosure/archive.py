"""A ZIP in which nothing can hide: stored, no gaps, no extra fields, one possible spelling for the same files.

The reader accepts exactly what the writer writes (APPNOTE 6.3.x, method 0), so bombs, overlaps, links, second copies of
a name and bytes between entries have no place to be. Any ZIP tool opens it. Entry times are constant; the
manifest has the time.
"""

import re
import struct
import zlib
from collections.abc import Mapping

from duly.disclosure.package_error import PackageError, altered

MAX_BYTES = 2 * 1024**3
MAX_FILES = 10_000
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_BYTES, _CENTRAL_BYTES, _END_BYTES = 30, 46, 22
_VERSION, _DATE = 20, 0x21  # version 2.0; 1 January 1980
_MADE_ON_UNIX, _MODE = 3 << 8, 0o100600 << 16
# folder/file, folder/data/file or folder/exhibits/file; no part begins with a dot, none holds what Windows or a shell
# treats specially.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}/((data|exhibits)/)?[A-Za-z0-9][A-Za-z0-9._-]{0,149}")


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """The ZIP of `files` (name → content), sorted by name; the same bytes for the same files, always."""
    size = sum(len(data) + 2 * len(name) + _LOCAL_BYTES + _CENTRAL_BYTES for name, data in files.items()) + _END_BYTES
    if len(files) > MAX_FILES or size > MAX_BYTES:
        raise PackageError(
            "archive",
            f"{len(files)} files in {size} bytes are too many (a package holds {MAX_FILES} files, {MAX_BYTES} bytes).",
            "No package was made.",
            "Narrow the period or disclose the items in several packages.",
        )
    local, central = [], []
    offset = 0
    for name in sorted(files):
        _check_name(name)
        head, entry = _headers(name, zlib.crc32(files[name]), len(files[name]), offset)
        local += [head, files[name]]
        central.append(entry)
        offset += len(head) + len(files[name])
    directory = b"".join(central)
    return b"".join([*local, directory, _end(len(files), len(directory), offset)])


def read_archive(data: bytes) -> dict[str, bytes]:
    """The files in `data`. Raises PackageError (check “archive”) for anything `write_archive` would not write."""
    if len(data) > MAX_BYTES:
        raise altered("archive", f"The archive has {len(data)} bytes, more than the {MAX_BYTES} a package may have.")
    files: dict[str, bytes] = {}
    central = []
    offset, previous = 0, ""
    while data[offset : offset + 4] == _LOCAL:
        name, content, entry = _entry_at(data, offset)
        if name <= previous:
            raise altered("archive", f"The entry {name!r} comes twice or out of order.")
        if len(files) >= MAX_FILES:
            raise altered("archive", f"The archive has more than {MAX_FILES} files.")
        files[name], previous = content, name
        central.append(entry)
        offset += _LOCAL_BYTES + len(name) + len(content)
    directory = b"".join(central)
    if data[offset:] != directory + _end(len(files), len(directory), offset):
        raise altered("archive", "The table of contents does not describe exactly the files before it.")
    if len({name.lower() for name in files}) != len(files):
        raise altered("archive", "Two file names differ only in capital letters.")
    return files


def _entry_at(data: bytes, offset: int) -> tuple[str, bytes, bytes]:
    """Name, content and table-of-contents line of the entry at `offset`."""
    if offset + _LOCAL_BYTES > len(data):
        raise altered("archive", "The archive breaks off inside an entry.")
    size, _, name_bytes = struct.unpack_from("<IIH", data, offset + 18)
    start = offset + _LOCAL_BYTES + name_bytes
    if start + size > len(data):
        raise altered("archive", "An entry claims more bytes than the archive has.")
    name = data[offset + _LOCAL_BYTES : start].decode("ascii", "replace")
    _check_name(name)
    content = data[start : start + size]
    head, entry = _headers(name, zlib.crc32(content), size, offset)
    if data[offset:start] != head:
        raise altered("archive", f"The entry {name!r} has another checksum, method or field than a package has.")
    return name, content, entry


def _headers(name: str, crc: int, size: int, offset: int) -> tuple[bytes, bytes]:
    """Local header and central header of one stored file (APPNOTE 4.3.7 and 4.3.12), each followed by its name."""
    common = struct.pack("<HHHHHIIIHH", _VERSION, 0, 0, 0, _DATE, crc, size, size, len(name), 0)
    tail = struct.pack("<HHHII", 0, 0, 0, _MODE, offset)
    encoded = name.encode("ascii")
    made = struct.pack("<H", _MADE_ON_UNIX | _VERSION)
    return _LOCAL + common + encoded, _CENTRAL + made + common + tail + encoded


def _end(count: int, directory_bytes: int, directory_offset: int) -> bytes:
    return _END + struct.pack("<HHHHIIH", 0, 0, count, count, directory_bytes, directory_offset, 0)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise altered("archive", f"The file name {name!r} has no place in a package.")
