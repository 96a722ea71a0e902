"""A screen as the text that goes to a phone: folded, measured in septets, and paged where it is too long.

A message of the signalling channel holds 160 octets: 182 characters of GSM-7, or 80 of UCS-2 (3GPP TS 23.038, 6.1.2.3).
A UCS-2 unit therefore costs 16/7 of a septet. Some gateways cut after 160 characters, which is the budget by default;
it never binds what is in UCS-2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from hotline.domain import ussd
from hotline.domain.segments import GSM7, fold, measure
from hotline.domain.ussd import End, Menu, State

_SHORT_TITLE = 60
Says = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a gateway's screens take: how many septets, letters outside GSM-7, languages nobody has released yet.

    Only simulated phones set `drafts`: an unreviewed word never reaches a real one.
    """

    budget: int = 160
    hard: int = 182
    other_scripts: bool = True
    drafts: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen as text; `state` names the page that is really shown, `ends` closes the dialogue."""

    text: str
    state: State
    ends: bool


def septets(text: str) -> int:
    """Return what a text costs on the screen, in septets; letters outside GSM-7 make every one cost 16/7."""
    size = measure(text)
    return size.units if size.encoding == "GSM-7" else size.units * 16 // 7


def fill(text: str, limits: Limits) -> str:
    """Return how full a screen is, as trainers read it: `118/160 · GSM-7`, or UTF-16 units of what they may be."""
    size = measure(text)
    room = limits.budget if size.encoding == "GSM-7" else (limits.hard + 1) * 7 // 16
    return f"{size.units}/{room} · {size.encoding}"


def plain(text: str, limits: Limits) -> str:
    """Return the text as the gateway carries it: Latin letters folded, other scripts kept where it takes them."""
    folded = fold(text)
    return folded if limits.other_scripts else "".join(char if char in GSM7 else "?" for char in folded)


def show(menu: Menu, state: State, says: Says, limits: Limits) -> Shown:
    """Return the screen of a state as text, on the page asked for or the last there is."""
    screen = menu.screens[state.at]
    title = _title(screen.title, state, says)
    if isinstance(screen, End):
        return Shown(_cut(plain(title, limits), limits.hard), replace(state, page=0), ends=True)
    layout = _Layout(menu, state, says, limits)
    pages = layout.pages(plain(title, limits))
    page = min(state.page, len(pages) - 1)
    return Shown(pages[page], replace(state, page=page), ends=False)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How one screen is spread over pages: its lines, and the keys below them."""

    menu: Menu
    state: State
    says: Says
    limits: Limits

    def pages(self, title: str) -> list[str]:
        lines = [self._line(option) for option in self._listed()]
        whole = self._page([title, *lines], before=False, further=False)
        if _fits(whole, self.limits):
            return [whole]
        groups = list(self._groups(title, lines))
        last = len(groups) - 1
        return [self._page(group, before=n > 0, further=n < last) for n, group in enumerate(groups)]

    def _listed(self) -> list[ussd.Option]:
        options = ussd.shown(self.menu.screens[self.state.at], self.state)
        return [option for option in options if option.key != ussd.SKIP or self.state.at == self.menu.home]

    def _groups(self, title: str, lines: Sequence[str]) -> Iterator[list[str]]:
        """Fill page after page; a short title stands on each, a long one is spread over as many as it needs."""
        chunks = list(self._chunks(title))
        yield from ([chunk] for chunk in chunks[:-1])
        short = len(chunks) == 1 and septets(title) <= _SHORT_TITLE
        group, before = [chunks[-1]], len(chunks) > 1
        for line in lines:
            if group and not self._has_room([*group, line], before=before):
                yield group
                group, before = [title] if short and self._has_room([title, line], before=True) else [], True
            group.append(line)
        yield group

    def _chunks(self, text: str) -> Iterator[str]:
        room: list[str] = []
        for word in text.split(" "):
            if room and not self._has_room([" ".join([*room, word])], before=True):
                yield " ".join(room)
                room = []
            room.append(word)
        yield " ".join(room)

    def _has_room(self, lines: Sequence[str], *, before: bool) -> bool:
        return _fits(self._page(lines, before=before, further=True), self.limits)

    def _page(self, lines: Sequence[str], *, before: bool, further: bool) -> str:
        return "\n".join([*(line for line in lines if line), self._footer(before=before, further=further)])

    def _line(self, option: ussd.Option) -> str:
        return f"{option.key} {plain(option.words if option.literal else self.says(option.words), self.limits)}"

    def _footer(self, *, before: bool, further: bool) -> str:
        """The keys that work on this screen, the same everywhere."""
        keys = [(ussd.FURTHER, "key_further")] if further else []
        keys += [(ussd.BEFORE, "key_before")] if before else []
        away = self.state.at != self.menu.home and "language" in self.state.answers
        skips = [option for option in ussd.shown(self.menu.screens[self.state.at], self.state) if away]
        keys += [(ussd.SKIP, option.words) for option in skips if option.key == ussd.SKIP]
        keys += [(ussd.BACK, "key_back"), (ussd.HOME, "key_home")] if away else []
        return " ".join(plain(f"{key} {self.says(words)}", self.limits) for key, words in [*keys, _CALL])


_CALL = (ussd.CALL, "key_call")


def _fits(text: str, limits: Limits) -> bool:
    size = measure(text)
    return size.units <= limits.budget if size.encoding == "GSM-7" else septets(text) <= limits.hard


def _title(phrase: str, state: State, says: Says) -> str:
    reason = f"{says(state.reason)} " if state.reason else ""
    return f"{reason}{says(phrase)}"


def _cut(text: str, room: int) -> str:
    """Return as many of the first words as so many septets hold; half a telephone number would be a wrong one."""
    while septets(text) > room:
        shorter = text.rpartition(" ")[0].rstrip(" ,;:")
        text = shorter or text[:-1]
    return text
