"""E-mail against a real server: what a letter holds, and what every kind of refusal means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from hotline.post.base import (
    FAILURES,
    Busy,
    Insecure,
    Letter,
    Line,
    LoginRefused,
    NoReader,
    Refused,
    Unreachable,
    Unsent,
    Unsure,
)
from hotline.post.mail import Mail, MailConfig
from tests.support.letterbox import Letterbox, letterbox
from tests.support.tls import LOCAL

SITE = "https://line.example.org"
ONE = Line("482 9157", "/cases/4829157")
LINK = Line("", "/transfers")


def written(*lines: Line, to: str = "officer@example.org", counts: tuple[str, ...] = ()) -> Letter:
    return Letter(UUID(int=7), to, datetime(2026, 3, 2, 9, tzinfo=UTC), SITE, lines or (ONE,), counts)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Letterbox]:
    with letterbox(tmp_path) as found:
        yield found


def test_a_letter_holds_a_reference_and_a_link_and_nothing_else(box: Letterbox) -> None:
    box.mail().send(written())
    (letter,) = box.taken
    assert letter.get_content().strip() == "482 9157 https://line.example.org/cases/4829157"
    assert (letter["Subject"], letter["To"], letter["From"]) == (
        "482 9157", "officer@example.org", "hotline@example.org",
    )  # fmt: skip
    assert not list(letter.iter_attachments())
    assert letter["Auto-Submitted"] == "auto-generated"


def test_several_are_one_letter_that_names_none_in_its_subject(box: Letterbox) -> None:
    box.mail().send(written(ONE, LINK, counts=("À répondre : 3",)))
    (letter,) = box.taken
    assert letter["Subject"] == "Avis"
    assert letter.get_content().strip().splitlines() == [
        "À répondre : 3", "482 9157 https://line.example.org/cases/4829157", "https://line.example.org/transfers",
    ]  # fmt: skip


def test_the_same_letter_keeps_its_name_so_that_a_server_knows_it_again(box: Letterbox) -> None:
    box.mail().send(written())
    box.mail().send(written())
    assert [letter["Message-ID"] for letter in box.taken] == [f"<{UUID(int=7)}@example.org>"] * 2


@pytest.mark.parametrize(
    ("step", "answer", "failure"),
    [
        ("rcpt", "450 later", Busy), ("rcpt", "550 nobody", NoReader), ("rcpt", "554 never", Refused),
        ("data", "451 later", Busy), ("data", "552 too large", Refused), ("data", "gone", Unsure),
    ],
)  # fmt: skip
def test_what_the_server_says_is_one_of_a_closed_list(
    box: Letterbox, step: str, answer: str, failure: type[Unsent]
) -> None:
    box.answers[step] = answer
    with pytest.raises(failure):
        box.mail().send(written())


def test_a_wrong_password_is_named_and_nothing_left(box: Letterbox) -> None:
    with pytest.raises(LoginRefused):
        box.mail(password="another").send(written())
    assert box.taken == []


def test_a_server_that_nobody_vouches_for_is_told_nothing(box: Letterbox, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with letterbox(other) as stranger, pytest.raises(Insecure):
        stranger.mail(authority=box.certificate).send(written())
    assert stranger.taken == []


def test_tls_at_once_where_the_server_begins_in_the_open_fails_safely(box: Letterbox) -> None:
    with pytest.raises(Insecure):
        box.mail(security="tls").send(written())


def test_nobody_there_is_worth_another_try() -> None:
    with pytest.raises(Unreachable):
        Mail(MailConfig(LOCAL, 1, "hotline@example.org")).send(written())


@pytest.mark.parametrize("to", ["officer@example.org\r\nBcc: other@example.org", "chargé@example.org"])
def test_an_address_that_is_none_is_no_reader(box: Letterbox, to: str) -> None:
    with pytest.raises(NoReader):
        box.mail().send(written(to=to))
    assert box.taken == []


def test_each_failure_says_whether_to_try_again() -> None:
    assert {one.code: one.again for one in FAILURES} == {
        "unreachable": True, "busy": True, "insecure": True, "login_refused": True,
        "refused": False, "no_reader": False, "unsure": False,
    }  # fmt: skip
