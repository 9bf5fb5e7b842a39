// The checklist: up and down go from paper to paper, left and right choose, Space marks, F7 brings its file.

export function watchLines() {
  document.addEventListener("keydown", move, true);
}

function move(event) {
  const line = event.target.closest?.("[data-lines] > li");
  if (!line || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "F7") {
    bring(event, line);
  } else if (event.target.type === "radio" && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    markOf(event.key === "ArrowDown" ? line.nextElementSibling : line.previousElementSibling)?.focus();
  }
}

function markOf(line) {
  return line?.querySelector("input[type=radio]:checked") ?? line?.querySelector("input[type=radio]");
}

function bring(event, line) {
  const input = line.querySelector("input[type=file]");
  if (!input) return;
  event.preventDefault();
  event.stopPropagation();
  input.focus();
  input.click();
}
