"""``gxdata role``: who reviews grades and who keeps the register, from the command line."""

from __future__ import annotations

import click

from ckanext.gxdata.cli.answers import call


@click.group(short_help="平台角色 · roles of the portal")
def role() -> None:
    """授予、收回、查看平台角色 · give, take and list roles."""


@role.command(short_help="授予角色 · give a role")
@click.argument("user")
@click.argument("role_id", metavar="ROLE")
@click.option("--org", default="", help="只限于一个数源部门 · for one department only")
def grant(user: str, role_id: str, org: str) -> None:
    """把角色（如 grading_reviewer）授予一个账号；不写 --org 即对所有部门有效。"""
    given = call("gxdata_role_grant", user=user, role=role_id, organization=org)
    click.echo(f"已授予：{_line(given)}")


@role.command(short_help="收回角色 · take a role")
@click.argument("user")
@click.argument("role_id", metavar="ROLE")
@click.option("--org", default="", help="授予时限定的部门 · the department it was given for")
def revoke(user: str, role_id: str, org: str) -> None:
    """收回一个角色；授予时写了 --org 的，收回时也要写。"""
    taken = call("gxdata_role_revoke", user=user, role=role_id, organization=org)
    click.echo(f"已收回：{_line(taken)}")


@role.command("list", short_help="列出角色 · list roles")
def list_() -> None:
    """列出谁有什么角色、限于哪个部门。"""
    for held in call("gxdata_role_list"):
        click.echo(_line(held))


def _line(held: dict[str, str]) -> str:
    return f"{held['user']}  {held['role']}  {held['organization'] or '所有部门'}"
