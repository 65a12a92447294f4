// Every file of the pages, in three builds: with `--mode map` the map, a script that shares nothing; the widget's one
// script and the page that shows it in a frame; with `--mode pages` the pages that share their scripts with each other,
// but none with the widget, which a portal pins as one file.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const integrityOf = (code: string) => `sha384-${createHash("sha384").update(code).digest("base64")}`;

/** The map's script and what it must hold, told to what loads it. */
const MAP = "build/site/map.json";

function told(): Plugin {
  return {
    name: "told",
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "chunk" || file.name !== "map" || !file.isEntry) continue;
        this.emitFile({ type: "asset", fileName: "map.json", source: JSON.stringify({ src: `/${file.fileName}`, integrity: integrityOf(file.code) }) });
      }
    },
  };
}

/** Leaflet asks once, by markup out of a string, whether browsers draw SVG in HTML. They do, and portals forbid the asking. */
function unasked(): Plugin {
  const QUESTION = /div\.innerHTML = '<svg\/>';\s*return [^;]+;/;
  return {
    name: "unasked",
    transform(code, id) {
      if (!id.includes("leaflet-src.esm")) return undefined;
      if (!QUESTION.test(code)) throw new Error("Leaflet is another one: look for markup made out of strings");
      return code.replace(QUESTION, "return true;");
    },
  };
}

/** Most of the widget runs at once: browsers that know this hint make all of it ready while it is still coming, beside the page's own work. */
const AT_ONCE = "//# allFunctionsCalledOnLoad\n";

/** The widget has a name that portals can rely on, and one with its hash for those that pin what they run (SRI). */
function pinned(): Plugin {
  return {
    name: "pinned",
    generateBundle(_, bundle) {
      const widget = bundle["widget.js"];
      if (widget?.type !== "chunk") return;
      widget.code = AT_ONCE + widget.code;
      const hash = createHash("sha256").update(widget.code).digest("hex").slice(0, 12);
      this.emitFile({ type: "asset", fileName: `assets/widget-${hash}.js`, source: widget.code });
      const integrity = integrityOf(widget.code);
      this.emitFile({ type: "asset", fileName: "widget.json", source: JSON.stringify({ src: `/assets/widget-${hash}.js`, integrity }) });
    },
  };
}

/** What our schemas have no use for stays out: the renderer's resolution of references and branches, most formats. */
function plain(): Plugin {
  const resolution = /^\.\/(resolve|matching|sanitize-data-for-new-schema)\.js$/;
  const own = (name: string) => join(import.meta.dirname, "src/forms", name);
  return {
    name: "plain",
    enforce: "pre",
    resolveId(source, importer) {
      if (importer?.includes("/@sjsf/form/dist/core/") && resolution.test(source)) return own("plain.ts");
      return importer?.includes("/@cfworker/json-schema/dist/esm/") && source === "./format.js" ? own("formats.ts") : null;
    },
  };
}

/** Compressed once, when built, as well as it goes. */
function compressed(): Plugin {
  return {
    name: "compressed",
    enforce: "post",
    // Last of all: what loads parts later is still filled in when other plugins are done.
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const [name, file] of Object.entries(bundle)) {
          const content = Buffer.from(file.type === "chunk" ? file.code : file.source);
          if (!/\.(js|css|html|json|svg)$/.test(name)) continue;
          this.emitFile({ type: "asset", fileName: `${name}.gz`, source: gzipSync(content, { level: 9 }) });
          const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
          this.emitFile({ type: "asset", fileName: `${name}.br`, source: brotliCompressSync(content, { params: quality }) });
        }
      },
    },
  };
}

const ENTRIES: Record<string, Record<string, string>> = {
  map: { map: "src/map/map.ts" },
  pages: { city: "city.html", staff: "staff/index.html", account: "account/index.html", worker: "src/account/worker.ts" },
};
const WIDGET = { widget: "src/widget/main.ts", embed: "embed.html" };

export default defineConfig(({ mode }) => ({
  plugins: [plain(), svelte(), unasked(), told(), pinned(), compressed()],
  define: { __MAP__: mode !== "map" && existsSync(MAP) ? readFileSync(MAP, "utf8") : "undefined" },
  resolve: { alias: [{ find: /^leaflet$/, replacement: "leaflet/dist/leaflet-src.esm.js" }] },
  publicDir: false,
  build: {
    outDir: "build/site",
    emptyOutDir: mode === "map",
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: mode === "pages" ? { polyfill: false } : false,
    rolldownOptions: {
      input: ENTRIES[mode] ?? WIDGET,
      preserveEntrySignatures: mode === "map" ? "strict" : false,
      output: {
        // The worker's folder is what it works for.
        entryFileNames: ({ name }) => ({ widget: "widget.js", worker: "account/worker.js" })[name] ?? "assets/[name]-[hash].js",
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: "assets/[name]-[hash][extname]",
        minify: true,
      },
    },
  },
  // `make web-dev`: the pages reload hot, and speak to the running stack.
  server: { port: 5173, strictPort: true, proxy: { "^/(v1|oauth2|cognito|_messages|_demo)": process.env.OKNO_URL ?? "http://127.0.0.1:8000" } },
  test: { include: ["test/**/*.test.ts"], server: { deps: { inline: [/@sjsf/] } } },
}));
