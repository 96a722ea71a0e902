"""One text while it is being worked on: the row, its words, what was understood, and the tools for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol
from uuid import UUID

from hotline.domain import commands, walls
from hotline.domain.callbacks import WISH
from hotline.domain.findings import Findings
from hotline.domain.language import written
from hotline.domain.paces import Paces
from hotline.domain.taxonomy import Taxonomy
from hotline.services.languages import LanguageReader, Spoken
from hotline.store.models.people import Contact
from hotline.store.models.traffic import Message
from hotline.store.office import Office, OfficeReader
from hotline.unit_of_work import UnitOfWork


class Understands(Protocol):
    """What turns a text into findings."""

    def understand(self, text: str, *, prior_language: str | None = None) -> Findings:
        """Return what was understood; takes any text and never raises."""
        ...


class Understandings(Protocol):
    """What knows which understanding is in force."""

    def in_force(self, unit: UnitOfWork) -> Understands:
        """Return the understanding that is in force in this transaction."""
        ...


@dataclass(frozen=True)
class Tools:
    """What triage needs besides the database."""

    understanding: Understandings
    languages: LanguageReader
    office: OfficeReader
    taxonomy: Taxonomy
    acknowledgement_pause: int
    paces: Paces = Paces()


@dataclass
class Reading:
    """One text in the hands of triage; `is_first`: its sender has no case yet, so there is nothing to look for."""

    unit: UnitOfWork
    tools: Tools
    office: Office
    contact: Contact
    message: Message
    text: str
    is_first: bool = False
    findings: Findings = field(init=False)
    accused: frozenset[UUID] = field(init=False)

    @property
    def is_detail(self) -> bool:
        """Say whether the text only adds to what its dialogue brought before, or is one that was read before."""
        first = self.message.dialled and self.message.dialled.get("first")
        return bool(first) or self.message.duplicate_of is not None

    @property
    def spoken(self) -> Spoken:
        """Return what the line says and understands while this text is worked on."""
        return self.tools.languages.read(self.unit.session)

    @cached_property
    def is_courtesy(self) -> bool:
        """Say whether the text is thanks, or a yes to a question nobody is asking any more: nothing to work on."""
        return self._whole_answer == 1 or commands.is_thanks_only(
            self.text, self.spoken.words.get("thanks", frozenset())
        )

    @property
    def is_mere_no(self) -> bool:
        """Say whether the text is a no and nothing else: a word too short to tell a language by, and clear in each."""
        return self._whole_answer == 2

    @property
    def wishes_too(self) -> bool:
        """Say whether the text asks for a call beside what it says; a yes or a no in front says something."""
        answer = self._answer
        says = answer is not None and answer.answer in (1, 2) and not answer.whole
        return self.findings.wishes_too or (self.findings.category == WISH and says)

    @cached_property
    def _answer(self) -> commands.Closing | None:
        return commands.read_closing_answer(self.text, self.spoken.words)

    @property
    def _whole_answer(self) -> int | None:
        return self._answer.answer if self._answer is not None and self._answer.whole else None

    def walled(self) -> frozenset[UUID]:
        """Return the bodies this text accuses, or may accuse."""
        return walls.accused_bodies(self.findings, self.office.bodies)

    def language(self) -> str:
        """Return the language to write to this citizen in: theirs where it is reviewed, else French."""
        return written(self.spoken.languages, self.contact.language, self.findings.language)
