"""Words that no reviewer has released: simulated phones may try them, a real phone never sees one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.bootstrap import Application
from hotline.domain.menu import CALL_YOU, HOME
from hotline.domain.paging import Limits
from hotline.domain.ussd import Choice
from hotline.gateways.base import Call, Dialled
from hotline.services.screens import Screens
from tests.support.keypad import LANGUAGES

WITH_A_DRAFT = {**LANGUAGES, "ff": replace(LANGUAGES["ff"], screens={**LANGUAGES["fr"].screens, "danger": "Nguyka"})}
LIVE, SIMULATED = Limits(), Limits(drafts=True)


def _leads_to(screens: Screens, application: Application, limits: Limits, key: str) -> str:
    with application.unit() as unit:
        menu = screens.menu(application.tools.office.read(unit.session), limits)
    first = menu.screens["language"]
    assert isinstance(first, Choice)
    return next(option.to for option in first.options if option.key == key)


@pytest.mark.parametrize(("limits", "shown"), [(LIVE, False), (SIMULATED, True)])
def test_a_whole_draft_is_shown_where_drafts_are_and_nowhere_else(
    application: Application, limits: Limits, shown: bool
) -> None:
    screens = Screens(WITH_A_DRAFT)
    assert screens.shows("ff", limits) is shown
    assert screens.words("ff", limits)["danger"] == ("Nguyka" if shown else LANGUAGES["fr"].screens["danger"])
    assert _leads_to(screens, application, limits, "3") == (HOME if shown else CALL_YOU)


def test_a_draft_that_lacks_words_is_shown_nowhere(application: Application) -> None:
    screens = Screens({**LANGUAGES, "ff": replace(LANGUAGES["ff"], screens={"language": "Fulfulde"})})
    assert not screens.shows("ff", SIMULATED)
    assert _leads_to(screens, application, SIMULATED, "3") == CALL_YOU


def test_only_the_simulated_phones_are_shown_drafts(application: Application) -> None:
    form = (("sessionId", "s1"), ("phoneNumber", "+22300000001"), ("text", ""))
    content = {"Content-Type": "application/x-www-form-urlencoded"}
    dialled = {name: one for name, one in application.gateways.items() if isinstance(one, Dialled)}
    shown = {name: one.read_keypress(Call("POST", "/x", content, form)).limits.drafts for name, one in dialled.items()}
    assert shown == {name: name == "simulator" for name in dialled}
    assert len(shown) > 1
