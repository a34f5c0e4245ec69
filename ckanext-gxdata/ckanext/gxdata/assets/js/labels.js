/* Names for controls that CKAN's scripts make without one: lists with a field to choose from (select2), and handles to drag a file by.
   The name of a list is the label of its field; that of a handle comes with the page. */
(function () {
  "use strict";

  function nameList(box) {
    const field = box.closest(".select2-container").previousElementSibling;
    const label = field && field.id && document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    box.dataset.gxNamed = "";
    if (!label) return;
    label.id = label.id || `label-of-${field.id}`;
    const chosen = box.getAttribute("aria-labelledby") || "";
    box.setAttribute("aria-labelledby", `${label.id} ${chosen}`.trim());
    const shown = box.querySelector("[role=textbox]");
    if (shown) shown.setAttribute("aria-labelledby", label.id);
  }

  function nameHandle(handle) {
    const item = handle.closest("li");
    const title = item && item.querySelector("a:not(.handle)");
    if (title) handle.setAttribute("aria-label", `↕ ${title.textContent.trim()}`);
  }

  function nameAll() {
    document.querySelectorAll(".select2-selection[role=combobox]:not([data-gx-named])").forEach(nameList);
    document.querySelectorAll("a.handle:not([aria-label])").forEach(nameHandle);
  }

  nameAll();
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
})();
