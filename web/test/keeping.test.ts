// What a tab keeps of a form, and what it opens with.

import { beforeEach, expect, test, vi } from "vitest";
import { begun, openWith, recall, receiptOf, remember } from "../src/filing/keeping";

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  });
});

test("a form that is opened with something shows it, though one was filed in this tab before", () => {
  remember(receiptOf("excavation-order"), { number: "261127-1", secret: "s" });
  openWith("excavation-order", { answers: { works_street: "0118" }, contact: {} });
  expect(begun("excavation-order")).toEqual({ works_street: "0118" });
  expect(recall(receiptOf("excavation-order")) ?? null).toBeNull();
});
