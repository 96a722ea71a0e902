"""What kind of incident cases make that are put together by hand, and who is kept out of a rumour."""

from __future__ import annotations

from hotline.services import incidents
from tests.services.test_incidents import RUMOUR, phone, tell
from tests.support.town import Town

BRIDGE = "on dit que le pont de Konna est fermé, vrai ou faux?"
FAIR = "on dit que le marché de Sofara est fermé demain, vrai ou faux?"
SEEN = "on dit que le marché de Konna est fermé, moi je l'ai vu, c'est vrai"


def test_cases_that_only_ask_are_put_together_as_a_rumour_and_a_witness_is_named(town: Town) -> None:
    tell(town, RUMOUR, BRIDGE, FAIR, SEEN)
    *asking, witness = (town.case(phone(n)) for n in range(4))
    coordinator = town.viewer("coordinator")
    assert {case.category for case in (*asking, witness)} == {"rumor"}
    with town.application.unit() as unit:
        made = incidents.create(unit, coordinator, [case.reference for case in asking[:2]], "")
        assert made.kind == "rumour"
        assert [case.id for case in incidents.witnesses(unit, made, [*asking, witness])] == [witness.id]
    with town.application.unit() as unit:
        assert incidents.create(unit, coordinator, [asking[2].reference, witness.reference], "").kind == "event"
