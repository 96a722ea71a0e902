"""The newest checkpoint of the trail, to print and keep elsewhere: the root hides how many cases there are."""

from __future__ import annotations

import json
from io import BytesIO

import segno
from flask import Blueprint, Response, abort, render_template, request

from hotline.domain.checkpoint_file import facts
from hotline.domain.checkpoints import Checkpoint
from hotline.services import checkpoints
from hotline.store import checkpoints as rows
from hotline.store import trail
from hotline.web import audit_words
from hotline.web.guards import current_account, current_viewer, role
from hotline.web.surroundings import here

pages = Blueprint("checkpoint", __name__, url_prefix="/audit/checkpoint")


@pages.get("")
@role("administrator", "auditor")
def show_checkpoint() -> str:
    """Show the newest checkpoint, or that there is none yet; never a count, which would grow by a walled case."""
    viewer = current_viewer()
    with here().unit() as unit:
        newest = rows.latest(unit.session)
        check = rows.last_check(unit.session)
        found = trail.last_break(unit.session, viewer)
        broken = audit_words.broken(found, trail.reference_of(unit.session, viewer, found.chain)) if found else ""
        if newest is not None:
            checkpoints.note_handed_out(unit, newest.number, current_account().actor, "page")
    one = rows.value(newest) if newest else None
    return render_template(
        "audit/checkpoint.html", one=one, told=_told(one) if one else "", broken=broken,
        checked_at=check.at if check else None,
    )  # fmt: skip


@pages.get("/code.svg")
@role("administrator", "auditor")
def show_code() -> Response:
    """Show a checkpoint as a code for a camera: what it holds is a file for `hotline audit verify`."""
    asked = request.args.get("number", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    with here().unit() as unit:
        row = rows.numbered(unit.session, number) or abort(404)
    drawn = BytesIO()
    segno.make(_told(rows.value(row)), error="l", micro=False).save(drawn, kind="svg", scale=4, light="#fff")
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


def _told(one: Checkpoint) -> str:
    return json.dumps(facts(one), separators=(",", ":"))
