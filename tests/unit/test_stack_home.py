"""A home: passwords, ports, logs, settings, jars."""

from __future__ import annotations

import configparser
import hashlib
import json
import shutil
import socket
import stat
from pathlib import Path
from typing import Any

import pytest

from stack import jars, logs, operators, passwords, ports, preparation, settings, solr
from stack.jars import Jar, JarError
from stack.paths import REPOSITORY, Home, Software
from stack.settings import Servers

LOCKS = ("requirements.txt", "requirements-test.txt", "config/uv.txt", "config/solr/jgo.lock.toml")


def test_passwords_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = passwords.load(tmp_path / "secrets.json")

    assert passwords.load(tmp_path / "secrets.json") == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert len(set(first.values())) == len(first) == 11


def test_a_password_that_a_newer_version_needs_is_added_to_the_old_ones(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text(json.dumps({"admin": "kept"}))

    assert passwords.load(tmp_path / "secrets.json")["admin"] == "kept"
    assert len(json.loads((tmp_path / "secrets.json").read_text())) == 11


def test_ports_stay_with_the_home(tmp_path: Path) -> None:
    portal = ports.find(set())
    first = ports.allot(tmp_path / "ports.json", ["postgres", "solr"], portal)

    assert first["portal"] == portal
    assert ports.allot(tmp_path / "ports.json", ["postgres", "solr"], 0) == first


def test_a_port_that_was_taken_meanwhile_is_replaced(tmp_path: Path) -> None:
    first = ports.allot(tmp_path / "ports.json", ["solr"], ports.find(set()))
    with socket.create_server(("127.0.0.1", first["solr"])):
        second = ports.allot(tmp_path / "ports.json", ["solr"], 0)

    assert second["solr"] != first["solr"]
    assert second["portal"] == first["portal"]


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_is_refused_in_chinese_with_a_way_out(tmp_path: Path, address: str) -> None:
    with socket.create_server((address, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ports.PortTaken, match=rf"端口 {port} 已被别的程序占用.*--port"):
            ports.allot(tmp_path / "ports.json", ["solr"], port)

    assert not (tmp_path / "ports.json").exists()


def test_a_log_that_grew_too_large_is_moved_aside_and_its_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "solr.log"
    with open(log, "ab", buffering=0) as writer:
        writer.write(b"old\n" * 10)
        logs.rotate(log, largest=20)
        writer.write(b"new\n")

    assert log.read_text() == "new\n"
    assert (tmp_path / "solr.log.1").read_text() == "old\n" * 10


def test_three_old_logs_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    for number in range(6):
        log.write_text(f"{number}" * 30)
        logs.rotate(log, largest=20)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.log", "a.log.1", "a.log.2", "a.log.3"]
    assert (tmp_path / "a.log.3").read_text() == "3" * 30


def ini(tmp_path: Path, operator: Servers, demo: bool = False) -> configparser.ConfigParser:
    home = Home(tmp_path / "家 100%")
    home.root.mkdir(exist_ok=True)
    secrets = dict.fromkeys(passwords.SERVERS + passwords.CKAN + passwords.PEOPLE, "pw")
    servers = settings.complete(operator, {"postgres": 1, "valkey": 2, "solr": 3}, secrets)
    settings.write_ini(home, Software(), servers, secrets, "http://127.0.0.1:5000", demo)
    assert stat.S_IMODE(home.ini.stat().st_mode) == 0o600
    parser = configparser.ConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(home.ini, encoding="utf-8")
    return parser


def test_the_embedded_servers_are_in_the_ini(tmp_path: Path) -> None:
    values = ini(tmp_path, Servers.of_operator({}))["app:main"]

    assert values["sqlalchemy.url"] == "postgresql://gxdata:pw@127.0.0.1:1/gxdata"
    assert values["ckan.redis.url"] == "redis://:pw@127.0.0.1:2/0"
    assert (values["solr_url"], values["solr_user"]) == ("http://127.0.0.1:3/solr/ckan", "ckan")
    assert values["ckan.datastore.write_url"] == "postgresql://gxdata:pw@127.0.0.1:1/gxdata_datastore"
    assert values["ckan.datastore.read_url"] == "postgresql://gxdata_reader:pw@127.0.0.1:1/gxdata_datastore"
    assert values["ckan.plugins"].split() == ["gxdata", "datastore", "scheming_datasets", "scheming_organizations"]
    assert values["ckan.datastore.sqlsearch.enabled"] == "false"


def test_the_operators_servers_take_the_place_of_embedded_ones(tmp_path: Path) -> None:
    operator = Servers.of_operator(
        {
            "GXDATA_DATABASE_URL": "postgresql://u:p%40ss@db/x",
            "GXDATA_SOLR_URL": "http://us%40er:p%3Aw@solr:8983/solr/ckan",
            "GXDATA_DATASTORE_WRITE_URL": "postgresql://w:p%40ss@db/d",
            "GXDATA_DATASTORE_READ_URL": "postgresql://r@db/d",
        }
    )
    values = ini(tmp_path, operator)["app:main"]

    assert operator.embedded() == ["valkey"]
    assert values["sqlalchemy.url"] == "postgresql://u:p%40ss@db/x"
    assert (values["solr_url"], values["solr_user"]) == ("http://solr:8983/solr/ckan", "us@er")
    assert values["solr_password"] == "p:w"
    assert values["ckan.datastore.write_url"] == "postgresql://w:p%40ss@db/d"
    assert values["ckan.datastore.read_url"] == "postgresql://r@db/d"
    assert "datastore" in values["ckan.plugins"].split()


def test_an_operators_database_without_one_for_tables_leaves_tables_off_and_says_so(tmp_path: Path) -> None:
    operator = Servers.of_operator({"GXDATA_DATABASE_URL": "postgresql://u@db/x"})
    values = ini(tmp_path, operator)["app:main"]

    assert values["ckan.plugins"].split() == ["gxdata", "scheming_datasets", "scheming_organizations"]
    assert "ckan.datastore.write_url" not in values
    assert "数据表（DataStore）不启用" in operators.notice(operator)
    assert "Tables (DataStore) are off" in operators.notice(operator)


def test_nothing_is_said_of_tables_where_they_are_on() -> None:
    assert operators.notice(Servers.of_operator({})) == ""


@pytest.mark.parametrize(
    ("write", "read", "said"),
    [
        ("postgresql://w@db/d", "", "没有设 GXDATA_DATASTORE_READ_URL"),
        ("", "postgresql://r@db/d", "没有设 GXDATA_DATASTORE_WRITE_URL"),
        ("postgresql://w:hidden@db/d", "postgresql://w:hidden@db/d", r"相同（postgresql://w:\*\*\*@db/d）"),
        ("postgresql://w@db:5432/x", "postgresql://r@db/x", "与 GXDATA_DATABASE_URL 是同一个库"),
    ],
)
def test_addresses_for_tables_that_do_not_fit_are_told_before_anything_starts(write: str, read: str, said: str) -> None:
    servers = Servers("postgresql://u@db/x", write, read, "", "")

    with pytest.raises(operators.Unanswered, match=said):
        operators.check(servers)


def test_preparation_is_repeated_when_the_tables_get_a_database_of_another_place(tmp_path: Path) -> None:
    home, software = Home(tmp_path / "家 100%"), Software()
    ini(tmp_path, Servers.of_operator({}))
    embedded = preparation.fingerprint(home, software)
    named = {"GXDATA_DATASTORE_WRITE_URL": "postgresql://w@db/d", "GXDATA_DATASTORE_READ_URL": "postgresql://r@db/d"}
    ini(tmp_path, Servers.of_operator(named))

    assert preparation.fingerprint(home, software) != embedded


def test_a_home_with_a_per_cent_sign_and_chinese_signs_is_written_right(tmp_path: Path) -> None:
    assert ini(tmp_path, Servers.of_operator({}))["app:main"]["ckan.storage_path"] == str(
        tmp_path / "家 100%" / "storage"
    )


def test_only_a_demonstration_says_that_it_is_one(tmp_path: Path) -> None:
    operator = Servers.of_operator({})

    assert "演示" in ini(tmp_path, operator, demo=True)["app:main"]["ckanext.gxdata.demonstration_notice"]
    assert ini(tmp_path, operator)["app:main"]["ckanext.gxdata.demonstration_notice"] == ""


def test_solr_stores_a_salted_hash_and_wants_a_password_for_everything() -> None:
    content = json.loads(solr.security("a secret"))

    assert content["authentication"]["blockUnknown"] is True
    assert "a secret" not in json.dumps(content)


def jar(content: bytes) -> Jar:
    return Jar("org.x", "a", "1", "", hashlib.sha256(content).hexdigest())


def test_a_jar_that_differs_from_the_lock_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jars, "_download", lambda cache, jar: _write(cache / "got", b"evil"))

    with pytest.raises(JarError, match=r"a-1.jar 的 sha256 与 .* 不符"):
        jars.install([jar(b"good")], tmp_path / "lib")
    assert list((tmp_path / "lib").iterdir()) == []


def test_only_missing_or_damaged_jars_are_fetched_and_strangers_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []

    def download(cache: Path, jar: Jar) -> Path:
        fetched.append(jar.filename)
        return _write(cache / jar.filename, b"good")

    monkeypatch.setattr(jars, "_download", download)
    library = tmp_path / "lib"
    for name, content in (("a-1.jar", b"good"), ("b-1.jar", b"half"), ("old-0.jar", b"old")):
        _write(library / name, content)
    digest = hashlib.sha256(b"good").hexdigest()
    jars.install([jar(b"good"), Jar("org.x", "b", "1", "", digest), Jar("org.x", "c", "1", "linux", digest)], library)

    assert sorted(fetched) == ["b-1.jar", "c-1-linux.jar"]
    assert sorted(path.name for path in library.iterdir()) == ["a-1.jar", "b-1.jar", "c-1-linux.jar"]


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_the_lock_has_a_hash_for_every_jar_of_solr_9_10_1() -> None:
    locked = jars.read_lock(REPOSITORY / "config/solr/jgo.lock.toml")

    assert "solr-core-9.10.1.jar" in {jar.filename for jar in locked}
    assert {len(jar.sha256) for jar in locked} == {64}
    assert len({jar.filename for jar in locked}) == len(locked) == 132


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_a_registry(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    named: list[Any] = [
        line for line in text.splitlines() if "://" in line or "index-url" in line.replace("--no-emit-index-url", "")
    ]

    assert named == []


def test_the_index_is_made_anew_when_a_rule_of_zones_or_badges_changes(tmp_path: Path) -> None:
    home, software = Home(tmp_path / "家 100%"), Software()
    ini(tmp_path, Servers.of_operator({}))
    before = preparation.index_fingerprint(home, software)
    assert preparation.index_fingerprint(home, software) == before
    copy = Software(tmp_path / "other")
    shutil.copytree(software.config, copy.config)
    shutil.copytree(software.repository / "ckanext-gxdata", copy.repository / "ckanext-gxdata")
    assert preparation.index_fingerprint(home, copy) == before
    with (copy.config / "zones.yaml").open("a", encoding="utf-8") as rules:
        rules.write("# one more rule\n")
    assert preparation.index_fingerprint(home, copy) != before
