// Stands between the browser of a board and the server. When the power comes back to the building, the board's
// machine is often awake before the server is: then this answers with the empty board that the page laid aside,
// which says that the line is gone and asks until somebody answers.
const KEPT = "boards";
const PATIENCE_MS = 10000; // a line that swallows what is sent never answers

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(board(request, address));
  else if (request.destination === "style" || request.destination === "script") event.respondWith(built(request));
});

async function board(request, address) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  let answer = null;
  try {
    answer = await fetch(request, { signal: stop.signal });
    if (answer.status < 500) return answer;
  } catch (error) {
    // the empty board says it
  } finally {
    clearTimeout(timer);
  }
  address.searchParams.set("empty", "1");
  const kept = await (await caches.open(KEPT)).match(address.href, { ignoreVary: true });
  return kept || answer || Response.error();
}

// The name of a built file carries its content: one that was kept is never old.
async function built(request) {
  const kept = await (await caches.open(KEPT)).match(request.url, { ignoreVary: true });
  return kept || fetch(request);
}
