"""What a mapping did not know, a person's answers to it, and mapping everything again with them."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata.views.harvest.calls import asked, blueprint, call, page, sentence

OTHER = "*"
"""The choice "another code": which one stands in the list beside it."""


@blueprint.route("/<source>/mapping")
def mapping(source: str) -> str:
    shown = asked("gxdata_source_show", id=source)
    questions = asked("gxdata_mapping_question_list", source=shown["name"])
    lines = asked("gxdata_mapping_line_list", source=shown["name"])
    return page("mapping", source=shown, questions=questions, lines=lines)


@blueprint.route("/<source>/mapping", methods=["POST"])
def answer(source: str) -> Any:
    given = {name: tk.request.form.get(name, "") for name in ("kind", "field", "value", "target", "other")}
    target = given["other"] if given["target"] == OTHER else given["target"]
    if "target" not in tk.request.form or (given["target"] == OTHER and not target):
        tk.h.flash_error(tk._("“{value}”: choose what it means, or that it means nothing").format(value=given["value"]))
        return _back(source)
    line = {"source": source, "kind": given["kind"], "field": given["field"], "value": given["value"], "target": target}
    try:
        call("gxdata_mapping_line_create", **line)
    except tk.ValidationError as error:
        tk.h.flash_error(sentence(error.error_dict))
    else:
        tk.h.flash_success(
            tk._("“{value}” is answered; it takes effect at the next run, or when you map again").format(value=given["value"])
        )
    return _back(source)


@blueprint.route("/<source>/mapping/delete", methods=["POST"])
def take_back(source: str) -> Any:
    try:
        call("gxdata_mapping_line_delete", id=tk.request.form.get("id", ""))
    except tk.ValidationError as error:
        tk.h.flash_error(sentence(error.error_dict))
    else:
        tk.h.flash_success(tk._("The answer is taken back"))
    return _back(source)


def _back(source: str) -> Any:
    return tk.redirect_to("gxdata_harvest.mapping", source=source)
