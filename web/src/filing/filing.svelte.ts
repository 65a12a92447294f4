// An application while it is being filled in: what was answered, where one is, and what is kept until it is sent.

import type { Api, Asked, Finding, Problem, Schemas, Service } from "../api/client";
import { wanted, type Answers } from "../forms/conditions";
import { labelsOf } from "../forms/compile";
import { steady } from "../forms/steady";
import type { Key, Words } from "../i18n";
import { arising, choiceFor, lookedUp, mayKnow, wholeOf, type Arising, type Known } from "./asking";
import { APPLICANT, authority, contentOf, isRepresented } from "./content";
import { byRules, placed, without, type Wrong } from "./checking";
import type { Filled, Sent } from "./filled";
import { forget, freshKey, ofDraft, recall, remember, type Kept } from "./keeping";
import { stepsOf, type Step } from "./steps";

const SOON = 700;
/** Milliseconds for which a page waits for what registers know. */
const PATIENCE = 2_500;
/** Steps of which the server has something to say. */
const CHECKED = new Set<Step["kind"]>(["page", "documents", "check"]);

export class Filing implements Filled {
  answers = $state.raw<Answers>({});
  known = $state.raw<Record<string, Known>>({});
  documents = $state.raw<Record<string, Sent[]>>({});
  contact = $state.raw<Record<string, string>>({});
  applicant = $state.raw<Record<string, string>>({});
  step = $state("");
  /** Field → what is wrong with it. */
  wrong = $state.raw<Wrong>({});
  /** What the server said that no field can show. */
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  draft = $state<string | undefined>();
  /** Of a life situation: what the answers call for, and why. */
  chosen = $state.raw<Schemas["Choice"]["nodes"] | undefined>();
  /** Grows when answers come from elsewhere than the page that is shown. */
  loaded = $state(0);
  confirmation: string | undefined;
  #key = freshKey();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #checks = 0;
  // With each letter all of this is found out once, and what depends on it is drawn again only where it says something else.
  #whole = $derived(wholeOf(this));
  #asked = $derived.by(steady(() => arising(this)));
  #steps = $derived.by(steady(() => stepsOf(this)));

  constructor(
    readonly service: Service,
    readonly words: Words,
    readonly api: Api,
    /** Under what it is kept in this tab. */
    readonly name: string = service.id,
  ) {
    const kept = recall<Partial<Kept>>(name);
    if (kept) {
      this.answers = kept.answers ?? {};
      this.known = kept.known ?? {};
      this.documents = kept.documents ?? {};
      this.contact = kept.contact ?? {};
      this.applicant = kept.applicant ?? this.applicant;
      this.#key = kept.key ?? this.#key;
      this.draft = kept.draft;
      this.step = kept.step === "code" ? "check" : (kept.step ?? "");
    }
  }

  /** Whether something was answered before this page was opened. */
  get begun(): boolean {
    return Object.keys(this.answers).length > 0;
  }

  /** The answers together with what registers know. */
  get whole(): Answers {
    return this.#whole;
  }

  /** Which questions arise now, and which of them have to be answered. */
  get asked(): Arising {
    return this.#asked;
  }

  get steps(): Step[] {
    return this.#steps;
  }

  get fields(): string[] {
    return this.steps.flatMap((one) => one.fields);
  }

  get current(): Step {
    const steps = this.steps;
    return steps.find((one) => one.id === this.step) ?? (steps[0] as Step);
  }

  get askedDocuments(): Schemas["AskedDocument"][] {
    const own = this.service.documents.filter((one) => wanted(one, this.whole));
    return isRepresented(this) ? [authority(this), ...own] : own;
  }

  /** Whether the form's own questions don't say who applies: a firm names itself. */
  get needsApplicant(): boolean {
    return this.service.applicants.some((one) => one.kind !== "person");
  }

  /** Takes the answers of the page that is shown. */
  answer(given: Answers): void {
    const before = this.answers;
    const changed = Object.keys(given).filter((name) => given[name] !== before[name] && JSON.stringify(given[name]) !== JSON.stringify(before[name]));
    if (!changed.length) return;
    this.answers = Object.fromEntries(Object.entries({ ...before, ...given }).filter(([, value]) => value !== undefined));
    this.wrong = without(this.wrong, changed);
    this.keep();
    this.#checkSoon(changed);
  }

  keep(): void {
    const { answers, known, documents, contact, applicant, step, draft } = this;
    remember(this.name, { answers, known, documents, contact, applicant, step, draft, key: this.#key } satisfies Kept);
  }

  go(step: string): void {
    this.step = step;
    this.wrong = {};
    this.problem = null;
    this.keep();
  }

  /** Goes on with what was kept under a code. */
  resume(code: string, draft: Schemas["Draft"]): void {
    Object.assign(this, ofDraft(code, draft));
    this.loaded += 1;
    this.go(this.steps[0]?.id ?? "");
    void this.look();
  }

  dispute(name: string, disputed: boolean, why?: string): void {
    const one = this.known[name];
    if (!one) return;
    if (disputed && !one.disputed) this.answers = { ...this.answers, [name]: one.value };
    if (!disputed) this.answers = Object.fromEntries(Object.entries(this.answers).filter(([other]) => other !== name));
    this.known = { ...this.known, [name]: { ...one, disputed, why: disputed ? why : undefined } };
    this.wrong = without(this.wrong, [name]);
    this.keep();
  }

  /** Asks what of the form needn't be answered; without an answer everything is simply asked. */
  async look(): Promise<void> {
    const found = await lookedUp(this);
    if (!found) return;
    if (!Object.keys(this.contact).length) this.contact = found.contact;
    this.known = found.known;
    this.keep();
  }

  /** Asks which services the answers call for; gives what kept it from being known. */
  async choose(): Promise<Problem | undefined> {
    const { data, problem } = await choiceFor(this);
    this.chosen = data?.nodes ?? this.chosen;
    return problem;
  }

  /** Goes on when nothing of this step is wrong; tells what is, by the form's own rules and then by the server's checks. */
  async next(): Promise<boolean> {
    const { current } = this;
    this.busy = true;
    this.problem = null;
    this.wrong = byRules(this, current);
    const right = !Object.keys(this.wrong).length;
    // What registers know is asked for meanwhile, so that no question turns into an answer under somebody's hands.
    const known = right && this.#after(current)?.kind === "page" ? this.#lookFor(PATIENCE) : undefined;
    if (right && CHECKED.has(current.kind)) {
      const findings = await this.#findings();
      // A server that can't be reached now will say it when the application is sent: nobody is held up here.
      this.wrong = placed(findings ?? [], current.kind === "check" ? null : current);
    }
    if (!Object.keys(this.wrong).length) await known;
    this.busy = false;
    if (Object.keys(this.wrong).length) return false;
    const following = this.#after(current);
    if (following) this.go(following.id);
    return true;
  }

  #after(step: Step): Step | undefined {
    const steps = this.steps;
    return steps[steps.findIndex((one) => one.id === step.id) + 1];
  }

  /** Asks what is known, and waits so many milliseconds for it; what comes later is shown when it comes. */
  async #lookFor(patience: number): Promise<void> {
    await Promise.race([this.look(), new Promise((done) => setTimeout(done, patience))]);
  }

  back(): void {
    const steps = this.steps;
    const before = steps[steps.findIndex((one) => one.id === this.current.id) - 1];
    if (before) this.go(before.id);
  }

  /** The step that a field stands on. */
  stepOf(name: string): Step | undefined {
    return this.steps.find((one) => one.fields.includes(name));
  }

  titleOf(name: string): string {
    const { pick, t } = this.words;
    if (name === "phone" || name === "email" || name === "code") return t(`${name}.label`);
    if (name.startsWith(APPLICANT)) return t(`applicant.${name.slice(APPLICANT.length)}` as Key);
    const document = this.askedDocuments.find((one) => one.id === name);
    return pick(document?.title) || pick(labelsOf(this.service, name).title) || name;
  }

  /** Tells those who write the form what isn't clear at one of its places; nobody is asked who they are. */
  async remark(pointer: string, text: string): Promise<Problem | undefined> {
    const { id: service, bundle } = this.service;
    const body = { service, bundle, pointer, text, language: this.words.language };
    return (await this.api.ask(this.api.client.POST("/v1/remarks", { body }))).problem;
  }

  /** What is sent, and what is checked. */
  get content() {
    return contentOf(this);
  }

  /** Sends a code to the address that the application is confirmed by. */
  async confirm(): Promise<boolean> {
    const { phone, email } = this.contact;
    this.busy = true;
    const { data, problem } = await this.api.ask(
      this.api.client.POST("/v1/confirmations", {
        body: { channel: phone ? "sms" : "email", address: phone || email || "", language: this.words.language },
      }),
    );
    this.busy = false;
    this.problem = problem ?? null;
    if (data) {
      this.confirmation = data.id;
      this.step = "code";
      this.wrong = {};
    }
    return Boolean(data);
  }

  /** Files the application: confirmed by a code, or as who is signed in. A repeat after a lost answer carries the same key, so it can't become a second one. */
  async send(code?: string): Promise<Schemas["Filed"] | undefined> {
    this.busy = true;
    this.problem = null;
    this.wrong = {};
    const contact = Object.fromEntries(Object.entries(this.contact).filter(([, value]) => value));
    const { data, problem }: Asked<Schemas["Filed"]> = await this.api.ask(
      this.api.client.POST("/v1/applications", {
        params: { header: { "Idempotency-Key": this.#key } },
        body: {
          ...this.content,
          ...(Object.keys(contact).length ? { contact } : {}),
          language: this.words.language,
          channel: "portal",
          ...(code === undefined ? {} : { confirmation: { id: this.confirmation ?? "", code: code.replace(/\D/g, "") } }),
          ...(this.draft ? { draft: this.draft } : {}),
        },
      }),
    );
    this.busy = false;
    if (data) {
      forget(this.name);
      return data;
    }
    // It was filed before, with other answers: what is sent next is another application.
    if (problem?.status === 409) this.#key = freshKey();
    this.wrong = placed(problem?.errors ?? [], null);
    if (problem?.type.endsWith("confirmation")) this.wrong = { ...this.wrong, code: problem.detail ?? problem.title };
    this.problem = Object.keys(this.wrong).length ? null : (problem ?? null);
    this.keep();
    return undefined;
  }

  async #findings(): Promise<Finding[] | undefined> {
    const { data } = await this.api.ask(this.api.client.POST("/v1/applications/check", { body: this.content }));
    return data?.findings;
  }

  /** The server's own checks while somebody types: of what they have just answered, never of what is still to come. */
  #checkSoon(names: string[]): void {
    clearTimeout(this.#timer);
    const mine = ++this.#checks;
    this.#timer = setTimeout(async () => {
      const findings = await this.#findings();
      if (mine !== this.#checks || !findings) return;
      const said = placed(findings.filter((one) => one.reason !== "required"), this.current);
      const own = Object.entries(said).filter(([name]) => names.includes(name));
      if (own.length) this.wrong = { ...this.wrong, ...Object.fromEntries(own) };
      if (mayKnow(this)) await this.look();
    }, SOON);
  }
}
