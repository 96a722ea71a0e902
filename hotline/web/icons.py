"""Icons as inline symbols: a page carries only those it uses, once."""

from __future__ import annotations

from flask import Flask, g
from markupsafe import Markup

# Each is drawn in a box of 24 with a line of 2; the stylesheet gives colour and size.
ICONS = {
    "alert": '<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8z"/><path d="M12 7.5v5.5M12 16.4v.1"/>',
    "back": '<path d="M14 5l-7 7 7 7"/>',
    "chart": '<path d="M4 20V4M4 20h16M8 16v-5M12 16V8M16 16v-3"/>',
    "check": '<path d="M4 12.5l5 5L20 6.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "cross": '<path d="M5 5l14 14M19 5L5 19"/>',
    "cut": '<path d="M3 3l18 18M5 12a10 10 0 0 1 4-2.5M15 9.5a10 10 0 0 1 4 2.5"/>'
    '<path d="M9 15.5a4.5 4.5 0 0 1 6 0M12 19v.1"/>',
    "eye": '<path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z"/><circle cx="12" cy="12" r="2.5"/>',
    "find": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>',
    "forward": '<path d="M10 5l7 7-7 7"/>',
    "gear": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18"/>',
    "link": '<path d="M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "menu": '<path d="M4 6h16M4 12h16M4 18h10"/>',
    "out": '<path d="M10 4H5v16h5M9 12h11M16 8l4 4-4 4"/>',
    "pause": '<path d="M8 5v14M16 5v14"/>',
    "pen": '<path d="M4 20l1-4L16 5l3 3L8 19z"/>',
    "phone": '<path d="M6 3h3l2 5-2.5 1.5a12 12 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z"/>',
    "place": '<path d="M12 21c4-5 7-8 7-12a7 7 0 0 0-14 0c0 4 3 7 7 12z"/><circle cx="12" cy="9" r="2"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z"/>',
    "send": '<path d="M3 11l18-8-7 18-3-7z"/>',
    "shield": '<path d="M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z"/>',
    "sms": '<path d="M4 5h16v11H10l-4 4v-4H4z"/>',
    "sort": '<path d="M4 7h10M4 12h7M4 17h4M17 6v12M14 15l3 3 3-3"/>',
    "split": '<path d="M6 3v6l6 5v7M18 3v6l-6 5"/>',
    "undo": '<path d="M8 5L4 9l4 4"/><path d="M4 9h10a5 5 0 0 1 0 10h-3"/>',
    "up": '<path d="M12 4l9 16H3z"/><path d="M12 10v4M12 17v.1"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4 21c1-5 4-7 8-7s7 2 8 7"/>',
    "ussd": '<path d="M9 4L7 20M17 4l-2 16M4 9h16M4 15h16"/>',
}


def install(app: Flask) -> None:
    """Give the templates `icon(name)` and `icon_symbols()`."""
    app.jinja_env.globals.update(icon=icon, icon_symbols=icon_symbols)


def icon(name: str) -> Markup:
    """Return a reference to an icon and remember that the page needs its symbol; raises KeyError."""
    used: dict[str, str] = g.setdefault("icons", {})
    used[name] = ICONS[name]
    return Markup('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>').format(name)


def icon_symbols() -> Markup:
    """Return the symbols of the icons used so far; the layout prints them last."""
    drawn = sorted(g.get("icons", {}).items())
    shapes = (f'<symbol id="i-{name}" viewBox="0 0 24 24">{shape}</symbol>' for name, shape in drawn)
    return Markup("<svg hidden>{}</svg>").format(Markup("".join(shapes)))  # noqa: S704 - shapes stand above
