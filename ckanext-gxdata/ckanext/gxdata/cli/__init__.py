"""``ckan gxdata …``; ``__all__`` is mandatory for the blanket."""

from __future__ import annotations

import click

from ckanext.gxdata.cli.codelist import codelist
from ckanext.gxdata.cli.harvest import harvest, replay
from ckanext.gxdata.cli.source import source

__all__ = ["gxdata"]


@click.group(short_help="广西公共数据开放平台 · open-data portal of Guangxi")
def gxdata() -> None:
    """采集源、采集、代码表 · sources, harvests, code lists."""


gxdata.add_command(codelist)
gxdata.add_command(harvest)
gxdata.add_command(replay)
gxdata.add_command(source)
