// Keys: "/" goes to the search, "?" lists the keys, data-key="F9" makes any button or field answer to F9.

export function watchKeys() {
  document.addEventListener("keydown", press);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) {
      event.preventDefault();
      showKeys();
    }
    if (event.target.closest("[data-print]")) window.print();
  });
}

function press(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const typing = isTyping(event.target);
  const name = nameOf(event);
  if (typing && !isCommand(event)) return;
  if (document.querySelector("dialog[open]") && name !== "?") return;
  const target = find(name);
  if (target) {
    event.preventDefault();
    act(target);
  } else if (name === "/") {
    focusSearch(event);
  } else if (name === "?") {
    event.preventDefault();
    showKeys();
  } else if (name === "J" || name === "K") {
    step(event, name === "J" ? 1 : -1);
  }
}

function isTyping(element) {
  return element.matches?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button])");
}

function isCommand(event) {
  return event.ctrlKey || event.altKey || event.metaKey || /^F\d+$/.test(event.key);
}

function nameOf(event) {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${key}`;
}

function find(name) {
  const found = document.querySelectorAll(`[data-key="${CSS.escape(name)}"]`);
  return Array.from(found).find((element) => element.offsetParent !== null && !element.disabled);
}

function act(element) {
  element.focus();
  if (element.matches("a[href], button, summary, [type=submit]")) element.click();
}

function focusSearch(event) {
  const search = document.querySelector("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select?.();
}

function step(event, by) {
  const rows = Array.from(document.querySelectorAll("[data-row]"));
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  event.preventDefault();
  (next.querySelector("a, button") ?? next).focus();
}

function showKeys() {
  const dialog = document.querySelector("#keys");
  if (!dialog || dialog.open) return;
  const shown = Array.from(document.querySelectorAll("[data-key]")).filter((element) => element.offsetParent !== null);
  const rows = shown.map((element) => {
    const [line, key, what] = ["tr", "td", "td"].map((tag) => document.createElement(tag));
    const cap = document.createElement("kbd");
    cap.textContent = element.dataset.key;
    key.append(cap);
    what.textContent = element.dataset.keyName || wordsOf(element);
    line.append(key, what);
    return line;
  });
  dialog.querySelector("[data-keys-here]").replaceChildren(...rows);
  dialog.showModal();
}

function wordsOf(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd").forEach((cap) => cap.remove());
  return copy.textContent.trim() || element.getAttribute("aria-label") || element.labels?.[0]?.textContent.trim() || "";
}
