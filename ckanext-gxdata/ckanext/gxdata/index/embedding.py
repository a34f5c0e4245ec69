"""The embedder of ``ckanext.gxdata.semantic_model``: loaded when first needed, never waited for long, never a reason to fail.

Without the setting nothing here is loaded or run. Not here: what an embedder is and what becomes of its vectors (``core/semantic.py``).
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from functools import lru_cache, partial
from importlib.metadata import entry_points
from pathlib import Path

from ckanext.gxdata import config
from ckanext.gxdata.core.semantic import Embedder, fitted
from ckanext.gxdata.index.breaker import Breaker
from ckanext.gxdata.index.model_folder import ModelFolder

log = logging.getLogger(__name__)

GROUP = "ckanext.gxdata.embedders"
_KEPT = 2_000
_GIVEN_UP = 60.0
"""Nobody waits any more for what waits behind an embedder that hangs."""

Vector = tuple[float, ...]


class _Asker:
    """One that waits so many seconds, and after it waited in vain does not wait again for some time."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._breaker = seconds, Breaker()

    def ask(self, embed: Callable[[], Vector]) -> Vector:
        """Empty where there is no vector to be had. In a thread, as nothing else ends the wait for a library's own code."""
        if self._breaker.is_open:
            return ()
        made: list[Vector] = []
        thread = threading.Thread(target=_run, args=(embed, made), daemon=True, name="gxdata-embedder")
        thread.start()
        thread.join(self._seconds)
        if thread.is_alive():
            self._breaker.failed()
            _tell(f"no vector within {self._seconds:g} s")
        else:
            self._breaker.answered()
        return made[0] if made else ()


_of_questions, _of_documents = _Asker(0.3), _Asker(30.0)
_one_at_a_time = threading.Lock()


def is_on() -> bool:
    return bool(config.semantic_model())


def model_name() -> str:
    """Of the loaded embedder. To be asked after a vector was had."""
    return _embedder(config.semantic_model(), os.getpid()).name


def similar_from() -> float:
    """The loaded embedder's; to be asked after a vector was had."""
    return _embedder(config.semantic_model(), os.getpid()).similar_from


def of_question(text: str) -> Vector:
    """Somebody waits for a page: at once, or empty."""
    return _of_questions.ask(partial(_kept, config.semantic_model(), os.getpid(), text))


def of_document(text: str) -> Vector:
    """Empty where the embedder has no vector for it; the dataset is then found by its words, as before."""
    return _of_documents.ask(partial(_vector, config.semantic_model(), os.getpid(), text)) if text else ()


def _run(embed: Callable[[], Vector], made: list[Vector]) -> None:
    lock = _one_at_a_time
    if not lock.acquire(timeout=_GIVEN_UP):
        return
    try:
        made.append(embed())
    except Exception as error:
        _tell(f"{type(error).__name__}: {error}")
    finally:
        lock.release()


@lru_cache(maxsize=_KEPT)
def _kept(setting: str, process: int, text: str) -> Vector:
    """The searches of one page ask the same question several times."""
    return _vector(setting, process, text)


def _vector(setting: str, process: int, text: str) -> Vector:
    (made,) = _embedder(setting, process).vectors([text])
    return fitted(made)


@lru_cache(maxsize=2)
def _embedder(setting: str, process: int) -> Embedder:
    """One per process: a library's own threads and locks do not live through a fork."""
    for point in entry_points(group=GROUP, name=setting):
        embedder: Embedder = point.load()()
        return embedder
    return ModelFolder(Path(setting))


def _renew_lock() -> None:
    global _one_at_a_time
    _one_at_a_time = threading.Lock()


os.register_at_fork(after_in_child=_renew_lock)


@lru_cache(maxsize=50)
def _tell(what: str) -> None:
    """Once per process and reason."""
    log.warning("ckanext.gxdata.semantic_model is left out of the search: %s", what)
