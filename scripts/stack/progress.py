"""One line per step, Chinese with English beside it, and how long it took. Standard library only."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO


@dataclass
class Progress:
    """Numbered lines on a stream; ``total`` counts the steps of a first start."""

    total: int
    stream: TextIO = sys.stdout

    @contextmanager
    def step(self, number: int, title: str) -> Iterator[None]:
        begun = time.monotonic()
        self._write(f"[{number}/{self.total}] {title} … ")
        try:
            yield
        except BaseException:
            self._write("未完成 · not done\n")
            raise
        self._write(f"{time.monotonic() - begun:.0f} 秒\n")

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
