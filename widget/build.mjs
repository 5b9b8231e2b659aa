// Bundles the scripts a page can include, with those that come when a reader acts or an article is marked, and the console; and writes the sums by which a Rust test, without node,
// sees that what is committed in dist/ was built from what is committed in src/.
import { createHash } from "node:crypto";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { minify } from "terser";

const root = dirname(fileURLToPath(import.meta.url));
const modules = ["write", "inline"];
const bundles = ["dist/embed.js", ...modules.map((name) => `dist/${name}.js`), "dist/count.js"];
const sources = (await readdir(join(root, "src"), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));

const cssAsMinifiedText = {
  name: "css-as-minified-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** By this embed.js, write.js and inline.js know that they belong together. */
const version = await digestOf(sources.filter((path) => !path.startsWith("src/console/")).sort());

const widget = {
  absWorkingDir: root,
  outdir: "dist",
  bundle: true,
  minifySyntax: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  define: { VERSION: JSON.stringify(version) },
  plugins: [cssAsMinifiedText],
};
await build({ ...widget, entryPoints: ["src/embed.ts", "src/count.ts"], format: "iife" });
const { metafile } = await build({
  ...widget,
  entryPoints: modules.map((name) => `src/${name}.ts`),
  format: "esm",
  metafile: true,
});
for (const name of modules) refuseWhatIsLent(name, metafile.outputs[`dist/${name}.js`].inputs);

/** What embed.js has is borrowed from it (src/lent.ts), not loaded twice. */
function refuseWhatIsLent(name, inputs) {
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const isOwn = path.startsWith(`src/${name}`) || path.startsWith("src/text/");
    if (bytesInOutput > 0 && !isOwn) throw new Error(`${name}.js has ${path} too`);
  }
}

async function digestOf(paths) {
  const digest = createHash("sha256");
  for (const path of paths) digest.update(path).update(await readFile(join(root, path)));
  return digest.digest("hex").slice(0, 12);
}

/** What saves bytes here and costs some once they are packed is left out. */
const compress = { passes: 3, sequences: false, lhs_constants: false };
// Another minifier than the bundler's: what a reader has to fetch is 4 % smaller for it.
for (const path of bundles) await minified(path);

async function minified(path) {
  const bundled = await readFile(join(root, path), "utf8");
  const module = modules.some((name) => path === `dist/${name}.js`);
  const { code } = await minify(bundled, { ecma: 2022, module, toplevel: true, compress });
  await writeFile(join(root, path), `${code}\n`);
}

// The console is a page of the server's own: its styles are a file beside its script.
const consoleFiles = ["dist/console.css", "dist/console.html", "dist/console.js"];
await build({
  absWorkingDir: root,
  entryPoints: [
    { in: "src/console/main.ts", out: "console" },
    { in: "src/console/styles/console.css", out: "console" },
  ],
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
});
await minified("dist/console.js");
await copyFile(join(root, "src/console/index.html"), join(root, "dist/console.html"));

const summed = [
  ...sources,
  ...bundles,
  ...consoleFiles,
  "build.mjs",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
].sort();

const lines = [];
for (const path of summed) {
  const digest = createHash("sha256")
    .update(await readFile(join(root, path)))
    .digest("hex");
  lines.push(`${digest}  ${path}\n`);
}
await writeFile(join(root, "dist/SOURCES.sha256"), lines.join(""));

for (const path of [...bundles, ...consoleFiles]) {
  const bytes = await readFile(join(root, path));
  process.stdout.write(
    `${path}: ${bytes.length} B, gzip ${gzipSync(bytes, { level: 9 }).length}, brotli ${brotliCompressSync(bytes).length}\n`,
  );
}
