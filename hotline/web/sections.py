"""The parts of the house an account can go to, as the rail and the bottom bar list them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, g, request

from hotline.domain.walls import ADMINISTRATOR, AUDITOR, COORDINATOR, LIAISON, ROLES, Viewer
from hotline.web.guards import maybe_account
from hotline.web.i18n import later


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the rail: address, words, icon, the roles that see it, and those that must be cleared."""

    path: str
    label: str
    icon: str
    roles: tuple[str, ...] = ROLES
    if_cleared: tuple[str, ...] = ()

    def is_for(self, viewer: Viewer) -> bool:
        """Say whether the account goes there."""
        return viewer.role in self.roles and (viewer.cleared or viewer.role not in self.if_cleared)

    @property
    def count(self) -> int | None:
        """Return how many wait there for who looks, where that is counted."""
        return section_count(self.path)

    @property
    def is_current(self) -> bool:
        """Say whether the page being shown belongs to this section."""
        return request.path == self.path or request.path.startswith(self.path + "/")


ROLE_NAMES = {
    "liaison": later("Liaison"),
    "coordinator": later("Coordination"),
    "administrator": later("Administration"),
    "auditor": later("Audit"),
}
_CLEARED = (LIAISON, COORDINATOR, AUDITOR)
SECTIONS = (
    Section("/inbox", later("Dossiers"), "sms"),
    Section("/find", later("Chercher"), "find", (LIAISON, COORDINATOR)),
    Section("/transfers", later("À accepter"), "forward", (LIAISON, COORDINATOR)),
    Section("/translations", later("À traduire"), "globe", (LIAISON, COORDINATOR), if_cleared=(LIAISON, COORDINATOR)),
    Section("/referrals", later("Saisines"), "shield", (LIAISON, COORDINATOR)),
    Section("/callbacks", later("À rappeler"), "phone"),
    Section("/triage", later("À trier"), "split", (LIAISON, COORDINATOR), if_cleared=(LIAISON,)),
    Section("/second-reading", later("Relectures"), "eye", (LIAISON, COORDINATOR)),
    Section("/incidents", later("Incidents"), "link", (LIAISON, COORDINATOR)),
    Section("/reports/published", later("Chiffres publiés"), "chart", (LIAISON, COORDINATOR)),
    Section("/cases/new", later("Nouveau dossier"), "plus", (LIAISON, COORDINATOR)),
    Section("/admin", later("Administration"), "gear", (ADMINISTRATOR,)),
    Section("/reports", later("Rapports"), "chart", (ADMINISTRATOR, AUDITOR)),
    Section("/audit", later("Registre"), "shield", (ADMINISTRATOR, AUDITOR)),
    Section("/admin/languages", later("Langues"), "globe", _CLEARED, if_cleared=_CLEARED),
    Section("/roster", later("De service"), "clock", (LIAISON, COORDINATOR, ADMINISTRATOR)),
    Section("/account", later("Mon compte"), "user"),
)


def section_count(path: str) -> int | None:
    """Return how many wait in a part of the house, where that is counted."""
    counts: dict[str, int] = g.get("section_counts", {})
    return counts.get(path)


def install(app: Flask) -> None:
    """Give the templates the sections of whoever is signed in, and the words for roles."""
    app.jinja_env.globals.update(sections=_sections, role_names=ROLE_NAMES)


def _sections() -> tuple[Section, ...]:
    who = maybe_account()
    return tuple(section for section in SECTIONS if who and section.is_for(who.viewer))
