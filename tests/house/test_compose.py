"""The containers: one published port, nothing as root, and a file that an old `docker-compose` reads."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.house.settings import names
from tests.house.tree import read

COMPOSE: dict[str, Any] = yaml.safe_load(read("docker-compose.yml"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("web", "worker", "timetable", "migrate")
# What `docker-compose config` of release 1.29 accepted when this file was tried with it.
TOP = {"services", "networks", "volumes", "secrets"}
KEYS = {
    "build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image", "init", "networks", "ports",
    "read_only", "restart", "secrets", "security_opt", "shm_size", "stop_grace_period", "tmpfs", "user", "volumes",
}  # fmt: skip


def test_there_is_a_service_for_each_process_and_each_engine() -> None:
    assert set(SERVICES) == {*OURS, "postgres", "valkey"}


def test_the_keys_are_those_that_the_old_release_reads() -> None:
    assert {key for key in COMPOSE if not key.startswith("x-")} == TOP
    assert {key for service in SERVICES.values() for key in service} <= KEYS


def test_only_the_web_publishes_a_port_and_only_on_loopback() -> None:
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "web": ["127.0.0.1:8000:8000"]
    }


def test_the_engines_have_no_way_out() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == SERVICES["valkey"]["networks"] == ["inside"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_is_read_only_and_can_gain_nothing(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_does_not_run_as_root(name: str) -> None:
    stage = read("Dockerfile").rpartition("FROM ")[2]
    user = SERVICES[name].get("user") or re.findall(r"^USER (\w+)$", stage, flags=re.MULTILINE)[-1]
    assert user not in ("root", "0")


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_that_stays_is_restarted_and_watched(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")
    image_watches = name == "web" and "HEALTHCHECK" in read("Dockerfile")
    assert image_watches or "healthcheck" in service


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_pinned_by_tag(name: str) -> None:
    assert re.search(r":\d+\.?\d*", SERVICES[name]["image"])


@pytest.mark.parametrize("name", OURS)
def test_every_name_in_the_environment_is_a_setting_and_no_secret_stands_in_it(name: str) -> None:
    environment = dict(SERVICES[name]["environment"])
    assert environment.pop("TZ") == "UTC"
    assert {word.removesuffix("_FILE") for word in environment} <= names().keys()
    secret = {word for word in environment if re.search(r"KEY|TOKEN|PASSWORD|DATABASE_URL|REDIS_URL", word)}
    assert {environment[word] for word in secret} <= {f"/run/secrets/{file}" for file in SERVICES[name]["secrets"]}


def test_every_secret_that_is_used_is_declared_as_a_file_that_git_never_sees() -> None:
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", ())}
    assert used == set(COMPOSE["secrets"])
    assert {secret["file"].split("/")[1] for secret in COMPOSE["secrets"].values()} == {"secrets"}
    assert "secrets/" in read(".gitignore").splitlines()


def test_the_queue_keeps_what_it_is_given_and_evicts_nothing() -> None:
    command = " ".join(SERVICES["valkey"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command
    assert "--aclfile /run/secrets/queue.acl" in command
