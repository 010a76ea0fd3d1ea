"""The officer downloads what proves that her case is counted; the desk sees where a case stands in the public log."""

import re

import pytest

from duly.disclosure.receipt import requester_receipt
from duly.ledger.acknowledgement import Acknowledgement
from duly.ledger.append import log_signer
from duly.reports.build import publish
from tests.cast import Desk, later
from tests.reports_played import LABEL, answered, reported
from tests.store_for_acts import Road
from tests.web.browsers import SignIn, words

pytestmark = pytest.mark.django_db
PAGE = f"/reports/{LABEL}/"


def test_an_officer_downloads_the_acknowledgement_that_her_letter_holds(sign_in: SignIn, road: Road) -> None:
    case = answered(road).pending
    okafor = sign_in("okafor")
    note = okafor.get(f"/portal/{case.reference}/acknowledgement/").content
    assert note.decode() in case.letters.get(kind="acknowledgement").body
    assert Acknowledgement.open(note, log_signer().vkey).deadline.year == 2027
    page = words(okafor.get(f"/portal/{case.reference}/"))
    assert f"/portal/{case.reference}/receipt/" in page


def test_an_officers_receipt_opens_her_own_case(sign_in: SignIn, road: Road) -> None:
    played = reported(road)
    data = sign_in("okafor").get(f"/portal/{played.subscriber.reference}/receipt/").content
    assert data == requester_receipt(played.subscriber)
    assert played.content.reference.encode() not in data


@pytest.mark.parametrize("what", ["acknowledgement", "receipt"])
def test_once_a_cases_key_is_gone_nobody_makes_its_proofs_again(sign_in: SignIn, road: Road, what: str) -> None:
    case, okafor = reported(road).subscriber, sign_in("okafor")
    assert okafor.get(f"/portal/{case.reference}/{what}/").status_code == 200
    case.wrapped_key = b""
    case.save(update_fields=["wrapped_key"])
    assert okafor.get(f"/portal/{case.reference}/{what}/").status_code == 404


@pytest.mark.parametrize("what", ["acknowledgement", "receipt"])
def test_a_foreign_proof_and_an_absent_one_are_the_same_page(sign_in: SignIn, desk: Desk, what: str) -> None:
    foreign, okafor = desk.received(), sign_in("okafor")
    there = okafor.get(f"/portal/{foreign.reference}/{what}/")
    nowhere = okafor.get(f"/portal/D-2222-2222/{what}/")
    assert (there.status_code, there.content) == (404, nowhere.content)
    assert sign_in("rosa").get(f"/portal/{foreign.reference}/{what}/").status_code == 403


def test_the_desk_shows_where_a_case_stands_in_the_log(sign_in: SignIn, road: Road) -> None:
    played = reported(road, public=False)
    rosa = sign_in("rosa")
    seen = rosa.get(f"/desk/{played.content.reference}/")
    rows = seen.context["public_log"]
    assert [str(row.words) for row in rows] == ["Opened", "Decided", "Disclosed", "Closed"]
    assert all(re.fullmatch(r"Leaf \d+", row.place) and row.report == LABEL and not row.public for row in rows)
    assert f'href="{PAGE}"' not in words(seen)
    publish(LABEL, at=later(61))
    assert f'href="{PAGE}"' in words(rosa.get(f"/desk/{played.content.reference}/"))


def test_the_desk_says_what_waits_and_what_is_kept_back(sign_in: SignIn, road: Road) -> None:
    packed = road.packaged()
    seen = sign_in("rosa").get(f"/desk/{packed.reference}/").context["public_log"]
    places = [(str(row.words), row.place, row.report) for row in seen]
    assert places == [
        ("Opened", "Waits for its epoch", ""),
        ("Decided", "Waits for its epoch", ""),
        ("Disclosed", "Kept back with a package that has not left", ""),
    ]
