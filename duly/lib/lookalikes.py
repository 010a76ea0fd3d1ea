"""Letters that pass for other letters: which script a letter is of, which Latin letter it imitates, what to refuse.

Follows the ideas of Unicode UTS 39 (single script, confusables), cut down to what can be explained to a person: one
script a word, no invisible characters, no word made only of another script's Latin look-alikes.
"""

import unicodedata

# Written as code points, for nobody can proof-read letters that look the same; each line imitates the one beside it.
_TWINS = dict(
    zip(
        "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0455\u0456\u0458\u04bb\u0501\u051b\u051d\u04cf"  # Cyrillic
        "\u03b1\u03bd\u03bf\u03c1\u03b9\u03ba\u03c7\u03b3\u03c5\u03f2\u03f3",  # Greek
        "aceopxysijhdqwlavopikxyucj",
        strict=True,
    )
)
_IMITATIONS = _TWINS | dict(
    zip(
        "\u044c\u043a\u043c\u043f\u0442\u050d\u0433\u0475\u04af\u04bd"  # Cyrillic
        "\u03c4\u03b7\u03b5\u03c9\u03b2"  # Greek
        "\u0578\u0585\u057d\u0570\u0581\u0566\u0584\u0575",  # Armenian
        "bkmntgrvyetnewbnouhgqpj",
        strict=True,
    )
)
_LATIN_IMITATIONS = dict(zip("\u0131\u0251\u0261\u0269\u029f\u1d0f\u0185\u0274", "iagilobn", strict=True))
_DIGITS = str.maketrans({"0": "o", "1": "l", "5": "s"})
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"})
_PARTS_OF_LATIN = frozenset({"LATIN", "MODIFIER"})


def script_of(letter: str) -> str:
    """The script of a letter by the first word of its Unicode name: LATIN, CYRILLIC, …; empty for what has none."""
    if unicodedata.category(letter)[0] != "L":
        return ""
    script = unicodedata.name(letter, "UNKNOWN").split(" ")[0]
    if script in _PARTS_OF_LATIN:
        return "LATIN"
    return "CJK" if script in _EAST_ASIAN else script


def named(letter: str) -> str:
    """A character as a person can look it up: `U+043E CYRILLIC SMALL LETTER O`."""
    return f"U+{ord(letter):04X} {unicodedata.name(letter, 'without a name')}"


def hidden_character(text: str) -> str | None:
    """The first character of `text` that is invisible or turns the direction of writing, or None."""
    return next((c for c in text if unicodedata.category(c)[0] == "C" or unicodedata.category(c) in ("Zl", "Zp")), None)


def deceptive_letter(word: str) -> str | None:
    """The letter that makes `word` pass for another one, or None.

    That is: a letter of a second script; a letter whose compatibility or lower-case form is another letter
    (full-width a, the Kelvin sign); any letter when all of them are twins of Latin
    ones (a name of six Cyrillic letters that reads `paypal`).
    """
    for letter in word:
        if unicodedata.normalize("NFKC", letter) != unicodedata.normalize("NFC", letter):
            return letter
        if (
            letter in _LATIN_IMITATIONS
            or (not letter.isascii() and letter.lower().isascii())
            or len(letter.lower()) > 1
        ):
            return letter
    letters = [letter for letter in word if script_of(letter)]
    scripts = {script_of(letter) for letter in letters}
    if len(scripts) > 1:
        foreign = [letter for letter in letters if script_of(letter) != "LATIN"]
        return next((letter for letter in foreign if letter.lower() in _IMITATIONS), foreign[0])
    if letters and scripts != {"LATIN"} and all(letter.lower() in _TWINS for letter in letters):
        return letters[0]
    return None


def skeleton(text: str) -> str:
    """What is left of `text` when look-alikes are made alike: two texts with one skeleton can be taken for each other.

    For finding and warning, never for deciding that two accounts are one.
    """
    text = unicodedata.normalize("NFKD", text).casefold()
    kept = (c for c in text if unicodedata.category(c)[0] not in ("C", "M"))
    plain = "".join(_IMITATIONS.get(c, _LATIN_IMITATIONS.get(c, c)) for c in kept)
    return plain.translate(_DIGITS).replace("rn", "m").replace("vv", "w").replace("i", "l").replace("-", "")
