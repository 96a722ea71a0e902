"""The engines start, stop, and are found by others."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import psycopg
import pytest

from hotline.embedded import EngineError, attach
from hotline.engines import binaries, place
from hotline.engines.place import Place
from hotline.engines.processes import run, running
from tests.embedded.steps import Start, keep, kept, next_line, query, queue, started


def test_a_fresh_start_gives_a_durable_database_that_is_on_no_network(data: Path) -> None:
    with started(data) as engines:
        rows = query(
            engines,
            "SELECT current_database(), current_user, current_setting('server_encoding'),"
            " current_setting('fsync'), current_setting('data_checksums'),"
            " current_setting('listen_addresses'), lower('ÉCOLE Ŋ')",
        )
    assert rows == [("hotline", "hotline", "UTF8", "on", "on", "", "école ŋ")]


def test_a_fresh_start_gives_a_queue_that_is_written_down_and_on_no_network(data: Path) -> None:
    with started(data) as engines, queue(engines) as client:
        written = {"appendonly": "yes", "appendfsync": "everysec", "aof-load-truncated": "yes"}
        wanted = {**written, "maxmemory-policy": "noeviction", "port": "0"}
        assert client.config_get(*wanted) == wanted
        password = client.config_get("requirepass")["requirepass"]
        assert len(password) >= 32
        assert (data / "valkey.password").read_text() == password


def test_nobody_else_can_read_what_lies_in_the_data_directory(data: Path) -> None:
    with started(data) as engines:
        keep(engines)
        modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in (data, *data.iterdir())}
    assert {path: oct(mode) for path, mode in modes.items() if mode & 0o077} == {}


def test_a_warm_start_takes_two_seconds_at_most_and_has_everything(data: Path) -> None:
    with started(data) as engines:
        keep(engines)
    began = time.monotonic()
    with started(data) as engines:
        assert time.monotonic() - began <= 2
        assert kept(engines)


def test_stopping_leaves_no_process_no_socket_and_no_state(data: Path) -> None:
    engines = started(data)
    sockets = Path(engines.redis_url.partition("@")[2]).parent
    assert sockets.is_dir()
    engines.stop()
    engines.stop()
    assert running(Place(data).marker) == []
    assert not sockets.exists()
    assert not (data / "engines.json").exists()


def test_a_second_start_is_refused_and_names_the_process(data: Path, program: Start) -> None:
    other = program("hold", str(data))
    next_line(other, "postgresql")
    with pytest.raises(EngineError, match=rf"^{data} is in use by another run: process {other.pid}\.$"):
        started(data)


def test_running_engines_are_found_from_their_data_directory(data: Path, program: Start) -> None:
    assert attach(data) is None
    other = program("hold", str(data))
    address = next_line(other, "postgresql")
    found = attach(data)
    assert found is not None
    assert found[0] == address
    other.communicate()
    assert attach(data) is None


def test_what_a_killed_run_wrote_about_itself_finds_nothing(data: Path) -> None:
    with started(data):
        state = (data / "engines.json").read_text()
    (data / "engines.json").write_text(state)
    assert attach(data) is None
    (data / "engines.json").write_text("{")
    assert attach(data) is None


def test_a_data_path_longer_than_a_socket_path_may_be_works(data: Path) -> None:
    with started(data / ("long " * 12) / ("way-" * 30)) as engines:
        keep(engines)
        assert kept(engines)


def test_a_data_directory_below_a_closed_folder_works_and_the_folder_stays_closed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    before = closed.stat()
    with started(closed / "a" / "data") as engines:
        keep(engines)
        assert kept(engines)
    after = closed.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)


def test_an_existing_data_directory_keeps_its_mode_and_owner(data: Path) -> None:
    data.mkdir()
    data.chmod(0o755)
    with started(data):
        found = data.stat()
        assert (stat.S_IMODE(found.st_mode), found.st_uid) == (0o755, os.geteuid())


@pytest.mark.parametrize("where", ["/proc/hotline", "/sys/kernel"])
def test_a_folder_where_nothing_can_be_written_is_one_plain_line(where: str) -> None:
    with pytest.raises(EngineError, match=rf"^Cannot (make|write in) the folder {where}: [^\n]+\.$"):
        started(Path(where))


def test_a_file_in_the_place_of_the_folder_is_one_plain_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineError, match=r"^Cannot make the folder .*/file/data: Not a directory\.$"):
        started(tmp_path / "file" / "data")


def test_a_full_disk_is_one_plain_line(tmp_path: Path) -> None:
    place.require_space(tmp_path, least=1)
    with pytest.raises(EngineError, match=r"^The disk of .* is full: \d+ MB are free, \d+ MB are needed\.$"):
        place.require_space(tmp_path, least=1 << 60)


def test_data_of_another_postgresql_is_refused_and_the_directory_is_free_again(data: Path) -> None:
    with started(data) as engines:
        keep(engines)
    (data / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(EngineError, match=r"is of PostgreSQL 16, not 18"):
        started(data)
    (data / "postgres" / "PG_VERSION").write_text("18\n")
    with started(data) as engines:
        assert kept(engines)


def test_foreign_files_in_the_place_of_the_database_are_left_alone(data: Path) -> None:
    (data / "postgres").mkdir(parents=True)
    (data / "postgres" / "letter.txt").write_text("keep me")
    with pytest.raises(EngineError, match=r"holds something else than PostgreSQL's data: move it away\.$"):
        started(data)
    assert (data / "postgres" / "letter.txt").read_text() == "keep me"


def test_a_setting_that_postgresql_does_not_know_is_one_plain_line(data: Path) -> None:
    with started(data):
        pass
    with (data / "postgres" / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(EngineError, match=r"^PostgreSQL refuses to start: [^\n]*configuration file[^\n]*$"):
        started(data)


def test_the_words_of_a_failed_statement_are_not_logged(data: Path) -> None:
    with started(data) as engines:
        query(engines, "CREATE TABLE once (word text PRIMARY KEY)")
        query(engines, "INSERT INTO once VALUES ('canari')")
        with pytest.raises(psycopg.IntegrityError, match="canari"):
            query(engines, "INSERT INTO once VALUES ('canari')")
    log = (data / "postgres.log").read_text()
    assert "once_pkey" in log
    assert "canari" not in log


def test_programs_that_root_copies_work_and_no_one_elses_copy_is_trusted(tmp_path: Path) -> None:
    copy = binaries.copied(tmp_path / "programs")
    if os.geteuid() != 0:
        assert copy is None
        return
    assert copy is not None
    for program in (copy.initdb, copy.postgres, copy.valkey):
        assert run([program, "--version"], tmp_path, None).returncode == 0
    (tmp_path / "programs").chmod(0o777)
    assert binaries.copied(tmp_path / "programs") is None
