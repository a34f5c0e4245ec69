"""As root, PostgreSQL runs under ``nobody``: what that account can reach, and how it gets at what it cannot.

A folder below one of mode 0700 (root's own, a fresh ``mktemp -d``) cannot be reached by path. On Linux the server is
then handed an open descriptor of its data folder and works below /proc/self/fd; no permission is widened for it. The
binaries are copied to a place everyone reaches. The data never leave the home.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stack.processes import Account

UNPRIVILEGED = "nobody"
COMMON = Path("/var/tmp")  # every account reaches it; not $TMPDIR, which may be a private folder of root's


class Unreachable(Exception):
    """The unprivileged account cannot get at the home. The message is complete and Chinese."""


@dataclass(frozen=True)
class Place:
    """How PostgreSQL addresses its data and binaries, and what it has to be given for that."""

    data: str
    binaries: Path
    account: Account | None
    keep: tuple[int, ...] = ()

    def binary(self, name: str) -> str:
        return str(self.binaries / "pginstall" / "bin" / name)

    def identity(self) -> dict[str, Any]:
        """Arguments of ``subprocess`` to run as the account, with the descriptors it needs."""
        if self.account is None:
            return {"pass_fds": self.keep}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": [], "pass_fds": self.keep}


def account() -> Account | None:
    """The account to use: none of its own for an ordinary user, ``nobody`` for root. Raises Unreachable."""
    if os.geteuid() != 0:
        _check_own_entry()
        return None
    try:
        return Account.named(UNPRIVILEGED)
    except KeyError:
        raise Unreachable(
            "以 root 运行时，PostgreSQL 要用 nobody 账户，而系统里没有它："
            "请改用普通用户运行 scripts/run，或建立该账户。"
        ) from None


def _check_own_entry() -> None:
    """PostgreSQL's tools look their user up by number and fail without an entry, as in ``docker run --user 1234``."""
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        raise Unreachable(
            f"当前用户编号 {os.geteuid()} 不在系统账户表中，PostgreSQL 不能运行：请在 /etc/passwd 中为它加一行，或换一个账户。"
        ) from None


def place(data: Path, installation: Path) -> Place:
    """Hand ``data`` to the account and find a way to it. Raises Unreachable.

    ``installation`` is the wheel's package folder.
    """
    who = account()
    if who is None:
        return Place(str(data), installation, None)
    os.chown(data, who.uid, who.gid)
    binaries = installation if can_reach(installation, who) else _copy(installation, data)
    if can_reach(data, who):
        return Place(str(data), binaries, who)
    if sys.platform != "linux":
        raise Unreachable(
            f"PostgreSQL 以 nobody 账户运行，到不了 {data}："
            "请用 --home 换一个它能进入的目录（上级目录需有 x 权限），或改用普通用户。"
        )
    descriptor = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    return Place(f"/proc/self/fd/{descriptor}", binaries, who, (descriptor,))


def can_reach(path: Path, who: Account) -> bool:
    """Whether the account can enter ``path``: asked of the system, so that access lists count too."""
    command = ["/bin/sh", "-c", 'cd "$1"', "sh", str(path)]
    asked = subprocess.run(
        command,
        user=who.uid,
        group=who.gid,
        extra_groups=[],
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return asked.returncode == 0


def _copy(installation: Path, data: Path) -> Path:
    """The binaries with the libraries beside them, in a folder of root's that all may read; made at each start."""
    target = copied_binaries(data)
    if target.is_symlink() or (target.exists() and target.stat().st_uid != 0):
        raise Unreachable(f"{target} 属于别的账户，不能存放 PostgreSQL 程序：请删除它后再试。")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(mode=0o755)
    target.chmod(0o755)
    for source in (installation, installation.with_name(installation.name + ".libs")):
        if source.is_dir():
            shutil.copytree(source, target / source.name, symlinks=True)
    return target / installation.name


def copied_binaries(data: Path) -> Path:
    """Where the copy for this data folder lies, if there is one."""
    return COMMON / f"gxdata-postgresql-{hashlib.sha256(str(data.parent).encode()).hexdigest()[:12]}"
