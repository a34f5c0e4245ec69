"""Titles that only look as if they belonged to a zone stay out; those that belong stay in. All of our own invention."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.zones import memberships

BOOK = rulebook.load(Path(__file__).parents[2] / "config")


def zones(title: str) -> list[str]:
    return [member.zone for member in memberships({"title": title}, BOOK.zones)]


@pytest.mark.parametrize(
    "title",
    [
        # the office's own business
        "医院停车场监控设备采购公告",
        "公交公司职工食堂菜单",
        "甘蔗渣制板企业安全检查",
        "港口管理局办公楼物业服务招标",
        "平陆运河指挥部会议室使用登记（会议安排）",
        "糖业发展办公室部门预算",
        "芒果研究所公开招聘面试名单",
        "水产技术推广站公务用车台账",
        "公积金管理中心三公经费",
        "出租车管理处党支部主题党日活动",
        "地铁公司职工运动会报名表",
        "螺蛳粉协会年会会务安排",
        "北部湾港集团人事任免",
        "跨境电商产业园消防演练计划",
        "六堡茶博物馆保洁服务采购结果",
        "友谊关口岸联检楼值班表",
        "西江航道局宿舍用电检查",
        "纳税服务大厅办公用品采购计划",
        "中药材市场管理所信访台账",
        "蚕业站知识竞赛获奖名单",
        "充电桩维修项目中标公示",
        "铝业公司职工餐食谱",
        "冷库改造工程询价公告",
        "法院执行局干部任免",
        "物流园区管委会绩效考核结果",
        "珠宝学院书画展作品名单",
        # another province's product
        "江苏省宜兴紫砂陶瓷产量",
        "江西景德镇陶瓷企业名录",
        "广东省潮州日用陶瓷出口",
        "福建省武夷山茶叶产量",
        "海南省芒果种植面积",
        "山东省海水养殖产量",
        "四川省柑橘产量",
        "浙江省蚕茧收购价",
        "云南省中药材种植面积",
        "河南省氧化铝产量",
    ],
)
def test_a_look_alike_stays_out(title: str) -> None:
    assert zones(title) == []


@pytest.mark.parametrize(
    ("title", "zone"),
    [
        ("东盟国家官员培训班人数", "asean-people"),
        ("中国—东盟博览会采购商名录", "asean-expo"),
        ("RCEP 成员国采购需求", "rcep-demand"),
        ("广西对越南进出口总额", "asean-trade"),
        ("各成员国关税税率（RCEP）", "rcep-tariff"),
        ("海铁联运班列开行列数", "ilstc-rail"),
        ("钦州港靠泊计划", "ilstc-port"),
        ("平陆运河征地进度", "ilstc-canal"),
        ("西江船闸过闸船舶", "ilstc-river"),
        ("友谊关口岸出入境车辆", "ilstc-border"),
        ("广西物流园区名录", "ilstc-hub"),
        ("口岸货车排队时长", "cb-clearance"),
        ("边民互市贸易额", "cb-border-trade"),
        ("跨境电商进出口额", "cb-ecommerce"),
        ("进口榴莲批发价", "cb-coldchain"),
        ("中越班列开行", "cb-freight"),
        ("全国陶瓷产量", "gz-ceramics"),
        ("藤县建筑陶瓷企业产量", "gz-ceramics"),
        ("梧州与广东陶瓷贸易额", "gz-ceramics"),
        ("鲜茧收购价", "gz-silk"),
        ("蔗渣制板产量", "gz-sugar"),
        ("云南省甘蔗产量", "gz-sugar"),
        ("糖厂安全检查与食糖产量", "gz-sugar"),
        ("水产品质量安全抽检", "gz-seafood"),
        ("百色芒果收购价", "gz-mango"),
        ("马来西亚榴莲进口量", "asean-trade"),
        ("充电桩分布", "gz-nev"),
        ("企业纳税信用等级", "fin-tax"),
        ("失信被执行人名单", "fin-judgment"),
        ("住房公积金缴存单位名录", "fin-provident"),
        ("行政处罚信用公示信息", "fin-credit"),
        ("北京路停车场信息", "tr-parking"),
        ("医院停车场泊位数", "tr-parking"),
        ("公交线路客流量", "tr-bus"),
        ("成都市地铁客流量", "tr-bus"),
        ("占道施工信息", "tr-traffic"),
        ("网约车平台许可", "tr-taxi"),
        ("出租汽车企业服务质量信誉考核结果", "tr-taxi"),
        ("政府采购严重违法失信名单", "fin-credit"),
        ("道路交通监控设备分布", "tr-traffic"),
        ("停车场物业服务收费标准", "tr-parking"),
        ("渔船安全检查结果", "gz-seafood"),
    ],
)
def test_what_belongs_stays_in(title: str, zone: str) -> None:
    assert zone in zones(title)


def test_what_a_department_declares_is_no_paperwork() -> None:
    declared = {"title": "公交公司职工食堂菜单", "zone": ["tr-bus"]}
    assert [member.zone for member in memberships(declared, BOOK.zones)] == ["smart-transport", "tr-bus"]


@pytest.mark.parametrize(
    ("title", "elsewhere"),
    [
        ("江苏省宜兴紫砂陶瓷产量", True),
        ("广州港吞吐量", True),
        ("广西安全生产检查", False),
        ("北京路停车场", False),
        ("梧州与广东贸易", False),
        ("全国陶瓷产量", False),
    ],
)
def test_a_title_is_of_another_province_when_it_names_one_and_none_of_our_places(title: str, elsewhere: bool) -> None:
    assert BOOK.zones.names_elsewhere(title) is elsewhere
