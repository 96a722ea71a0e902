"""What an administrator has to look at is said once, until it is over."""

from __future__ import annotations

from hotline.bootstrap import Application
from hotline.store.alerts import close_alert, open_alerts, raise_alert


def test_an_alert_is_opened_once_and_may_come_again_after_it_is_over(application: Application) -> None:
    with application.unit() as unit:
        assert raise_alert(unit, "gateway_stopped", "kannel", "configuration")
        assert not raise_alert(unit, "gateway_stopped", "kannel", "configuration")
        assert raise_alert(unit, "gateway_stopped", "twilio", "configuration")
    with application.unit() as unit:
        assert [alert.subject for alert in open_alerts(unit.session)] == ["kannel", "twilio"]
        assert close_alert(unit, "gateway_stopped", "kannel")
        assert not close_alert(unit, "gateway_stopped", "kannel")
    with application.unit() as unit:
        assert [alert.subject for alert in open_alerts(unit.session)] == ["twilio"]
        assert raise_alert(unit, "gateway_stopped", "kannel")
