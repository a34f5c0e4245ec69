"""The only reader of CKAN's settings in this extension, and the cached rulebook of ``ckanext.gxdata.config_dir``.

Each setting is documented in ``config_declaration.yaml``.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import ckan.plugins.toolkit as tk
from ckan.exceptions import CkanConfigurationException

from ckanext.gxdata import rulebook as rules
from ckanext.gxdata.core.errors import RuleError


def config_dir() -> Path:
    """Folder of the code lists, mappings and rules (YAML)."""
    return Path(tk.config["ckanext.gxdata.config_dir"])


def staging_dir() -> Path:
    """Folder of fetched files, by sha256; never served."""
    return Path(tk.config["ckanext.gxdata.staging_dir"])


def demonstration_notice() -> str:
    """Sentence shown on every page of a demonstration; empty for a portal in earnest."""
    return str(tk.config["ckanext.gxdata.demonstration_notice"] or "")


def portal_address() -> str:
    """The portal's own public address."""
    return str(tk.config["ckan.site_url"])


def sends_mail() -> bool:
    """Whether the portal has been given a sender: without one nothing is mailed, whatever listens on this machine."""
    return bool(tk.config["smtp.mail_from"] and tk.config["smtp.server"])


def secret_key() -> str:
    """The portal's own secret, from which others are derived."""
    return str(tk.config["SECRET_KEY"])


def review_before_publication() -> bool:
    """Whether only a review, a harvest or an administrator of the portal makes a dataset public."""
    return bool(tk.config["ckanext.gxdata.review_before_publication"])


def loads_by_actions() -> bool:
    """Whether every record goes through ``package_create``, so that hooks of other plugins run."""
    return str(tk.config["ckanext.gxdata.load_mode"]) == "action"


def semantic_model() -> str:
    """Name of the embedder, or folder of the model, that search is widened by; empty: none."""
    return str(tk.config.get("ckanext.gxdata.semantic_model") or "").strip()


def keeps_pages() -> bool:
    """Whether public pages are kept in memory."""
    return bool(tk.config["ckanext.gxdata.page_cache"])


def load_batch() -> int:
    """Records per transaction of the loader, and per post to the index."""
    return max(int(tk.config["ckanext.gxdata.load_batch"]), 1)


def load_workers() -> int:
    """Processes that judge and validate; as many as there are processors unless set."""
    return int(tk.config["ckanext.gxdata.load_workers"]) or processors()


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def full_read_days() -> float:
    """After how many days a page or file is read again although its server says that it did not change; 0: always."""
    return max(float(tk.config["ckanext.gxdata.full_read_days"]), 0.0)


def grace_days() -> int:
    """How long the dataset of a record that its source no longer lists is kept before it is archived."""
    return max(int(tk.config["ckanext.gxdata.grace_days"]), 0)


def vanishing_share() -> int:
    """Percent of a source's records that may vanish at once without a person looking."""
    return int(tk.config["ckanext.gxdata.vanishing_share"])


def run_deadline_minutes() -> int:
    """Longest run of a source."""
    return max(int(tk.config["ckanext.gxdata.run_deadline_minutes"]), 1)


def resume_tries() -> int:
    """How often in a row a run that was cut off is begun again by itself."""
    return max(int(tk.config["ckanext.gxdata.resume_tries"]), 0)


def requests_open() -> int:
    """Data requests without an answer that an account may have at a time."""
    return max(int(tk.config["ckanext.gxdata.requests_open"]), 0)


def requests_by_strangers() -> int:
    """Data requests that people who are not logged in may hand in within an hour, all together."""
    return max(int(tk.config["ckanext.gxdata.requests_by_strangers"]), 0)


@lru_cache(maxsize=1)
def _load(folder: str) -> rules.Rulebook:
    try:
        return rules.load(Path(folder))
    except RuleError as error:
        # CKAN's command line and servers print this one without a traceback.
        raise CkanConfigurationException(f"{error.pointer}：{error.message}。{error.hint}") from error


def rulebook() -> rules.Rulebook:
    """All rules, read once per process. Raises ``CkanConfigurationException`` naming file and line."""
    return _load(tk.config["ckanext.gxdata.config_dir"])  # by its text: this is asked some thirty times a dataset
