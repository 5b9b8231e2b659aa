// Bundles the two scripts a page can include, and writes the sums by which a Rust test, without node,
// sees that what is committed in dist/ was built from what is committed in src/.
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { minify } from "terser";

const root = dirname(fileURLToPath(import.meta.url));
const bundles = ["dist/embed.js", "dist/count.js"];

const cssAsMinifiedText = {
  name: "css-as-minified-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

await build({
  absWorkingDir: root,
  entryPoints: ["src/embed.ts", "src/count.ts"],
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  plugins: [cssAsMinifiedText],
});

// A second minifier: what a reader has to fetch is 4 % smaller for it.
for (const path of bundles) {
  const bundled = await readFile(join(root, path), "utf8");
  const { code } = await minify(bundled, { ecma: 2022, toplevel: true, compress: { passes: 3 } });
  await writeFile(join(root, path), `${code}\n`);
}

const sources = (await readdir(join(root, "src"), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
const summed = [
  ...sources,
  ...bundles,
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

for (const path of bundles) {
  const bytes = await readFile(join(root, path));
  process.stdout.write(
    `${path}: ${bytes.length} B, gzip ${gzipSync(bytes, { level: 9 }).length}, brotli ${brotliCompressSync(bytes).length}\n`,
  );
}
