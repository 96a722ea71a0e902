"""A hotline that asks Kannel for a login besides the secret address."""

from __future__ import annotations

import pytest
import requests

from tests.kannel.conftest import Line
from tests.support.kannel import CODE

pytestmark = [pytest.mark.kannel, pytest.mark.timeout(240)]
AWA = "+22300000101"


@pytest.fixture
def login() -> str:
    """A login as it may stand in an address."""
    return "kannel-1:a_secret.word"


def test_kannel_names_the_login_with_texts_and_receipts_and_nobody_else_gets_in(line: Line) -> None:
    line.phones.text(AWA, "on a volé mes boeufs à Konna")
    line.work_until(lambda: line.states() == {"delivered": 1}, "the answer's receipt")
    address = f"{line.web.settings.address}/hooks/kannel/{line.web.gateways['kannel'].token}/text"
    fields = {"id": "1", "from": AWA, "to": CODE, "text": "eau"}
    assert requests.get(address, params=fields, timeout=10).status_code == 403
    assert line.stored() == 1
