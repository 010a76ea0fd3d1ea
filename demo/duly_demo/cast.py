"""Who plays: the people of Linden Chat, and the agencies and officers who write to it. All of them are invented."""

from dataclasses import dataclass

from duly.law.vocabulary import Authority
from duly.staff.actors import Role

DEMO_PASSWORD = "linden demo only"  # noqa: S105  demo logins exist only in demo mode, which binds to loopback


@dataclass(frozen=True, slots=True)
class Login:
    """One account of the demonstration, as the start page lists it."""

    login: str
    name: str
    does: str
    role: Role


STAFF = (
    Login("ines", "Ines", "takes demands in and finds out who is really asking", Role.INTAKE),
    Login("rosa", "Rosa", "reads, asks back, and decides what may leave", Role.REVIEWER),
    Login("arno", "Arno", "reads Rosa's decision and approves exactly that", Role.APPROVER),
    Login("leo", "Leo", "hands packages over where the portal cannot", Role.RELEASER),
    Login("nora", "Nora", "is counsel, and answers where no rule speaks", Role.COUNSEL),
    Login("vera", "Vera", "is the extra pair of eyes on a case that the rights gate holds", Role.SUPERVISOR),
    Login("adam", "Adam", "keeps accounts and the directory, and sees no case", Role.ADMINISTRATOR),
)


@dataclass(frozen=True, slots=True)
class Requester:
    """An officer with her agency."""

    login: str
    name: str
    post: str
    agency: str
    country: str
    authority: Authority
    domain: str
    number: str


REQUESTERS = (
    Requester(
        "novik", "Alena Novik", "investigator for especially important cases", "General Prosecutor's Office of Belarus",
        "BY", Authority.PROSECUTOR, "prokuratura-by.example", "+375 17 000 00 01",
    ),
    Requester(
        "halloran", "Seán Halloran", "legal attaché", "Mutual Assistance Unit, Dublin",
        "IE", Authority.PROSECUTOR, "mutual-assistance.example", "+353 1 000 0002",
    ),
    Requester(
        "marchal", "Claire Marchal", "juge d'instruction", "Tribunal judiciaire de Lille",
        "FR", Authority.INVESTIGATING_JUDGE, "tj-lille.example", "+33 3 20 00 00 03",
    ),
    Requester(
        "okafor", "Ada Okafor", "assistant United States attorney", "U.S. Attorney's Office, District of Westmark",
        "US", Authority.PROSECUTOR, "usao-westmark.example", "+1 202 555 0104",
    ),
    Requester(
        "lindqvist", "Ruth Lindqvist", "magistrate judge", "U.S. District Court, District of Westmark",
        "US", Authority.JUDGE, "court-westmark.example", "+1 202 555 0105",
    ),
)  # fmt: skip
