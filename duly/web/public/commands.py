"""What a reader types to check for herself: the same in every language, so it stands here and in no template."""

from collections.abc import Mapping

COUNT = "cut -f1 ledger-country-outcome.tsv | sort | uniq -c"
REPORT = "python3 verify.py report . --log-key KEY"
HOLDER = (
    "python3 verify.py receipt ../YOUR-FILE . --log-key KEY\n"
    "python3 verify.py exhibit ../FILE ../FILE.sidecar.json . --log-key KEY"
)
LOG_FILES = ("checkpoint", "log.vkey")


def commands(zero_cell: str = "") -> Mapping[str, str]:
    """For a template: `count`, `report`, `holder`, and `zero` for one cell."""
    zero = f'python3 verify.py zero . "{zero_cell}" --log-key KEY'
    return {"count": COUNT, "report": REPORT, "holder": HOLDER, "zero": zero}
