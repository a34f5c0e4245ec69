"""Each dataset once through CKAN's actions and once in sets, in one transaction that is rolled back; what differs.

    CKAN_INI=… python twins.py TAKE_EVERY GENERATED

Run in an environment of its own, so that the test's process does not become a CKAN. The validated data are CKAN's own, caught on
their way into ``package_dict_save``: that the plan makes the same is tested elsewhere.
"""

from __future__ import annotations

import copy
import json
import os
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from ckan.lib.dictization import model_dictize, model_save

from ckanext.gxdata.catalog import answers, dictized, made, reading, staging, writing
from ckanext.gxdata.catalog.known import Known, known
from ckanext.gxdata.catalog.rows import Change, DatasetRows

Data = dict[str, Any]
TIMES = ("metadata_created", "metadata_modified", "created", "last_modified", "cache_last_updated")
TABLES = {
    "package": "SELECT * FROM package WHERE id = %s",
    "resource": "SELECT * FROM resource WHERE package_id = %s ORDER BY state, position",
    "tag": "SELECT name, state FROM package_tag JOIN tag ON tag.id = tag_id WHERE package_id = %s ORDER BY 1, 2",
    "member": "SELECT table_name, group_id, capacity, state FROM member WHERE table_id = %s ORDER BY 2, 3, 4",
}
caught: list[tuple[Data, dict[int, int]]] = []


def catch() -> None:
    original = model_save.package_dict_save

    def saved(data: Data, context: Any, include: bool = False, copied: Any = ()) -> Any:
        caught.append((copy.deepcopy(dict(data)), dict(copied)))
        return original(data, context, include, copied)

    model_save.package_dict_save = saved


# ── changes of each sort ─────────────────────────────────────────────────────────────────────────────────────────────


def changes_of(other_org: str) -> list[Callable[[Data], Data]]:
    def resources(data: Data, change: Callable[[list[Data]], list[Data]]) -> Data:
        return {**data, "resources": change(copy.deepcopy(data["resources"]))}

    new = {"name": "新加", "url": "gxdata.example/a.csv", "format": "csv", "description": "", "size": 12}
    renamed = {"name": "换名", "url": "http://x.example/b.csv"}
    return [
        lambda data: {**data, "title": f" {data['title']}改 "},
        lambda data: {**data, "notes": "换了说明", "update_frequency": "monthly", "version": "2"},
        lambda data: {key: value for key, value in data.items() if key not in ("maintainer", "notes", "version")},
        lambda data: resources(data, lambda old: [*old, new, {**new, "name": "又一个", "format": "XLSX"}]),
        lambda data: resources(data, lambda old: old[::-1]),
        lambda data: resources(data, lambda old: [{**each, **renamed} for each in old[:1]] + old[1:]),
        lambda data: resources(data, lambda old: old[1:]),
        lambda data: resources(data, lambda old: old[:-1]),
        lambda data: {**data, "tags": [*data["tags"][1:], {"name": "twins-新标签"}, {"name": "twins-A"}]},
        lambda data: {**data, "tags": data["tags"][:1]},
        lambda data: {**data, "tags": [{"name": "twins-新标签"}]},
        lambda data: {**data, "groups": []},
        lambda data: {**data, "private": not data["private"]},
        lambda data: {**data, "owner_org": other_org},
        dict,
    ]


def generated(base: Data, chance: random.Random) -> Data:
    """A dataset of the demo with odd values where sources have them."""
    made_up = copy.deepcopy(base)
    made_up["title"] = chance.choice([" 两端空白 ", "罕用字榃崬塱珺𠮷", "tab\there", "back\\slash", "普通"]) + str(
        chance.random()
    )
    made_up["notes"] = chance.choice(["", "多行\r\n说明\n\t缩进", "\\N", "\\.", "'引号\"", "x" * 3000])
    made_up["url"] = chance.choice(["", "www.example.com/无协议", "https://example.com/a?b=c#d"])
    made_up["version"] = chance.choice(["", "1.0", None])
    made_up["license_id"] = chance.choice([base.get("license_id"), "", "no-such"])
    made_up["tags"] = [{"name": f"twins-{chance.choice('abcABC甲乙')}"} for _ in range(chance.randrange(6))]
    made_up["resources"] = [_resource(number, chance) for number in range(chance.randrange(5))]
    return made_up


def _resource(number: int, chance: random.Random) -> Data:
    return {
        "name": chance.choice(["资源", "", "\\t"]) + str(number),
        "url": chance.choice(["", "gxdata.example/无协议.csv", "http://x.example/a b.csv", "https://x.example/a.xlsx"]),
        "format": chance.choice(["csv", "", "Excel", "application/json", "自定"]),
        "description": chance.choice(["", "说明", None]),
        "last_modified": chance.choice(["2024-05-06T07:08:09", "", None]),
        "size": chance.choice([None, 0, 12345678901]),
        "mimetype": chance.choice(["text/csv", None]),
        "x_flag": chance.choice([True, None, 3, "文"]),
    }


# ── one dataset, both ways ───────────────────────────────────────────────────────────────────────────────────────────


class Pair:
    """A dataset of CKAN's (``first``) and its twin (``second``), compared after each step."""

    def __init__(self, data: Data, seen: Known, user: str) -> None:
        self.seen, self.user, self.refused = seen, user, 0
        self.name = data["name"]
        self.clock = datetime.now(timezone.utc)
        self.ids: dict[str, str] = {}
        self.last: dict[str, list[Data]] = {}
        self.told: list[str] = []
        if self._acted("package_create", data):
            self.second = self._twin(())
            self._compare("create")

    def _acted(self, action: str, data: Data) -> bool:
        caught.clear()
        context = {"user": self.user, "ignore_auth": True, "gxdata_landing": True, "gxdata_presumed": True}
        deferred = {"defer_commit": True, "return_id_only": True}
        try:
            self.first = tk.get_action(action)({**context, **deferred}, copy.deepcopy(data))
            model.Session.flush()
        except tk.ValidationError:
            self.refused += 1
            return False
        return True

    def _twin(self, before: tuple[DatasetRows, ...]) -> DatasetRows:
        validated, copied = caught[0]
        model.Session.expire_all()
        first = self._stored(self.first)
        wanted = {**validated, "name": validated.get("name", self.name) + "-twin"}
        wanted.pop("id", None)
        wanted["resources"] = self._resources(validated, copied, before)
        groups = [self.seen.groups[group]["name"] for group in first.groups]
        self.clock += timedelta(seconds=1)
        after = made.rows_of(wanted, groups, before, self.seen, self.user, self.clock)
        if not before or not made.same(after, before[0]):
            others = writing.write(model.Session.connection(), [Change(after, before)])
            after = replace(after, tag_ids=self._stored(after.id).tag_ids) if others else after
        self.ids |= {after.id: first.id, f"{self.name}-twin": self.name}
        self.ids |= {twin["id"]: own["id"] for own, twin in zip(first.resources, after.resources, strict=True)}
        return after

    def _resources(self, validated: Data, copied: dict[int, int], before: tuple[DatasetRows, ...]) -> list[Data] | None:
        """With the twin's ids; a resource that CKAN found unchanged and did not validate is given as it is stored."""
        if "resources" not in validated:
            return None
        twins = {own: twin for twin, own in self.ids.items()}
        given = [_of_twin(each, twins) for each in validated["resources"]]
        for new, old in copied.items():
            row = dict(before[0].resources[old])
            given[new] = {**row, **row.pop("extras")}
        return [{key: value for key, value in each.items() if key != "id" or value} for each in given]

    def update(self, change: Callable[[Data], Data]) -> None:
        shown = tk.get_action("package_show")(self._free(), {"id": self.first})
        shown.pop("metadata_modified")  # given back by who may set it, it would stay as it was
        before = self._stored(self.second.id)
        if not self._acted("package_update", change(shown)):
            return
        if caught:
            self.second = self._twin((before,))
        self._compare("update")

    def _free(self) -> Any:
        return {"user": self.user, "ignore_auth": True, "use_cache": False}

    def _stored(self, dataset: str) -> DatasetRows:
        return reading.stored(model.Session.connection(), [dataset])[dataset]

    # what differs

    def _compare(self, step: str) -> None:
        model.Session.expire_all()
        first, second = self._rows(self.first), self._rows(self.second.id)
        self._say(step, "rows", _timeless(first), self._renamed(_timeless(second)))
        if self.last:
            moved = [_moved(self.last[self.first], first), self._renamed(_moved(self.last["twin"], second))]
            self._say(step, "times", *moved)
        self.last = {self.first: first, "twin": second}
        shown = [tk.get_action("package_show")(self._free(), {"id": each}) for each in (self.first, self.second.id)]
        self._say(step, "package_show", _bare(shown[0]), self._renamed(_bare(shown[1])))
        self._read_again(step)

    def _read_again(self, step: str) -> None:
        """What is read is what was written, and its answer is CKAN's."""
        stored = self._stored(self.second.id)
        if self.second != stored:
            self.told.append(f"{self.name} {step} stored: {_apart(asdict(self.second), asdict(stored))}")
        entity = model.Session.get(model.Package, stored.id)
        own = dictized.dictized(stored, self.seen)
        self._say(step, "dictized", model_dictize.package_dictize(entity, self._free()), own)
        both = tk.get_action("package_show")(self._free(), {"id": stored.id})
        self._say(step, "answers", both, answers.answers(own)[1])

    def _rows(self, dataset: str) -> list[Data]:
        run = model.Session.connection().exec_driver_sql
        return [{"": table, **row._mapping} for table, query in TABLES.items() for row in run(query, (dataset,))]

    def _renamed(self, told: Any) -> Any:
        text = json.dumps(told, default=str)
        for twin, own in self.ids.items():
            text = text.replace(twin, own)
        return json.loads(text)

    def _say(self, step: str, part: str, first: Any, second: Any) -> None:
        if json.dumps(first, default=str, sort_keys=True) != json.dumps(second, default=str, sort_keys=True):
            self.told.append(f"{self.name} {step} {part}: {_apart(first, second)}")


def _of_twin(resource: Data, twins: dict[str, str]) -> Data:
    """A resource that is there already has times of its own; CKAN's are of another row."""
    if resource.get("id") not in twins:
        return resource
    kept = {key: value for key, value in resource.items() if key not in ("created", "metadata_modified")}
    return {**kept, "id": twins[resource["id"]]}


def _timeless(rows: list[Data]) -> list[Data]:
    return json.loads(
        json.dumps([{k: v if k not in TIMES else v is not None for k, v in row.items()} for row in rows], default=str)
    )


def _moved(before: list[Data], after: list[Data]) -> Data:
    """Which times moved, by row."""
    old = {row["id"]: row for row in before if row.get("id")}
    return {
        row["id"]: [name for name in TIMES if row.get(name) != old[row["id"]].get(name)]
        for row in after
        if row.get("id") in old
    }


def _bare(shown: Any) -> Any:
    """Without times and without ids of tags, which both have by chance."""
    if isinstance(shown, dict):
        return {key: _bare(value) for key, value in shown.items() if key not in TIMES}
    return [_bare(each) for each in shown] if isinstance(shown, list) else shown


def _apart(first: Any, second: Any) -> str:
    if isinstance(first, dict) and isinstance(second, dict):
        keys = [key for key in {**first, **second} if first.get(key) != second.get(key)]
        return "; ".join(f"{key}: {_apart(first.get(key), second.get(key))}" for key in keys)[:600]
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        return "; ".join(_apart(one, other) for one, other in zip(first, second, strict=True) if one != other)[:600]
    return f"{first!r} ≠ {second!r}"[:600]


# ── all of them ──────────────────────────────────────────────────────────────────────────────────────────────────────


def inputs(take_every: int, count: int) -> Iterator[Data]:
    chance = random.Random(6)
    names = [name for (name,) in model.Session.query(model.Package.name).filter_by(state="active").order_by("name")]
    dropped = ("id", "metadata_created", "metadata_modified", "creator_user_id", "notices")

    def shown(name: str, new: str) -> Data:
        found = tk.get_action("package_show")({"ignore_auth": True, "use_cache": False}, {"id": name})
        kept = {key: value for key, value in found.items() if key not in dropped}
        resources = [{k: v for k, v in each.items() if k not in ("id", "package_id")} for each in found["resources"]]
        return {**kept, "name": new, "resources": resources}

    for number, name in enumerate(names[::take_every]):
        yield shown(name, f"twins-demo-{number}")
    for number in range(count):
        yield {**generated(shown(chance.choice(names), ""), chance), "name": f"twins-made-{number}"}


def main(take_every: int, count: int) -> Data:
    seen = known(model.Session)
    user = seen.site_user_name
    staging.ready(model.Session.connection())
    told: list[str] = []
    figures = {"datasets": 0, "refused": 0, "steps": 0}
    wanted = list(inputs(take_every, count))
    model.Session.commit()
    for number, data in enumerate(wanted):
        other = next(each for each in seen.organizations if each != data["owner_org"])
        pair = Pair(data, seen, user)
        figures["refused"] += pair.refused
        if not pair.refused:
            figures["datasets"] += 1
            sorts = changes_of(other)
            for change in [sorts[(number + offset * 4) % len(sorts)] for offset in range(4)]:
                pair.update(change)
                figures["steps"] += 1
        told += pair.told
        model.Session.rollback()
        model.Session.expunge_all()
    return {**figures, "told": told}


if __name__ == "__main__":
    application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())._wsgi_app
    with application.test_request_context():
        catch()
        found = main(int(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps(found, ensure_ascii=False))
