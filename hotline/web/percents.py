"""Shares as people read them in their language: `64,6 %` in French."""

from __future__ import annotations

from babel.numbers import format_decimal

from hotline.web.i18n import current_locale, gettext


def percent(share: float, form: str = "0") -> str:
    """Return a share of one in hundredths; `form` is a pattern of Unicode CLDR."""
    return gettext("%(share)s %%", share=decimal(share * 100, form))


def decimal(value: float, form: str) -> str:
    """Return a number by a pattern of Unicode CLDR."""
    return format_decimal(value, form, locale=current_locale())
