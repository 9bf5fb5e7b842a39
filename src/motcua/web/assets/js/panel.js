// The side panel: opens with what htmx puts into it, closes with Escape or its button, gives the focus back.

let opener = null;

export function watchPanel() {
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target?.id === "panel") opener = event.detail.elt;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const panel = event.detail.elt.closest?.("#panel");
    if (panel) open(panel);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) close(event);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(event);
  });
}

function open(panel) {
  panel.hidden = false;
  document.querySelectorAll("tr.is-open").forEach((row) => row.classList.remove("is-open"));
  opener?.closest("tr")?.classList.add("is-open");
  const heading = panel.querySelector("h2");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus();
}

function close(event) {
  const panel = document.querySelector("#panel");
  if (!panel || panel.hidden) return;
  event.preventDefault();
  panel.hidden = true;
  panel.replaceChildren();
  opener?.closest("tr")?.classList.remove("is-open");
  opener?.focus();
}
