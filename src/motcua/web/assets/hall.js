// The board on the wall: a stream of boards, else asking again; the voice; what to do when the line is gone.
import { watchBoard } from "./js/board.js";

watchBoard();
