// Sets formulas as HTML with MathML beside it. Reads [{tex, display}] from standard input, writes [{html} or {error}].
import { readFileSync } from "node:fs";
import katex from "katex";

const formulas = JSON.parse(readFileSync(0, "utf8"));

const set = ({ tex, display }) => {
  try {
    const html = katex.renderToString(tex, { displayMode: display, output: "htmlAndMathml", strict: "error", throwOnError: true });
    return { html };
  } catch (error) {
    return { error: error.message.replace(/^KaTeX parse error: /, "") };
  }
};

process.stdout.write(JSON.stringify(formulas.map(set)));
