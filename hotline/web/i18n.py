"""The interface in two languages: French sentences stand in the code, their English in `translations/`.

To add a sentence, write it in French: `_("...")` in a template, `gettext("...")` in Python, `later("...")`
in a table. Then add its English to the `.po` file of its blueprint; all files are merged at the start.
`pytest tests/web/test_translations.py` prints what is missing, ready to paste, and what nobody uses any more.
A literal per cent sign is written `%%`.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_request_context, request

LOCALES = {"fr": "Français", "en": "English"}
SOURCE = "fr"
FOLDER = Path(__file__).parent / "translations"


def install(app: Flask) -> None:
    """Read every catalogue and teach the templates to translate."""
    app.extensions["translations"] = {
        SOURCE: NullTranslations(),
        **{locale: _compiled(locale) for locale in LOCALES if locale != SOURCE},
    }
    app.jinja_env.add_extension("jinja2.ext.i18n")
    env: Any = app.jinja_env
    env.install_gettext_callables(_gettext, _ngettext, newstyle=True)
    app.jinja_env.globals.update(locales=LOCALES, current_locale=current_locale)


def read_catalogue(locale: str) -> Catalog:
    """Return the catalogue of a language: all its `.po` files in one."""
    whole = Catalog(locale=locale)
    for path in sorted((FOLDER / locale / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale, abort_invalid=True):
                if message.id:
                    whole.add(message.id, message.string)
    return whole


def current_locale() -> str:
    """Return the reader's language: the account's, else the switch's cookie, else the browser's."""
    if not has_request_context():
        return SOURCE
    if "locale" not in g:
        who = g.get("signed_in")
        chosen = (who.locale if who else None) or request.cookies.get(cookie_name(), "")
        g.locale = chosen if chosen in LOCALES else request.accept_languages.best_match(LOCALES, SOURCE)
    return str(g.locale)


def cookie_name() -> str:
    """Return the name of the cookie that keeps the language chosen on this browser."""
    return f"{current_app.config['SESSION_COOKIE_NAME']}-locale"


def gettext(text: str, **values: object) -> str:
    """Return a French sentence in the reader's language, with `%(name)s` filled in."""
    return _gettext(text) % values if values else _gettext(text)


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """Return the singular or plural in the reader's language, with `%(num)s` and `%(name)s` filled in."""
    return _ngettext(one, many, count) % {"num": count, **values}


def later(text: str) -> str:
    """Return the sentence as it is; the mark lets the catalogue find sentences that are translated later."""
    return text


def _gettext(text: str) -> str:
    return str(_translations().ugettext(text)) if text else ""


def _ngettext(one: str, many: str, count: int) -> str:
    # French counts zero as one; the source strings are French.
    if current_locale() == SOURCE:
        return one if abs(count) < 2 else many
    return str(_translations().ungettext(one, many, count))


def _translations() -> NullTranslations:
    found: NullTranslations = current_app.extensions["translations"][current_locale()]
    return found


@cache
def _compiled(locale: str) -> Translations:
    file = BytesIO()
    write_mo(file, read_catalogue(locale))
    file.seek(0)
    return Translations(fp=file)
