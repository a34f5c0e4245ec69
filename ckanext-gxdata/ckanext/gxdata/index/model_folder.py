"""A Model2Vec model in a folder of this machine (``model.safetensors``, ``tokenizer.json``, ``config.json``) as an embedder.

The package ``model2vec`` is the operator's to install, and is imported only when a folder is set.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

_WEIGHTS = "model.safetensors"


class ModelFolder:
    similar_from = 0.5

    def __init__(self, folder: Path) -> None:
        """Raises ``FileNotFoundError``, ``ImportError``."""
        if not (folder / _WEIGHTS).is_file():
            raise FileNotFoundError(f"no embedder of this name, and no folder with {_WEIGHTS}")
        os.environ["HF_HUB_OFFLINE"] = "1"  # what the folder does not hold is asked for nowhere else
        from model2vec import StaticModel  # type: ignore[import-not-found]

        self._model = StaticModel.from_pretrained(folder)
        self.name = f"{folder.name}-{sha256((folder / _WEIGHTS).read_bytes()).hexdigest()[:12]}"
        self.dimensions = int(self._model.dim)

    def vectors(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        return [[float(value) for value in vector] for vector in self._model.encode(list(texts))]
