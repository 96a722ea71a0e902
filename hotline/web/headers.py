"""The security headers of every response, errors included."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.wrappers import Response

from hotline.web.surroundings import here

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
_DENIED = (
    "accelerometer", "autoplay", "camera", "display-capture", "fullscreen", "geolocation", "gyroscope",
    "microphone", "midi", "payment", "usb",
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _DENIED),
}
# What a page draws in is never a document: these two are all that a browser asks of it, and a slow link carries each.
OF_PARTS = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")
_PARTS = frozenset({"text/css", "text/javascript"})
HSTS = "max-age=63072000; includeSubDomains"


def install(app: Flask) -> None:
    """Put the headers on everything that leaves."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    is_part = request.endpoint == "static" and "v" in request.args and response.mimetype in _PARTS
    response.headers.update({name: HEADERS[name] for name in (OF_PARTS if is_part else HEADERS)})
    if here().settings.address.startswith("https://"):
        response.headers["Strict-Transport-Security"] = HSTS
    response.headers["Cache-Control"] = _caching()
    return response


def _caching() -> str:
    """A file asked for by its content's name never changes; whatever is no file may hold a case."""
    if request.endpoint != "static":
        return "no-store"
    return "public, max-age=31536000, immutable" if "v" in request.args else "public, max-age=86400"
