import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PAGES, PAGES_OF_A_SERVICE } from "../src/public/route";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf-8");
const listed = (part: string) => new Set((JSON.parse(read(`../states/${part}.json`)).pages as { page: string }[]).map(({ page }) => page));
/** The first words of addresses that a frame of pages knows, as it compares them. */
const compared = (path: string) => new Set([...read(path).matchAll(/\bpage === "([\w-]+)"/g)].map((found) => found[1]!));

test("every public page is in the list of states", () => {
  expect(listed("public")).toEqual(new Set([...PAGES, ...PAGES_OF_A_SERVICE]));
});

test("every page of the workplace is in the list of states", () => {
  const areas = [...read("../src/staff/areas.ts").matchAll(/\{ id: "([\w-]+)"/g)].map((found) => found[1]!);
  expect(listed("staff")).toEqual(new Set(["signed-out", "queue", ...compared("../src/staff/Desk.svelte"), ...areas, "training", "lost"]));
});

test("every page of the Personal Account is in the list of states", () => {
  expect(listed("account")).toEqual(new Set(["signed-out", ...compared("../src/account/Desk.svelte"), "lost"]));
});
