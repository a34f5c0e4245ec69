/* Shows the answer of the try-it form on the page. Without scripts the form leads to the answer itself. */

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-gx-try]");
  const shown = document.querySelector("[data-gx-answer]");
  if (!form || !shown) return;
  const line = document.querySelector("[data-gx-line]");

  const address = () => {
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value.trim()) url.searchParams.append(name, value);
    return url;
  };
  const write = () => { if (line) line.textContent = `curl '${address().href.replaceAll("'", "%27")}'`; };
  form.addEventListener("input", write);
  write();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const begun = performance.now();
    shown.hidden = false;
    const [status, body] = [shown.querySelector("p"), shown.querySelector("code")];
    try {
      const answer = await fetch(address(), { headers: { Accept: "application/json" } });
      const text = await answer.text();
      status.textContent = `${answer.status} · ${Math.round(performance.now() - begun)} ms`;
      try { body.textContent = JSON.stringify(JSON.parse(text), null, 2).slice(0, 20000); } catch { body.textContent = text.slice(0, 20000); }
    } catch {
      status.textContent = shown.dataset.gxAnswer;
      body.textContent = "";
    }
    shown.querySelector("pre").scrollTop = 0;
    status.focus();
  });
});
