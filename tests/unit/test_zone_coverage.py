"""应有数据: what fills a target, what is missing, and what a wrong file of targets says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.zone_coverage import Candidate, Target, coverage, filled, matches, missing, period_of, share
from ckanext.gxdata.zone_target_rules import read_zone_targets

CONFIG = Path(__file__).resolve().parents[2] / "config"
SHIPPED = [
    each for group in read_zone_targets(CONFIG, rulebook.load(CONFIG).codelists).by_zone.values() for each in group
]
PRICE = Target(
    id="gz-tcm-price",
    zone="gz-tcm",
    kind="prices",
    title={"zh": "玉林药市中药材价格（日）"},
    why={"zh": "没有公开的价格序列"},
    provider="yulin",
    words=("价格",),
    without=("居民消费价格",),
)
EXPORT = Target(
    id="gz-tcm-trade",
    zone="gz-tcm",
    kind="export",
    title={"zh": "八角、肉桂等进出口量值"},
    why={"zh": "只有合计"},
    provider="nanning-customs",
    words=("出口",),
    also=("八角", "肉桂"),
)
TRADE = Target(
    id="asean-trade-country",
    zone="asean-trade",
    kind="export",
    title={"zh": "广西对东盟进出口总额"},
    why={"zh": "只有合计"},
    provider="nanning-customs",
    words=("进出口",),
    among="asean",
    national=True,
)


def dataset(title: str, *zones: str, region: str = "450900", **facts: Any) -> Candidate:
    given = {"open_type": "unconditional", "update_frequency": "daily", "resources": 1, **facts}
    return Candidate(title, title, frozenset(zones or ("guizihao", "gz-tcm")), regions=frozenset({region}), **given)


LIST = Target(
    id="gz-tcm-list",
    zone="gz-tcm",
    kind="enterprises",
    title={"zh": "药材企业名录（月）"},
    why={"zh": "没有名录"},
    provider="yulin",
    words=("企业",),
    period="monthly",
    register=True,
)


@pytest.mark.parametrize(
    ("candidate", "filling", "near"),
    [
        (dataset("药材企业名录"), True, []),
        (dataset("药材企业台账", update_frequency="monthly"), True, []),
        (dataset("药材企业名录", update_frequency="yearly"), False, ["period"]),
        (dataset("药材企业名录", update_frequency="irregular"), False, ["period"]),
        (dataset("药材企业名录", update_frequency=""), False, ["period"]),
        (dataset("药材企业产量"), False, ["register"]),
        (dataset("药材企业名录", resources=0), False, ["resources"]),
        (dataset("药材企业产量", resources=0, update_frequency="yearly"), False, ["resources"]),
        (dataset("药材企业名录", region="100000"), False, ["national"]),
        (dataset("药材企业名录", region="320000"), False, []),
        (dataset("江苏省药材企业名录", elsewhere=True), False, []),
        (dataset("药材企业名录", open_type="closed", resources=0), False, []),
    ],
)
def test_a_target_is_filled_by_what_is_there_as_often_ours_and_of_its_kind(
    candidate: Candidate, filling: bool, near: list[str]
) -> None:
    (cell,) = coverage([LIST], [candidate])

    assert bool(cell.datasets) is filling
    assert [each.lack for each in cell.near] == near


def test_conditional_data_counts_by_the_resources_that_are_described() -> None:
    (cell,) = coverage([LIST], [dataset("药材企业名录", open_type="conditional", resources=1)])
    assert cell.datasets == ("药材企业名录",)


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("玉林药市中药材价格（日）", "daily"),
        ("公交车辆位置（实时）", "realtime"),
        ("广西对东盟进出口总额（分国别，月）", "monthly"),
        ("班列货量（分线路、品类，月）", "monthly"),
        ("中药材种植面积（分县、品种，年）", "yearly"),
        ("桂惠贷投放情况（分市、行业，月）", "monthly"),
        ("仓储面积与空置率（季）", "quarterly"),
        ("互市点（区）名录", ""),
        ("住房公积金年度报告数据（分市）", ""),
        ("公交线路与站点（GTFS）", ""),
    ],
)
def test_the_period_of_a_target_is_the_one_its_title_names(title: str, period: str) -> None:
    assert period_of(title) == period


@pytest.mark.parametrize(
    ("target", "title", "facts", "filling"),
    [
        ("gz-ceramics-output", "江苏省宜兴紫砂陶瓷产量", {"elsewhere": True}, False),
        ("gz-ceramics-output", "藤县建筑陶瓷产量", {"update_frequency": "yearly"}, False),
        ("gz-ceramics-output", "藤县建筑陶瓷产量", {"update_frequency": "monthly"}, True),
        ("gz-ceramics-firms", "藤县建筑陶瓷企业产量", {}, False),
        ("gz-ceramics-firms", "藤县建筑陶瓷企业名录", {}, True),
        ("ilstc-port-berths", "沿海主要港口码头泊位数", {}, False),
        ("gz-liubao-processing", "茶叶、水果产量", {}, False),
        ("fin-tax-insurance", "生育保险", {}, False),
    ],
)
def test_the_shipped_targets_are_not_ticked_off_by_what_only_shares_a_word(
    target: str, title: str, facts: dict[str, Any], filling: bool
) -> None:
    (wanted,) = [each for each in SHIPPED if each.id == target]
    shown = dataset(title, wanted.zone, region="450400", **facts)
    assert matches(wanted, shown) is filling


@pytest.mark.parametrize(
    ("target", "candidate", "filling"),
    [
        (PRICE, dataset("玉林中药材价格"), True),
        (PRICE, dataset("玉林中药材行情", tags=("价格", "药市")), True),
        (PRICE, dataset("玉林中药材产量"), False),
        (PRICE, dataset("居民消费价格指数（药品）"), False),
        (PRICE, dataset("玉林中药材价格", "guizihao", "gz-sugar"), False),
        (PRICE, dataset("玉林中药材价格", open_type="conditional"), True),
        (PRICE, dataset("玉林中药材价格", open_type="closed"), False),
        (PRICE, dataset("玉林中药材价格", open_type=""), False),
        (PRICE, dataset("全国中药材价格", region="100000"), False),
        (EXPORT, dataset("中药材出口"), False),
        (EXPORT, dataset("八角出口量值（月）"), True),
        (TRADE, dataset("中国同亚洲各国进出口总额", "asean", region="100000"), True),
    ],
)
def test_a_dataset_fills_a_target_when_zone_words_openness_and_region_fit(
    target: Target, candidate: Candidate, filling: bool
) -> None:
    assert [bool(cell.datasets) for cell in coverage([target], [candidate])] == [filling]


def test_on_a_demonstration_national_figures_stand_in_for_those_of_guangxi() -> None:
    national = dataset("中药材价格", region="100000")

    assert [cell.datasets for cell in coverage([PRICE], [national])] == [()]
    assert [cell.datasets for cell in coverage([PRICE], [national], samples=True)] == [("中药材价格",)]


def test_a_dataset_that_is_listed_but_not_opened_leaves_the_gap_and_is_named() -> None:
    (cell,) = coverage([PRICE], [dataset("药市价格台账", open_type="closed")])

    assert (cell.is_filled, cell.closed) == (False, ("药市价格台账",))


def test_coverage_keeps_the_order_of_the_targets_and_names_what_is_missing() -> None:
    cells = coverage([PRICE, EXPORT, TRADE], [dataset("八角出口量值"), dataset("肉桂出口量值")])

    assert [cell.datasets for cell in cells] == [(), ("八角出口量值", "肉桂出口量值"), ()]
    assert filled(cells) == 1
    assert [target.id for target in missing(cells)] == ["gz-tcm-price", "asean-trade-country"]


@pytest.mark.parametrize(("have", "target", "percent"), [(0, 0, 0), (0, 7, 0), (2, 7, 28), (199, 200, 99), (7, 7, 100)])
def test_a_share_is_rounded_down_so_that_all_is_said_only_of_all(have: int, target: int, percent: int) -> None:
    assert share(have, target) == percent


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────

ZONES = CodeList(
    "zone",
    {"zh": "专区"},
    (Code("guizihao", {"zh": "桂字号"}), Code("gz-tcm", {"zh": "玉林中医药"}, parent="guizihao")),
)
OFFICES = CodeList("organization", {"zh": "部门"}, (Code("yulin", {"zh": "玉林市"}), Code("gx-swt", {"zh": "商务厅"})))
GOOD = """\
source: 本平台拟定
certainty: unknown
goal: 70
kinds:
  prices:
    title: {zh: 价格, en: Prices, vi: Giá cả}
    why: {zh: 没有公开的价格, en: No public prices, vi: Không có giá}
providers:
  nanning-customs: {zh: 南宁海关, en: Nanning Customs, vi: Hải quan Nam Ninh}
zones:
  gz-tcm:
    targets:
      - id: gz-tcm-price
        kind: prices
        title: {zh: 药市价格, en: Prices, vi: Giá}
        provider: yulin
        words: [价格]
"""


def loaded(folder: Path, text: str) -> Target:
    (folder / "zone_targets.yaml").write_text(text, encoding="utf-8")
    return read_zone_targets(folder, {"zone": ZONES, "organization": OFFICES}).by_zone["gz-tcm"][0]


def test_a_target_without_a_why_of_its_own_takes_that_of_its_kind(tmp_path: Path) -> None:
    assert loaded(tmp_path, GOOD).why["zh"] == "没有公开的价格"
    own = GOOD.replace("provider: yulin", "provider: yulin\n        why: {zh: 药商压价, en: e, vi: v}")
    assert loaded(tmp_path, own).why["zh"] == "药商压价"


@pytest.mark.parametrize(
    ("right", "wrong", "line", "words", "hint"),
    [
        ("  gz-tcm:", "  gz-tmc:", 11, "gz-tmc", "gz-tcm"),
        ("kind: prices", "kind: pricse", 14, "pricse", "prices"),
        ("provider: yulin", "provider: yulinn", 16, "yulinn", "yulin"),
        ("words: [价格]", "words: [价格]\n        amomg: gz-tcm", 18, "amomg", "among"),
        ("words: [价格]", "words: [价格]\n        among: gz-tcn", 18, "gz-tcn", "gz-tcm"),
        ("words: [价格]", "words: [价]", 17, "价", "两个字"),
        ("goal: 70", "goal: many", 3, "goal", ""),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line_and_the_nearest_valid_key(
    tmp_path: Path, right: str, wrong: str, line: int, words: str, hint: str
) -> None:
    with pytest.raises(RuleError) as refused:
        loaded(tmp_path, GOOD.replace(right, wrong, 1))

    assert refused.value.pointer.endswith(f"zone_targets.yaml:{line}")
    assert words in refused.value.message
    assert hint in refused.value.hint


def test_an_id_may_be_there_only_once(tmp_path: Path) -> None:
    entry = GOOD[GOOD.index("      - id:") :]
    with pytest.raises(RuleError, match=r"gz-tcm-price.*第 13 行") as refused:
        loaded(tmp_path, GOOD + entry)
    assert refused.value.pointer.endswith(":18")


def test_every_sub_zone_has_three_to_eight_targets_in_three_languages() -> None:
    codelists = rulebook.load(CONFIG).codelists
    targets = read_zone_targets(CONFIG, codelists)
    sizes = {code.id: len(targets.by_zone.get(code.id, ())) for code in codelists["zone"].codes if code.parent}

    assert len(sizes) == 55
    assert {zone: size for zone, size in sizes.items() if not 3 <= size <= 8} == {}
    assert set(targets.about) == {code.id for code in codelists["zone"].children("")}
    assert (targets.certainty, targets.source[:5]) == ("unknown", "本平台拟定")


# What a sentence claims, and the titles of which that may be said.
CLAIMS = [
    ("当天", lambda target: target.period in ("daily", "realtime")),
    ("分县", lambda target: "分县" in target.title["zh"] or target.id in ("gz-horse-area", "gz-seafood-output")),
    ("分乡镇", lambda target: "分乡镇" in target.title["zh"]),
    ("按月", lambda target: target.period == "monthly"),
    ("每周", lambda target: target.period == "weekly"),
    ("地理标志", lambda target: any(word in target.title["zh"] for word in ("标准", "地理标志"))),
    ("价格", lambda target: "价" in target.title["zh"]),
    ("抽检结果", lambda target: any(word in target.title["zh"] for word in ("检", "抽查", "检验"))),
    ("余量", lambda target: target.kind == "facilities"),
    ("没有名录", lambda target: target.kind == "enterprises"),
    ("银行靠", lambda target: target.id.startswith("fin-")),
    ("排放", lambda target: any(word in target.title["zh"] for word in ("排放", "能耗"))),
    ("加工", lambda target: any(word in target.title["zh"] for word in ("加工", "企业", "储量"))),
]


@pytest.mark.parametrize(("words", "may_be_said"), CLAIMS, ids=[words for words, _ in CLAIMS])
def test_no_reason_claims_what_its_target_is_not_about(words: str, may_be_said: Callable[[Target], bool]) -> None:
    said_of = [target for target in SHIPPED if words in target.why["zh"]]

    assert said_of
    assert [f"{target.title['zh']}：{target.why['zh']}" for target in said_of if not may_be_said(target)] == []


def test_every_reason_is_there_in_three_languages() -> None:
    assert [
        target.id for target in SHIPPED if not {"zh", "en", "vi"} <= {name for name, text in target.why.items() if text}
    ] == []
