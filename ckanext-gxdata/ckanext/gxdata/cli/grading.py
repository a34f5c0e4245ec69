"""``gxdata grading``: the stored catalog against the grading rules of today."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from ckanext.gxdata.cli.answers import call

FOUND = 2
"""Exit code where something was found."""


@click.group(short_help="分类分级 · grading")
def grading() -> None:
    """按现行规则核查分级 · check grades by today's rules."""


@grading.command(short_help="核查已存的数据集 · check stored datasets")
@click.option("--apply", is_flag=True, help="提高分级，并把不合规则的撤出目录、送分级审核")
@click.option("--json", "as_json", is_flag=True, help="每行一个 JSON 对象")
@click.pass_context
def check(context: click.Context, apply: bool, as_json: bool) -> None:
    """列出现行规则要求更高分级、或不许公开的数据集及其理由；从不降级，可反复执行。无可列的退出码为 0，有则为 2。"""
    count = 0
    for entry in _found(apply):
        count += 1
        click.echo(json.dumps(entry, ensure_ascii=False) if as_json else _text(entry))
    if not as_json:
        click.echo(f"共 {count} 个数据集" if count else "没有需要处理的数据集")
    context.exit(FOUND if count else 0)


def _found(apply: bool) -> Iterator[dict[str, Any]]:
    answer = call("gxdata_grading_recheck", apply=apply)
    yield from answer["found"]
    while answer["next"]:
        answer = call("gxdata_grading_recheck", apply=apply, after=answer["next"])
        yield from answer["found"]


def _text(entry: dict[str, Any]) -> str:
    before, after = entry["before"]["title"], entry["after"]["title"]
    grade = f"{before} → {after}" if entry["raised"] else before
    done = f"（未能处理：{entry['fault']}）" if entry.get("fault") else "（已处理）" if entry["applied"] else ""
    reasons = dict.fromkeys((*entry["raised"], *entry["breaches"]))
    public = "，不得公开" if entry["breaches"] else ""
    return "\n".join(
        [f"{entry['name']}  {entry['title']}：{grade}{public}{done}", *(f"  · {each}" for each in reasons)]
    )
