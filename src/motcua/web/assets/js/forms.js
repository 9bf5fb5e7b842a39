// Forms: a second click sends nothing twice, and work is not lost by walking away.

const SENT_FOR_MS = 10000; // after this an unanswered form may be sent again

export function watchForms() {
  document.addEventListener("submit", guard);
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-keep]");
    if (form) form.dataset.dirty = "1";
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-dirty]")) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
  const summary = document.querySelector("[data-error-summary]");
  if (summary && !summary.closest("[data-still]")) summary.focus();
}

function guard(event) {
  const form = event.target;
  if ((form.method || "get").toLowerCase() !== "post") return;
  if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < SENT_FOR_MS) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const ask = event.submitter?.dataset.confirm;
  if (ask && !window.confirm(ask)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = String(Date.now());
  delete form.dataset.dirty;
}

export function release(form) {
  delete form.dataset.sent;
}
