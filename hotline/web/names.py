"""What ids in a trail are called, and the simplest ways to tell an event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from hotline.store.casefile import Named
from hotline.store.models.casework import Event
from hotline.web.i18n import gettext


@dataclass(frozen=True, slots=True)
class Names:
    """What ids in a trail are called: accounts by their title, desks with their body."""

    titles: Mapping[UUID, str]
    desks: Mapping[UUID, Named]
    # Bodies that may be named to who looks; where none are, a wall is told without them.
    bodies: Mapping[UUID, str] = field(default_factory=dict)

    def who(self, actor: str) -> str:
        """Return who did something, as a page says it."""
        kind, _, name = actor.partition(":")
        if kind == "account":
            return self.titles.get(UUID(name), gettext("Compte retiré"))
        return gettext("Citoyen") if kind == "citizen" else gettext("Système")

    def desk(self, desk_id: str) -> str:
        """Return a desk with its body."""
        named = self.desks.get(UUID(desk_id))
        return f"{named.name}, {named.body}" if named else gettext("bureau retiré")

    def accused(self, ids: Sequence[str]) -> str:
        """Return accused bodies by their names; nothing where one of them may not be named to who looks."""
        named = [self.bodies.get(UUID(one), "") for one in ids]
        return ", ".join(sorted(named)) if all(named) else ""


Telling = Callable[[Event, Names], str]


def told_by(sentence: str) -> Telling:
    """Return what says a sentence with who did it."""
    return lambda event, names: gettext(sentence, who=names.who(event.actor))


def plainly(sentence: str) -> Telling:
    """Return what says a sentence as it stands."""
    return lambda event, names: gettext(sentence)
