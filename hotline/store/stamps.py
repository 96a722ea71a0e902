"""When what the office decides last changed: asked once in a transaction, whatever is read by it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.store.models.office import Setting

OFFICE, LANGUAGES, MODEL = _ALL = "office_changed", "languages_changed", "model"
_ASKED = "stamps"


def stamp(session: Session, name: str) -> str:
    """Return a word that changes with what it stands for; the same all through a transaction of ours."""
    found: dict[str, str] | None = session.info.get(_ASKED)
    if found is None:
        rows = session.execute(select(Setting.name, Setting.value).where(Setting.name.in_(_ALL)))
        found = session.info[_ASKED] = {row.name: str(row.value) for row in rows}
    return found.get(name, "")


def ask_again(session: Session) -> None:
    """Have the next reader ask anew, since this transaction itself changed something."""
    session.info.pop(_ASKED, None)
