"""Every word of the pages can be translated, every word of the code has one, and the way in tells nothing."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.template.base import Lexer, TokenType
from django.test import Client

from duly.cases.lifecycle import Act
from duly.web import act_words
from duly.web.words import kinds, word
from tests.cast import Cast
from tests.needs import TREE

TEMPLATES = TREE / "duly" / "web" / "templates"
BRAND = re.compile(
    r"\bDuly\b|\bSHA-256\b|\bduly open\b|--key your-key\.txt|\bage --decrypt -i your-key\.txt -o answer\.zip"
)


def untranslated(source: str) -> list[str]:
    """Words in a template that a reader would see and no translator would."""
    seen, inside = [], 0
    for token in Lexer(source).tokenize():
        if token.token_type is TokenType.BLOCK:
            name = token.split_contents()[0]
            inside += (name in ("blocktranslate", "comment")) - (name in ("endblocktranslate", "endcomment"))
        elif token.token_type is TokenType.TEXT and not inside:
            seen.append(token.contents)
        elif token.token_type is TokenType.VAR:
            seen.append("\0")
        if token.token_type is TokenType.BLOCK:
            seen.append("\0")
    text = re.sub(r"<!doctype html>|<[^>]*>", " ", "".join(seen))  # tags are no words
    return [found for found in re.split(r"[<>\0\s]{1,}", BRAND.sub(" ", text)) if re.search(r"[A-Za-zÄ-ž]{2}", found)]


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_a_template_says_nothing_that_cannot_be_translated(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert [found for found in untranslated(source) if not found.startswith("&")] == []


def test_a_word_that_was_forgotten_is_found() -> None:
    assert untranslated('<p class="x">{% translate "Yes" %} Forgotten {{ name }}</p>') == ["Forgotten"]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_word_of_an_enum_has_a_label(kind: Any) -> None:
    assert [member for member in kind if word(member) is member] == []


def test_every_act_has_its_two_labels() -> None:
    assert set(act_words.TO_DO) == set(act_words.DONE) == set(Act)


def test_two_words_that_are_spelt_alike_keep_their_own_labels() -> None:
    assert str(word("third_state", "RightsFlag")) == "A third State stands behind"
    assert str(word("ask_counsel", "Answer")) != str(word("ask_counsel", "NoticeRule"))
    assert str(word("nobody knows this", "State")) == "nobody knows this"


def test_no_template_has_a_style_or_a_script_inline_or_loads_from_elsewhere() -> None:
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|(?:src|href)=\"https?:", source), path.name


def test_the_style_sheet_loads_nothing() -> None:
    assert "url(" not in (TREE / "duly" / "web" / "static" / "duly" / "duly.css").read_text(encoding="utf-8")


def test_a_wrong_login_and_a_disabled_one_sound_alike(cast: Cast) -> None:
    cast.rosa.is_active = False
    cast.rosa.save()
    answers = [
        Client().post("/sign-in/", {"username": login, "password": "a long enough password"}).context["faults"]
        for login in ("rosa", "nobody")
    ]
    assert answers[0] == answers[1]
    assert "do not belong together" in answers[0][0].words


def test_a_login_is_known_in_any_case(cast: Cast) -> None:
    answer = Client().post("/sign-in/", {"username": " Rosa ", "password": "a long enough password"})
    assert answer["Location"] == "/inside/"


def test_signing_in_leads_to_no_other_site(cast: Cast) -> None:
    sent = {"username": "rosa", "password": "a long enough password", "next": "https://elsewhere.example/"}
    assert Client().post("/sign-in/", sent)["Location"] == "/inside/"


def test_a_link_signs_nobody_out(sign_in: Any) -> None:
    rosa = sign_in("rosa")
    assert rosa.get("/sign-out/").status_code == 405
    assert rosa.get("/desk/").status_code == 200
    rosa.post("/sign-out/")
    assert rosa.get("/desk/").status_code == 302


@pytest.mark.parametrize("mode", ["production", "test", "demo"])
def test_demo_logins_are_listed_in_the_demonstration_only(db: None, settings: Any, tmp_path: Path, mode: str) -> None:
    (tmp_path / "demo-logins.toml").write_text(
        '[[login]]\nlogin = "ines"\nname = "Ines"\ndoes = "intake"\npassword = "pw"\n'
    )
    settings.DULY = settings.DULY.model_copy(update={"mode": mode, "directory": tmp_path})
    page = Client().get("/sign-in/").content.decode()
    assert ("Logins of this demonstration" in page) == (mode == "demo")


def test_the_headers_keep_everything_at_home(db: None) -> None:
    answer = Client().get("/")
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Frame-Options"] == "DENY"


def test_django_finds_nothing_to_warn_of_in_production(db: None, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_HSTS_PRELOAD = (
        31_536_000,
        True,
        True,
    )
    call_command("check", "--deploy", "--fail-level", "WARNING")
    assert django_settings.DEBUG is False
