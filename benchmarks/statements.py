"""Transactions that do nothing but send statements: what draining texts is held beside."""

from __future__ import annotations

import sys

from sqlalchemy import text

from hotline import bootstrap, settings

READ = text("SELECT 1")
# A row's worth of bytes in the log that a commit waits for, without a table.
WRITE = text("SELECT pg_logical_emit_message(true, 'bench', repeat('x', 300))")


def main(transactions: int, statements: int) -> None:
    """Send so many transactions of so many statements to the database; every second statement writes."""
    engine = bootstrap.build(settings.load(), "worker").engine
    for _ in range(transactions):
        with engine.begin() as connection:
            for number in range(statements):
                connection.execute(READ if number % 2 else WRITE)
    engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
