/** Error of the planners on measured runs, then speed of their search. Prints one JSON object for each figure. */
import "./planner-accuracy.ts";
import "./planner-search.ts";
