// An application that an officer types in: the same form and checks as the applicant's own, on one page.

import type { Finding, Problem, Schemas, Service } from "../../api/client";
import { byRules, placed, type Wrong } from "../../filing/checking";
import { contentOf } from "../../filing/content";
import { Filing } from "../../filing/filing.svelte";
import type { Step } from "../../filing/steps";
import { forget, freshKey, plainPhone, recall, remember } from "../../filing/keeping";
import { pagesOf } from "../../forms/compile";
import type { Answers } from "../../forms/conditions";
import { steady } from "../../forms/steady";
import { validate } from "../../forms/validator";
import type { Desk } from "../desk";
import { today } from "../today";
import { kindOf, named, wayForm, whoForm } from "./frame";
import type { Tell } from "./words";

const TYPES = ["application/pdf", "image/jpeg", "image/png"];
const MEGABYTES = 20;
/** Where the API's pointers lead among the fields about who came and how the result goes back. */
const PLACES: Record<string, string> = {
  "/applicant": "who:kind",
  "/applicant/representative": "who:through",
  "/applicant/representative/name": "who:representative",
  "/applicant/representative/authority/kind": "who:authority",
  "/applicant/representative/authority/number": "who:authority_number",
  "/applicant/representative/authority/issued_on": "who:authority_issued_on",
  "/applicant/representative/authority/valid_until": "who:authority_valid_until",
  "/applicant/representative/authority": "authority",
  "/identity/document": "who:document",
  "/identity/number": "who:document_number",
  "/identity/seen_on": "who:document_number",
  "/scan": "scan",
  "/scan/file": "scan",
  "/collect": "way:collect",
};

interface Frame {
  who: Answers;
  way: Answers;
  key: string;
}

export class Counter extends Filing {
  who = $state.raw<Answers>({});
  way = $state.raw<Answers>({});
  #key = freshKey();
  #pages = $derived.by(steady(() => pagesOf(this.service, this.asked.names, this.words).map((page): Step => ({ ...page, kind: "page" }))));
  #all = $derived.by(
    steady((): Step => {
      const fields = [...this.pages.flatMap((page) => page.fields), ...this.askedDocuments.map((one) => one.id)];
      return { id: "all", kind: "page", title: "", help: "", fields };
    }),
  );

  constructor(
    service: Service,
    readonly desk: Desk,
    readonly tell: Tell,
    /** What of the application before holds for this one too, as its channel. */
    usual: { who: Answers; way: Answers },
  ) {
    super(service, desk.words, desk.api, `counter:${desk.me.id}:${service.id}`);
    const kept = recall<Frame>(`${this.name}:frame`);
    this.who = kept?.who ?? { channel: "paper", through: "self", document: tell("ask.passport"), ...usual.who };
    this.way = kept?.way ?? { collect: "counter", language: desk.words.language, ...usual.way };
    this.#key = kept?.key ?? this.#key;
  }

  /** One step with everything of the form: an officer sees it all at once. */
  override get current(): Step {
    return this.#all;
  }

  override get steps(): Step[] {
    return [this.current];
  }

  get pages(): Step[] {
    return this.#pages;
  }

  /** The service's documents, the scan of a paper, and what shows that a representative may act. */
  override get askedDocuments(): Schemas["AskedDocument"][] {
    const own = super.askedDocuments;
    const paper = (id: string, title: string, required: boolean): Schemas["AskedDocument"] => ({
      ...{ id, required, title: { [this.words.language]: title }, help: null, when: [], types: TYPES },
      ...{ max_megabytes: MEGABYTES, max_files: 1 },
    });
    if (this.who.through === "representative") own.push(paper("authority", this.tell("paper.authority"), false));
    if (this.who.channel === "paper") own.unshift(paper("scan", this.tell("paper.scan"), true));
    return own;
  }

  override titleOf(name: string): string {
    return this.words.pick(this.askedDocuments.find((one) => one.id === name)?.title) || super.titleOf(name);
  }

  /** The applicant's name: of the form's questions where they hold it. */
  get applicantName(): string {
    const parts = named(this.service, this.who)?.map((one) => this.whole[one]) ?? [this.who.name];
    return parts.filter(Boolean).join(" ");
  }

  override get content() {
    const { documents = {}, ...rest } = contentOf(this);
    const { scan: _scan, authority: _authority, ...own } = documents;
    const applicant = this.#applicant;
    return { ...rest, ...(Object.keys(own).length ? { documents: own } : {}), ...(applicant ? { applicant } : {}) };
  }

  get #applicant(): Schemas["Applicant"] | undefined {
    const kind = kindOf(this.service, this.who);
    const { who } = this;
    if (!kind || !this.applicantName) return undefined;
    const needs = Object.fromEntries(kind.needs.flatMap((one) => (who[one] ? [[one, String(who[one]).trim()]] : [])));
    const applicant = { kind: kind.kind, name: this.applicantName, ...needs } as Schemas["Applicant"];
    if (who.through !== "representative" || !who.authority_valid_until) return applicant;
    const file = this.documents.authority?.[0]?.handle;
    const authority = {
      kind: String(who.authority),
      number: String(who.authority_number),
      issued_on: String(who.authority_issued_on),
      valid_until: String(who.authority_valid_until),
      ...(file ? { file } : {}),
    };
    return { ...applicant, representative: { name: String(who.representative), authority } };
  }

  override keep(): void {
    super.keep();
    remember(`${this.name}:frame`, { who: this.who, way: this.way, key: this.#key } satisfies Frame);
  }

  /** Takes an answer about who came (`who`) or how the result goes back (`way`). */
  say(part: "who" | "way", given: Answers): void {
    this[part] = given;
    const still = this.#frameWrong();
    this.wrong = Object.fromEntries(Object.entries(this.wrong).filter(([place]) => !place.startsWith(`${part}:`) || place in still));
    this.keep();
  }

  /** What registers know is shown at once, but never put in place of a question that somebody is at. */
  override async look(): Promise<void> {
    const at = document.activeElement?.closest("[id^='q_']")?.id ?? "";
    const before = this.known;
    await super.look();
    const seized = Object.keys(this.known).filter((name) => !before[name] && (at === `q_${name}` || at.startsWith(`q_${name}_`)));
    if (seized.length) this.known = Object.fromEntries(Object.entries(this.known).filter(([name]) => !seized.includes(name)));
  }

  #frameWrong(): Wrong {
    const { tell, words } = this;
    const found: Wrong = {};
    const parts = { who: whoForm(this.service, this.who, tell, words), way: wayForm(this.way, tell, words) } as const;
    for (const part of ["who", "way"] as const) {
      for (const { path, message } of validate(parts[part].form, this[part], words)) found[`${part}:${path[0]}`] ??= message;
    }
    return found;
  }

  /** Everything that is wrong, as the page sees it. */
  allWrong(): Wrong {
    const own = byRules(this, this.current);
    const files = byRules(this, { ...this.current, kind: "documents" });
    return { ...this.#frameWrong(), ...own, ...files };
  }

  /** Files it; the same key goes with a second try, so that one paper becomes one application. */
  async file(): Promise<Schemas["Filed"] | undefined> {
    this.problem = null;
    this.wrong = this.allWrong();
    if (Object.keys(this.wrong).length) return undefined;
    this.busy = true;
    const { who, way } = this;
    const scan = this.documents.scan?.[0]?.handle;
    const contact = { phone: way.phone ? plainPhone(String(way.phone)) : undefined, email: way.email, address: way.address };
    const body = {
      ...this.content,
      applicant: this.#applicant!,
      channel: who.channel,
      collect: way.collect,
      language: way.language,
      contact: Object.fromEntries(Object.entries(contact).filter(([, value]) => value)),
      identity: { document: String(who.document), number: String(who.document_number), seen_on: today() },
      ...(this.draft ? { draft: this.draft } : {}),
      ...(who.channel === "paper" && scan ? { scan: { file: scan } } : {}),
    } as Schemas["NewCounterApplication"];
    const params = { header: { "Idempotency-Key": this.#key } };
    const { data, problem } = await this.api.ask(this.api.client.POST("/v1/counter/applications", { params, body }));
    this.busy = false;
    if (data) {
      this.drop();
      return data;
    }
    if (problem.status === 409) this.#key = freshKey();
    this.#place(problem);
    this.keep();
    return undefined;
  }

  /** Goes on with what a consultation began. */
  begin(code: string, { answers, contact }: Schemas["Draft"]): void {
    const { phone, email } = contact as Answers;
    this.answers = { ...(answers as Answers), ...this.answers };
    this.way = { ...(phone ? { phone } : {}), ...(email ? { email } : {}), ...this.way };
    this.draft = code;
    this.keep();
  }

  drop(): void {
    forget(this.name);
    forget(`${this.name}:frame`);
  }

  /** Puts what the server found where it belongs; what belongs nowhere is told above. */
  #place(problem: Problem): void {
    const found: Wrong = {};
    const rest: Finding[] = [];
    const fields = new Set(this.current.fields);
    for (const one of problem.errors) {
      const [, part = "", name = ""] = one.pointer.split("/");
      const own = PLACES[one.pointer] ?? (part === "applicant" ? `who:${name}` : part === "contact" ? `way:${name || "phone"}` : "");
      const [field] = own ? [own] : Object.keys(placed([one], null));
      if (field && (own || fields.has(field))) found[field] = found[field] ? `${found[field]} ${one.detail}` : one.detail;
      else rest.push(one);
    }
    this.wrong = found;
    this.problem = rest.length || !Object.keys(found).length ? { ...problem, errors: rest } : null;
  }
}
