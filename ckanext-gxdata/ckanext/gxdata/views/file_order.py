"""The order of a dataset's files, changed one place at a time: by keyboard and without scripts, where CKAN only lets drag.

Here: the route behind the two buttons of a file. Not here: who may (``package_resource_reorder``), the list of files (CKAN's page).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

blueprint = Blueprint("gxdata_file_order", __name__)

STEPS = {"up": -1, "down": 1}


@blueprint.route("/dataset/resources/<dataset_id>/move", methods=["POST"])
def move(dataset_id: str) -> Any:
    """Leads back to the list, where the button that was pressed is in focus again: a file goes far by pressing it often."""
    resource_id, to = tk.request.form.get("resource", ""), tk.request.form.get("to", "")
    package = _package(dataset_id)
    names = {each["id"]: tk.h.resource_display_name(each) for each in package["resources"]}
    if resource_id not in names or to not in STEPS:
        tk.abort(400)
    order = moved(list(names), resource_id, STEPS[to])
    try:
        tk.get_action("package_resource_reorder")(_context(), {"id": package["id"], "order": order})
    except tk.NotAuthorized:
        tk.abort(403)
    except tk.ValidationError as error:
        tk.h.flash_error(tk._("The order is not saved; first mend the dataset: {faults}").format(faults=_faults(package, error)))
    else:
        told = {"name": names[resource_id], "place": order.index(resource_id) + 1, "count": len(order)}
        tk.h.flash_success(tk._("“{name}” is now file {place} of {count}").format(**told))
    return tk.redirect_to(f"{package['type']}.resources", id=package["name"], moved=resource_id, to=to)


def moved(order: Sequence[str], one: str, step: int) -> list[str]:
    """The order with one of its members a step further; at the end it stays."""
    others = [each for each in order if each != one]
    place = min(max(order.index(one) + step, 0), len(others))
    return [*others[:place], one, *others[place:]]


def _faults(package: dict[str, Any], error: Any) -> str:
    """What is wrong with the dataset as it stands, as the form says it: rules have become stricter since."""
    fields = tk.h.scheming_get_dataset_schema(package["type"])["dataset_fields"]
    return "；".join(fault.text for fault in tk.h.gxdata_form_faults(fields, package, error.error_dict))


def _package(dataset_id: str) -> dict[str, Any]:
    try:
        package: dict[str, Any] = tk.get_action("package_show")(_context(), {"id": dataset_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404, tk._("Dataset not found"))
    return package


def _context() -> Any:
    return {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
