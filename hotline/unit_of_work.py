"""One piece of work: one session, one now, and workers woken only after the commit."""

from __future__ import annotations

from types import TracebackType

from sqlalchemy.orm import Session, sessionmaker

from hotline.clock import Clock
from hotline.jobnames import Job
from hotline.queue import Waker
from hotline.vault import Vault


class UnitOfWork:
    """A transaction that commits when its block ends well and rolls back when it does not."""

    def __init__(self, sessions: sessionmaker[Session], vault: Vault, clock: Clock, waker: Waker) -> None:
        """Take what the block needs; the session opens and the time is read when the block is entered."""
        self.vault = vault
        self._sessions = sessions
        self._clock = clock
        self._waker = waker
        self._jobs: set[Job] = set()

    def __enter__(self) -> UnitOfWork:
        """Open the session and read the time, once."""
        self.session = self._sessions()
        self.now = self._clock.now()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit and wake, or roll back."""
        try:
            if kind is None:
                self.session.commit()
        finally:
            self.session.close()
        if kind is None:
            for job in sorted(self._jobs):
                self._waker.wake(job)

    def wake(self, job: Job) -> None:
        """Have the workers of `job` woken once this block has committed."""
        self._jobs.add(job)
