"""Programs of the system, and installing Debian packages where we may: as root or with sudo that asks nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

QUIET = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


def find_program(*names: str) -> str:
    """Path of the first of these programs that is installed; empty if none is."""
    return next((path for path in map(shutil.which, names) if path), "")


def missing(packages: Sequence[str]) -> list[str]:
    """Those of the packages that are not installed."""
    return [package for package in packages if not _is_installed(package)]


def _is_installed(package: str) -> bool:
    if not find_program("dpkg-query"):
        return bool(find_program(package))
    asked = subprocess.run(["dpkg-query", "-W", "-f", "${Status}", package], capture_output=True, text=True)
    return asked.stdout.strip() == "install ok installed"


def install(packages: Sequence[str]) -> str:
    """Install Debian packages; empty when that went well, else why not (Chinese)."""
    if not find_program("apt-get"):
        return "系统没有 apt，请自行安装 " + "、".join(packages)
    prefix = privilege()
    if prefix is None:
        return "没有 root 权限或免密 sudo，请先运行 sudo apt install " + " ".join(packages)
    print(f"安装系统软件包 {'、'.join(packages)} … · Debian packages", flush=True)
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = _apt([*prefix, *arguments])
        if done.returncode and arguments[0] == "install":
            return f"apt 安装失败：{done.stderr.strip()[-400:]}"
    return ""


def _apt(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env={**os.environ, **QUIET}, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )


def privilege() -> list[str] | None:
    """How to call apt-get with the right to install, or None."""
    if os.geteuid() == 0:
        return ["apt-get"]
    if find_program("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n", "apt-get"]
    return None
