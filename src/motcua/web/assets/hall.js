// The hall's own pages: the board on the wall and the kiosk at the door.
import { watchBoard } from "./js/board.js";
import { watchKiosk } from "./js/kiosk.js";
import { watchForms } from "./js/forms.js";

watchBoard();
watchKiosk();
watchForms();
