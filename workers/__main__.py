"""`python -m workers QUEUE`: one process, one queue; several queues on one worker lose jobs when it is killed."""

from __future__ import annotations

import sys

import structlog
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from hotline import bootstrap, settings
from hotline.jobnames import QUEUES
from hotline.queue import HotlineJob, connect
from workers import jobs, timetable

log = structlog.get_logger()


def main(arguments: list[str]) -> int:
    """Run the worker of one queue, or the timetable; 2 for wrong use."""
    if len(arguments) != 1 or arguments[0] not in (*QUEUES, "timetable"):
        print(f"usage: python -m workers {'|'.join((*QUEUES, 'timetable'))}", file=sys.stderr)
        return 2
    application = bootstrap.build(settings.load(), "worker")
    if arguments[0] == "timetable":
        timetable.run(application)
    else:
        work(application, arguments[0])
    return 0


def work(application: bootstrap.Application, queue: str, *, burst: bool = False) -> None:
    """Take wake-ups from one queue until told to stop; with `burst`, until it is empty."""
    jobs.use(application)
    connection = connect(application.settings.addresses()[1], patient=True)
    queues = [Queue(queue, connection=connection, serializer=JSONSerializer, job_class=HotlineJob)]
    worker = SimpleWorker(
        queues, connection=connection, serializer=JSONSerializer, job_class=HotlineJob, queue_class=Queue,
        log_job_description=False, maintenance_interval=60,
    )  # fmt: skip
    worker.work(burst=burst, logging_level="WARNING")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
