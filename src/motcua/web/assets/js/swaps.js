// After htmx has changed a piece of the page, the focus goes to what changed and a lost line is said.
import { release } from "./forms.js";

export function watchSwaps(htmx) {
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form");
    if (form) release(form);
  });
  document.addEventListener("htmx:afterSettle", (event) => focusOn(event.detail.elt));
  document.addEventListener("htmx:sendError", () => htmx.find("#lost")?.removeAttribute("hidden"));
  document.addEventListener("htmx:beforeRequest", () => htmx.find("#lost")?.setAttribute("hidden", ""));
}

function focusOn(changed) {
  const wanted = changed.matches?.("[data-focus]") ? changed : changed.querySelector?.("[data-focus]");
  if (!wanted) return;
  if (!wanted.matches("a[href], button, input, select, textarea, [tabindex]")) wanted.tabIndex = -1;
  wanted.focus();
}
