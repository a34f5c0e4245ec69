"""Adding up what was used: programs left out, nothing of the reader kept, and a queue that is away costs nobody's answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import pytest

from ckanext.gxdata.core.moments import SHANGHAI
from ckanext.gxdata.core.usage import Use, by_period, read, totals
from ckanext.gxdata.usage import counting
from ckanext.gxdata.usage.agents import is_bot
from ckanext.gxdata.usage.waiting import Away

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (Linux; Android 14; zh-cn) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.49"
BAIDU = "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=SHANGHAI).timestamp()


class Queue:
    def __init__(self, *, away: int = 0) -> None:
        self.got: dict[str, int] = {}
        self.away = away

    def __call__(self, counts: Mapping[str, int]) -> None:
        if self.away:
            self.away -= 1
            raise Away("ConnectionError")
        for key, number in counts.items():
            self.got[key] = self.got.get(key, 0) + number


@pytest.mark.parametrize(
    ("agent", "left_out_of"),
    [
        (CHROME, ()),
        (WECHAT, ()),
        (BAIDU, ("view", "download", "api", "feed")),
        ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)", ("view", "download", "api", "feed")),
        ("curl/8.9.1", ("view",)),
        ("python-requests/2.34.2", ("view",)),
        ("Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers)", ("view", "download", "api")),
        ("", ("view",)),
    ],
)
def test_crawlers_are_left_out_and_programs_of_developers_only_from_page_views(agent: str, left_out_of: tuple[str, ...]) -> None:
    assert tuple(kind for kind in ("view", "download", "api", "feed") if is_bot(agent, kind)) == left_out_of


def test_what_is_sent_says_day_kind_and_thing_and_nothing_of_the_reader() -> None:
    queue = Queue()
    counts = counting.Counts(queue)
    for agent in (CHROME, CHROME, BAIDU):
        counts.add(Use("view", subject="sugar-2024"), agent, NOON)
    counts.add(Use("api", "datastore_search", "r-1"), "curl/8.9.1", NOON)
    counts.flush()

    assert queue.got == {"2026-11-22\x1fview\x1f\x1fsugar-2024": 2, "2026-11-22\x1fapi\x1fdatastore_search\x1fr-1": 1}


def test_the_day_is_that_of_guangxi() -> None:
    queue = Queue()
    counts = counting.Counts(queue)
    counts.add(Use("feed", "general"), CHROME, datetime(2026, 11, 22, 0, 30, tzinfo=SHANGHAI).timestamp())
    counts.flush()

    assert list(queue.got) == ["2026-11-22\x1ffeed\x1fgeneral\x1f"]


def test_counts_wait_for_a_queue_that_is_away_and_are_sent_once() -> None:
    queue = Queue(away=2)
    counts = counting.Counts(queue)
    counts.add(Use("view", subject="a"), CHROME, NOON)
    counts.flush()
    counts.add(Use("view", subject="a"), CHROME, NOON)
    for _ in range(3):
        counts.flush()

    assert queue.got == {"2026-11-22\x1fview\x1f\x1fa": 2}


def test_with_the_queue_away_no_more_is_kept_than_the_bound(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(counting, "MOST", 3)
    queue = Queue(away=1)
    counts = counting.Counts(queue)
    for place in range(5):
        counts.add(Use("view", subject=f"d{place}"), CHROME, NOON)
    counts.flush()
    counts.flush()

    assert len(queue.got) == 3
    assert "2 uses were not counted" in caplog.text


@pytest.mark.parametrize("use", [Use("visit"), Use("view", subject="a\x1fb"), Use("api", "x" * 121), Use("view", subject="a\nb")])
def test_what_is_no_known_kind_or_no_name_is_not_counted(use: Use) -> None:
    assert not use.is_sane
    assert read(use.key(date(2026, 11, 22))) is None


def test_a_key_is_read_back_and_a_foreign_one_is_not() -> None:
    use = Use("download", subject="7f0f-资源")

    assert read(use.key(date(2026, 11, 22))) == (date(2026, 11, 22), use)
    assert read("gestern\x1fview\x1f\x1f") is None
    assert read("2026-11-22\x1fview") is None


def test_rows_are_summed_by_day_or_month_with_every_kind() -> None:
    rows = [(date(2026, 10, 31), "view", 2), (date(2026, 11, 1), "view", 3), (date(2026, 11, 1), "download", 1)]

    assert by_period(rows, monthly=False)[1] == {"day": "2026-11-01", "view": 3, "download": 1, "api": 0, "feed": 0}
    assert by_period(rows, monthly=True)[0] == {"month": "2026-10", "view": 2, "download": 0, "api": 0, "feed": 0}
    assert totals(rows) == {"view": 5, "download": 1, "api": 0, "feed": 0}


@pytest.mark.parametrize(
    ("kind", "environ", "counted"),
    [
        ("view", {"REQUEST_METHOD": "GET"}, 1),
        ("view", {"REQUEST_METHOD": "HEAD"}, 0),
        ("view", {"REQUEST_METHOD": "POST"}, 0),
        ("api", {"REQUEST_METHOD": "POST"}, 1),
        ("view", {"REQUEST_METHOD": "GET", "HTTP_SEC_PURPOSE": "prefetch;prerender"}, 0),
        ("view", {"REQUEST_METHOD": "GET", "HTTP_PURPOSE": "prefetch"}, 0),
        ("download", {"REQUEST_METHOD": "GET", "HTTP_RANGE": "bytes=0-1023"}, 1),
        ("download", {"REQUEST_METHOD": "GET", "HTTP_RANGE": "bytes=1024-2047"}, 0),
    ],
)
def test_what_nobody_reads_is_not_counted(kind: str, environ: dict[str, str], counted: int, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = Queue()
    monkeypatch.setattr(counting, "_counts", counting.Counts(queue))
    counting.count_asked(Use(kind, subject="a"), {**environ, "HTTP_USER_AGENT": CHROME})
    counting.flush()

    assert sum(queue.got.values()) == counted
