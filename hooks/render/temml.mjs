// Sets formulas as MathML. Reads [{tex, display}] from standard input, writes [{mathml} or {error}].
import { readFileSync } from "node:fs";
import temml from "temml";

const formulas = JSON.parse(readFileSync(0, "utf8"));

// Links, images and classes have no place in a formula.
const trust = ({ command }) => {
  throw new Error(`${command} is not allowed in a formula`);
};

const set = ({ tex, display }) => {
  try {
    return { mathml: temml.renderToString(tex, { displayMode: display, strict: true, throwOnError: true, trust }) };
  } catch (error) {
    return { error: error.message.trim() };
  }
};

process.stdout.write(JSON.stringify(formulas.map(set)));
