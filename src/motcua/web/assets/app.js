// What every page runs. Each part finds its own marks in the page and leaves it alone when there are none.
import { watchForms } from "./js/forms.js";
import { watchFiles } from "./js/files.js";
import { watchKeys } from "./js/keys.js";

watchForms();
watchFiles();
watchKeys();
