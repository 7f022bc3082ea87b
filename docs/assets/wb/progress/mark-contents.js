// @ts-check
/** Marks the exercises in the page's table of contents with what has become of them. */
import { element } from "../page/elements.js";
import { progress } from "./progress.js";

const WORDS = { new: "", tried: "tried", assisted: "solved with help", right: "solved" };

export function markContents() {
  const { exercises } = progress();
  for (const link of document.querySelectorAll("a.md-nav__link[href$='-title']")) {
    const id = decodeURIComponent(link.getAttribute("href")?.split("#")[1] ?? "").replace(/-title$/, "");
    if (!document.getElementById(id)?.matches("wb-exercise")) continue;
    const state = exercises[id]?.state ?? "new";
    link.setAttribute("data-state", state);
    link.querySelector(".wb-done")?.remove();
    if (WORDS[state]) link.append(element("span", { class: "wb-done" }, WORDS[state]));
  }
}
