"""What stands around every request: policies, forms, hosts, headers, the log, and pages for failures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask, abort, request
from sqlalchemy.orm import sessionmaker
from structlog.testing import capture_logs

from hotline.bootstrap import Application
from hotline.store.database import open_database
from hotline.web import guards
from hotline.web.app import create_app
from hotline.web.headers import HEADERS, HSTS, OF_PARTS
from tests.web.visitor import Visitor

CANARY = "canary 482 9157"


def with_page(app: Flask, rule: str, view: Callable[..., str]) -> None:
    """Add a page of the test's own, before the first request."""
    app.add_url_rule(rule, endpoint=rule, view_func=view, methods=["GET", "POST"])


def away(application: Application) -> Application:
    """Return the application with a database nobody answers for."""
    engine = open_database("postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=1", "web")
    return replace(application, engine=engine, sessions=sessionmaker(engine))


def behind(application: Application, **changed: object) -> Visitor:
    """Return a visitor of the same application under other settings."""
    return Visitor(create_app(replace(application, settings=application.settings.model_copy(update=changed))))


def test_every_endpoint_declares_who_may_call_it(app: Flask) -> None:
    for endpoint in app.view_functions:
        assert guards.policy_of(app, endpoint)


def test_an_endpoint_without_a_policy_is_found(app: Flask) -> None:
    with_page(app, "/bare", lambda: "")
    with pytest.raises(guards.UndeclaredEndpoint, match="/bare"):
        guards.policy_of(app, "/bare")


def test_who_is_not_signed_in_is_led_to_the_door_and_back(visitor: Visitor) -> None:
    answer = visitor.get("/account?a=b")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=%2Faccount%3Fa%3Db")
    assert visitor.post("/account/password").location == "/sign-in"


def test_what_a_role_may_not_call_is_the_same_bytes_as_what_does_not_exist(app: Flask) -> None:
    with_page(app, "/secret", guards.role("administrator")(lambda: "inside"))
    visitor = Visitor(app)
    visitor.sign_in("security@demo.invalid")
    forbidden, absent = visitor.get("/secret"), visitor.get("/nothing")
    assert forbidden.status_code == absent.status_code == 404
    assert forbidden.data == absent.data
    assert dict(forbidden.headers) == dict(absent.headers)
    visitor.sign_in("administrator@demo.invalid")
    assert visitor.get("/secret").text == "inside"


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_a_form_from_another_site_is_refused(visitor: Visitor, headers: dict[str, str]) -> None:
    visitor.sign_in()
    assert visitor.post("/sign-out", headers=headers).status_code == 400
    assert visitor.is_in()


@pytest.mark.parametrize(
    "headers", [{"Origin": "null"}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}, {}]
)
def test_a_form_of_our_own_is_taken(visitor: Visitor, headers: dict[str, str]) -> None:
    visitor.sign_in()
    assert visitor.post("/sign-out", headers=headers).status_code == 303
    assert not visitor.is_in()


def test_a_form_without_our_token_is_refused_with_advice(visitor: Visitor) -> None:
    visitor.sign_in()
    answer = visitor.client.post("/sign-out")
    assert answer.status_code == 400
    assert "Cette page a trop attendu" in answer.text
    assert visitor.is_in()


def test_a_machine_needs_no_token_and_gets_plain_words(app: Flask) -> None:
    with_page(app, "/hook", guards.machine(lambda: abort(403) if request.args else "taken"))
    client = app.test_client()
    assert client.post("/hook").text == "taken"
    refused = client.post("/hook?x=1")
    assert (refused.status_code, refused.text, refused.mimetype) == (403, "Forbidden\n", "text/plain")
    assert "Set-Cookie" not in refused.headers


def test_the_form_token_stays_the_same_so_that_an_unchanged_page_is_the_same_bytes(visitor: Visitor) -> None:
    visitor.sign_in()
    assert visitor.get("/account").data == visitor.get("/account").data


def test_a_pages_scripts_and_styles_carry_what_a_browser_asks_of_them_and_no_more(visitor: Visitor) -> None:
    style = visitor.get("/sign-in").text.split('rel="stylesheet" href="')[1].split('"')[0]
    headers = visitor.get(style).headers
    assert {name for name in HEADERS if name in headers} == set(OF_PARTS)


def test_a_foreign_host_name_is_refused_and_a_forwarded_one_is_not_believed(visitor: Visitor) -> None:
    assert visitor.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400
    assert "evil.example" not in visitor.get("/sign-in", headers={"X-Forwarded-Host": "evil.example"}).text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/sign-in", 200), ("GET", "/account", 303), ("GET", "/nothing", 404),
        ("DELETE", "/sign-in", 405), ("GET", "/healthz", 200), ("GET", "/static/hotline.css", 200),
        ("POST", "/sign-in", 400),
    ],
)  # fmt: skip
def test_every_response_carries_exactly_the_security_headers(app: Flask, method: str, path: str, status: int) -> None:
    answer = app.test_client().open(path, method=method, buffered=True)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "Strict-Transport-Security" not in answer.headers


def test_pages_are_never_kept_and_named_files_for_ever(visitor: Visitor) -> None:
    page = visitor.get("/sign-in")
    assert page.headers["Cache-Control"] == "no-store"
    style = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in visitor.get(style).headers["Cache-Control"]
    assert "immutable" not in visitor.get("/static/hotline.css").headers["Cache-Control"]


def test_no_page_holds_inline_script_or_style(visitor: Visitor) -> None:
    visitor.sign_in()
    for path in ("/account", "/nothing", "/invitations/spent"):
        page = visitor.get(path).text
        assert page.count("<script") == len(re.findall(r'<script src="/static/[^"]+" defer></script>', page))
        assert " style=" not in page
        assert "<style" not in page


def test_behind_https_cookies_are_locked_to_the_host_and_browsers_told_to_stay(
    application: Application,
) -> None:
    visitor = behind(application, public_url="https://ligne.example", trusted_proxies=1)
    headers = {"Host": "ligne.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    answer = visitor.get("/sign-in", headers=headers)
    assert answer.headers["Strict-Transport-Security"] == HSTS
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-hotline=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_plain_http_goes_without_secure_on_this_machine_only(application: Application) -> None:
    assert "Secure" not in behind(application).get("/sign-in").headers["Set-Cookie"]
    elsewhere = behind(application, public_url="http://192.0.2.1")
    assert "Secure" in elsewhere.get("/sign-in", headers={"Host": "192.0.2.1"}).headers["Set-Cookie"]


def test_too_long_a_form_is_refused_with_advice(visitor: Visitor) -> None:
    answer = visitor.post("/sign-in", email="x" * 65_536)
    assert answer.status_code == 413
    assert "C’est trop long" in answer.text


def test_without_the_database_pages_say_so_and_the_probes_differ(application: Application) -> None:
    visitor = Visitor(create_app(away(application)))
    answer = visitor.post("/sign-in", email="security@demo.invalid", password="x")
    assert answer.status_code == 503
    assert "Le service ne répond pas" in answer.text
    assert visitor.get("/static/hotline.css").status_code == 200
    assert (visitor.get("/healthz").status_code, visitor.get("/readyz").status_code) == (200, 503)


def test_the_database_being_there_is_what_ready_means(visitor: Visitor) -> None:
    assert visitor.get("/readyz").text == "ready\n"


def test_a_break_shows_a_page_and_logs_where_but_never_what(app: Flask) -> None:
    def stumble() -> str:
        raise ValueError(CANARY)

    with_page(app, "/stumble", guards.public(stumble))
    with capture_logs() as lines:
        answer = app.test_client().get("/stumble")
    assert answer.status_code == 500
    assert "c’est de notre côté" in answer.text
    assert CANARY not in answer.text + str(lines)
    assert [line["fault"] for line in lines if line["event"] == "request broke"] == ["ValueError"]
    assert any("stumble" in step for line in lines for step in line.get("where", ()))


def test_the_log_names_the_route_and_never_the_path(app: Flask) -> None:
    with_page(app, "/probe/<reference>", guards.public(lambda reference: reference))
    with capture_logs() as lines:
        app.test_client().get("/probe/4829157?q=canary")
        app.test_client().get("/nothing/4829157")
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "/probe/<reference>", 200), ("GET", "(none)", 404),
    ]  # fmt: skip
    assert "4829157" not in str(lines)
    assert "canary" not in str(lines)
