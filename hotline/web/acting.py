"""What every form of a case shares: who asks what, and doing it, or showing the case again with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from flask import abort, flash, redirect, request
from werkzeug.wrappers import Response

from hotline.domain.filling import fill
from hotline.domain.lifecycle import Refused
from hotline.domain.walls import COORDINATOR, LIAISON
from hotline.services.casework import Asked, Mistake, Moved, NotFound
from hotline.store import scope
from hotline.unit_of_work import UnitOfWork
from hotline.web import casepage, whereabouts
from hotline.web.casewords import MISTAKES, mistake_words, word
from hotline.web.guards import current_viewer, role
from hotline.web.kept import Kept
from hotline.web.surroundings import here

# How the fields that fill the blanks of a ready text are called.
FIELD = "blank-"
# A page that puts what it is given in place asks for the case at once: being sent there costs a slow link a second.
STAYS_OPEN = "consent"
# The panel that a form may ask to be led to.
QUESTION = "questions"
SWAP, GO = "X-Swap", "X-Go"
# Where on the page one sees what was done; elsewhere the top says it.
PLACES = {"answers": "#last", "notes": "#last", "questions": "#last", "texts": "#last", "transfers": "#main"}
# What was written is only shown once more before it leaves.
SHOWN_AGAIN = ("extract_unseen",)
# Refusals that tell of what is done already: before them, "not yet recorded" would be untrue.
HAPPENED = frozenset((
    "left_already", "same_text", "sent_again_already", "already_closing", "same_desk", "offered_already",
    "merged_already", "answer_gone", "not_merged", "question_over",
    "closing_over", "question_leaves",
))  # fmt: skip
officer = role(LIAISON, COORDINATOR)
Act = Callable[[UnitOfWork], object]


def carry_out(reference: str, form: str, done: str | Callable[[Any], str], act: Act) -> Response:
    """Do it and go back to the case; or show the case again with what was typed and why it did not pass."""
    kept = Kept(form, typed(), number("seen"), chosen=request.form.get("outcome", ""))
    try:
        with here().unit() as unit:
            made = act(unit)
            said = done if isinstance(done, str) else done(made)
    except NotFound:
        with here().unit() as unit:
            return casepage.left(unit, current_viewer(), reference, kept.text)
    except Moved:
        return casepage.show(reference, replace(kept, moved=True), 409)
    except Mistake as mistake:
        return casepage.show(
            reference,
            replace(
                kept,
                mistake=mistake_words(mistake),
                calm=mistake.code in SHOWN_AGAIN,
                happened=mistake.code in HAPPENED,
            ),
            422,
        )
    except Refused:
        return casepage.show(reference, replace(kept, mistake=word(MISTAKES, "refused")), 422)
    if said:
        flash(said, "good")
    return _next(reference, form)


def _next(reference: str, form: str) -> Response:
    """Lead to the case, or to the list if the case left with what was done; or give a page the case to put in place.

    After a consent its panel stays open: it is only the first step there.
    """
    with here().unit() as unit:
        still = scope.case_for(unit.session, current_viewer(), reference)
    if SWAP not in request.headers:
        where = whereabouts.read(request.form, current_viewer())
        path = where.case(reference)
        opened = form if form == STAYS_OPEN else request.form.get("open")
        if opened in (STAYS_OPEN, QUESTION):
            path += f"{'&' if '?' in path else '?'}open={opened}"
        return redirect(f"{path}{PLACES.get(form, '')}" if still else "/inbox", 303)
    if not still:
        return Response(status=204, headers={GO: "/inbox"})
    return casepage.show(reference, Kept(form) if form == STAYS_OPEN else None)


def typed() -> str:
    """Return what was typed, with the blanks of a ready text filled in."""
    # Browsers send line ends as two characters; a text message has one, and it costs one.
    text = request.form.get("text", "").replace("\r\n", "\n")
    return fill(
        text, {name.removeprefix(FIELD): value for name, value in request.form.items() if name.startswith(FIELD)}
    )


def tells() -> bool:
    """Say whether the box for an answer that tells what an office found is ticked, in a form or in an address."""
    return request.values.get("tells") == "1"


def asked_of(reference: str) -> Asked:
    """Read who asks what; the single-use key goes with the text, so that an edited one is not taken for a repeat."""
    key = request.form.get("key")
    try:
        single_use = uuid5(UUID(key), typed().strip()) if key else None
    except ValueError:
        abort(400)
    return Asked(current_viewer(), reference, number("version"), single_use)


def number(name: str) -> int | None:
    """Return a whole number that a form carries, None where it carries none."""
    written = request.form.get(name)
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        abort(400)
    return int(written)


def desk_of(written: str | None) -> UUID | None:
    """Return the desk that a form names, None where it names none; raises Mistake."""
    if not written:
        return None
    try:
        return UUID(written)
    except ValueError:
        raise Mistake("no_desk") from None
