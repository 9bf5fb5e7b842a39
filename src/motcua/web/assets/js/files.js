// Files: drop them on the field, see their names and sizes, see how far the upload is.
import { release } from "./forms.js";

export function watchFiles() {
  document.addEventListener("dragover", (event) => light(event, true));
  document.addEventListener("dragleave", (event) => light(event, false));
  document.addEventListener("drop", drop);
  document.addEventListener("change", (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (zone && event.target.type === "file") list(zone, event.target.files);
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.matches("form[data-progress]")) upload(event);
  });
  // A file that was refused must not be sent again with the next press.
  document.addEventListener("htmx:afterRequest", (event) => {
    const input = event.detail.elt;
    if (!event.detail.successful && input.type === "file") input.value = "";
  });
}

function light(event, on) {
  const zone = event.target.closest?.("[data-drop]");
  if (!zone) return;
  event.preventDefault();
  zone.classList.toggle("is-over", on);
}

function drop(event) {
  const zone = event.target.closest?.("[data-drop]");
  if (!zone) return;
  event.preventDefault();
  zone.classList.remove("is-over");
  const input = zone.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function list(zone, files) {
  const names = zone.querySelector("[data-names]");
  if (!names) return;
  names.replaceChildren(
    ...Array.from(files, (file) => {
      const line = document.createElement("li");
      line.textContent = `${file.name} · ${size(file.size)}`;
      return line;
    }),
  );
}

function size(bytes) {
  const format = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  return bytes < 1048576 ? `${format.format(bytes / 1024)} KB` : `${format.format(bytes / 1048576)} MB`;
}

function upload(event) {
  const form = event.target;
  const bar = form.querySelector("progress");
  if (!bar || !form.querySelector("input[type=file]")?.files.length) return;
  event.preventDefault();
  const data = new FormData(form);
  if (event.submitter?.name) data.append(event.submitter.name, event.submitter.value);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (step) => {
    bar.hidden = false;
    bar.max = step.total;
    bar.value = step.loaded;
  });
  request.addEventListener("load", () => answer(request, form));
  request.addEventListener("error", () => {
    bar.hidden = true;
    release(form);
    form.querySelector("[data-lost]")?.removeAttribute("hidden");
  });
  request.send(data);
}

function answer(request, form) {
  // An answer at the form's own address refuses a file: going there afresh would lose its words.
  if (request.status < 400 && request.responseURL !== form.action) {
    window.location.assign(request.responseURL);
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const [old, fresh] = [document.querySelector("main"), page.querySelector("main")];
  release(form);
  if (!old || !fresh) return;
  old.replaceWith(fresh);
  fresh.tabIndex = -1;
  (fresh.querySelector("[data-error-summary]") ?? fresh).focus();
}
