// A correction while it is filled in: exactly what a return named, and what its answers bring up.

import type { Api, Problem, Schemas, Service } from "../api/client";
import { placed, without, type Wrong } from "../filing/checking";
import type { Filled, Sent } from "../filing/filled";
import { forget, freshKey, recall, remember } from "../filing/keeping";
import type { Answers, Obj } from "../forms/conditions";
import { labelsOf } from "../forms/compile";
import { validate } from "../forms/validator";
import type { Words } from "../i18n";

export type Returned = Schemas["Returned"];
/** Which application, and which of its cases where there are several; who is signed in needs no secret. */
export interface Which {
  number: string;
  secret?: string;
  case?: string;
}

/** What proves whose application it is, where nobody is signed in. */
export const proof = ({ secret }: Which) => (secret ? { "Tracking-Secret": secret } : {});

const WHOLE = "/answers";
/** What is taken for a document that the service doesn't tell of. */
const ANY = { title: {}, help: null, when: [], required: true, types: ["application/pdf", "image/jpeg", "image/png"], max_megabytes: 10, max_files: 10 };
/** Reasons for which something that wasn't named has to be sent, too. */
const CALLED_FOR = new Set(["required", "document-missing"]);

interface Kept {
  answers: Answers;
  documents: Record<string, Sent[]>;
  more: string[];
  key: string;
}

export class Correction implements Filled {
  answers = $state.raw<Answers>({});
  documents = $state.raw<Record<string, Sent[]>>({});
  wrong = $state.raw<Wrong>({});
  problem = $state.raw<Problem | undefined>();
  busy = $state(false);
  /** Places that nobody named, and that the answers call for. */
  more = $state.raw<string[]>([]);
  #key = freshKey();
  readonly #kept: string;

  constructor(
    readonly service: Service,
    readonly returned: Returned,
    readonly which: Which,
    readonly words: Words,
    readonly api: Api,
  ) {
    this.answers = returned.answers as Answers;
    this.#kept = `correction:${which.number}:${which.case ?? ""}:${returned.until}`;
    const kept = recall<Partial<Kept>>(this.#kept);
    if (kept) {
      this.answers = { ...this.answers, ...kept.answers };
      this.documents = kept.documents ?? {};
      this.more = kept.more ?? [];
      this.#key = kept.key ?? this.#key;
    }
  }

  /** Every place that has to be sent, as JSON Pointers. */
  get places(): string[] {
    const { fields } = this.returned;
    const all = fields.includes(WHOLE) ? Object.keys(this.#properties).map((name) => `${WHOLE}/${name}`) : [];
    return [...new Set([...fields.filter((one) => one !== WHOLE), ...all, ...this.more])];
  }

  get questions(): string[] {
    return this.#named(`${WHOLE}/`).filter((name) => name in this.#properties);
  }

  get askedDocuments(): Schemas["AskedDocument"][] {
    return this.#named("/documents/").map((id) => this.service.documents.find((one) => one.id === id) ?? { ...ANY, id });
  }

  get fields(): string[] {
    return [...this.questions, ...this.askedDocuments.map((one) => one.id)];
  }

  /** What was found wrong at a place; `/answers` is about everything. */
  defectsAt(pointer: string): Schemas["Defect"][] {
    return this.returned.defects.filter((one) => one.pointer === pointer);
  }

  /** Whether something was found wrong, rather than a part that begins asking something. */
  get isReturn(): boolean {
    return this.returned.defects.length > 0;
  }

  titleOf(name: string): string {
    const { pick } = this.words;
    return pick(this.service.documents.find((one) => one.id === name)?.title) || pick(labelsOf(this.service, name).title) || name;
  }

  answer(name: string, value: unknown): void {
    if (this.answers[name] === value) return;
    this.answers = { ...this.answers, [name]: value };
    this.wrong = without(this.wrong, [name]);
    this.keep();
  }

  keep(): void {
    const { answers, documents, more } = this;
    remember(this.#kept, { answers, documents, more, key: this.#key } satisfies Kept);
  }

  /** Sends the correction; a repeat after a lost answer carries the same key, so that it counts once. */
  async send(): Promise<boolean> {
    this.problem = undefined;
    this.wrong = this.#byRules();
    if (Object.keys(this.wrong).length) return false;
    const { number, case: one } = this.which;
    const files = Object.entries(this.documents).filter(([id, sent]) => sent.length && this.fields.includes(id));
    this.busy = true;
    const { data, problem } = await this.api.ask(
      this.api.client.POST("/v1/applications/{number}/correction", {
        params: {
          path: { number },
          query: one ? { case: one } : {},
          header: { "Idempotency-Key": this.#key, ...proof(this.which) },
        },
        body: {
          answers: Object.fromEntries(this.questions.map((name) => [name, this.answers[name] ?? null])),
          documents: Object.fromEntries(files.map(([id, sent]) => [id, sent.map((file) => file.handle)])),
        },
      }),
    );
    this.busy = false;
    if (data) {
      forget(this.#kept);
      return true;
    }
    const more = problem.errors.filter((found) => CALLED_FOR.has(found.reason) && !this.places.includes(found.pointer));
    this.more = [...this.more, ...more.map((found) => found.pointer)];
    this.wrong = placed(problem.errors, null);
    this.problem = Object.keys(this.wrong).length ? undefined : problem;
    // What is sent next differs, so it needs a key of its own; after a lost answer it is the same again.
    if (problem.status >= 400 && problem.status < 500) this.#key = freshKey();
    this.keep();
    return false;
  }

  get #properties(): Obj {
    return ((this.service.form as Obj).properties ?? {}) as Obj;
  }

  #named(under: string): string[] {
    return this.places.filter((one) => one.startsWith(under)).map((one) => one.slice(under.length));
  }

  /** The questions' own rules; those between questions need answers that aren't here, and are the server's. */
  #byRules(): Wrong {
    const found: Wrong = {};
    const given = Object.fromEntries(this.questions.map((name) => [name, this.answers[name]]));
    const own = { type: "object", properties: this.#properties, required: this.questions.filter((name) => this.isRequired(name)) };
    for (const { path, message } of validate(own, given, this.words)) found[String(path[0])] ??= message;
    for (const one of this.askedDocuments) {
      if (one.required && !this.documents[one.id]?.length) found[one.id] = this.words.t("documents.needed");
    }
    return found;
  }

  /** Whether the form may ask for an answer there; what it never does can be left empty. */
  isRequired(name: string): boolean {
    const { required = [], allOf = [] } = this.service.form as Obj;
    const rules = (allOf as Obj[]).flatMap((rule) => [...(rule.then?.required ?? []), ...(rule.else?.required ?? [])]);
    return [...required, ...rules].includes(name);
  }
}
