"""A sealed case and an absent one are told apart by nobody: same page, same headers, in no list and no count."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.cases.secrecy import seal
from duly.web.desk.urls import ACT_PAGES
from tests.cast import NOON, Cast, Desk
from tests.web.browsers import SignIn

ABSENT = "D-2222-2222"
ACTS = [page.act.replace("_", "-") for page in ACT_PAGES]


@pytest.fixture
def sealed(desk: Desk, cast: Cast) -> Case:
    """A case that only Vera and Rosa may know of."""
    case = desk.assessed()
    seal(case, people=[cast.rosa], by=cast.actor("vera"), at=NOON, because="an inquiry into our own people")
    return case


def everything(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    """All that a browser gets."""
    headers = {name: value for name, value in answer.headers.items() if name != "Expires"}  # the time of day
    return answer.status_code, answer.content, headers


NOTICE = "notices/00000000-0000-4000-8000-000000000000/"
BESIDE = [NOTICE, f"{NOTICE}counsel/", "secrecy/", "secrecy/0123456789abcdef/ended/"]


@pytest.mark.parametrize("tail", ["", *(f"{act}/" for act in ACTS), *BESIDE])
def test_a_sealed_case_and_an_absent_one_give_the_same_page(sign_in: SignIn, sealed: Case, tail: str) -> None:
    arno = sign_in("arno")
    there, nowhere = arno.get(f"/desk/{sealed.reference}/{tail}"), arno.get(f"/desk/{ABSENT}/{tail}")
    assert there.status_code == 404
    assert everything(there) == everything(nowhere)


def test_so_do_its_papers_and_its_forms(sign_in: SignIn, sealed: Case) -> None:
    arno, paper = sign_in("arno"), sealed.demands.get().pk
    assert everything(arno.get(f"/desk/{sealed.reference}/papers/{paper}/")) == everything(
        arno.get(f"/desk/{ABSENT}/papers/{paper}/")
    )
    for act in (Act.APPROVE, Act.WITHDRAW):
        sent = {"because": "guessing"}
        there, nowhere = (arno.post(f"/desk/{number}/{act}/", sent) for number in (sealed.reference, ABSENT))
        assert everything(there) == everything(nowhere)


@pytest.mark.parametrize("query", ["", "?state=all", "?search={}", "?state=assessed&search={}"])
def test_the_queue_of_others_is_as_if_it_did_not_exist(sign_in: SignIn, sealed: Case, desk: Desk, query: str) -> None:
    desk.received()
    page = sign_in("arno").get("/desk/" + query.format(sealed.reference)).content.decode()
    assert sealed.reference not in page.replace(f'value="{sealed.reference}"', "")
    assert "2 cases" not in page


def test_who_was_named_sees_it_and_that_it_is_sealed(sign_in: SignIn, sealed: Case) -> None:
    for login in ("vera", "rosa"):
        page = sign_in(login).get(f"/desk/{sealed.reference}/")
        assert page.status_code == 200
        assert "Sealed" in page.content.decode()


def test_entering_its_paper_again_tells_no_number(sign_in: SignIn, desk: Desk, cast: Cast) -> None:
    case = desk.received(b"the sealed paper")
    seal(case, people=[], by=cast.actor("vera"), at=NOON, because="secret")
    upload = SimpleUploadedFile("again.pdf", b"the sealed paper")
    answer = sign_in("ines").post("/desk/paper/", {"paper": upload, "because": "found in the post"})
    assert case.reference not in answer.content.decode()
