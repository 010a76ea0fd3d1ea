"""One file, `duly.toml`, says everything about an instance; an unknown or contradictory value stops the start.

Every value is typed and has a safe default. Reference: docs/reference/settings.md.
"""

import os
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from duly.datamap.read import load_map, shipped_map
from duly.datamap.stores import DataMap
from duly.law.facts import ProviderFacts
from duly.staff.duties import DutyPolicy


class InstanceError(Exception):
    """The instance cannot start; the message says which setting is wrong and how to mend it."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Provider(_Section):
    """Who runs this instance."""

    name: str = Field(description="Name of the provider, as letters print it.")
    host: str = Field(description="Public host name of this instance, without scheme.")
    establishments: frozenset[str] = Field(description="ISO countries with an establishment or legal representative.")
    address: str = Field(default="", description="Postal address for letters.")
    mail: str = Field(description="Address from which letters are sent.")

    def facts(self) -> ProviderFacts:
        """The provider as rules see it."""
        return ProviderFacts(name=self.name, host=self.host, establishments=self.establishments)


class Duties(_Section):
    """Segregation of duties."""

    policy: DutyPolicy = Field(default=DutyPolicy.TWO, description="`solo`, `two` or `four` people for a disclosure.")


class Rights(_Section):
    """The rights gate."""

    many_accounts: int = Field(default=3, ge=1, description="A demand that names more accounts than this is held.")


class Delivery(_Section):
    """How packages and letters leave."""

    download_days: int = Field(
        default=30, ge=10, le=45, description="Days a package stays ready (2025/1550, 3.3.3: 10 to 45)."
    )
    letters: Literal["folder", "smtp"] = Field(default="folder", description="Letters go to a folder or by SMTP.")
    smtp_host: str = Field(default="", description='Host of the mail server, where letters = "smtp".')
    smtp_port: int = Field(default=25, description="Its port.")


class Log(_Section):
    """The public log of commitments."""

    origin: str = Field(default="", description="Name of the log; empty: `transparency.<provider.host>/demands`.")
    slots: int = Field(default=16, ge=1, description="An epoch is padded to a multiple of this number of entries.")


class Store(_Section):
    """One store of user data, read through its data map."""

    map: str = Field(description="Name of a shipped data map, or path of one.")
    url: str = Field(default="", description="SQLAlchemy URL; or set `url_file`.")
    url_file: Path | None = Field(default=None, description="File that holds the URL, so that no password stands here.")
    parameters: dict[str, str] = Field(default_factory=dict, description="What the map asks for, e.g. `server_name`.")

    @model_validator(mode="after")
    def _one_url(self) -> "Store":
        if bool(self.url) == bool(self.url_file):
            raise ValueError("give either `url` or `url_file`")
        return self

    def address(self) -> str:
        """The URL itself."""
        return self.url_file.read_text(encoding="utf-8").strip() if self.url_file else self.url

    def datamap(self) -> DataMap:
        """The data map of this store: a shipped one by name, or a file by path. Raises MapError."""
        if self.map.endswith(".toml"):
            return load_map(Path(self.map), self.parameters)
        return shipped_map(self.map, self.parameters)


class Instance(_Section):
    """A whole `duly.toml`."""

    mode: Literal["production", "demo", "test"] = Field(
        default="production", description="Demo logins exist only in `demo`."
    )
    database: str = Field(
        default="sqlite:///duly.sqlite3", description="Database URL; a relative SQLite path is below `directory`."
    )
    database_file: Path | None = Field(default=None, description="File that holds the database URL instead.")
    directory: Path = Field(
        default=Path("."), description="Where keys, objects and mail lie; default: beside this file."
    )
    keys: Path = Field(default=Path("keys"), description="Folder of the key files, readable by the owner only.")
    require_isolation: bool = Field(
        default=True, description="Refuse to parse outside bytes without full process isolation."
    )
    trusted_origins: tuple[str, ...] = Field(
        default=(), description="Extra origins for forms, e.g. https://duly.example."
    )
    provider: Provider
    duties: Duties = Duties()
    rights: Rights = Rights()
    delivery: Delivery = Delivery()
    ledger: Log = Log()
    stores: dict[str, Store] = Field(default_factory=dict, description="Stores of user data by name.")

    @model_validator(mode="after")
    def _no_contradictions(self) -> "Instance":
        if self.delivery.letters == "smtp" and not self.delivery.smtp_host:
            raise ValueError('delivery.letters is "smtp" but delivery.smtp_host is empty')
        return self

    @property
    def log_origin(self) -> str:
        """The name under which the log signs."""
        return self.ledger.origin or f"transparency.{self.provider.host}/demands"

    @property
    def objects(self) -> Path:
        """Folder of the locked objects."""
        return self.directory / "objects"

    @property
    def outbox(self) -> Path:
        """Folder of the letters, where `delivery.letters` is `folder`."""
        return self.directory / "mail"

    def database_url(self) -> str:
        """The database URL, with a relative SQLite path made absolute."""
        url = self.database_file.read_text(encoding="utf-8").strip() if self.database_file else self.database
        prefix = "sqlite:///"
        if url.startswith(prefix) and not url.startswith(prefix + "/"):
            return prefix + str((self.directory / url.removeprefix(prefix)).resolve())
        return url


def _errors_for_people(path: Path, error: ValidationError) -> str:
    lines = [f"{path} cannot be used:"]
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"]) or "the file"
        what = "is not a setting of Duly" if problem["type"] == "extra_forbidden" else problem["msg"]
        lines.append(f"  · {where}: {what}")
    end = "Mend these lines; the duly.toml that `duly init` writes into a new folder describes every setting."
    return "\n".join([*lines, end])


def read_instance(path: Path) -> Instance:
    """Read `duly.toml`. Raises InstanceError that names every wrong line at once."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InstanceError(
            f"There is no instance at {path}. Make one with `duly init DIRECTORY`, or set DULY_CONFIG."
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise InstanceError(f"{path} is not valid TOML: {error}. Mend that line.") from None
    try:
        instance = Instance.model_validate(table)
    except ValidationError as error:
        raise InstanceError(_errors_for_people(path, error)) from None
    directory = (path.parent / instance.directory).resolve()
    keys = instance.keys if instance.keys.is_absolute() else directory / instance.keys
    return instance.model_copy(update={"directory": directory, "keys": keys})


def instance_path() -> Path:
    """Where this process finds its instance: DULY_CONFIG, else `duly.toml` in the working directory."""
    return Path(os.environ.get("DULY_CONFIG", "duly.toml"))
