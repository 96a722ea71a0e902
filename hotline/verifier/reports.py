"""Every published report, drawn anew from the events of a pack; one function each, slow and in plain words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hotline.verifier import gaming
from hotline.verifier import one as of_one
from hotline.verifier.lines import SMALLEST_SHOWN, Line, Wait, guarded, largest_first, line, number, share, silent
from hotline.verifier.one import One
from hotline.verifier.tale import Tale, moment

READS, EXTRACTS = ("case_read", "case_opened", "number_shown", "text_shown"), ("sheet_read",)
CASE, LESS = "case", ("steps", "word")
URGENCIES = ("critical", "high", "normal", "low")


class Figures:
    """All that the reports of a pack are drawn from."""

    def __init__(self, pack: Mapping[str, Any], chains: Mapping[str, Any]) -> None:
        """Tell every case, and count by reason which do not count (definition 16)."""
        self.now, self.names = moment(pack["drawn_at"]), pack["names"]
        self.last_day = of_one.day(moment(f"{pack['last']}T00:00:00+00:00"))
        self.cases: list[One] = []
        self.left_out: Counter[str] = Counter()
        for facts in pack["cases"]:
            tale = Tale(chains.get(facts["id"], []))
            reason = of_one.left_out(facts, tale)
            if reason or tale.start is None:
                self.left_out[reason] += 1
            else:
                self.cases.append(One(facts, tale, tale.start, pack["calendars"].get(facts["calendar"])))

    def excluded(self) -> list[Line]:
        """Return one line a reason."""
        return [number(f"excluded_{reason}", n) for reason, n in sorted(self.left_out.items())]

    def line(self, metric: str, waits: Callable[[One], Iterator[Wait]]) -> Line:
        """Return the line of the waits of all cases."""
        return line(metric, (wait for one in self.cases for wait in waits(one)), self.now)

    def counts(self, told: Callable[[One], Iterator[str]]) -> list[Line]:
        """Return one line for each name that the cases tell."""
        found = Counter(name for one in self.cases for name in told(one))
        return [number(name, n) for name, n in sorted(found.items())]


def response_times(of: Figures) -> list[Line]:
    """Draw the report of response times."""
    withheld = sum(one.tale.has("acknowledgement_withheld") for one in of.cases)
    return [
        of.line("acknowledgement", of_one.acknowledgement),
        of.line("routing", lambda one: iter([Wait(one.start, one.tale.first("routed"))])),
        of.line("pick_up", of_one.pick_ups),
        of.line("first_response", lambda one: iter([one.to_answer()])),
        of.line("next_response", lambda one: (Wait(*wait) for wait in one.tale.waits[1:])),
        of.line("resolution_first", of_one.resolution),
        of.line("loop_closed", of_one.loops),
        *of.excluded(),
        *([number("excluded_acknowledgement_withheld", withheld)] if withheld else []),
    ]


def compliance(of: Figures) -> list[Line]:
    """Draw the report of targets met."""
    done = {"sorted": of_one.sorted_by, "answered": One.to_answer}
    found = {
        name: guarded([
            line(f"{name}_{urgency}", [wait(one) for one in of.cases if one.facts["urgency"] == urgency], of.now)
            for urgency in URGENCIES
        ])
        for name, wait in done.items()
    }  # fmt: skip
    pairs = [one for pair in zip(found["sorted"], found["answered"], strict=True) for one in pair]
    return [*pairs, of.line("closed", of_one.resolution), *of.excluded()]


def backlog(of: Figures) -> list[Line]:
    """Draw the report of who still waits."""
    by_urgency = [
        line(f"waiting_{urgency}",
             [wait for one in of.cases if one.facts["urgency"] == urgency for wait in of_one.waiting(one)], of.now)
        for urgency in URGENCIES
    ]  # fmt: skip
    late = [wait for one in of.cases for wait in of_one.waiting(one) if wait.due and wait.due < of.now]
    return [
        of.line("waiting", of_one.waiting), *guarded(by_urgency), number("overdue", len(late)),
        number("never_answered", sum(one.to_answer().end is None for one in of.cases)),
        number("open", sum(not one.tale.is_closed for one in of.cases)), *of.excluded(),
    ]  # fmt: skip


def waits(of: Figures) -> list[Line]:
    """Draw the report of waits by desk."""
    found: dict[str, list[Wait]] = defaultdict(list)
    for one in of.cases:
        for desk, wait in of_one.shares(one):
            found[desk].append(wait)
    desks = of.names["desks"]
    lines = [line(desks.get(desk, "before_routing"), some, of.now) for desk, some in found.items()]
    return [*largest_first(lines), *of.excluded()]


def delivery(of: Figures) -> list[Line]:
    """Draw the report of what became of answers."""
    found = [answer for one in of.cases for answer in of_one.answers(one)]
    ends, codes = Counter(end for _, end, _ in found), Counter(code for _, _, code in found if code)
    named = ("delivered", "unconfirmed", "undelivered", "failed", "cancelled", "on_the_way")
    return [
        line("answer_to_phone", [wait for wait, end, _ in found if end in ("delivered", "on_the_way")], of.now),
        *(number(f"answers_{name}", ends[name]) for name in named),
        *(number(f"why_{code}", n) for code, n in sorted(codes.items())),
    ]


def satisfaction(of: Figures) -> list[Line]:
    """Draw the report of what citizens said."""
    said: Counter[str] = Counter(citizen for one in of.cases for _, citizen in one.tale.closings)
    said.update(str(event["data"].get("why")) for one in of.cases for event in of_one.of_kind(one, "reopened"))
    named = ("confirmed", "refused", "not_safe", "no_answer", "not_asked")
    return [of.line("loop_closed", of_one.loops), *(number(name, said[name]) for name in named), *of.excluded()]


def by_trait(trait: str) -> Callable[[Figures], list[Line]]:
    """Return what draws the first answers by a trait of the case."""

    def drawn(of: Figures) -> list[Line]:
        groups: dict[str, list[Wait]] = defaultdict(list)
        for one in of.cases:
            groups[one.facts[trait]].append(one.to_answer())
        return [*largest_first(line(name, some, of.now) for name, some in groups.items()), *of.excluded()]

    return drawn


def reopenings(of: Figures) -> list[Line]:
    """Draw the report of reopenings."""
    closed = [one for one in of.cases if one.tale.closings]
    return [
        number("cases_closed", len(closed)), number("closings", sum(len(one.tale.closings) for one in closed)),
        number("cases_reopened", sum(bool(one.tale.reopenings) for one in closed)),
        *of.counts(lambda one: (f"reopened_{why}" for why in of_one.why(one, "reopened"))), *of.excluded(),
    ]  # fmt: skip


def transfers(of: Figures) -> list[Line]:
    """Draw the report of transfers."""
    moved = sum(one.tale.has("transferred") for one in of.cases)
    each = of.counts(lambda one: (f"transfer_{why}" for why in of_one.why(one, "transferred")))
    return [number("cases_transferred", moved), *each, *of.excluded()]


def exclusions(of: Figures) -> list[Line]:
    """Draw the report of what is not counted."""
    return [number("counted", len(of.cases)), *of.excluded()]


def protected_access(of: Figures) -> list[Line]:
    """Draw the report of who read protected cases."""
    cases, accounts = [one for one in of.cases if one.facts["sensitivity"] == "S3"], of.names["accounts"]
    shown = [
        (_showed(event), event["actor"].removeprefix("account:"), one) for one in cases for event in one.tale.events
    ]
    unread = len(cases) - len({id(one) for what, _, one in shown if what == CASE})
    whole = [number("protected_cases", len(cases)), number("protected_unread", unread)]
    for kind in (CASE, "extract", *LESS):
        reads = Counter(accounts.get(who, "unknown_reader") for what, who, _ in shown if what == kind)
        whole += [number(name if kind == CASE else f"{kind}:{name}", n) for name, n in sorted(reads.items())]
    return whole


def _showed(event: Mapping[str, Any]) -> str | None:
    if event["kind"] in EXTRACTS:
        return "extract"
    if event["kind"] not in READS:
        return None
    return next((less for less in LESS if event["data"].get(less)), CASE)


def gaming_signs(of: Figures) -> list[Line]:
    """Draw the report of work for the clock."""
    found = [(name, gaming.desk_before(one, at)) for one in of.cases for name, at in gaming.signs(one, of.now)]
    names, desks = Counter(name for name, _ in found), of.names["desks"]
    at_desk = Counter(desk for name, desk in found if name in gaming.ALARMS)
    verdicts = [event["data"].get("ok") for one in of.cases for event in of_one.of_kind(one, "second_read")]
    by_desk = sorted((-n, desks.get(desk, "before_routing")) for desk, n in at_desk.items())
    return [
        number("first_answers", sum(one.tale.has("answered") for one in of.cases)),
        *(number(name, names[name]) for name in (*gaming.SIGNS, *gaming.ALARMS)),
        number("read_again", len(verdicts)), number("read_again_no", verdicts.count(False)),
        *(number(name, -n) for n, name in by_desk), *of.excluded(),
    ]  # fmt: skip


def classifier(of: Figures) -> list[Line]:
    """Draw the report of how often people left a subject as it was understood."""
    kept, changed, unseen = Counter[str](), Counter[str](), 0
    for one in of.cases:
        looks = sorted(
            [event for kind in ("sorted", "category_corrected") for event in of_one.of_kind(one, kind)],
            key=lambda event: int(event["n"]),
        )
        if not looks:
            unseen += 1
            continue
        before, after = looks[0]["data"].get("before"), looks[0]["data"].get("category")
        (kept if before == after else changed)[str(before)] += 1
    subjects = sorted({*kept, *changed}, key=lambda code: (-kept[code] - changed[code], code))
    whole = share("looked_at", kept.total(), changed.total())
    each = guarded([share(code, kept[code], changed[code]) for code in subjects])
    return [whole, *each, number("by_itself", unseen), *of.excluded()]


def silence(of: Figures) -> list[Line]:
    """Draw the report of places that usually write and have stopped."""
    written: dict[str, Counter[int]] = defaultdict(Counter)
    for one in of.cases:
        if one.facts["place"]:
            written[one.facts["place"]][of_one.day(one.start)] += 1
    today = min(of.last_day, of_one.day(of.now))
    known = {place: days for place, days in written.items() if days.total() >= SMALLEST_SHOWN}
    lines = [silent(of.names["places"].get(place, place), days, today) for place, days in known.items()]
    found = sorted((one for one in lines if one), key=lambda one: (-one["max_s"], one["metric"]))
    few, writing = len(written) - len(known), len(known) - len(found)
    return [*found, number("places_writing", writing), number("places_few", few), *of.excluded()]


REPORTS: Mapping[str, Callable[[Figures], list[Line]]] = {
    "response-times": response_times, "compliance": compliance, "backlog": backlog, "waits": waits,
    "delivery": delivery, "channels": by_trait("channel"), "topics": by_trait("category"),
    "languages": by_trait("language"), "satisfaction": satisfaction, "reopenings": reopenings,
    "transfers": transfers, "exclusions": exclusions, "protected-access": protected_access,
    "classifier": classifier, "silence": silence,
    "gaming": gaming_signs,
}  # fmt: skip
