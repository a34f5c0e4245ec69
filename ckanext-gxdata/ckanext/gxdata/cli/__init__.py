"""``ckan gxdata …``; ``__all__`` is mandatory for the blanket."""

from __future__ import annotations

import click

from ckanext.gxdata.cli.codelist import codelist
from ckanext.gxdata.cli.grading import grading
from ckanext.gxdata.cli.harvest import harvest, replay
from ckanext.gxdata.cli.index import index
from ckanext.gxdata.cli.mapping import mapping
from ckanext.gxdata.cli.role import role
from ckanext.gxdata.cli.source import source

__all__ = ["gxdata"]


@click.group(short_help="广西公共数据开放平台 · open-data portal of Guangxi")
@click.pass_context
def gxdata(context: click.Context) -> None:
    """采集源、采集、代码表 · sources, harvests, code lists."""
    # Translations need a request: without one CKAN's own messages would be English.
    context.with_resource(context.meta["flask_app"].test_request_context())


gxdata.add_command(codelist)
gxdata.add_command(grading)
gxdata.add_command(harvest)
gxdata.add_command(index)
gxdata.add_command(mapping)
gxdata.add_command(replay)
gxdata.add_command(role)
gxdata.add_command(source)
