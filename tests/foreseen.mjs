// Looks answers up as the page does. Reads a list of {table, exercise, variant, answer}, writes the verdict on each, or null.
import { readFileSync } from "node:fs";
import { foreseenVerdict } from "../docs/assets/wb/exercise/foreseen.js";

const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(({ table, ...given }) => foreseenVerdict(table, given))));
