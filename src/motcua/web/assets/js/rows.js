// Choosing rows: the bulk bar counts them, a box in the head takes all.

export function watchRows() {
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-bulk]");
    if (!form) return;
    if (event.target.matches("[data-all]")) boxes(form).forEach((box) => (box.checked = event.target.checked));
    tell(form);
  });
  document.addEventListener("click", (event) => {
    const form = event.target.closest?.("[data-none]")?.closest("form[data-bulk]");
    if (!form) return;
    form.querySelectorAll("[data-all], [data-pick]").forEach((box) => (box.checked = false));
    tell(form);
  });
  document.querySelectorAll("form[data-bulk]").forEach(tell);
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("form[data-bulk]").forEach(tell));
}

function boxes(form) {
  return Array.from(form.querySelectorAll("[data-pick]"));
}

function tell(form) {
  const chosen = boxes(form).filter((box) => box.checked);
  boxes(form).forEach((box) => box.closest("tr")?.classList.toggle("is-sel", box.checked));
  const bar = form.querySelector("[data-bulk-bar]");
  if (bar) bar.hidden = chosen.length === 0;
  const count = form.querySelector("[data-bulk-count]");
  if (count) count.textContent = new Intl.NumberFormat(document.documentElement.lang).format(chosen.length);
}
