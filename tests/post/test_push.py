"""Web push against a service on this machine: what leaves, who can open it, and what each answer means."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from hotline import signing
from hotline.post.base import (
    Busy,
    Insecure,
    Letter,
    Line,
    LoginRefused,
    NoReader,
    Refused,
    Unreachable,
    Unsent,
)
from hotline.post.push import Push, PushConfig
from hotline.post.sealing import seal
from tests.support.pushes import SECRET, Browser, PushService, claims, push_service
from tests.support.tls import LOCAL, free_port

ONE = Line("482 9157", "/cases/4829157")


def written(browser: Browser, *lines: Line, urgent: bool = False) -> Letter:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    site = "https://line.example.org"
    return Letter(UUID(int=7), "officer@example.org", at, site, lines or (ONE,), phone=browser.address, urgent=urgent)


def plain(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[PushService]:
    with push_service(tmp_path) as found:
        yield found


def test_a_seal_is_the_one_of_the_standards_own_example() -> None:
    ours = ec.derive_private_key(
        int.from_bytes(plain("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1()
    )
    public = plain("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
    body = seal(b"When I grow up, I want to be a watermelon", public, plain("BTBZMqHH6r4Tts7J_aSIgg"), ours,
                plain("DGv6ra1nlYgDCS1FRnbzlw"))  # fmt: skip
    assert body == plain(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
        "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_push_says_a_reference_and_a_path_and_nothing_else(service: PushService) -> None:
    phone = service.browser()
    service.push().send(written(phone))
    ((path, headers, body),) = service.taken
    assert (path, phone.opened(body)) == ("/phone", {"r": "482 9157", "u": "/cases/4829157"})
    assert headers["Content-Encoding"] == "aes128gcm"
    assert (headers["Urgency"], headers["TTL"]) == ("normal", "86400")
    assert b"482" not in body


def test_several_lead_to_the_page_of_alerts(service: PushService) -> None:
    phone = service.browser()
    service.push().send(written(phone, ONE, Line("", "/transfers"), urgent=True))
    ((_, headers, body),) = service.taken
    assert phone.opened(body) == {"r": "", "u": "/alerts"}
    assert headers["Urgency"] == "high"


def test_a_push_is_as_long_whatever_it_says(service: PushService) -> None:
    for lines in ((ONE,), (Line("", "/transfers"),), (ONE, ONE)):
        service.push().send(written(service.browser(), *lines))
    assert len({len(body) for _, _, body in service.taken}) == 1


def test_the_service_can_tell_who_sends(service: PushService) -> None:
    service.push().send(written(service.browser()))
    ((_, headers, _),) = service.taken
    said = claims(headers)
    assert (said["aud"], said["sub"]) == (f"https://{service.host}", "mailto:hotline@example.org")
    assert said["exp"] == int(datetime(2026, 3, 2, 21, tzinfo=UTC).timestamp())
    assert signing.public_push_key(SECRET) in headers["Authorization"].replace("=", "")


def test_another_browser_cannot_open_it(service: PushService) -> None:
    service.push().send(written(service.browser()))
    with pytest.raises(InvalidTag):
        service.browser().opened(service.taken[0][2])


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (404, NoReader), (410, NoReader), (401, LoginRefused), (403, LoginRefused), (429, Busy), (503, Busy),
        (400, Refused), (413, Refused), (302, Refused),
    ],
)  # fmt: skip
def test_each_answer_is_one_of_a_closed_list(service: PushService, status: int, failure: type[Unsent]) -> None:
    service.status = status
    with pytest.raises(failure):
        service.push().send(written(service.browser()))


def test_a_service_that_nobody_vouches_for_is_told_nothing(service: PushService) -> None:
    config = PushConfig(signing.push_key(SECRET), "mailto:hotline@example.org", (service.host,))
    with pytest.raises(Insecure):
        Push(config).send(written(service.browser()))
    assert service.taken == []


def test_an_address_off_the_list_is_never_called(service: PushService) -> None:
    config = PushConfig(
        signing.push_key(SECRET), "mailto:hotline@example.org", ("push.example.org",), service.authority
    )
    with pytest.raises(NoReader):
        Push(config).send(written(service.browser()))
    assert service.taken == []


def test_nobody_there_is_worth_another_try() -> None:
    where = f"{LOCAL}:{free_port()}"
    config = PushConfig(signing.push_key(SECRET), "mailto:hotline@example.org", (where,))
    with pytest.raises(Unreachable):
        Push(config).send(written(Browser(f"https://{where}/phone")))


def test_a_key_that_is_no_point_of_the_curve_is_no_reader(service: PushService) -> None:
    letter = written(service.browser())
    assert letter.phone is not None
    with pytest.raises(NoReader):
        service.push().send(replace(letter, phone=replace(letter.phone, public=b"\x04" + bytes(64))))
