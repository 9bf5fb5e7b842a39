// htmx and what goes with it: officers always, citizen pages that ask for it.
import htmx from "htmx.org/dist/htmx.esm.js";
import { watchSwaps } from "./js/swaps.js";
import { watchPanel } from "./js/panel.js";
import { watchRows } from "./js/rows.js";
import { watchLine } from "./js/line.js";
import { watchLines } from "./js/lines.js";
import { watchSiren } from "./js/siren.js";

Object.assign(htmx.config, {
  allowEval: false, // the content security policy forbids it anyway
  includeIndicatorStyles: false,
  historyCacheSize: 0, // nothing personal in the browser's store
  scrollBehavior: "auto",
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "[45]..", swap: true, error: true }, // a refusal is a fragment too; the server says where it goes
  ],
});
window.htmx = htmx;

watchSwaps(htmx);
watchPanel();
watchRows();
watchLine();
watchLines();
watchSiren();
