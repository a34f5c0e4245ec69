/* A button at every line for a terminal that copies it. Without scripts the line is selected by hand. */

document.addEventListener("DOMContentLoaded", () => {
  if (!navigator.clipboard) return;
  for (const line of document.querySelectorAll("pre[data-gx-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm gx-copy";
    button.textContent = line.dataset.gxCopy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(line.textContent);
      button.textContent = line.dataset.gxCopied;
      setTimeout(() => { button.textContent = line.dataset.gxCopy; }, 2000);
    });
    line.parentElement.append(button);
  }
});
