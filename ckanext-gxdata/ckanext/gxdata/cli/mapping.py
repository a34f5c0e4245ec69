"""``gxdata mapping``: what the mapping of a source did not know, answers to it, and the mapping with them as a file."""

from __future__ import annotations

from typing import Any

import click

from ckanext.gxdata.cli.answers import call


@click.group(short_help="映射的疑问与回答 · questions and answers of a mapping")
def mapping() -> None:
    """查看、回答映射中认不出的值和栏目 · what a mapping could not read."""


@mapping.command(short_help="列出疑问 · list questions")
@click.argument("source")
def questions(source: str) -> None:
    """列出采集源 SOURCE 尚未回答的疑问，涉及记录多的在前。"""
    for question in call("gxdata_mapping_question_list", source=source):
        near = "、".join(f"{each['title']}（{each['id']}）" for each in question["suggestions"])
        click.echo(f"{_what(question)}  {question['records']} 条  可能是：{near or '（没有相近的）'}")


@mapping.command(short_help="列出回答 · list answers")
@click.argument("source")
def answers(source: str) -> None:
    """列出采集源 SOURCE 已有的回答。"""
    for line in call("gxdata_mapping_line_list", source=source):
        click.echo(f"{line['id']}  {_what(line)} → {line['target'] or '（不用）'}")


@mapping.command(short_help="回答 · answer")
@click.argument("source")
@click.argument("field")
@click.argument("value")
@click.argument("code", default="")
def answer(source: str, field: str, value: str, code: str) -> None:
    """采集源 SOURCE 的字段 FIELD 的值 VALUE 就是代码 CODE；FIELD 写 label 时，栏目 VALUE 就是项目 CODE。CODE 不写：不用这个值。"""
    kind = "label" if field == "label" else "code"
    given = {"field": field} if kind == "code" else {}
    line = call("gxdata_mapping_line_create", source=source, kind=kind, value=value, target=code, **given)
    click.echo(f"已记下：{_what(line)} → {line['target'] or '（不用）'}，涉及 {line['records']} 条记录")
    click.echo(f"用 gxdata replay {source} 立即生效，不访问网络")


@mapping.command(short_help="收回回答 · take an answer back")
@click.argument("id_", metavar="ID")
def forget(id_: str) -> None:
    """收回一条回答（ID 见 gxdata mapping answers）。"""
    line = call("gxdata_mapping_line_delete", id=id_)
    click.echo(f"已收回：{_what(line)} → {line['target'] or '（不用）'}")


@mapping.command(short_help="导出映射 · the mapping as a file")
@click.argument("source")
def export(source: str) -> None:
    """把采集源 SOURCE 的映射连同缺省值和全部回答写成 YAML，可存入 config/mappings/。"""
    click.echo(call("gxdata_mapping_show", source=source)["yaml"], nl=False)


def _what(line: dict[str, Any]) -> str:
    return f"栏目“{line['value']}”" if line["kind"] == "label" else f"{line['field']}“{line['value']}”"
