"""The one error of packages: it names the check that failed, so that an officer can say on the phone what is wrong."""


class PackageError(Exception):
    """A package must not be used (or cannot be made): which check, what happened, what it means, what to do."""

    def __init__(self, check: str, happened: str, means: str, do: str) -> None:
        self.check = check
        self.happened = happened
        self.means = means
        self.do = do
        super().__init__(f"Check “{check}” failed: {happened} {means} {do}")


ASK_AGAIN = "Do not use the content; ask the provider for the package again and say which check failed."


def altered(check: str, happened: str) -> PackageError:
    """The error for a received package that is not as it was made."""
    return PackageError(check, happened, "The package is not as the provider made it.", ASK_AGAIN)
