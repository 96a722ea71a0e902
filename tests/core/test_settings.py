"""Settings: read once, from the environment alone, with faults in plain words."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path

import pytest

from hotline import settings
from hotline.settings import BadSettings

GOOD_KEY = base64.b64encode(b"x" * 32).decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"HOTLINE_PORT": "eighty"}, "HOTLINE_PORT"),
        ({"HOTLINE_PORT": "0"}, "HOTLINE_PORT"),
        ({"HOTLINE_CLOCK": "+8d"}, "HOTLINE_CLOCK"),
        ({"HOTLINE_CLOCK": "soon", "HOTLINE_DEMO": "1"}, "HOTLINE_CLOCK"),
        ({"HOTLINE_PUBLIC_URL": "hotline.example"}, "HOTLINE_PUBLIC_URL"),
        ({"HOTLINE_TRUSTED_PROXIES": "-1"}, "HOTLINE_TRUSTED_PROXIES"),
        ({"HOTLINE_SECRET_KEY_FILE": "nowhere.key"}, "HOTLINE_SECRET_KEY_FILE"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(
    given: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=said) as fault:
        settings.load()
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SMTP_HOST": "mail.example.org"}, "HOTLINE_MAIL_FROM is missing"),
        ({"MAIL_FROM": "Ligne <hotline@example.org>"}, "HOTLINE_MAIL_FROM: write one address"),
        ({"SMTP_HOST": "mail.example.org", "MAIL_FROM": "a@example.org", "SMTP_SECURITY": "none"}, "only for a server"),
        ({"SMTP_SECURITY": "later"}, "HOTLINE_SMTP_SECURITY: "),
        ({"SMTP_PORT": "0"}, "HOTLINE_SMTP_PORT: "),
    ],
)
def test_mail_that_could_not_leave_safely_is_refused_at_the_start(
    given: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"HOTLINE_{name}", value)
    with pytest.raises(BadSettings, match=said) as fault:
        settings.load()
    assert "\n" not in str(fault.value)


def test_push_needs_somebody_to_write_to_and_can_be_switched_off() -> None:
    found = settings.load()
    assert found.push_contact("http://127.0.0.1:8000") is None
    assert found.push_contact("https://line.example.org:8443/x") == "https://line.example.org"
    assert settings.load(mail_from="a@example.org").push_contact("http://127.0.0.1") == "mailto:a@example.org"
    assert settings.load(push_services="none").push_contact("https://line.example.org") is None


@pytest.mark.parametrize(("name", "value"), [("RATE", "fast"), ("RATE", "0"), ("USSD_SEPTETS", "20")])
def test_a_wrong_setting_of_a_gateway_is_named_in_one_line(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"HOTLINE_AFRICASTALKING_{name}", value)
    with pytest.raises(BadSettings, match=f"^HOTLINE_AFRICASTALKING_{name}: ") as fault:
        settings.load_gateway("africastalking")
    assert "\n" not in str(fault.value)


def test_a_gateways_password_may_lie_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("hush\n")
    monkeypatch.setenv("HOTLINE_AFRICASTALKING_PASSWORD_FILE", str(tmp_path / "password"))
    found = settings.load_gateway("africastalking")
    assert found.password is not None
    assert found.password.get_secret_value() == "hush"
    assert "hush" not in repr(found)


@pytest.mark.parametrize("keys", ["", "k1", "k1:short", f"k1:{GOOD_KEY},k1:{GOOD_KEY}", f":{GOOD_KEY}"])
def test_a_missing_or_broken_data_key_refuses_the_start(keys: str) -> None:
    found = settings.load(data_keys=keys or None, index_key=GOOD_KEY, secret_key="s")
    with pytest.raises(BadSettings, match="HOTLINE_DATA_KEYS"):
        found.vault_keys()


def test_a_setting_may_lie_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv("HOTLINE_SECRET_KEY_FILE", str(tmp_path / "secret"))
    assert settings.load().session_key() == b"from a file"


def test_the_clock_moves_only_in_a_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_CLOCK", "+8d")
    assert settings.load(demo=True).clock == timedelta(days=8)


def test_settings_and_their_secrets_do_not_print() -> None:
    shown = repr(settings.load(secret_key="hush", data_keys=f"k1:{GOOD_KEY}"))
    assert "hush" not in shown
    assert GOOD_KEY not in shown
