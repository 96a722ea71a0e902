"""The guided walk of the demonstration: its texts, what each step does, and what is written down between steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import not_

from hotline import demo_accounts
from hotline.services import casework, simulated_carrier
from hotline.services.casework import Asked
from hotline.services.languages import LanguageReader
from hotline.services.simulated_carrier import Handset
from hotline.store import events, scope, simulator
from hotline.store.events import Broken
from hotline.store.models.casework import Case
from hotline.store.simulator import Tally
from hotline.unit_of_work import UnitOfWork

PHONES = 9
READERS = ("security", "oversight", "coordinator")

# What the phones write; they are citizens' words, so they stay French whatever the page is in.
THEFT = "on a volé 23 boeufs à mon père cette nuit à Fatoma"
ACCUSATION = "les gendarmes de Fatoma ont pris 25000 F à mon père au poste"
ANSWER = "La patrouille part ce matin vers Fatoma. Gardez le téléphone allumé."
YES = "1"
# A complaint about an agent, for a lack of respect, in the region of Mopti.
KEYS = ("3", "1", "1")
# The two steps around which the accused body's pane is looked at.
ACCUSED, DIALLED = "accused", "dialled"
_MANY = (
    "10 moutons voles cette nuit a Socoura",
    "le forage de Fatoma ne donne plus d'eau",
    "ma moto est volee a Sevare hier soir",
    "pas de medicaments au CSCOM de Sio",
    "ecole fermee depuis lundi a Konna, pas de maitre",
)

# The numbers of the many: +223 00 00 10 00 and on; each writes once, so that what is counted is beyond doubt.
BLOCK, FIRST, LAST, SIZE = "stage_block", 1000, 9999, 200


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the walk of one phone is: its three cases, what was written down, what the trail says."""

    theft: Case | None
    accusation: Case | None
    dialled: Case | None
    facts: Mapping[str, Any]

    def pair(self, step: str) -> Mapping[str, Any]:
        """Return what the accused body's pane was before and after a step."""
        found: Mapping[str, Any] = self.facts.get(step) or {}
        return found

    def stayed_same(self, step: str) -> bool | None:
        """Say whether the accused body's pane kept its bytes; None until both were taken."""
        before, after = self.pair(step).get("before"), self.pair(step).get("after")
        return before == after if before and after else None


def number(phone: int) -> str:
    """Return the number of one of the stage's phones."""
    return f"+2230000{phone:04}"


def phone_of(written: str, *, every: bool) -> int | None:
    """Return the phone that somebody means, by its key on the stage or its made-up number; `every`: beyond the nine."""
    digits = "".join(written.split()).removeprefix("+223")
    if not digits.isascii() or not digits.isdigit() or len(digits) > len("00000000"):
        return None
    return int(digits) if 1 <= int(digits) <= (LAST if every else PHONES) else None


def email(reader: str) -> str:
    """Return the address of the account that a pane stands for."""
    return f"{reader}@demo.invalid"


def password(secret_key: bytes, reader: str) -> str:
    """Return the password the demonstration gave that account."""
    return demo_accounts.password_of(secret_key, email(reader))


def progress(unit: UnitOfWork, phone: int) -> Progress:
    """Return how far a phone's walk is, asked through the scope of those who read."""
    index = simulator.phone_index(unit.vault, number(phone))
    accused = simulator.viewer(unit.session, email("security"), unit.now)
    independent = simulator.viewer(unit.session, email("oversight"), unit.now)
    if accused is None or independent is None:
        return Progress(None, None, None, {})
    theirs, others = scope.readable(accused[0]), scope.readable(independent[0])
    hidden = (others, not_(theirs))
    return Progress(
        simulator.first_case(unit.session, index, theirs),
        simulator.first_case(unit.session, index, *hidden, Case.channel != "ussd"),
        simulator.first_case(unit.session, index, *hidden, Case.channel == "ussd"),
        simulator.noted(unit.session, _name(phone)),
    )


def remember(unit: UnitOfWork, phone: int, **facts: Any) -> None:
    """Write facts of a phone's walk down beside those that stand there."""
    simulator.note(unit, _name(phone), {**simulator.noted(unit.session, _name(phone)), **facts})


def remember_pair(unit: UnitOfWork, phone: int, step: str, **facts: Any) -> None:
    """Write down what the accused body's pane was around a step."""
    remember(unit, phone, **{step: {**simulator.noted(unit.session, _name(phone)).get(step, {}), **facts}})


def dial(address: str, token: str, phone: int) -> None:
    """Complain by keys alone, and hang up where the place could be said more finely. Raises NotTaken."""
    handset = Handset(address, token, number(phone), typed=KEYS[0])
    handset.press()
    for key in KEYS[1:]:
        handset.press(key)
    handset.hang_up()


def send_many(unit: UnitOfWork, phone: int) -> bool:
    """Have 200 phones that wrote nothing yet text one concern each; False once every phone of the block wrote."""
    first = simulator.noted(unit.session, BLOCK).get("next", FIRST)
    if first + SIZE - 1 > LAST:
        return False
    simulator.note(unit, BLOCK, {"next": first + SIZE})
    remember(unit, phone, first=first, killed=0, flushed=0)
    simulated_carrier.queue_texts(unit, _wave(first))
    return True


def count_mishap(unit: UnitOfWork, phone: int, what: str, times: int) -> None:
    """Add to what was broken while the 200 texts travelled."""
    remember(unit, phone, **{what: simulator.noted(unit.session, _name(phone)).get(what, 0) + times})


def count_many(unit: UnitOfWork, progress: Progress) -> Tally | None:
    """Return what became of the 200 texts of a walk; None before they were sent."""
    first = progress.facts.get("first")
    if first is None:
        return None
    phones = [simulator.phone_index(unit.vault, sender) for sender, _ in _wave(first)]
    return simulator.tally(unit.session, phones)


def answer(unit: UnitOfWork, case: Case, languages: LanguageReader) -> None:
    """Answer as the liaison; raises what `casework.answer` raises."""
    casework.answer(unit, _asked(unit, case), ANSWER, languages)


def close(unit: UnitOfWork, case: Case, languages: LanguageReader) -> None:
    """Close as the liaison, which asks the citizen; raises what `casework.close` raises."""
    casework.close(unit, _asked(unit, case), "resolved", "", languages)


def verify(unit: UnitOfWork) -> Broken | int:
    """Walk the whole trail; return how many events hold, or the first that does not."""
    found: Broken | int = 0
    for found in events.verify(unit.session):
        if isinstance(found, Broken):
            break
    return found


def _asked(unit: UnitOfWork, case: Case) -> Asked:
    found = simulator.viewer(unit.session, email("security"), unit.now)
    if found is None:
        raise casework.NotFound
    return Asked(found[0], case.reference)


def _name(phone: int) -> str:
    return f"stage_phone_{phone}"


def _wave(first: int) -> Iterator[tuple[str, str]]:
    for place in range(SIZE):
        yield number(first + place), _MANY[place % len(_MANY)]
