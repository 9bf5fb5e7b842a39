// The frame itself: the mark of the line to the server, and the place where we are, brought into view on a phone.

export function watchLine() {
  const here = document.querySelector(".mc-rail [aria-current]");
  if (here) here.closest(".mc-rail").scrollLeft = here.offsetLeft - 48;
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
