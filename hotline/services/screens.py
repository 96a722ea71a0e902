"""The screens in every language, over the places and numbers of the office as it stands."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.domain import menu
from hotline.domain.language import FALLBACK, Language
from hotline.domain.menu import PlaceName, Tongue
from hotline.domain.paging import Limits
from hotline.domain.segments import fold, measure
from hotline.domain.ussd import Menu
from hotline.store.office import Office


class Screens:
    """What can be shown, and in which languages."""

    def __init__(self, languages: Mapping[str, Language]) -> None:
        """Take the languages, and note which of them need more than GSM-7."""
        self.languages = languages
        self._latin = {
            code for code, one in languages.items() if not measure(fold("".join(one.screens.values()))).costly
        }
        self._built: tuple[Office | None, dict[Limits, Menu]] = (None, {})

    def shows(self, code: str | None, limits: Limits) -> bool:
        """Say whether a gateway's screens can be in this language."""
        language = self.languages.get(code or "")
        if language is None or not (language.dials or (limits.drafts and language.drafted)):
            return False
        return limits.other_scripts or language.code in self._latin

    def menu(self, office: Office, limits: Limits) -> Menu:
        """Return every screen, over the places of today; built once for an office, since somebody waits for it."""
        built, menus = self._built
        if built is not office:
            menus = {}
            self._built = (office, menus)
        if limits not in menus:
            menus[limits] = self._menu(office, limits)
        return menus[limits]

    def words(self, code: str | None, limits: Limits) -> Mapping[str, str]:
        """Return the words of a language, or the French ones where it cannot be shown."""
        return self.languages[code if code and self.shows(code, limits) else FALLBACK].screens

    def _menu(self, office: Office, limits: Limits) -> Menu:
        by_id = {place.id: place for place in office.places.values()}
        places = (
            PlaceName(place.code, place.name, by_id[place.parent_id].code if place.parent_id else None)
            for place in office.places.values()
            if place.valid_to is None
        )
        tongues = (
            Tongue(one.code, one.screens["language"], one.number, self.shows(one.code, limits))
            for one in self.languages.values()
        )
        return menu.build(tuple(tongues), tuple(places))
