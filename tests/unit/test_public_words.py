"""What the public reads of a finding holds nothing that a record or a department's system wrote."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core.public_words import in_public

KNOWN = frozenset({"更新周期", "联系电话"})
SAID = "“更新周期”的值“{}”不在代码表“更新周期”中，已保留原值"


def test_of_what_is_quoted_only_our_own_words_stay() -> None:
    raw = "由李四13900001111决定"

    assert in_public(SAID.format(raw), KNOWN) == "“更新周期”的值“…”不在代码表“更新周期”中，已保留原值"
    assert in_public(SAID.format(raw), KNOWN, raw) == "“更新周期”的值“…”不在代码表“更新周期”中，已保留原值"


@pytest.mark.parametrize(
    "raw",
    [
        "张三”13900001111“李四",
        "”张三李四13900001111“",
        "“张三”和”李四”",
        "张三李四”",
        "“张三李四",
        "更新周期”张三“更新周期",
        '张三"李四"}{',
        "张三李四" * 60,
    ],
)
def test_quotation_marks_in_a_value_do_not_let_it_out(raw: str) -> None:
    hint = f'有效值如：每日（daily）；也可在映射文件中写 codes: {{"{raw[:50]}": daily}}'
    for text in (in_public(SAID.format(raw[:50]), KNOWN, raw[:200]), in_public(hint, KNOWN, raw[:200])):
        assert not [part for part in ("张三", "李四", "1390000") if part in text], text
        assert text.startswith(("“更新周期”的值", "有效值如：每日（daily）；"))


@pytest.mark.parametrize("raw", ["”张三13900001111“", "“张三”李四", "张三”", "“张三"])
def test_unpaired_quotation_marks_hide_all_between_them_even_when_no_value_was_kept(raw: str) -> None:
    told = in_public(f"“更新周期”的值“{raw}”不可用", KNOWN)

    assert told == "“更新周期”的值“…”不可用"


def test_a_line_for_the_mapping_file_names_nothing() -> None:
    assert in_public('也可在映射文件中写 codes: {"李四": daily}', KNOWN) == "也可在映射文件中写 codes: {…}"
    assert in_public("在映射文件中写 labels: {李四的电话: email}", KNOWN) == "在映射文件中写 labels: {…}"


def test_words_of_a_system_hold_no_credential_number_or_address() -> None:
    said = "第 1 页：系统答复的状态是 401，应为 200（“令牌 token=abc123 无效，请找 13900001111”）"
    bare = "令牌 token=abc123 无效，请致电13900001111，见 http://10.1.2.3/login"

    assert in_public(said, KNOWN) == "第 1 页：系统答复的状态是 401，应为 200（“…”）"
    assert in_public(bare, KNOWN) == "令牌 token=… 无效，请致电139****1111，见 （地址略）"


def test_a_short_value_does_not_tear_a_sentence_apart() -> None:
    assert in_public("目录填报信息项 3 个，文件有 5 列", KNOWN, "5") == "目录填报信息项 3 个，文件有 5 列"
