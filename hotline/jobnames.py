"""The frozen table of jobs: what may be asked for by name, its queue, and the function that does it."""

from __future__ import annotations

from enum import StrEnum


class Job(StrEnum):
    """Every piece of work that may be asked for, by name; the value names its queue as well."""

    TRIAGE = "triage"
    DELIVERY = "delivery"


QUEUES = tuple(job.value for job in Job)
FUNCTIONS = {job: f"workers.jobs.{job.value}" for job in Job}
