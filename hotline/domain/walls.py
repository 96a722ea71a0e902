"""Who sees what: the one statement of the walls, which outrank every role; the scoped query follows it.

Whatever is unsure is read the safe way: an unknown uniform is every security body, a security body without a
recorded force may be of any force, a civil office nobody knows is every civil body, an unknown accused body
hides the case from all. A complaint about the coordination is for the PSEA focal point alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from hotline.domain.findings import Findings

SECURITY, CIVIL, OVERSIGHT, PROTECTION, COORDINATION = BODY_KINDS = (
    "security", "civil", "oversight", "protection", "coordination",
)  # fmt: skip
LIAISON, COORDINATOR, ADMINISTRATOR, AUDITOR = ROLES = (
    "liaison", "coordinator", "administrator", "auditor",
)  # fmt: skip

UNKNOWN = "unknown"

_UNCLEARED = frozenset({"S0", "S1", "S2"})
_INDEPENDENT = frozenset({OVERSIGHT, PROTECTION, COORDINATION})

Barred = Mapping[UUID, frozenset[UUID]]


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation that answers; `parent_id` is one step up its chain of command."""

    id: UUID
    kind: str
    force: str | None
    parent_id: UUID | None
    partner_ids: frozenset[UUID]
    psea: bool
    active: bool
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """An account as the wall sees it: `cleared` for protected cases, `active` with its body."""

    account_id: UUID
    role: str
    body_id: UUID | None
    desk_id: UUID | None
    cleared: bool
    active: bool


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as the wall sees it; `accused` holds the bodies it complains about."""

    desk_id: UUID | None
    sensitivity: str
    accused: frozenset[UUID] = frozenset()


def may_read(viewer: Viewer, case: CaseFacts, barred: Barred) -> bool:
    """Say whether the account may read the texts of the case; `barred` comes from `barred_by`."""
    if not viewer.active or is_walled(viewer, case, barred):
        return False
    if case.sensitivity not in _UNCLEARED and not viewer.cleared:
        return False
    owns = viewer.desk_id is not None and viewer.desk_id == case.desk_id
    return viewer.role == COORDINATOR or (viewer.role == LIAISON and owns)


def may_act(viewer: Viewer, case: CaseFacts, barred: Barred) -> bool:
    """Say whether the account may answer, transfer, note or close: who reads a case, and nobody else."""
    return viewer.role in (LIAISON, COORDINATOR) and may_read(viewer, case, barred)


def may_audit(viewer: Viewer, case: CaseFacts, barred: Barred) -> bool:
    """Say whether the account may see the case's times, states, owners and reads; never texts or numbers."""
    watches = viewer.role in (ADMINISTRATOR, AUDITOR)
    return watches and viewer.active and not is_walled(viewer, case, barred)


def is_walled(viewer: Viewer, case: CaseFacts, barred: Barred) -> bool:
    """Say whether the wall hides the case; an accused body that `barred` does not know hides it from everybody."""
    if case.accused and viewer.body_id is None:
        return True
    return any(body not in barred or viewer.body_id in barred[body] for body in case.accused)


def barred_by(bodies: Iterable[Body]) -> dict[UUID, frozenset[UUID]]:
    """Return for each body the bodies that may not learn of a complaint about it."""
    by_id = {body.id: body for body in bodies}
    kin = _Kin(by_id)
    return {body.id: kin.barred(body) for body in by_id.values()}


def accused_bodies(
    findings: Findings, bodies: Iterable[Body], *, named: frozenset[UUID] = frozenset()
) -> frozenset[UUID]:
    """Return the bodies a text accuses, with those a person named; rather one too many than one too few."""
    known = tuple(bodies)
    accused = set(named)
    for force in findings.about_force:
        accused |= _of_force(known, force)
    for office in findings.about_civil:
        accused |= _of_office(known, office)
    if findings.about_hotline:
        accused |= _of_kind(known, COORDINATION)
    return frozenset(accused)


def bodies_without_reader(bodies: Iterable[Body], viewers: Iterable[Viewer]) -> frozenset[UUID]:
    """Return the bodies nobody independent could read a complaint about: such a set-up is refused.

    Open and protected complaints are tried, and complaints about several bodies, up to all a text can accuse.
    """
    known, accounts = tuple(bodies), tuple(viewers)
    barred = barred_by(known)
    independent = _ids(known, lambda body: body.active and (body.kind in _INDEPENDENT or body.psea))
    readers = [viewer for viewer in accounts if viewer.body_id in independent]
    unread = (group for group in _accusable(known) if not _has_reader(group, readers, barred))
    return frozenset().union(*unread)


class _Kin:
    """The bodies as a family: who commands, obeys, shares a force with or partners whom."""

    def __init__(self, by_id: Mapping[UUID, Body]) -> None:
        self._by_id = by_id
        self._children: defaultdict[UUID, set[UUID]] = defaultdict(set)
        self._partners: defaultdict[UUID, set[UUID]] = defaultdict(set)
        for body in by_id.values():
            if body.parent_id is not None:
                self._children[body.parent_id].add(body.id)
            for partner in body.partner_ids:
                self._partners[body.id].add(partner)
                self._partners[partner].add(body.id)

    def barred(self, accused: Body) -> frozenset[UUID]:
        family = {accused.id} | self._above(accused) | self._below(accused) | self._same_force(accused)
        family |= {partner for member in family for partner in self._partners[member]}
        if accused.kind == COORDINATION:
            family |= {body.id for body in self._by_id.values() if not body.psea}
        return frozenset(family)

    def _above(self, body: Body) -> set[UUID]:
        above: set[UUID] = set()
        step = body.parent_id
        while step is not None and step not in above:
            above.add(step)
            step = self._by_id[step].parent_id if step in self._by_id else None
        return above

    def _below(self, body: Body) -> set[UUID]:
        below: set[UUID] = set()
        edge = set(self._children[body.id])
        while edge:
            below |= edge
            edge = {child for parent in edge for child in self._children[parent]} - below
        return below

    def _same_force(self, accused: Body) -> set[UUID]:
        return {body.id for body in self._by_id.values() if _shares_force(accused, body)}


def _shares_force(one: Body, other: Body) -> bool:
    if one.force and other.force:
        return one.force == other.force
    return _in_uniform(one) and _in_uniform(other)


def _in_uniform(body: Body) -> bool:
    return body.kind == SECURITY or bool(body.force)


def _of_force(bodies: tuple[Body, ...], force: str) -> frozenset[UUID]:
    """Return the bodies of a force; every security body for an unknown uniform or a force without a body."""
    exact = _ids(bodies, lambda body: body.force == force != UNKNOWN)
    return exact or _of_kind(bodies, SECURITY)


def _of_office(bodies: tuple[Body, ...], office: str) -> frozenset[UUID]:
    """Return the civil bodies of an office and those without any; all of them where nobody holds it."""
    civil = tuple(body for body in bodies if body.kind == CIVIL)
    held = office != UNKNOWN and any(body.office == office for body in civil)
    return _ids(civil, lambda body: not held or body.office in (office, None))


def _of_kind(bodies: Iterable[Body], kind: str) -> frozenset[UUID]:
    return _ids(bodies, lambda body: body.kind == kind)


def _ids(bodies: Iterable[Body], fits: Callable[[Body], bool]) -> frozenset[UUID]:
    return frozenset(body.id for body in bodies if fits(body))


def _accusable(bodies: tuple[Body, ...]) -> Iterator[frozenset[UUID]]:
    """Yield each body, each force, each kind a text can accuse as a whole, and all of those together."""
    yield from (frozenset({body.id}) for body in bodies)
    yield from (_of_force(bodies, force) for force in {body.force for body in bodies if body.force})
    kinds = [_of_kind(bodies, kind) for kind in (SECURITY, CIVIL, COORDINATION)]
    yield from (group for group in (*kinds, frozenset().union(*kinds)) if group)


def _has_reader(accused: frozenset[UUID], viewers: list[Viewer], barred: Barred) -> bool:
    """Say whether somebody may read an open, and somebody a protected, case against these bodies."""
    return all(
        any(may_read(viewer, CaseFacts(viewer.desk_id, level, accused), barred) for viewer in viewers)
        for level in ("S2", "S3")
    )
