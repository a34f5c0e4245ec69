"""Datasets validated by CKAN and by plan, side by side; what differs, as one JSON object on standard output.

    CKAN_INI=… python beside_ckan.py SEED GENERATED

Stored datasets as they are, shown and sent back; then GENERATED ones, each a stored one with a few things broken. Run in an
environment of its own, so that the test's process does not become a CKAN. Nothing is written.
"""

from __future__ import annotations

import copy
import json
import os
import random
import re
import sys
from types import SimpleNamespace
from typing import Any

import ckan.lib.plugins as lib_plugins
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from ckan.logic.schema import default_show_package_schema
from sqlalchemy.exc import SQLAlchemyError

from ckanext.gxdata.catalog.plan import plan
from ckanext.gxdata.catalog.plan_lookups import Lookups, looked_up
from ckanext.gxdata.core.turns import alone
from ckanext.gxdata.logic import gate, given_groups, given_record
from ckanext.gxdata.logic.admission import admission

Data = dict[str, Any]
ODD: tuple[Any, ...] = (
    None, "", " ", 0, 1, -1, 2.5, True, False, [], {}, [None], [""], ["x", "x"], [1, "2"], {"a": 1}, [{"a": 1}], [[]], "[", "[]", "{}",
    '["a"]', '{"zh": 1}', "是", "否", "true", "x" * 201, "好" * 5001, "\x00", "\ud800", "ﷺ", "👩‍👩‍👧", "\u202eabc", "１２", "2024-13-01",
    "2024-02-30", "2024", "20240101", "1e400", "NaN", "http://", "javascript:alert(1)", "ftp://a.example/b", "a.csv", "13800138000",
    "450102199001011234", "<b>x</b>", "unconditional", "closed", "general", "core", "4", "450000", "南宁市", "agri_industry", "asean",
    ["asean", "rcep"], ["450000", "100000"], "new", "A", "a", "a-b_c", "dataset", "deleted", "draft", [str(n) for n in range(300)],
)  # fmt: skip
KEYS = ("private", "state", "id", "tag_string", "unknown", "save", "author_email", "metadata_modified", "plugin_data", "bbox", "subzone")
LISTS: tuple[Any, ...] = (
    "text", None, {}, [], [None], ["x"], [{}], [{}, {"name": "x"}], [{"name": "a"}, {"name": "a"}], [{"key": "k", "value": "v"}],
    [{"key": "k", "value": "v"}, {"key": "k", "value": None}], [{"key": "title", "value": "v"}], [{"key": "", "value": ""}],
    [{"key": "open_type", "value": "closed"}], [{"value": 1}], [{"key": ["k"], "value": {"a": 1}}], [{"name": "x" * 101}],
    [{"name": "a/b"}, {"name": "好", "vocabulary_id": "none"}], [{"id": "none"}], [{"name": "x", "x": [{"y": 1}]}],
)  # fmt: skip


def by_ckan(action: str, data: Data, context: Data) -> Any:
    if action == "default_show":
        return lib_plugins.plugin_validate(object(), context, data, default_show_package_schema(), "package_show")
    plugin = lib_plugins.lookup_package_plugin("dataset")
    schema = getattr(plugin, f"{action.removeprefix('package_')}_package_schema")()
    return lib_plugins.plugin_validate(plugin, context, data, schema, action)


def outcome(validate: Any) -> Any:
    try:
        return in_order(list(validate()))
    except SQLAlchemyError:
        model.Session.rollback()
        return "database"
    except Exception as error:
        return "database" if DRIVER.search(str(error)) else [type(error).__name__, str(error)]


def in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return ["object", *([str(name), in_order(each)] for name, each in value.items())]
    if isinstance(value, list):
        return [in_order(each) for each in value]
    return [type(value).__name__, str(value) if value is not tk.missing else "missing"]


def broken(data: Data, chance: random.Random, fields: list[str], parts: list[str]) -> Data:
    made = copy.deepcopy(data)
    for _ in range(chance.randint(1, 6)):
        deed = chance.randrange(8)
        if deed < 3:
            made[chance.choice(fields)] = copy.deepcopy(chance.choice(ODD))
        elif deed == 3 and made:
            made.pop(chance.choice(list(made)), None)
        elif deed == 4:
            made[chance.choice(("resources", "tags", "groups", "extras"))] = copy.deepcopy(chance.choice(LISTS))
        elif deed == 5 and isinstance(made.get("resources"), list):
            made["resources"] = [*made["resources"], *copy.deepcopy(made["resources"][:2])]
        elif isinstance(made.get("resources"), list) and made["resources"]:
            resource = chance.choice(made["resources"])
            if isinstance(resource, dict):
                resource[chance.choice(parts)] = copy.deepcopy(chance.choice(ODD))
    made["type"] = "dataset"
    return made


DRIVER = re.compile("surrogates not allowed|cannot contain NUL")
"""What the database's driver says of a text before it asks: CKAN's validation breaks there, a plan has nothing to ask."""
OF_ANSWERS = ("num_resources", "num_tags", "organization", "metadata_created", "metadata_modified", "creator_user_id")


class Beside:
    def __init__(self, user: str) -> None:
        self.user, self.seen, self.wrong = user, 0, []
        known = looked_up(model.Session, given_groups.zone_names())
        resources = model.Session.query(model.Resource.id, model.Resource.package_id)
        self.lookups = Lookups(
            known.groups,
            dict(model.Session.query(model.Package.name, model.Package.id).filter(model.Package.state != "deleted").all()),
            frozenset(each for (each,) in model.Session.query(model.Package.id)),
            dict(resources.filter(model.Resource.state != "deleted").all()),
            known.vocabularies,
            known.zone_groups,
        )

    def see(self, action: str, data: Data, stored: Data, landing: bool, judged: bool) -> None:
        context = {"user": self.user, "ignore_auth": True, "session": model.Session, "original_package": stored}
        context.update({"gxdata_landing": True} if landing else {})
        if stored and action == "package_update":
            context["package"] = SimpleNamespace(id=stored["id"], owner_org=stored["owner_org"], extras={})
        if judged:
            try:
                context[gate.VERDICT] = given_record.judged(context, data, stored)  # type: ignore[arg-type]
            except Exception:
                model.Session.rollback()  # what the gate itself refuses never comes to a validation
        theirs = outcome(lambda: by_ckan(action, copy.deepcopy(data), dict(context)))
        ours = outcome(lambda: plan(action).validated(copy.deepcopy(data), context, self.lookups))
        self.seen += 1
        if theirs != ours and theirs != "database":
            self.wrong.append({"action": action, "data": repr(data)[:3000], "theirs": theirs, "ours": ours})


def without_database(stored: list[Data], user: str) -> dict[str, Any]:
    """As in a child process of a harvest: whoever asks for a connection breaks."""
    door, failed, admitted = admission(user), [], 0

    def refuse(*_: Any) -> Any:
        raise AssertionError("the database was asked")

    model.Session.close()
    model.meta.engine.dispose()
    model.meta.engine.pool.connect = refuse
    for shown in stored:
        landed = {name: value for name, value in shown.items() if name not in (*OF_ANSWERS, "id")}
        landed["resources"] = [{"name": each["name"], "format": each["format"]} for each in shown["resources"]]
        try:
            new = alone(door.admitted(copy.deepcopy({**landed, "name": f"{shown['name'][:80]}-new"}), {}, False))
            again = alone(door.admitted(copy.deepcopy(landed), shown, False))
            admitted += bool(new.dataset["title"] == again.dataset["title"] == shown["title"])
        except Exception as error:
            failed.append(f"{shown['name']}: {error!r}"[:500])
    return {"admitted": admitted, "failed": failed[:5]}


def main(seed: int, count: int) -> dict[str, Any]:
    chance = random.Random(seed)
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    beside = Beside(user)
    fields = [*(name for name, part in plan("package_create").schema.items() if isinstance(part, list)), *KEYS]
    fields = sorted(name for name in set(fields) if not name.startswith("__") and name != "type")
    parts = sorted(name for name in plan("package_create").schema["resources"] if not name.startswith("__"))
    shows = {"user": user, "ignore_auth": True, "use_cache": False}
    ids = [found for (found,) in model.Session.query(model.Package.id).filter_by(state="active").order_by(model.Package.name)]
    ids = chance.sample(ids, min(len(ids), max(40, count // 10)))
    stored = [dict(tk.get_action("package_show")(dict(shows), {"id": each})) for each in ids]
    raw = [dict(tk.get_action("package_show")({**shows, "validate": False}, {"id": each})) for each in ids]
    for dictized, shown in zip(raw, stored, strict=True):
        for action in ("package_show", "default_show"):
            beside.see(action, dictized, {}, False, False)
        beside.see("package_update", copy.deepcopy(shown), shown, True, True)
    for number in range(count):
        shown = chance.choice(stored)
        new = {name: value for name, value in shown.items() if name not in ("id", "num_resources", "num_tags", "organization")}
        new = {**new, "name": f"{shown['name'][:80]}-{number}", "resources": [dict(each, id="") for each in shown["resources"]]}
        action = chance.choice(("package_create", "package_create", "package_update"))
        data = broken(new if action == "package_create" else shown, chance, fields, parts)
        before = {} if action == "package_create" else shown
        beside.see(action, data, before, chance.random() < 0.7, chance.random() < 0.5)
        if number % 5 == 0:
            shows_odd = broken(chance.choice(raw), chance, fields, parts)
            beside.see(chance.choice(("package_show", "default_show")), shows_odd, {}, False, False)
    away = without_database(stored, user)
    return {"without_database": away, "seen": beside.seen, "wrong": beside.wrong[:5], "differing": len(beside.wrong)}


if __name__ == "__main__":
    application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())._wsgi_app
    with application.test_request_context("/api/action/package_create"):
        print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2])), ensure_ascii=True))
