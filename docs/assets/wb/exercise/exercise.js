// @ts-check
/**
 * <wb-exercise>: reads an answer, has it judged, shows the verdict. The page is complete without it.
 *
 * @import { Verdict } from "../python/protocol.js"
 *
 * @typedef {object} Kind
 * @property {boolean} program  Whether answers are programs, which take time and can be stopped.
 * @property {boolean} [few]     Whether an answer is one of a few, so that trying them in turn leads to the right one.
 * @property {string} nothing   Code of the sentence for an answer that was not given.
 * @property {(host: HTMLElement) => string | null} read  The answer as text; null when there is none.
 * @property {(host: HTMLElement, answer: string) => void} [put]  Puts back an unfinished answer that was stored; without it, the kind stores its own.
 * @property {(host: HTMLElement) => void} [start]  Adds the kind's own behaviour, once.
 * @property {(host: HTMLElement, verdict: Verdict, answer: string) => string | void} [show]  Marks the answer; may return a remark.
 * @property {(host: HTMLElement) => void} [clear]  Takes the marks away.
 * @property {(host: HTMLElement) => void} [renew]  Empties the answer for another variant.
 * @property {(host: HTMLElement, verdict: Verdict) => void} [mend]  Corrects the first mistake in place.
 */
import { clearOffer, closeHelp, nameReveal, offerHelp, revealIsClosed, startHelp } from "./help.js";
import { element } from "../page/elements.js";
import { recordAttempt, recordOf, recordSolution, remember, saveDraft, variantOf } from "../progress/progress.js";
import { latest, start } from "../python/python.js";
import { judge } from "./judge.js";
import { notify } from "../page/notice.js";
import { announceNumbers, linkedVariant, showVariant, startVariants, variantCount } from "./variants.js";
import { clearVerdict, markOutdated, showVerdict } from "./verdict.js";
import { prepareWaiting, showWaiting, stopWaiting } from "./waiting.js";

const DIFFERS =
  "Two of our own checks disagree about your answer. What you see now is Python's verdict. This is our mistake, and a report of it would help.";
const STATE_LABELS = { new: "", tried: "Tried", assisted: "Solved with help", right: "Solved" };

/**
 * Whether a field of the form differs from what the page came with.
 * @param {HTMLElement} host
 */
const isAnswered = (host) =>
  [.../** @type {NodeListOf<HTMLInputElement>} */ (host.querySelectorAll("input[name=answer]"))].some(
    (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
  );

export class Exercise extends HTMLElement {
  /** @type {Record<string, Kind>} */
  static kinds = {};

  #started = false;
  #submission = 0; // number of the one whose verdict is awaited; a verdict on an older one is dropped
  #pending = false;
  #waitsForPython = false; // whether the answer was given where Python could not start, and is judged if it starts after all
  #lastAnswer = "";
  /** What the verdict that is shown is about: null is no answer, undefined no verdict. @type {string | null | undefined} */
  #judged = undefined;

  get kind() {
    return Exercise.kinds[String(this.getAttribute("kind"))];
  }

  get variant() {
    return Number(this.dataset.variant);
  }

  connectedCallback() {
    if (!this.#started) this.#start();
    document.addEventListener("wb-progress", this.#showState);
    document.addEventListener("wb-python", this.#showPython);
    this.#showState();
    this.followLink();
  }

  disconnectedCallback() {
    document.removeEventListener("wb-progress", this.#showState);
    document.removeEventListener("wb-python", this.#showPython);
    this.#cancel();
  }

  /** Shows the variant that the page's address asks of this exercise. */
  followLink() {
    const asked = linkedVariant(this, location);
    if (asked === null) return;
    this.querySelector(".wb-missing")?.remove();
    // The link of the very variant that is shown takes nothing away.
    if (asked !== this.variant) {
      this.#show(Math.max(asked, 0));
      this.#restoreSolution();
    }
    if (asked >= 0) return;
    const notice = "The link asks for a variant that does not exist, so this is the first one.";
    this.querySelector(".wb-head")?.after(element("p", { class: "wb-missing", role: "note" }, notice));
  }

  #start() {
    this.#started = true;
    startVariants(this);
    startHelp(this);
    prepareWaiting(this);
    this.kind.start?.(this);
    if (this.kind.put) this.#startDrafts(this.kind.put);
    this.#restoreSolution();
    this.addEventListener("input", () => this.#compare());
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.addEventListener("animationend", () => this.classList.remove("wb-fresh"));
    this.addEventListener("click", (event) => {
      if (!(event.target instanceof Element) || !event.target.closest("[data-another]")) return;
      this.#show((this.variant + 1) % variantCount(this));
      saveDraft(this.id, undefined, this.variant);
      announceNumbers(this);
    });
    const form = this.querySelector("form");
    form?.removeAttribute("onsubmit");
    // Submitted before this script came.
    if (form?.dataset.submitted !== undefined) this.#submit();
  }

  /**
   * What was answered when the page was left comes back, with the variant that was shown.
   * @param {NonNullable<Kind["put"]>} put
   */
  #startDrafts(put) {
    const save = () => saveDraft(this.id, this.kind.read(this) ?? undefined, this.variant);
    this.addEventListener("input", save);
    const { draft, drafted = this.variant } = recordOf(this.id);
    // What was answered before this script came is newer than any draft.
    if (isAnswered(this)) return save();
    if (drafted >= variantCount(this)) return;
    if (drafted !== this.variant) showVariant(this, drafted);
    if (draft !== undefined) put(this, draft);
  }

  /** A right answer to the variant that is shown comes back with its verdict, unless something else has been begun since. */
  #restoreSolution() {
    const { id, kind, variant } = this;
    const { solution } = variantOf(id, variant);
    if (!solution) return;
    const { draft, drafted = variant } = recordOf(id);
    if ((draft === undefined || drafted !== variant) && !isAnswered(this)) kind.put?.(this, solution.answer);
    if (kind.read(this) !== solution.answer) return;
    const verdict = /** @type {Verdict} */ ({ status: "right", code: solution.code, facts: solution.facts });
    this.#showVerdict(verdict, solution.answer, kind.show?.(this, verdict, solution.answer) ?? "", { restored: true });
  }

  /** @param {number} variant */
  #show(variant) {
    this.#cancel();
    this.#clear();
    closeHelp(this);
    this.kind.renew?.(this);
    this.#lastAnswer = "";
    this.querySelector(".wb-missing")?.remove();
    showVariant(this, variant);
    nameReveal(this);
    this.classList.add("wb-fresh");
  }

  #submit() {
    const { kind, variant } = this;
    // A second run of a program would only wait for the first, which has its Stop button.
    if (this.#pending && kind.program && document.documentElement.dataset.python === "busy") return;
    this.#cancel();
    this.#clear();
    const answer = kind.read(this);
    if (answer === null) return this.#showVerdict({ status: "unreadable", code: kind.nothing, facts: {} }, answer);
    remember(this.id);
    const submission = this.#submission;
    this.#pending = true;
    judge(this, { exercise: this.id, variant, answer, program: kind.program }, (verdict, differs) => {
      if (submission === this.#submission) this.#take(verdict, answer, differs);
    });
    this.#showPython();
  }

  /** @param {Verdict} verdict @param {string} answer @param {boolean} differs  Whether it takes the place of another one. */
  #take(verdict, answer, differs) {
    const { kind } = this;
    this.#waitsForPython = verdict.code === "python-unavailable";
    if (this.#waitsForPython) return;
    this.#stopWaiting();
    if (differs) {
      this.#clear();
      notify(DIFFERS);
    }
    this.#record(verdict, answer);
    this.#showVerdict(verdict, answer, kind.show?.(this, verdict, answer) ?? "");
    offerHelp(this, kind, verdict);
    this.dispatchEvent(new CustomEvent("wb-verdict", { bubbles: true, detail: verdict }));
  }

  /** @param {Verdict} verdict @param {string} answer */
  #record({ status, code, facts }, answer) {
    const { id, kind, variant } = this;
    if (status === "right") {
      // The cases of a program are a run's, and not kept.
      const solution = { answer, code, facts: kind.program ? {} : facts };
      recordSolution(id, { variants: variantCount(this), variant, closed: revealIsClosed(this), solution });
    }
    if (status === "wrong" && answer.trim() !== this.#lastAnswer) recordAttempt(id, variant, kind.few ?? false);
    if (status === "wrong" || status === "right") this.#lastAnswer = answer.trim();
    if (status === "right" && kind.put && kind.read(this) === answer) saveDraft(id, undefined, variant);
  }

  /** @param {Verdict} verdict @param {string | null} answer @param {string} [remark] @param {{restored?: boolean}} [how] */
  #showVerdict(verdict, answer, remark, how) {
    showVerdict(this, verdict, remark, how);
    this.#judged = answer;
    // It may have been changed while the verdict was awaited.
    this.#compare();
  }

  /** A verdict steps back as soon as another answer than the one that it is about stands there. */
  #compare() {
    const outdated = this.#judged !== undefined && this.kind.read(this)?.trim() !== this.#judged?.trim();
    markOutdated(this, outdated);
  }

  #clear() {
    this.#judged = undefined;
    this.#compare();
    clearVerdict(this);
    clearOffer(this);
    this.kind.clear?.(this);
  }

  #cancel() {
    this.#submission += 1;
    this.#stopWaiting();
  }

  #stopWaiting() {
    this.#pending = this.#waitsForPython = false;
    stopWaiting(this);
  }

  #showState = () => {
    const { state } = recordOf(this.id);
    this.dataset.state = state;
    const mark = this.querySelector(".wb-mark");
    if (mark) mark.textContent = STATE_LABELS[state];
    nameReveal(this);
  };

  #showPython = () => {
    if (!this.#pending) return;
    const python = latest();
    if (this.#waitsForPython && python.state === "ready") this.#submit();
    else showWaiting(this, python, { program: this.kind.program, retry: start });
  };
}
