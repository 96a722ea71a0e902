"""The address a browser names is a stranger's word: we go to no host that is not on the list."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

import pytest

from hotline.domain.push_services import BadSubscription, is_known, read_subscription
from hotline.post_settings import PUSH_SERVICES

POINT = urlsafe_b64encode(b"\x04" + bytes(64)).decode()
SECRET = urlsafe_b64encode(bytes(16)).decode()
FIREFOX = "https://updates.push.services.mozilla.com/wpush/v2/gAAAA"


def given(**changed: Any) -> dict[str, Any]:
    keys = {"p256dh": POINT, "auth": SECRET} | changed.pop("keys", {})
    return {"endpoint": FIREFOX, "keys": keys} | changed


@pytest.mark.parametrize(
    "endpoint",
    [
        FIREFOX, "https://fcm.googleapis.com/fcm/send/abc:def", "https://web.push.apple.com/Q",
        "https://wns2-par02p.notify.windows.com/w/?token=B", "https://fcm.googleapis.com:443/fcm/send/x",
    ],
)  # fmt: skip
def test_the_services_of_the_known_browsers_are_on_the_list(endpoint: str) -> None:
    assert read_subscription(given(endpoint=endpoint), PUSH_SERVICES).endpoint == endpoint


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x", "https://127.0.0.1/x", "https://169.254.169.254/latest", "https://localhost/x",
        "https://[::1]/x", "https://fcm.googleapis.com.example.org/x", "https://example.org/?fcm.googleapis.com",
        "https://fcm.googleapis.com@example.org/x", "https://user:word@fcm.googleapis.com/x", "//fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x", "https://notify.windows.com.example.org/x", "https://notify.windows.com/x",
        "https://evilnotify.windows.com/x", "https://fcm.googleapis.com\\@example.org/x", "https://fcm.googleapis.com:x/",
        "https://fcm.googleapis.com/\r\nHost: example.org", "file:///etc/passwd", "", "x" * 5000,
        "https://fcm.googleapis.com/" + "x" * 2000, "https://fcm.googleapis.com。example.org/",
    ],
)  # fmt: skip
def test_whatever_else_a_browser_names_is_refused(endpoint: str) -> None:
    assert not is_known(endpoint, PUSH_SERVICES)
    with pytest.raises(BadSubscription):
        read_subscription(given(endpoint=endpoint), PUSH_SERVICES)


@pytest.mark.parametrize(
    "wrong",
    [
        None, [], "x", 7, {}, {"endpoint": FIREFOX}, given(endpoint=None), given(endpoint=["x"]),
        given(keys={"p256dh": SECRET}), given(keys={"auth": POINT}), given(keys={"p256dh": "é"}),
        given(keys={"auth": None}), given(keys={"p256dh": "A" * 5000}),
        given(keys={"p256dh": urlsafe_b64encode(b"\x02" + bytes(64)).decode()}),
    ],
)  # fmt: skip
def test_what_is_no_subscription_is_refused(wrong: Any) -> None:
    with pytest.raises(BadSubscription):
        read_subscription(wrong, PUSH_SERVICES)


def test_a_list_can_name_a_port() -> None:
    assert is_known("https://127.0.0.1:8443/x", ("127.0.0.1:8443",))
    assert not is_known("https://127.0.0.1:8444/x", ("127.0.0.1:8443",))
