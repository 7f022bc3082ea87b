// Asks Temml which commands it knows in a formula, how many arguments each takes, and whether it may be an argument without braces:
// prints [["\\alpha", 0, true], ["\\frac", 2, true], ...].
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import temml from "temml";

const source = readFileSync(fileURLToPath(import.meta.resolve("temml")), "utf8");
const names = [...source.matchAll(/["'](\\\\(?:[A-Za-z]+|[^A-Za-z"'\\]))["']/g)].map(([, name]) => name.replace("\\\\", "\\"));

const trust = () => {
  throw new Error("not in a formula");
};

const isSet = (tex) => {
  try {
    temml.renderToString(tex, { displayMode: true, strict: true, throwOnError: true, trust });
    return true;
  } catch {
    return false;
  }
};

console.log = () => {}; // `\message` and `\show` print
const known = [];
for (const name of [...new Set(names)].sort()) {
  const calls = [0, 1, 2, 3, 4].flatMap((count) => ["{x}", "{1em}", "{red}"].map((argument) => ({ count, call: `${name} ${argument.repeat(count)}` })));
  const found = calls.find(({ call }) => isSet(call));
  if (found) known.push([name, found.count, isSet(`x^${found.call}`)]);
}

process.stdout.write(JSON.stringify(known));
