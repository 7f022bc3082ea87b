// Bundles the page's scripts and styles. Reads {outdir, fonts} from standard input, writes the sizes of what it wrote.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as esbuild from "esbuild";

const { outdir, fonts } = JSON.parse(readFileSync(0, "utf8"));

const trimmedFonts = {
  name: "trimmed-fonts",
  setup: (build) => build.onResolve({ filter: /\.woff2$/ }, ({ path }) => ({ path: join(fonts, basename(path)) })),
};

const result = await esbuild.build({
  entryPoints: { main: "docs/assets/main.js", styles: "docs/assets/main.css", worker: "docs/assets/wb/worker.js" },
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["chrome111", "firefox114", "safari16.4"],
  minify: true,
  metafile: true,
  loader: { ".woff2": "file" },
  assetNames: "fonts/[name]-[hash]",
  chunkNames: "parts/[name]-[hash]",
  plugins: [trimmedFonts],
  external: ["*.woff", "*.ttf"],
  // npm's `latest` of CodeMirror is version 5; a missing export must stop the build instead of the page.
  logOverride: { "import-is-undefined": "error" },
  logLevel: "silent",
}).catch((error) => {
  console.error(error.message);
  process.exit(1);
});

const sizes = Object.entries(result.metafile.outputs).map(([path, { bytes }]) => ({ path, bytes }));
process.stdout.write(JSON.stringify(sizes));
