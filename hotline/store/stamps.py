"""When what the office decides last changed: asked once in a transaction, whatever is read by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from hotline.store.models.office import Setting

OFFICE, LANGUAGES, MODEL = _ALL = "office_changed", "languages_changed", "model"
_ASKED = "stamps"


def stamp(session: Session, name: str) -> str:
    """Return a word that changes with what it stands for; the same all through a transaction of ours."""
    found: dict[str, str] | None = session.info.get(_ASKED)
    return (keep(session, session.scalar(select(all_of_them()))) if found is None else found).get(name, "")


def all_of_them() -> ScalarSelect[dict[str, Any] | None]:
    """Return what to ask along with something else for what `keep` takes."""
    pairs = func.jsonb_object_agg(Setting.name, Setting.value)
    return select(pairs).where(Setting.name.in_(_ALL)).scalar_subquery()


def keep(session: Session, found: Mapping[str, Any] | None) -> dict[str, str]:
    """Keep what was found for the rest of the transaction."""
    kept: dict[str, str] = {name: str(value) for name, value in (found or {}).items()}
    session.info[_ASKED] = kept
    return kept


def ask_again(session: Session) -> None:
    """Have the next reader ask anew, since this transaction itself changed something."""
    session.info.pop(_ASKED, None)
