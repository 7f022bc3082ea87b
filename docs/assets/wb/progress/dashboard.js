// @ts-check
/** Fills the dashboard: how much is solved, the streak, each chapter, the way back, and the progress as a file. */
import { button, element } from "../page/elements.js";
import { exportProgress, importProgress, lastExercise, progress, resetProgress, streaks, today } from "./progress.js";

const IMPORTED = "The file has been merged into your progress.";
const NOT_READ = "That is no progress file this workbook can read, so nothing has changed.";

/** @returns {HTMLElement[]} */
const cards = () => [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".wb-card[data-exercises]"))];

/** Whether a card's exercises do not count for the mastery of the book. @param {HTMLElement} card */
const isBeyond = (card) => card.matches("[data-beyond] *");

/** @param {HTMLElement} card */
const exercisesOf = (card) => (card.dataset.exercises ?? "").split(/\s+/).filter(Boolean);

/** Those of a chapter that do not count for the mastery of the book. @param {HTMLElement} card */
const uncountedOf = (card) => (card.dataset.uncounted ?? "").split(/\s+/).filter(Boolean);

/** Adds the buttons for the progress file, once per page. */
export function startDashboard() {
  const chapters = document.querySelector(".wb-chapters");
  if (!chapters || document.querySelector(".wb-storage")) return;
  const said = element("p", { class: "wb-storage-said", role: "status" });
  const file = element("input", { type: "file", accept: ".json,application/json", hidden: "" });
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (chosen) said.textContent = importProgress(await chosen.text()) ? IMPORTED : NOT_READ;
    file.value = "";
  });
  chapters.after(
    element(
      "div",
      { class: "wb-storage" },
      element("p", {}, "Your progress is kept in this browser only. A file takes it to another one."),
      button("Export progress", download),
      button("Import progress", () => file.click()),
      ...resetButtons(said),
      file,
      said,
    ),
  );
}

export function showDashboard() {
  const { exercises } = progress();
  const all = cards().filter((card) => !isBeyond(card)).flatMap(exercisesOf);
  const count = (/** @type {string[]} */ ids, /** @type {string} */ state) => ids.filter((id) => exercises[id]?.state === state).length;
  const solved = count(all, "right");
  const assisted = count(all, "assisted");
  const total = Number(document.querySelector("[data-progress=total]")?.textContent) || all.length;
  write("[data-progress=solved]", solved);
  write("[data-progress=percent]", `${total ? Math.round((100 * solved) / total) : 0} %`);
  write("[data-progress=assisted]", assisted);
  const beyond = cards().flatMap((card) => (isBeyond(card) ? exercisesOf(card) : uncountedOf(card)));
  write("[data-progress=beyond]", count(beyond, "right"));
  document.querySelector("[data-progress=assisted]")?.parentElement?.toggleAttribute("hidden", assisted === 0);
  const { current, best } = streaks();
  write("[data-streak=current]", current);
  write("[data-streak=best]", best);
  for (const card of cards()) {
    const ids = exercisesOf(card);
    showCard(card, count(ids, "right"), count(ids, "assisted"));
  }
  showOnward(exercises);
}

/** @param {HTMLElement} card @param {number} solved @param {number} assisted */
function showCard(card, solved, assisted) {
  if (!exercisesOf(card).length) return;
  const planned = Number(card.dataset.planned) || exercisesOf(card).length;
  const bar = card.querySelector(".wb-bar");
  bar?.setAttribute("aria-valuenow", String(solved));
  card.style.setProperty("--wb-solved", `${(100 * solved) / planned}%`);
  card.style.setProperty("--wb-assisted", `${(100 * (solved + assisted)) / planned}%`);
  card.toggleAttribute("data-complete", solved === planned);
  const count = card.querySelector("[data-card=count]");
  if (count) count.textContent = `${solved} / ${planned}${assisted ? ` \u00b7 ${assisted} with help` : ""}`;
}

/**
 * The way back: the exercise where the learner was, or the next unsolved one after it; from a chapter only to chapters.
 * @param {ReturnType<typeof progress>["exercises"]} exercises
 */
function showOnward(exercises) {
  const onward = document.querySelector(".wb-continue");
  const link = onward?.querySelector("a");
  if (!onward || !link) return;
  // In the order of their numbers: in a chapter those that do not count come last.
  const places = cards().flatMap((card) => [...exercisesOf(card), ...uncountedOf(card)].map((id, place) => ({ card, id, place })));
  const here = places.findIndex(({ id }) => id === lastExercise());
  const inLesson = here >= 0 && isBeyond(places[here].card);
  const next = [...places.slice(here), ...places].find(
    ({ card, id }) =>
      exercises[id]?.state !== "right" && (id === lastExercise() || ((inLesson || !isBeyond(card)) && !uncountedOf(card).includes(id))),
  );
  onward.toggleAttribute("hidden", here < 0 || !next);
  if (here < 0 || !next) return;
  const chapter = next.card.querySelector("a");
  const [number, title] = [".wb-card-number", ".wb-card-title"].map((part) => next.card.querySelector(part)?.textContent?.trim());
  link.href = `${chapter?.href.split("#")[0]}#${next.id}`;
  link.textContent = `Continue where you left: exercise ${number}.${next.place + 1}, ${title}`;
}

/** @param {string} selector @param {number | string} value */
function write(selector, value) {
  const place = document.querySelector(selector);
  if (place) place.textContent = String(value);
}

function download() {
  const url = URL.createObjectURL(new Blob([exportProgress()], { type: "application/json" }));
  element("a", { href: url, download: `workbook-progress-${today()}.json` }).click();
  URL.revokeObjectURL(url);
}

/**
 * A first press asks, a second one erases.
 * @param {HTMLElement} said
 */
function resetButtons(said) {
  const erase = button("Erase everything", () => {
    resetProgress();
    ask(false);
    said.textContent = "Your progress has been erased.";
  });
  const keep = button("Keep it", () => ask(false));
  const reset = button("Reset progress", () => ask(true));
  const ask = (/** @type {boolean} */ asking) => {
    reset.hidden = asking;
    erase.hidden = keep.hidden = !asking;
    said.textContent = asking ? "Erase all answers, programs and streaks kept in this browser? This cannot be undone." : "";
    (asking ? keep : reset).focus();
  };
  erase.hidden = keep.hidden = true;
  erase.className = "wb-danger";
  return [reset, erase, keep];
}
