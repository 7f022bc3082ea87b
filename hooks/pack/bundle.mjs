// Bundles the page's scripts and styles. Reads {outdir, fonts, kinds, sentences} from standard input, writes the sizes of what it wrote; `kinds`
// are the names of the kinds of exercise, in the order of their styles, `sentences` is the HTML of those that all exercises share.
// With {runtime, search} besides, for pages opened as files: classic scripts, and in the folder `runtime` classic versions of Python's
// modules; `search` is the script of the theme's search worker.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import * as esbuild from "esbuild";

const { outdir, fonts, kinds, sentences, runtime, search } = JSON.parse(readFileSync(0, "utf8"));

const PAGE = { main: "docs/assets/main.js", styles: "docs/assets/main.css" };
const KINDS = resolve("docs/assets/kinds");
const WORKER = "docs/assets/wb/python/worker.js";
const OFFLINE = "docs/assets/offline/offline.js";

// Which fonts there are, fonts.css says alone.
const FONT_FACES = /@font-face\s*\{[^{}]*\}/g;

const trimmedFonts = {
  name: "trimmed-fonts",
  setup: (build) => {
    build.onResolve({ filter: /\.woff2$/ }, ({ path }) => ({ path: join(fonts, basename(path)) }));
    build.onLoad({ filter: /node_modules.*\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(FONT_FACES, ""),
      loader: "css",
    }));
  },
};

// `workbook:kinds` is no file: to a script it is an object of all kinds by name, to a stylesheet the styles of all kinds. So a folder in
// `docs/assets/kinds/` is all that a kind needs there.
const allKinds = {
  name: "all-kinds",
  setup: (build) => {
    build.onResolve({ filter: /^workbook:kinds$/ }, ({ path, kind }) => ({ path, namespace: kind === "import-rule" ? "styles" : "scripts" }));
    build.onLoad({ filter: /^workbook:kinds$/, namespace: "scripts" }, () => ({
      contents: `${kinds.map((name) => `import { ${name} } from "./${name}/${name}.js";`).join("\n")}\nexport const kinds = { ${kinds.join(", ")} };`,
      resolveDir: KINDS,
    }));
    build.onLoad({ filter: /^workbook:kinds$/, namespace: "styles" }, () => ({
      contents: kinds.map((name) => `@import "./${name}/${name}.css";`).join("\n"),
      resolveDir: KINDS,
      loader: "css",
    }));
  },
};

// `workbook:sentences` is no file either: a text that the build has made.
const sharedSentences = {
  name: "shared-sentences",
  setup: (build) => {
    build.onResolve({ filter: /^workbook:sentences$/ }, ({ path }) => ({ path, namespace: "sentences" }));
    build.onLoad({ filter: /^workbook:sentences$/, namespace: "sentences" }, () => ({ contents: sentences, loader: "text" }));
  },
};

// What differs between a served page and a file: how the worker is launched, how it reads Python's parts, and where progress is stored.
// A module that has a namesake in the folder `opened-as-file` beside it gives way to that one, wherever it is imported from.
const openedAsFiles = {
  name: "opened-as-files",
  setup: (build) =>
    build.onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, ({ path, resolveDir }) => {
      const served = join(resolveDir, path);
      const asFile = join(dirname(served), "opened-as-file", basename(served));
      return existsSync(asFile) ? { path: asFile } : undefined;
    }),
};

const common = {
  outdir,
  bundle: true,
  target: ["chrome111", "firefox114", "safari16.4"],
  minify: true,
  metafile: true,
  loader: { ".woff2": "file" },
  assetNames: "fonts/[name]-[hash]",
  // npm's `latest` of CodeMirror is version 5; a missing export must stop the build instead of the page.
  logOverride: { "import-is-undefined": "error" },
  logLevel: "silent",
};

async function served() {
  const modules = { ...common, format: "esm", plugins: [trimmedFonts, allKinds, sharedSentences] };
  // Each in one piece: what they shared with the page would arrive a round trip later, there or here.
  const alone = await esbuild.build({ ...modules, entryPoints: { worker: WORKER, offline: OFFLINE } });
  const page = await esbuild.build({ ...modules, entryPoints: PAGE, splitting: true, chunkNames: "parts/[name]-[hash]" });
  return { metafile: { outputs: { ...alone.metafile.outputs, ...page.metafile.outputs } } };
}

async function asFiles() {
  for (const name of ["pyodide.mjs", "pyodide.asm.mjs"]) {
    const { code } = await esbuild.transform(readFileSync(join(runtime, name), "utf8"), {
      format: "iife",
      globalName: "exported",
      define: { "import.meta.url": '"https://pyodide.invalid/"' },
      logLevel: "silent",
    });
    writeFileSync(join(runtime, name), code);
  }
  const classic = { ...common, format: "iife", plugins: [trimmedFonts, allKinds, sharedSentences, openedAsFiles] };
  const worker = await esbuild.build({ ...classic, entryPoints: { worker: WORKER }, write: false });
  return esbuild.build({
    ...classic,
    entryPoints: { ...PAGE, "iframe-worker": "docs/assets/wb/page/opened-as-file/search.js" },
    define: {
      "globalThis.WORKER": JSON.stringify(worker.outputFiles[0].text),
      "globalThis.SEARCH_WORKER": JSON.stringify(readFileSync(search, "utf8")),
    },
  });
}

const result = await (runtime ? asFiles() : served()).catch((error) => {
  console.error(error.message);
  process.exit(1);
});

const sizes = Object.entries(result.metafile.outputs).map(([path, { bytes }]) => ({ path, bytes }));
process.stdout.write(JSON.stringify(sizes));
