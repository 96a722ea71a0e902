"""Hostile characters as marks one can see: a text that turns or hides its words is shown with where it does so."""

from __future__ import annotations

from flask import Flask
from markupsafe import Markup, escape

from hotline.domain.signs import Piece, pieces
from hotline.web.i18n import gettext


def install(app: Flask) -> None:
    """Give the templates the filter `signs`, for whatever somebody outside the house wrote."""
    app.jinja_env.filters["signs"] = shown


def shown(text: str) -> Markup:
    """Return a text with each character that shows nothing as a mark with its code, which then does nothing."""
    return Markup("").join(map(_shown, pieces(text)))


def _shown(piece: Piece) -> Markup:
    if not piece.code:
        return escape(piece.text)
    return Markup('<b class="sign" dir="ltr" title="{}">{}</b>').format(gettext("Signe caché"), piece.code)
