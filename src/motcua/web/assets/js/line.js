// The line to the server: the mark in the top bar follows the browser's own knowledge.

export function watchLine() {
  const mark = document.querySelector("[data-line]");
  if (!mark) return;
  const show = () => {
    mark.querySelector("[data-line-on]").hidden = !navigator.onLine;
    mark.querySelector("[data-line-off]").hidden = navigator.onLine;
  };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
}
