"""BagIt 1.0 (RFC 8493): the plain folder form that archives and courts know, with two lists of digests."""

import hashlib
from collections.abc import Mapping

from duly.disclosure.manifest import FileEntry, Manifest
from duly.disclosure.package_error import altered

PAYLOAD_LIST, TAG_LIST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
SIGNED, SIGNATURE = "manifest.json", "manifest.sig"
UNSIGNED = frozenset({PAYLOAD_LIST, TAG_LIST, SIGNED, SIGNATURE})
"""What the manifest cannot list: itself, its signature, and the two BagIt lists, which follow from all the rest."""
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def bag_info(case: str, provider: str, day: str, files: Mapping[str, bytes]) -> bytes:
    """bag-info.txt (RFC 8493 §2.2.2); `day` is YYYY-MM-DD."""
    payload = [data for path, data in files.items() if path.startswith("data/")]
    lines = {
        "Source-Organization": provider,
        "External-Identifier": case,
        "Bagging-Date": day,
        "Payload-Oxum": f"{sum(map(len, payload))}.{len(payload)}",
    }
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in lines.items()).encode()


def file_entries(files: Mapping[str, bytes]) -> tuple[FileEntry, ...]:
    """The manifest's lines for `files` (path in the bag → content), sorted by path."""
    return tuple(
        FileEntry(
            path=path,
            bytes=len(files[path]),
            sha256=hashlib.sha256(files[path]).hexdigest(),
            sha512=hashlib.sha512(files[path]).hexdigest(),
        )
        for path in sorted(files)
    )


def with_lists(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """`files` and the two BagIt lists over them."""
    payload = _digest_list({path: data for path, data in files.items() if path.startswith("data/")})
    tags = {path: data for path, data in files.items() if not path.startswith("data/")} | {PAYLOAD_LIST: payload}
    return {**files, PAYLOAD_LIST: payload, TAG_LIST: _digest_list(tags)}


def check_bag(files: Mapping[str, bytes]) -> None:
    """Every file listed, every listed file there, every digest right. Raises PackageError (check “bag”)."""
    for name in (*UNSIGNED, "bagit.txt", "bag-info.txt"):
        if name not in files:
            raise altered("bag", f"The file {name} is missing.")
    if files["bagit.txt"] != DECLARATION:
        raise altered("bag", "bagit.txt does not declare BagIt 1.0 in UTF-8.")
    payload = {path: data for path, data in files.items() if path.startswith("data/")}
    tags = {path: data for path, data in files.items() if not path.startswith("data/") and path != TAG_LIST}
    _check_list(PAYLOAD_LIST, files[PAYLOAD_LIST], payload)
    _check_list(TAG_LIST, files[TAG_LIST], tags)


def check_files(files: Mapping[str, bytes], manifest: Manifest) -> None:
    """The signed list names exactly the files there are, with size and digests. Raises PackageError (check “files”)."""
    expected = {entry.path: entry for entry in manifest.files}
    found = {entry.path: entry for entry in file_entries({p: d for p, d in files.items() if p not in UNSIGNED})}
    for path in sorted(expected.keys() | found.keys()):
        if path not in found:
            raise altered("files", f"The signed manifest lists {path}, which is not in the package.")
        if path not in expected:
            raise altered("files", f"The package holds {path}, which the signed manifest does not list.")
        if expected[path] != found[path]:
            raise altered("files", f"{path} has another size or digest than the signed manifest says.")
    if tuple(expected[path] for path in sorted(expected)) != manifest.files:
        raise altered("files", "The signed manifest lists a file twice or out of order.")


def _digest_list(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)).encode()


def _check_list(name: str, text: bytes, files: Mapping[str, bytes]) -> None:
    if text == _digest_list(files):
        return
    listed = {
        path: value
        for value, _, path in (line.partition("  ") for line in text.decode("utf-8", "replace").splitlines())
    }
    for path in sorted(files.keys() | listed.keys()):
        if path not in listed:
            raise altered("bag", f"The package holds {path}, which {name} does not list.")
        if path not in files:
            raise altered("bag", f"{name} lists {path}, which is not in the package.")
        if listed[path] != hashlib.sha256(files[path]).hexdigest():
            raise altered("bag", f"{path} has another SHA-256 than {name} says.")
    raise altered("bag", f"{name} is not in its one form (sorted by path, each once, two blanks, line feed).")
