// The process map: what is pointed at opens beside it without a new page; moving the slider asks anew.

const PARTS = ["#chosen", "#map"];

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-pick]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  await show(link.getAttribute("href"));
  history.pushState({}, "", link.getAttribute("href"));
  document.querySelector("#chosen h2")?.focus({ preventScroll: true });
});

window.addEventListener("popstate", () => show(location.href));

async function show(address) {
  let page;
  try {
    const answer = await fetch(address);
    if (!answer.ok || answer.redirected) throw new Error();
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    location.assign(address);
    return;
  }
  const scroll = frameOfMap()?.scrollLeft ?? 0;
  for (const part of PARTS) {
    const fresh = page.querySelector(part);
    const old = document.querySelector(part);
    if (fresh && old) old.replaceWith(document.adoptNode(fresh));
  }
  const frame = frameOfMap();
  if (frame) frame.scrollLeft = scroll;
}

function frameOfMap() {
  return document.querySelector(".mc-pm-map");
}

// A map wider than its frame begins in the middle, where its main way runs.
const whole = frameOfMap();
if (whole) whole.scrollLeft = (whole.scrollWidth - whole.clientWidth) / 2;

for (const slider of document.querySelectorAll("[data-ask] input[type=range]")) {
  const said = slider.form.querySelector(`output[for=${slider.id}]`);
  slider.addEventListener("input", () => said && (said.value = `${slider.value} %`));
  slider.addEventListener("change", () => slider.form.requestSubmit());
}
