// A page to print comes as HTML. A strict policy lets no string become markup, so what it is made of is built here, element by element.

import type { Api, Asked } from "../../api/client";

export interface Printed {
  language: string;
  title: string;
  parts: Node[];
}

/** What the API's pages to print are made of; anything else is left out with what it holds. */
const KNOWN = new Set("header h1 address p dl dt dd".split(" "));
const SIGNS: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };
const plain = (text: string) => text.replace(/&(#?\w+);/g, (whole, name: string) => SIGNS[name] ?? whole);

/** Builds the elements of such a page. */
export function built(page: string): Printed {
  const root = document.createElement("div");
  const open: HTMLElement[] = [root];
  for (const [, end, tag = "", text] of (/<body>(.*)<\/body>/s.exec(page)?.[1] ?? "").matchAll(/<(\/?)(\w+)[^>]*>|([^<]+)/g)) {
    if (text !== undefined) open.at(-1)!.append(plain(text));
    else if (end) open.length > 1 && open.pop();
    else {
      const element = document.createElement(KNOWN.has(tag) ? tag : "template");
      open.at(-1)!.append(element);
      open.push(element);
    }
  }
  const said = (pattern: RegExp) => plain(pattern.exec(page)?.[1] ?? "");
  return { language: said(/<html lang="(\w+)"/), title: said(/<title>([^<]*)/), parts: [...root.childNodes] };
}

/** Asks for the receipt of a number, or for a letter. */
export async function printed({ client, ask }: Api, { receipt = "", letter = "" }): Promise<Asked<Printed>> {
  const answer = await ask(
    receipt
      ? client.GET("/v1/counter/applications/{number}/receipt", { params: { path: { number: receipt } }, parseAs: "text" })
      : client.GET("/v1/letters/{letter}", { params: { path: { letter } }, parseAs: "text" }),
  );
  return answer.data === undefined ? { problem: answer.problem! } : { data: built(String(answer.data)) };
}
