// Sets formulas as HTML with MathML beside it. Reads [{tex, display}] from standard input, writes [{html} or {error}].
import { readFileSync } from "node:fs";
import katex from "katex";

const formulas = JSON.parse(readFileSync(0, "utf8"));

// Links and images KaTeX would only paint red.
const trust = ({ command }) => {
  throw new Error(`${command} is not allowed in a formula`);
};

const set = ({ tex, display }) => {
  try {
    const options = { displayMode: display, output: "htmlAndMathml", strict: "error", throwOnError: true, trust };
    return { html: katex.renderToString(tex, options) };
  } catch (error) {
    return { error: error.message.replace(/^KaTeX parse error: /, "") };
  }
};

process.stdout.write(JSON.stringify(formulas.map(set)));
