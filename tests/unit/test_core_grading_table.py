"""What the shipped grading rules say of real column names, row by row, and of what only looks like them.

A row: title ‖ columns ‖ kind of each (– is none) ‖ grade ‖ may it be open without conditions ‖ rules.
"""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.grading import assess, breaches, least_grade

RULES = rulebook.load(Path(__file__).parents[2] / "config").grading

ROWS = """
# ── identity documents
婚姻登记 ‖ 身份证号 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
婚姻登记 ‖ 公民身份号码 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
婚姻登记 ‖ 身 份 证 号 码 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
婚姻登记 ‖ 身份证_号 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
婚姻登记 ‖ 身份證字號 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ sfzh ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ SFZHM ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ cbrsfzh ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ lxr_sfzh ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ ＳＦＺＨ ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ id_card ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ idCard ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ IDCardNo ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ userIdCard ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ id_number ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ shenfenzheng ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 参保人数（身份证号） ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
企业名录 ‖ 法定代表人身份证号 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
企业名录 ‖ 法定代表人证件号码 ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ 护照号码 ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ zjhm ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ passport_no ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ 社会保障号 ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ 医保卡号 ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
公安业务量 ‖ 身份证办理量 ‖ – ‖ 1 ‖ yes ‖
公安业务量 ‖ 居民身份证受理数 ‖ – ‖ 1 ‖ yes ‖
办事网点 ‖ 身份证办理点 ‖ – ‖ 1 ‖ yes ‖
办事指南 ‖ 身份证类型 ‖ – ‖ 1 ‖ yes ‖
市场监管 ‖ 经营许可证号 ‖ – ‖ 1 ‖ yes ‖
市场监管 ‖ 许可证件号 ‖ – ‖ 1 ‖ yes ‖
市场监管 ‖ 统一社会信用代码 ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ id ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ order_id ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ grid_card_total ‖ – ‖ 1 ‖ yes ‖
# ── the same, spelled otherwise
数据表 ‖ idcardnum ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ cert_number ‖ id_number ‖ 4 ‖ no ‖ pi-document-bare
数据表 ‖ certificate_number ‖ id_number ‖ 4 ‖ no ‖ pi-document-bare
数据表 ‖ identification_number ‖ id_number ‖ 4 ‖ no ‖ pi-document-bare
数据表 ‖ cardid ‖ id_number ‖ 4 ‖ no ‖ pi-document-bare
数据表 ‖ user_idcardnum ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ applicantIdCardNum ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ custidno ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ shenfen_zheng_hao_ma ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ shenfenhaoma ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ sfzhaoma ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ shenFenZheng ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ userShenFenZhengHao ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ shēnfènzhèng ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ f_sfzh ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ sfzh_1 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ sfzh2 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ id_card_no2 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ jhrsfzh ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ lxrsfz ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ IDcard ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ IDCARDNO ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ identity_cardno ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ Identity Card No. ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ buyer_id_card_number ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ gmsfzh ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 证件编号 ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ 二代证号 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 公民号码 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 身份识别号 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 身份ID ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 身份編號 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 身份証號 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 身份証号 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 身份證號碼 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 申请人身份证 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ xm_sfz ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 身份证号1 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 公民證號 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 护照ID ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ 居民居住证 ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ ID号码 ‖ id_number ‖ 4 ‖ no ‖ pi-document-bare
数据表 ‖ card_number ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
统计 ‖ passport_office ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ 户口簿编号 ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ 護照編號 ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ 护照 ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ 申请人护照 ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ 军官证 ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ passportNo ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ passport_num ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ huzhaohaoma ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ zhengjianhaoma ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ 身份证号统计 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 身份证号码数 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 身份证号数 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 身份证号人数 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 身份证号规范 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 身份证号办理量 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ 人口数身份证号码 ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ id_card_no_count ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ users_id_card_no ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ Số CCCD ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ số căn cước công dân ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ CMND ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ Hộ chiếu ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ เลขบัตรประชาชน ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ เลขประจำตัวประชาชน ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
数据表 ‖ หนังสือเดินทาง ‖ id_number ‖ 4 ‖ no ‖ pi-document-number
数据表 ‖ no_ktp ‖ id_number ‖ 4 ‖ no ‖ pi-id-card
参保人员 ‖ 证照号码 ‖ id_number ‖ 4 ‖ no ‖ pi-document-person
数据表 ‖ 性别;证号 ‖ –;id_number ‖ 4 ‖ no ‖ pi-document-person
数据表 ‖ user_mobile_no ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ buyermobileno ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ usermobile ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ lxr_sjh1 ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ shouJiHaoMa ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ 手機 ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ 联系人手机 ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ 手机2 ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ 联系手机一 ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ 行動電話 ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ 手机号码数 ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ 手機號碼 ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ mobileNo ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ cell_phone_num ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ Số di động ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ โทรศัพท์มือถือ ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ users_mobile ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ 银行卡 ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
数据表 ‖ 銀行卡號 ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
数据表 ‖ yin_hang_ka_hao ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
数据表 ‖ userBankCardNo ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
数据表 ‖ bankcardno ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
数据表 ‖ acct_no ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
数据表 ‖ bank_acct_no ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
数据表 ‖ lxryhkh ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
数据表 ‖ Số tài khoản ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
数据表 ‖ บัญชีธนาคาร ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
数据表 ‖ 姓名;帳號 ‖ name;financial ‖ 4 ‖ no ‖ pi-name,pi-bank-account-bare
数据表 ‖ xing_ming ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ sqr_xingming ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ xìngmíng ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ jhrxm ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ lxrXingMing ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ passenger_name ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ CustomerName ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ cust_name ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ Họ và tên ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ ชื่อ-นามสกุล ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ xsxm ‖ minor ‖ 4 ‖ no ‖ pi-minor
# ── and what only looks like them
公安业务量 ‖ 身份证数 ‖ – ‖ 1 ‖ yes ‖
公安业务量 ‖ 护照办理量 ‖ – ‖ 1 ‖ yes ‖
公安业务量 ‖ 护照签发数 ‖ – ‖ 1 ‖ yes ‖
办事网点 ‖ 二代证读卡器 ‖ – ‖ 1 ‖ yes ‖
企业名录 ‖ certificate_number ‖ – ‖ 1 ‖ yes ‖
企业名录 ‖ 证照号码 ‖ – ‖ 1 ‖ yes ‖
医疗机构名录 ‖ cert_number;名称 ‖ –;– ‖ 1 ‖ yes ‖
市场监管 ‖ 许可证件编号 ‖ – ‖ 1 ‖ yes ‖
市场监管 ‖ 证书编号 ‖ – ‖ 1 ‖ yes ‖
纳税人 ‖ taxpayer_identification_number ‖ – ‖ 1 ‖ yes ‖
车辆 ‖ vehicle_identification_number ‖ – ‖ 1 ‖ yes ‖
电信业 ‖ 智能手机 ‖ – ‖ 1 ‖ yes ‖
电信业 ‖ Mobile Users (10,000) ‖ – ‖ 1 ‖ yes ‖
电信业 ‖ mobile_users_2023 ‖ – ‖ 1 ‖ yes ‖
电信业 ‖ số thuê bao di động ‖ – ‖ 1 ‖ yes ‖
电信业 ‖ จำนวนผู้ใช้โทรศัพท์มือถือ ‖ – ‖ 1 ‖ yes ‖
汽车 ‖ automobile ‖ – ‖ 1 ‖ yes ‖
汽车 ‖ automobile_no ‖ – ‖ 1 ‖ yes ‖
测绘 ‖ 性别;x_m ‖ –;– ‖ 1 ‖ yes ‖
身份验证 ‖ 身份识别系统 ‖ – ‖ 1 ‖ yes ‖
车辆 ‖ 车辆通行证号 ‖ – ‖ 1 ‖ yes ‖
企业名录 ‖ 负责人姓名;联系电话 ‖ –;– ‖ 1 ‖ yes ‖
设备 ‖ 二维码编号 ‖ – ‖ 1 ‖ yes ‖
设备 ‖ 信号总数 ‖ – ‖ 1 ‖ yes ‖
# ── telephones
数据表 ‖ 手机号 ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ 联系人手机号码 ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ 手机 ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ mobile ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ user_mobile ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ mobilePhone ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ sjhm ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ lxrsjh ‖ phone ‖ 3 ‖ no ‖ pi-mobile
养老机构名录 ‖ 负责人手机号 ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ 微信号 ‖ phone ‖ 3 ‖ no ‖ pi-mobile
数据表 ‖ phone ‖ phone ‖ 3 ‖ no ‖ pi-phone-bare
数据表 ‖ phoneNumber ‖ phone ‖ 3 ‖ no ‖ pi-phone-bare
数据表 ‖ tel ‖ phone ‖ 3 ‖ no ‖ pi-phone-bare
养老机构名录 ‖ phone ‖ – ‖ 1 ‖ yes ‖
Hospitals of Nanning ‖ hospital_name;tel;address ‖ –;–;– ‖ 1 ‖ yes ‖
数据表 ‖ office_phone ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ microphone_model ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ hotel_level ‖ – ‖ 1 ‖ yes ‖
参保人员 ‖ 联系电话 ‖ phone ‖ 3 ‖ no ‖ pi-phone-generic
低保对象 ‖ lxdh ‖ phone ‖ 3 ‖ no ‖ pi-phone-generic
培训情况 ‖ 性别;联系电话 ‖ –;phone ‖ 3 ‖ no ‖ pi-phone-generic
残疾人服务机构 ‖ 机构名称;联系电话;地址 ‖ –;–;– ‖ 1 ‖ yes ‖
机构服务的残疾人 ‖ 联系电话 ‖ phone ‖ 3 ‖ no ‖ pi-phone-generic
医疗机构名录 ‖ 医院名称;联系电话;地址 ‖ –;–;– ‖ 1 ‖ yes ‖
企业信息 ‖ 企业名称;法定代表人;企业地址;单位电话;办公电话 ‖ –;–;–;–;– ‖ 1 ‖ yes ‖
企业职工 ‖ 单位电话;单位地址 ‖ –;– ‖ 1 ‖ yes ‖
加油站 ‖ 名称;电话;地址 ‖ –;–;– ‖ 1 ‖ yes ‖
公厕 ‖ 名称;投诉电话;地址 ‖ –;–;– ‖ 1 ‖ yes ‖
电信业 ‖ 手机用户数 ‖ – ‖ 1 ‖ yes ‖
电信业 ‖ 移动电话用户数(万户) ‖ – ‖ 1 ‖ yes ‖
电信业 ‖ 电话普及率(包括移动电话)(部/百人) ‖ – ‖ 1 ‖ yes ‖
电信业 ‖ 手机产量 ‖ – ‖ 1 ‖ yes ‖
电信业 ‖ 手机号段 ‖ – ‖ 1 ‖ yes ‖
电信业 ‖ mobile_users ‖ – ‖ 1 ‖ yes ‖
# ── addresses
数据表 ‖ 家庭住址 ‖ address ‖ 3 ‖ no ‖ pi-home-address
数据表 ‖ 现住址 ‖ address ‖ 3 ‖ no ‖ pi-home-address
数据表 ‖ jtzz ‖ address ‖ 3 ‖ no ‖ pi-home-address
数据表 ‖ home_address ‖ address ‖ 3 ‖ no ‖ pi-home-address
数据表 ‖ 户籍地址 ‖ address ‖ 3 ‖ no ‖ pi-home-address
救助对象 ‖ 详细地址 ‖ address ‖ 3 ‖ no ‖ pi-address-generic
数据表 ‖ gender;address ‖ –;address ‖ 3 ‖ no ‖ pi-address-generic
数据表 ‖ address ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ 地址 ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ 性别;ip_address ‖ –;– ‖ 1 ‖ yes ‖
数据表 ‖ 企业住址 ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ 注册地址 ‖ – ‖ 1 ‖ yes ‖
# ── names
数据表 ‖ 姓名 ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ 考生姓名 ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ 曾用名 ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ full_name ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ xingming ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ 户主 ‖ name ‖ 2 ‖ no ‖ pi-name
数据表 ‖ 性别;name ‖ –;name ‖ 2 ‖ no ‖ pi-name-generic
数据表 ‖ 出生日期;xm ‖ –;name ‖ 2 ‖ no ‖ pi-name-generic
数据表 ‖ 年龄;申请人 ‖ –;name ‖ 2 ‖ no ‖ pi-name-generic
数据表 ‖ name ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ xm ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ 名称 ‖ – ‖ 1 ‖ yes ‖
人口统计 ‖ 姓氏排名 ‖ – ‖ 1 ‖ yes ‖
人口统计 ‖ 姓氏 ‖ – ‖ 1 ‖ yes ‖
人口统计 ‖ 性别;年龄;民族;人口数 ‖ –;–;–;– ‖ 1 ‖ yes ‖
企业信息 ‖ 法定代表人姓名 ‖ – ‖ 1 ‖ yes ‖
企业信息 ‖ 负责人姓名 ‖ – ‖ 1 ‖ yes ‖
社会组织 ‖ 组织名称;联系人;联系电话 ‖ –;–;– ‖ 1 ‖ yes ‖
图书馆藏书 ‖ 作者姓名 ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ 项目名称 ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ file_name ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ company_full_name ‖ – ‖ 1 ‖ yes ‖
# ── biometric
数据表 ‖ 指纹 ‖ biometric ‖ 4 ‖ no ‖ pi-biometric
数据表 ‖ 人脸特征值 ‖ biometric ‖ 4 ‖ no ‖ pi-biometric
数据表 ‖ face_feature ‖ biometric ‖ 4 ‖ no ‖ pi-biometric
数据表 ‖ fingerprint ‖ biometric ‖ 4 ‖ no ‖ pi-biometric
数据表 ‖ 虹膜 ‖ biometric ‖ 4 ‖ no ‖ pi-biometric
产品质量 ‖ 指纹锁型号 ‖ – ‖ 1 ‖ yes ‖
农业 ‖ 水稻基因 ‖ – ‖ 1 ‖ yes ‖
设备 ‖ 人脸识别设备数量 ‖ – ‖ 1 ‖ yes ‖
# ── health
数据表 ‖ 住院号 ‖ health ‖ 4 ‖ no ‖ pi-health-record
数据表 ‖ 病历摘要 ‖ health ‖ 4 ‖ no ‖ pi-health-record
数据表 ‖ diagnosis ‖ health ‖ 4 ‖ no ‖ pi-health-record
数据表 ‖ 过敏史 ‖ health ‖ 4 ‖ no ‖ pi-health-record
数据表 ‖ 姓名;血型 ‖ name;health ‖ 4 ‖ no ‖ pi-name,pi-health-attribute
数据表 ‖ 姓名;残疾等级 ‖ name;health ‖ 4 ‖ no ‖ pi-name,pi-health-attribute
卫生 ‖ 疾病;死亡率 ‖ –;– ‖ 1 ‖ yes ‖
卫生 ‖ 血型;采血量 ‖ –;– ‖ 1 ‖ yes ‖
卫生 ‖ 患者人数 ‖ – ‖ 1 ‖ yes ‖
卫生 ‖ 电子病历系统 ‖ – ‖ 1 ‖ yes ‖
食品抽检 ‖ 检验结果 ‖ – ‖ 1 ‖ yes ‖
# ── money
数据表 ‖ 银行卡号 ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
数据表 ‖ yhkh ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
数据表 ‖ bank_account ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
数据表 ‖ 公积金账号 ‖ financial ‖ 4 ‖ no ‖ pi-bank-account
数据表 ‖ 姓名;工资 ‖ name;financial ‖ 4 ‖ no ‖ pi-name,pi-bank-account-bare
数据表 ‖ 姓名;补贴金额 ‖ name;financial ‖ 4 ‖ no ‖ pi-name,pi-bank-account-bare
数据表 ‖ 姓名;平均工资 ‖ name;– ‖ 2 ‖ no ‖ pi-name
工资 ‖ 平均工资;平均收入 ‖ –;– ‖ 1 ‖ yes ‖
工资 ‖ 性别;工资 ‖ –;– ‖ 1 ‖ yes ‖
居民收入 ‖ 收入 ‖ – ‖ 1 ‖ yes ‖
金融 ‖ 金融机构资金来源各项存款中个人存款 ‖ – ‖ 1 ‖ yes ‖
金融 ‖ 银行卡发卡量 ‖ – ‖ 1 ‖ yes ‖
金融 ‖ 财政专户 ‖ – ‖ 1 ‖ yes ‖
# ── places and movements
数据表 ‖ 行踪轨迹 ‖ location ‖ 4 ‖ no ‖ pi-movement
数据表 ‖ 通话记录 ‖ location ‖ 4 ‖ no ‖ pi-movement
数据表 ‖ trajectory ‖ location ‖ 4 ‖ no ‖ pi-movement
数据表 ‖ 姓名;经度 ‖ name;location ‖ 4 ‖ no ‖ pi-name,pi-position
数据表 ‖ phone;lng ‖ phone;location ‖ 4 ‖ no ‖ pi-phone-bare,pi-position
出租汽车 ‖ 车牌号;经度;定位时间 ‖ –;–;– ‖ 4 ‖ no ‖ joint-trajectory-vehicle
数据表 ‖ plate_no;lng;lat;gps_time ‖ –;–;–;– ‖ 4 ‖ no ‖ joint-trajectory-vehicle
公交刷卡 ‖ 公交卡号;上车站点;刷卡时间 ‖ –;–;– ‖ 4 ‖ no ‖ joint-trajectory-carrier
公交车辆位置 ‖ 车牌号;经度;定位时间 ‖ –;–;– ‖ 1 ‖ yes ‖
景点 ‖ 名称;经度;纬度 ‖ –;–;– ‖ 1 ‖ yes ‖
气象 ‖ 台风编号;经度;纬度;时间 ‖ –;–;–;– ‖ 1 ‖ yes ‖
停车场 ‖ 车牌号;收费 ‖ –;– ‖ 1 ‖ yes ‖
# ── other sensitive data, children
数据表 ‖ 宗教信仰 ‖ other_sensitive ‖ 4 ‖ no ‖ pi-belief-identity
数据表 ‖ criminal_record ‖ other_sensitive ‖ 4 ‖ no ‖ pi-belief-identity
办事指南 ‖ 无犯罪记录证明 ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ 学籍号 ‖ minor ‖ 4 ‖ no ‖ pi-minor
数据表 ‖ 监护人 ‖ minor ‖ 4 ‖ no ‖ pi-minor
数据表 ‖ student_name ‖ minor ‖ 4 ‖ no ‖ pi-minor
数据表 ‖ 学生姓名 ‖ minor ‖ 4 ‖ no ‖ pi-minor,pi-name
留守儿童 ‖ 姓名 ‖ name ‖ 4 ‖ no ‖ pi-name,joint-minors
kindergarten ‖ full_name ‖ name ‖ 4 ‖ no ‖ pi-name,joint-minors
儿童医院 ‖ 姓名 ‖ name ‖ 2 ‖ no ‖ pi-name
教育 ‖ 在校学生数 ‖ – ‖ 1 ‖ yes ‖
教育 ‖ 学校名称;校长姓名 ‖ –;– ‖ 1 ‖ yes ‖
# ── together
数据表 ‖ 姓名;身份证号 ‖ name;id_number ‖ 4 ‖ no ‖ pi-name,pi-id-card,joint-name-id
数据表 ‖ 姓名;手机号;家庭住址 ‖ name;phone;address ‖ 4 ‖ no ‖ pi-name,pi-mobile,pi-home-address,joint-name-phone,joint-name-address,joint-name-phone-address
数据表 ‖ name;phone;address ‖ name;phone;address ‖ 4 ‖ no ‖ pi-name-generic,pi-phone-bare,pi-address-generic,joint-name-phone,joint-name-address,joint-name-phone-address
数据表 ‖ 姓名;手机号 ‖ name;phone ‖ 3 ‖ no ‖ pi-name,pi-mobile,joint-name-phone
数据表 ‖ 姓名;家庭住址 ‖ name;address ‖ 3 ‖ no ‖ pi-name,pi-home-address,joint-name-address
数据表 ‖ 手机号;家庭住址 ‖ phone;address ‖ 3 ‖ no ‖ pi-mobile,pi-home-address
数据表 ‖ 手机号;家庭住址;银行卡号;住院号 ‖ phone;address;financial;health ‖ 4 ‖ no ‖ pi-mobile,pi-home-address,pi-bank-account,pi-health-record,joint-several-kinds
# ── not personal, yet to be protected
系统账户 ‖ 登录密码 ‖ – ‖ 4 ‖ no ‖ secret-credential
数据表 ‖ password ‖ – ‖ 4 ‖ no ‖ secret-credential
密码产品 ‖ 密钥长度 ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ 网络拓扑 ‖ – ‖ 4 ‖ no ‖ security-weakness
数据表 ‖ server_ip ‖ – ‖ 4 ‖ no ‖ security-weakness
网络安全 ‖ 漏洞修复率 ‖ – ‖ 1 ‖ yes ‖
数据表 ‖ 产品配方 ‖ – ‖ 3 ‖ no ‖ trade-secret
市场监管 ‖ 商业秘密保护示范点 ‖ – ‖ 1 ‖ yes ‖
# ── titles
涉密地理信息 ‖ 名称 ‖ – ‖ 6 ‖ no ‖ secret-marked
非涉密数据清单 ‖ 名称 ‖ – ‖ 1 ‖ yes ‖
涉密测绘成果审批 ‖ 名称 ‖ – ‖ 1 ‖ yes ‖
军事设施分布 ‖ 名称 ‖ – ‖ 5 ‖ no ‖ military
军事设施保护宣传活动 ‖ 名称 ‖ – ‖ 1 ‖ yes ‖
关键信息基础设施清单 ‖ 名称 ‖ – ‖ 5 ‖ no ‖ critical-infrastructure
关键信息基础设施安全保护条例 ‖ 名称 ‖ – ‖ 1 ‖ yes ‖
人类遗传资源样本 ‖ 编号 ‖ – ‖ 5 ‖ no ‖ genetic-resources
人类遗传资源审批 ‖ 编号 ‖ – ‖ 1 ‖ yes ‖
南宁市高精度地图 ‖ 图幅号 ‖ – ‖ 5 ‖ no ‖ precise-geography
1:10000 地形图 ‖ 图幅号 ‖ – ‖ 5 ‖ no ‖ precise-geography
地形图目录（1:250000） ‖ 图幅号 ‖ – ‖ 1 ‖ yes ‖
燃气管网 ‖ 管段;埋深 ‖ –;– ‖ 4 ‖ no ‖ utility-network
gas 燃气管线 ‖ geometry ‖ – ‖ 4 ‖ no ‖ utility-network
燃气管网 ‖ 长度;年份 ‖ –;– ‖ 1 ‖ yes ‖
重要数据目录管理情况 ‖ 部门;次数 ‖ –;– ‖ 1 ‖ yes ‖
核心指标 ‖ 核心数据;重要指标 ‖ –;– ‖ 1 ‖ yes ‖
# ── ordinary open data
甘蔗产量 ‖ 年份;地区;产量 ‖ –;–;– ‖ 1 ‖ yes ‖
空气质量 ‖ 站点;时间;PM2.5;经度;纬度 ‖ –;–;–;–;– ‖ 1 ‖ yes ‖
港口货物吞吐量 ‖ 港口;月份;吞吐量 ‖ –;–;– ‖ 1 ‖ yes ‖
人口 ‖ 人口数;出生率;死亡率;户数 ‖ –;–;–;– ‖ 1 ‖ yes ‖
就业人员 ‖ 行业;name;value ‖ –;–;– ‖ 1 ‖ yes ‖
"""

CASES = [
    tuple(part.strip() for part in line.split("‖"))
    for line in ROWS.splitlines()
    if line.strip() and not line.startswith("#")
]


def dataset(title: str, *columns: Any, **more: Any) -> dict[str, Any]:
    fields = [column if isinstance(column, dict) else {"name": column, "type": "string"} for column in columns]
    return {"title": title, "open_type": "unconditional", "resources": [{"schema": {"fields": fields}}], **more}


@pytest.mark.parametrize("case", CASES, ids=["/".join(case[:2]) for case in CASES])
def test_a_row(case: tuple[str, ...]) -> None:
    title, columns, kinds, rank, publishable, rules = case
    given = dataset(title, *columns.split(";"))
    found = assess(given, RULES)
    assert [item.personal_info_kind for item in found.items] == kinds.replace("–", "none").split(";")
    assert found.grade.rank == int(rank)
    assert {reason.rule for reason in found.reasons} == {rule for rule in rules.split(",") if rule}
    assert (not breaches(given, least_grade(given, found), found, RULES)) == (publishable == "yes")


def test_the_table_is_long_and_every_rule_that_words_can_raise_is_in_it() -> None:
    assert len(CASES) >= 150
    told = {rule for case in CASES for rule in case[5].split(",")}
    counted = {rule.origin.id for rule in RULES.combinations if rule.records or rule.sensitive_records}
    rules = (*RULES.items, *RULES.datasets, *RULES.combinations)
    assert {rule.origin.id for rule in rules} - counted - told == set()


@pytest.mark.parametrize(
    ("declared", "kind", "rank"),
    [
        ("name", "name", 2), ("phone", "phone", 3), ("address", "address", 3), ("id_number", "id_number", 4),
        ("health", "health", 4), ("location", "location", 4), ("biometric", "biometric", 4), ("financial", "financial", 4),
        ("minor", "minor", 4), ("other_sensitive", "other_sensitive", 4), ("none", "none", 1), ("", "none", 1),
        ("手机号", "phone", 3), ("不明白", "other_sensitive", 4),
    ],
)  # fmt: skip
def test_a_declared_kind_counts_where_the_name_says_nothing(declared: str, kind: str, rank: int) -> None:
    found = assess(dataset("表", {"name": "f1", "personal_info_kind": declared}), RULES)
    assert (found.items[0].personal_info_kind, found.grade.rank) == (kind, rank)
    assert found.contains_personal_info == (kind != "none")


@pytest.mark.parametrize(
    ("name", "kind"), [("身份证号", "id_number"), ("姓名", "name"), ("phone", "none"), ("tel", "none")]
)
def test_none_is_believed_of_a_word_that_may_be_harmless_only(name: str, kind: str) -> None:
    found = assess(dataset("表", {"name": name, "personal_info_kind": "none"}), RULES)
    assert found.items[0].personal_info_kind == kind


@pytest.mark.parametrize(
    ("declared", "rank"), [("1", 1), ("2", 2), ("3", 3), ("4", 4), ("L3", 3), ("important", 5), ("core", 6), ("x", 1)]
)
def test_a_declared_grade_of_an_item_is_the_least(declared: str, rank: int) -> None:
    found = assess(dataset("表", {"name": "产量", "item_grade": declared}), RULES)
    assert found.grade.rank == found.items[0].grade.rank == rank


def test_a_declared_grade_never_lowers_what_the_name_says() -> None:
    assert assess(dataset("表", {"name": "身份证号", "item_grade": "1"}), RULES).grade.rank == 4


@pytest.mark.parametrize(
    ("column", "claim", "rank", "barred"),
    [
        ({"name": "身份证号"}, "", 4, ["personal-data"]),
        ({"name": "身份证号"}, "masked", 4, ["personal-data"]),
        ({"name": "身份证号"}, "aggregated", 4, ["personal-data"]),
        ({"name": "身份证号"}, "anonymised", 4, ["anonymisation-refuted"]),
        ({"name": "身份证号", "mask_rule": "none"}, "anonymised", 4, ["anonymisation-refuted"]),
        ({"name": "身份证号", "mask_rule": "随便"}, "anonymised", 4, ["anonymisation-refuted"]),
        ({"name": "身份证号", "mask_rule": "keep_surname"}, "anonymised", 4, ["anonymisation-refuted"]),
        ({"name": "身份证号", "mask_rule": "hash"}, "anonymised", 3, ["anonymisation-refuted"]),
        ({"name": "身份证号", "mask_rule": "keep_6_4"}, "", 3, ["personal-data"]),
        ({"name": "身份证号", "mask_rule": "前6后4"}, "masked", 3, ["personal-data"]),
        ({"name": "身份证号", "mask_rule": "keep_6_4"}, "anonymised", 1, []),
        ({"name": "身份证号", "mask_rule": "remove"}, "", 1, ["personal-data"]),
        ({"name": "手机号"}, "anonymised", 3, ["anonymisation-refuted"]),
        ({"name": "手机号", "mask_rule": "keep_3_4"}, "anonymised", 1, []),
        ({"name": "指纹"}, "anonymised", 4, ["anonymisation-refuted"]),
        ({"name": "姓名"}, "anonymised", 1, []),
        ({"name": "姓名"}, "masked", 2, ["personal-data"]),
        ({"name": "住院号"}, "pseudonymised", 3, ["personal-data"]),
        ({"name": "住院号"}, "aggregated", 2, ["personal-data"]),
        ({"name": "住院号"}, "anonymised", 1, []),
        ({"name": "住院号"}, "rubbish", 4, ["personal-data"]),
    ],
)  # fmt: skip
def test_de_identification_lowers_as_far_as_it_is_believed(
    column: dict[str, str], claim: str, rank: int, barred: list[str]
) -> None:
    found = assess(dataset("表", column, desensitisation=claim), RULES)
    assert found.grade.rank == rank
    assert [reason.rule for reason in found.barred] == barred
    assert found.contains_personal_info


def test_a_refuted_claim_says_why() -> None:
    [reason] = assess(dataset("表", "身份证号", desensitisation="anonymised"), RULES).barred
    assert "没有填写适用的脱敏规则" in reason.message and reason.item == "身份证号"


@pytest.mark.parametrize(
    ("column", "rows", "rule", "rank"),
    [
        ("姓名", 999_999, "", 2), ("姓名", 1_000_000, "many-persons", 4), ("姓名", 10_000_000, "ten-million-persons", 5),
        ("住院号", 9_999, "", 4), ("住院号", 10_000, "many-sensitive", 4), ("产量", 99_000_000, "", 1),
        ("姓名", "10000000", "ten-million-persons", 5), ("姓名", "-1", "", 2), ("姓名", "9" * 40, "", 2), ("姓名", True, "", 2),
    ],
)  # fmt: skip
def test_many_records_of_persons_weigh_more(column: str, rows: Any, rule: str, rank: int) -> None:
    given = dataset("表", column)
    given["resources"][0]["row_count"] = rows
    found = assess(given, RULES)
    assert found.grade.rank == rank
    counted = {reason.rule for reason in found.reasons} & {"many-persons", "many-sensitive", "ten-million-persons"}
    assert (rule in counted) if rule else not counted


@pytest.mark.parametrize(
    ("field", "kinds"),
    [
        ({"name": "mobile", "title": "手机用户数", "type": "integer"}, "none"),
        ({"name": "手机用户数", "title": "mobile", "type": "integer"}, "none"),
        ({"name": "mobile", "title": "手机用户数", "type": "string"}, "phone"),
        ({"name": "f1", "title": "身份证号", "type": "string"}, "id_number"),
        ({"name": "f1", "title": "f1", "description": "身份证号"}, "id_number"),
        ({"name": "编号", "description": "不是身份证号"}, "none"),
        ({"name": "编号", "item_name_en": "id_card"}, "id_number"),
        ({"name": None, "title": "身份证号"}, "id_number"),
        ({"name": "a1", "item_name": "身份证号"}, "id_number"),
        ({"name": "a1", "title": "编号", "item_name": "身份证号"}, "id_number"),
        ({"name": "a1", "label": "身份证号"}, "id_number"),
        ({"name": "a1", "label": {"zh": "身份证号"}}, "id_number"),
        ({"name": "a1", "info": {"label": "身份证号"}}, "id_number"),
        ({"name": "sfzh", "title": "人数", "type": "integer"}, "id_number"),
        ({"name": "sfzh", "title": "身份证办理量", "type": "integer"}, "none"),
        ({"name": "手机号", "title": "手机用户数", "type": "integer"}, "phone"),
        ({"name": 5, "type": {}}, "none"),
    ],
)
def test_every_name_of_an_item_is_looked_at(field: dict[str, Any], kinds: str) -> None:
    assert [item.personal_info_kind for item in assess(dataset("表", field), RULES).items] == [kinds]


@pytest.mark.parametrize("schema", ["", "{", "[]", '{"fields": 1}', {"fields": [1, None]}, [], 7, "[" * 100_000])
def test_what_is_no_table_schema_holds_no_items(schema: Any) -> None:
    assert assess({"title": "表", "resources": [{"schema": schema}]}, RULES).items == ()


def test_a_schema_as_json_text_is_read() -> None:
    found = assess({"title": "表", "resources": [{"schema": '{"fields": [{"name": "身份证号"}]}'}]}, RULES)
    assert found.grade.rank == 4


def test_a_name_that_is_personal_data_itself_is_never_repeated() -> None:
    found = assess(dataset("表", {"name": "11010519491231002X", "title": "身份证号"}), RULES)
    assert "9491231" not in repr((found.reasons, found.items, found.barred))


@pytest.mark.parametrize(
    "field", [{"name": "申请人身份证"}, {"name": "xm_sfz"}, {"name": "身份证号", "title": "姓名首字母"}]
)
def test_one_column_alone_is_no_combination(field: dict[str, str]) -> None:
    assert not [each for each in assess(dataset("表", field), RULES).reasons if each.rule.startswith("joint-")]


def test_two_columns_of_which_each_has_both_kinds_are_a_combination() -> None:
    field = {"name": "身份证号", "title": "姓名首字母"}
    told = {each.rule for each in assess(dataset("表", field, {**field, "name": "sfzh"}), RULES).reasons}
    assert "joint-name-id" in told


def test_a_reason_shows_the_name_that_gave_it() -> None:
    [reason] = assess(dataset("表", {"name": "a1", "item_name": "身份证号"}), RULES).reasons
    assert "“身份证号（a1）”" in reason.message
