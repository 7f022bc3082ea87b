// @ts-check
/**
 * The one door to a verdict: the table of those foreseen, then Python, which also judges again what was foreseen.
 *
 * @import { Grade, Verdict } from "../python/protocol.js"
 */
import { foreseenVerdict } from "./foreseen.js";
import { grade, latest } from "../python/python.js";

/**
 * @param {HTMLElement} host
 * @param {Omit<Grade, "kind">} question
 * @param {(verdict: Verdict, differs: boolean) => void} tell  Told the verdict, and once more in the case that Python's differs from one foreseen.
 */
export async function judge(host, question, tell) {
  const foreseen = foreseenVerdict(host.dataset.foreseen ?? "", question);
  if (!foreseen) return tell(await grade(question), false);
  tell(foreseen, false);
  await pythonIsThere();
  const verdict = await grade(question);
  // Where Python fails, it has said nothing about the answer.
  if (verdict.status !== "failed" && told(verdict) !== told(foreseen)) tell(verdict, true);
}

/** @param {Verdict} verdict */
const told = ({ status, code, facts }) => JSON.stringify([status, code, facts]);

/** What was foreseen starts no Python: it waits for one that is started for something else. */
async function pythonIsThere() {
  while (["idle", "unavailable"].includes(latest().state)) {
    await new Promise((resolve) => document.addEventListener("wb-python", resolve, { once: true }));
  }
}
