"""What a rule says of one category of one item: with its reason, its citation and the version of the pack."""

from dataclasses import dataclass

from duly.law.vocabulary import Answer, Category, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One rule's word. Not legal advice; a person decides, and the journal keeps both."""

    item: str
    """Key of the item (`ItemFacts.key`)."""
    category: Category
    answer: Answer
    reason: str
    """In words that can be printed to the requester."""
    cite: str
    """Article, section or paragraph of policy."""
    pack: str
    """Id of the pack, or "" where no pack speaks."""
    version: str
    """`<number>+<first 12 hex digits of the SHA-256 of the pack file>`, or ""."""
    row: str
    """Id of the rule's row, or "" where no row speaks."""
    checked: bool
    """A person has read the cited text (the row's `checked` date)."""
    ground: Reason | None = None
    """Canonical reason for refusing or asking back; there exactly where the answer is `deficient`."""
