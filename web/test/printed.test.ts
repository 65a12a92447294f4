import { expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The elements that the API writes its pages to print with. */
test("every element of the pages to print is known here", () => {
  const written = readFileSync(join(import.meta.dirname, "../../chalicelib/entrypoints/http/printed.py"), "utf8");
  const own = readFileSync(join(import.meta.dirname, "../src/staff/counter/printed.ts"), "utf8");
  const known = new Set(/new Set\("([^"]+)"/.exec(own)![1]!.split(" "));
  const tags = new Set([...written.matchAll(/<([a-z]\w*)[ >]/g)].map((found) => found[1]!));
  for (const head of ["html", "head", "meta", "title", "style", "body"]) tags.delete(head);
  expect([...tags].filter((tag) => !known.has(tag))).toEqual([]);
});
