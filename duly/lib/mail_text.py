"""Text out of a stranger's mail, made safe to show: no control or bidi characters, no markup, no paths."""

import html
import re
import unicodedata
from email.errors import MessageError
from email.header import decode_header

_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_BLOCK_TAGS = """address article blockquote br div dl dd dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main nav
    ol p pre section table td th tr ul"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_SILENT = ("script", "style", "head", "title", "template")
_TAG = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*)")
_UNSAFE_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_NAME_LENGTH = 120


def one_line(text: str) -> str:
    """`text` on one line without control, format-override and half characters."""
    return " ".join(lines(_FOLD.sub(" ", text)).split())


def lines(text: str) -> str:
    """`text` with its line breaks, tabs and words, but without other control, bidi or half characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_BIDI)
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))


def from_header(raw: str) -> str:
    """A raw unstructured header value (undecodable bytes as surrogates) as one line of text. RFC 2047."""
    value = _utf8(_FOLD.sub(" ", raw))
    try:
        pieces = decode_header(value)
    except (MessageError, ValueError):
        return one_line(value)
    return one_line("".join(p if isinstance(p, str) else decode(p, charset) for p, charset in pieces))


def decode(data: bytes, charset: str | None) -> str:
    """Bytes as text in `charset` where that is a known one and fits; else UTF-8; else with marks for what is lost."""
    for candidate in (charset or "utf-8", "utf-8"):
        try:
            return data.decode(candidate)
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def safe_filename(name: str | None, index: int) -> str:
    """A name that is only a name: no folders, no hidden direction changes, no device of any system, never empty."""
    name = unicodedata.normalize("NFC", from_header(name or "")).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    name = _UNSAFE_IN_NAMES.sub("_", name).strip(" .")
    if not name:
        return f"attachment-{index}"
    if _RESERVED.match(name):
        name = f"_{name}"
    if len(name) > _NAME_LENGTH:
        stem, dot, ending = name.rpartition(".")
        keep = f".{ending[:15]}" if dot and stem else ""
        name = name[: _NAME_LENGTH - len(keep)].rstrip(" .") + keep
    return name


def from_html(markup: str) -> str:
    """The words of an HTML mail. Nothing is rendered, nothing fetched.

    A single pass of our own, because the standard library's HTMLParser takes quadratic time on broken markup
    (CVE-2025-6069). Each character is looked at a bounded number of times.
    """
    out: list[str] = []
    at, lower = 0, markup.lower() if len(markup.lower()) == len(markup) else markup
    while at < len(markup):
        start = markup.find("<", at)
        if start < 0:
            break
        out.append(markup[at:start])
        at = _after_tag(markup, lower, start, out)
    out.append(markup[at:] if at >= 0 else "")
    text = lines(html.unescape("".join(out)))
    return re.sub(r"\n\s*\n", "\n\n", "\n".join(" ".join(line.split()) for line in text.split("\n"))).strip()


def _after_tag(markup: str, lower: str, start: int, out: list[str]) -> int:
    """Where the text goes on after the `<` at `start`; what the tag means for the text is appended to `out`."""
    if markup.startswith("<!--", start):
        end = markup.find("-->", start + 4)
        return end + 3 if end >= 0 else len(markup)
    tag = _TAG.match(markup, start + 1)
    if tag is None and markup[start + 1 : start + 2] not in ("!", "?"):
        out.append("<")  # "a < b" is text
        return start + 1
    end = markup.find(">", start)
    if end < 0:
        return len(markup)
    name = tag.group(1).lower() if tag else ""
    if name in _BLOCKS:
        out.append("\n")
    if name in _SILENT and markup[start + 1] != "/":
        closing = lower.find(f"</{name}", end)
        return closing if closing >= 0 else len(markup)
    return end + 1


def _utf8(raw: str) -> str:
    try:
        return raw.encode("ascii", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return raw
