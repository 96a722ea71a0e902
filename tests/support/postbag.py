"""A carrier that keeps the letters it is given, and the timetable's lines that give them to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hotline.domain.notices import EMAIL, SMS
from hotline.post.base import Letter
from hotline.services import checkpoints, digests, notifying, spreading
from tests.support.town import Town

ADDRESS = "https://line.example.org"


@dataclass
class Postbag:
    """Takes every letter, unless a failure was put in line for it."""

    letters: list[Letter] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        """Keep the letter, or raise the next failure in line."""
        if self.failures:
            raise self.failures.pop(0)
        self.letters.append(letter)

    def to(self, name: str) -> list[list[tuple[str, str]]]:
        """Return what somebody of the demonstration was sent: of each letter its references and paths."""
        mine = [letter for letter in self.letters if letter.to == f"{name}@demo.invalid"]
        return [[(line.reference, line.path) for line in letter.lines] for letter in mine]

    def readers(self) -> set[str]:
        """Return who was sent anything."""
        return {letter.to.partition("@")[0] for letter in self.letters}

    def run(self, town: Town, **passed: float) -> None:
        """Move the clock, watch the cases, and send what is due, as the timetable does."""
        town.watch(**passed)
        spreading.spread(town.worker.unit, town.worker.tools.office, {EMAIL, SMS})
        notifying.send_due(town.worker.unit, {EMAIL: self}, ADDRESS)

    def digest(self, town: Town, **passed: float) -> None:
        """Move the clock, and write and send the digests and the reports that are due."""
        town.clock.advance(**passed)
        digests.write_due(town.worker.unit, town.worker.tools.office, {EMAIL})
        digests.tell_of_reports(town.worker.unit, {EMAIL})
        notifying.send_due(town.worker.unit, {EMAIL: self}, ADDRESS)

    def witness(self, town: Town, **passed: float) -> None:
        """Move the clock, write the checkpoint of the hour, and hand it out as the timetable does."""
        town.clock.advance(**passed)
        with town.worker.unit() as unit:
            checkpoints.write(unit, town.worker.signer)
        digests.hand_out_checkpoint(town.worker.unit, {EMAIL})
        notifying.send_due(town.worker.unit, {EMAIL: self}, ADDRESS)
