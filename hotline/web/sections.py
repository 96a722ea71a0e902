"""The parts of the house an account can go to, as the rail and the bottom bar list them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Flask, g, request

from hotline.domain.walls import ADMINISTRATOR, AUDITOR, COORDINATOR, LIAISON, ROLES, Viewer
from hotline.web.guards import maybe_account
from hotline.web.i18n import later
from hotline.web.queuewords import SHEETS


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the rail: address, words, icon, the roles that see it; the key for it.

    `if_cleared`: the roles that must be cleared for it, or, where things are counted, wait for one of them there.
    `queued`: work waits there, so officers find it among their queues. `counted`: what is counted there, if not all.
    """

    path: str
    label: str
    icon: str
    roles: tuple[str, ...] = ROLES
    if_cleared: tuple[str, ...] = ()
    key: str = ""
    queued: bool = False
    counted: str = ""

    def is_for(self, viewer: Viewer) -> bool:
        """Say whether the account goes there."""
        return viewer.role in self.roles and (viewer.cleared or viewer.role not in self.if_cleared or self.is_awaited)

    @property
    def count(self) -> int | None:
        """Return how many wait there for who looks, where that is counted."""
        return section_count(self.counted or self.path)

    @property
    def is_awaited(self) -> bool:
        """Say whether who looks waits for something there without being one of those who do the work."""
        return self.path in _HOLDS_WHAT_ONE_ASKED and bool(self.count)

    @property
    def is_current(self) -> bool:
        """Say whether the page being shown belongs to this section."""
        return _current_path() == self.path and not self.counted


ROLE_NAMES = {
    "liaison": later("Liaison"),
    "coordinator": later("Coordination"),
    "administrator": later("Administration"),
    "auditor": later("Audit"),
}
_OFFICERS = (LIAISON, COORDINATOR)
_CLEARED = (LIAISON, COORDINATOR, AUDITOR)
# Whoever may do nothing there may have asked for something.
_HOLDS_WHAT_ONE_ASKED = ("/translations",)
# The piles hold none of these.
_NAMED_AT_HOME = ("/translations", "/referrals", "/callbacks")
SECTIONS = (
    Section("/inbox", later("Dossiers"), "sms", key="i"),
    Section("/find", later("Chercher"), "find", _OFFICERS, key="/"),
    Section("/transfers", later("À accepter"), "forward", _OFFICERS, queued=True),
    Section("/translations", later("Traductions"), "globe", _OFFICERS, if_cleared=_OFFICERS, queued=True),
    Section("/referrals", later("Saisines"), "shield", _OFFICERS),
    Section("/callbacks", later("À rappeler"), "phone", queued=True),
    Section("/triage", later("À trier"), "split", _OFFICERS, if_cleared=(LIAISON,), queued=True),
    Section("/second-reading", later("Réponses à juger"), "eye", _OFFICERS),
    Section("/incidents", later("Incidents"), "link", _OFFICERS, queued=True),
    Section("/reports/published", later("Chiffres publiés"), "chart", _OFFICERS),
    Section("/cases/new", later("Nouveau dossier"), "plus", _OFFICERS),
    Section("/admin", later("Administration"), "gear", (ADMINISTRATOR,)),
    Section("/reports", later("Rapports"), "chart", (ADMINISTRATOR, AUDITOR)),
    Section("/audit", later("Registre"), "shield", (ADMINISTRATOR, AUDITOR)),
    Section("/admin/languages", later("Langues"), "globe", _CLEARED, if_cleared=_CLEARED),
    Section("/alerts", later("Alertes"), "alert", (LIAISON, COORDINATOR, ADMINISTRATOR)),
    Section("/roster", later("De service"), "clock", (LIAISON, COORDINATOR, ADMINISTRATOR)),
    Section("/account", later("Mon compte"), "user"),
)


# What no page of its own is about: the critical cases that nobody took, told over every page that polls.
UNTAKEN = "untaken"


def section_count(path: str) -> int | None:
    """Return how many wait in a part of the house, where that is counted."""
    return section_counts().get(path)


def section_counts() -> dict[str, int]:
    """Return how many wait in each part of the house that is counted, for who looks."""
    counts: dict[str, int] = g.get("section_counts", {})
    return counts


def install(app: Flask) -> None:
    """Give the templates the sections of whoever is signed in, and the words for roles."""
    app.jinja_env.globals.update(sections=_sections, other_queues=_other_queues, elsewhere=_elsewhere)
    app.jinja_env.globals.update(role_names=ROLE_NAMES, inspects=inspects)


def inspects() -> bool:
    """Say whether who looks works for an inspection that gets sheets alone, never a case."""
    return bool(g.get("inspects"))


def _sections() -> tuple[Section, ...]:
    """Return where this account goes; whatever is a queue of an officer stands among the queues."""
    return tuple(section for section in _open_to_it() if not _is_queue(section))


def _other_queues() -> tuple[Section, ...]:
    """Return the queues of an officer that hold something else than cases of the inbox."""
    return tuple(section for section in _open_to_it() if _is_queue(section))


def _elsewhere() -> tuple[Section, ...]:
    """Return what a phone's first page names as soon as something waits there."""
    return tuple(section for section in _open_to_it() if section.path in _NAMED_AT_HOME and not section.counted)


def _open_to_it() -> tuple[Section, ...]:
    who = maybe_account()
    found = (section for section in SECTIONS if who and section.is_for(who.viewer))
    return tuple(map(_of_sheets, found)) if inspects() else tuple(found)


def _of_sheets(section: Section) -> Section:
    """Return a section as an inspection has it: what it is asked to accept are sheets."""
    return replace(section, path="/referrals", counted=SHEETS) if section.path == "/transfers" else section


def _current_path() -> str:
    """Return the section that the page being shown belongs to: the nearest of those that hold it."""
    there = f"{request.path}/"
    return max((one.path for one in _open_to_it() if there.startswith(f"{one.path}/")), key=len, default="")


def _is_queue(section: Section) -> bool:
    who = maybe_account()
    return section.queued and who is not None and who.role in _OFFICERS
