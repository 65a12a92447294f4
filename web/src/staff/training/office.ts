// A made-up office in this page's memory: it answers what the workplace asks, and forgets all of it when it is closed.

import { ASKED, BEGINNINGS, CHECKS, DEPARTMENT, inDays, ME, QUESTION, SERVICE, service, TITLES } from "./made-up";
import { today } from "../today";

type Loose = Record<string, any>;
interface Answer {
  status: number;
  body: unknown;
}

const ROLES: Loose = { intake: "intake", expert: "expert", request: "responder", decision: "decision_maker" };
const ok = (body: unknown): Answer => ({ status: 200, body });
const page = (items: unknown[]): Answer => ok({ items, next: null });

export class Office {
  #cases: Loose[] = [];
  #tasks: Loose[] = [];

  constructor() {
    for (const [at, { kind, due, answers }] of BEGINNINGS.entries()) {
      const status = kind === "intake" ? "verification" : "in_consideration";
      const number = `000000-0000000${at + 1}-00`;
      const seen: Loose = { case: `case-${at + 1}`, number, service: SERVICE, department: DEPARTMENT, status, due_on: inDays(due + 6) };
      const course = ["filed", "verification", ...(kind === "intake" ? [] : ["registered", "in_consideration"])];
      Object.assign(seen, { filed_at: `${inDays(-3)}T08:00:00Z`, outcome: null, answers, opinions: [], checks: [], clashes: [] });
      seen.timeline = course.map((one, step) => ({ status: one, at: `${inDays(-3)}T08:0${step}:00Z` }));
      this.#cases.push(seen);
      this.#open(seen, kind, inDays(due));
      if (kind === "decision") seen.opinions.push({ outcome: "pass", by: "colleague-0002" });
    }
  }

  /** Answers one question of the workplace; nothing for what isn't practised. */
  answer(method: string, path: string, query: URLSearchParams, body: Loose): Answer | undefined {
    const [, , noun = "", id = "", more = ""] = path.split("/");
    if (method === "GET") return this.#read(noun, id, more, query);
    const task = noun === "tasks" && this.#tasks.find((one) => one.task === id);
    if (!task) return undefined;
    if (body.version !== task.version || task.state === "done") return { status: 409, body: { type: "urn:okno:problem:already-done", status: 409 } };
    if (more === "claim" || more === "takeover") return ok(Object.assign(task, { assignee: ME, version: task.version + 1 }));
    if (more === "release") return ok(Object.assign(task, { assignee: null, version: task.version + 1 }));
    return more === "completion" ? this.#complete(task, body) : undefined;
  }

  #read(noun: string, id: string, more: string, query: URLSearchParams): Answer | undefined {
    if (noun === "me") {
      const roles = ["intake", "expert", "responder", "decision_maker"];
      return ok({ id: ME, contact: {}, language: null, version: 0, memberships: [{ department: DEPARTMENT, title: TITLES.department, roles }] });
    }
    if (noun === "catalogue") {
      return ok(id ? service : { bundle: service.bundle, services: [service], life_situations: [], departments: { [DEPARTMENT]: TITLES.department }, offices: [] });
    }
    if (noun === "departments") return page([]);
    if (noun === "tasks" && !id) {
      const whose = query.get("assignee");
      const fits = (one: Loose) => one.kind === query.get("kind") && one.state === "open" && (!whose || (whose === "me" ? one.assignee === ME : !one.assignee));
      return page(this.#tasks.filter(fits).sort((one, other) => one.due_on.localeCompare(other.due_on)));
    }
    if (noun === "tasks") return this.#found(this.#tasks.find((one) => one.task === id), (one) => this.#task(one));
    if (noun === "cases" && more === "verification") return ok({ whole: true, chains: 1, facts: 4, flaw: null });
    if (noun === "cases" && more === "deliveries") return ok({ items: [] });
    if (noun === "cases" && id) return this.#found(this.#cases.find((one) => one.case === id), (one) => this.#case(one));
    const number = query.get("number");
    return noun === "cases" ? page(this.#cases.filter((one) => (number ? one.number === number : one.status !== "closed"))) : undefined;
  }

  #found(one: Loose | undefined, shown: (one: Loose) => Loose): Answer {
    return one ? ok(shown(one)) : { status: 404, body: { type: "urn:okno:problem:not-found", status: 404 } };
  }

  #open(seen: Loose, kind: string, due: string): void {
    const now = today();
    const risk = due < now ? "late" : due === now ? "today" : "in_time";
    const named = { case: seen.case, number: seen.number, service: SERVICE, department: DEPARTMENT, role: ROLES[kind] };
    const fresh = { assignee: null, assigned_at: null, assigned_by: null, outcome: null, grounds: [], note: null, done_by: null, done_at: null };
    const task = `${seen.case}-${kind}-${this.#tasks.length}`;
    this.#tasks.push({ task, kind, ...named, state: "open", opened_at: `${now}T08:00:00Z`, due_on: due, version: 1, risk, ...fresh });
  }

  #task(one: Loose): Loose {
    const seen = this.#cases.find((each) => each.case === one.case)!;
    const about = ({ field, ...rest }: Loose) => ({ ...rest, about: { pointer: `/answers/${field}`, field, answer: seen.answers[field] } });
    if (one.kind === "intake") return { ...one, checklist: CHECKS.map((check) => about(check)) };
    if (one.kind === "expert") return { ...one, asked: ASKED, expertise: this.#parts(seen) };
    if (one.kind === "request") return { ...one, question: QUESTION };
    const refused = seen.opinions.some((each: Loose) => each.outcome === "refuse");
    return { ...one, proposal: { outcome: refused ? "refused" : "granted", grounds: refused ? [service.refusal_grounds[0]] : [] } };
  }

  #parts(seen: Loose): Loose[] {
    const [said] = seen.opinions as Loose[];
    const asked = this.#tasks.some((one) => one.case === seen.case && one.kind === "expert");
    if (!said && !asked) return [];
    const by = said ? { outcome: said.outcome, by: said.by, state: "done" } : { outcome: null, by: null, state: "expert" };
    return [{ id: "look", sub_service: "look", title: TITLES.look, grounds: [], opinions: [], clause: null, ...by }];
  }

  #case(seen: Loose): Loose {
    const open = this.#tasks.filter((one) => one.case === seen.case && one.state === "open");
    const holders = open.map((one) => ({ who: "department", department: DEPARTMENT, what: one.kind, since: one.opened_at, due_on: one.due_on }));
    const back = seen.status === "returned" ? [{ who: "applicant", department: null, what: "correction", since: `${today()}T08:00:00Z`, due_on: null }] : [];
    const standing = { holders: [...holders, ...back], departments: { [DEPARTMENT]: TITLES.department }, reasons: [], late: false, clock: back.length ? "applicant" : "municipality", today: today() };
    const tasks = this.#tasks.filter((one) => one.case === seen.case);
    const asked = tasks.filter((one) => one.kind === "request");
    const requests = asked.map((one) => ({
      ...{ key: one.task, title: TITLES.question, labels: QUESTION.labels, department: DEPARTMENT, due_on: one.due_on },
      ...{ answer: one.answer ?? null, answered_at: one.done_at, answered_by: one.done_by },
    }));
    const filing = { channel: "portal", office: null, typed_by: null, identity: null, compared_by: null, compared_at: null };
    const empty = { sources: {}, files: [], grounds: [], plan: null, erased: false, version: 1, suspended: null };
    const clock = [{ event: "started", on: inDays(-3), due_on: seen.due_on, clause: null }];
    return { ...seen, ...empty, filing, clock, standing, sub_services: this.#parts(seen), requests, tasks };
  }

  #complete(task: Loose, said: Loose): Answer {
    const seen = this.#cases.find((one) => one.case === task.case)!;
    const now = new Date().toISOString();
    const move = (status: string, note?: string) => {
      seen.status = status;
      seen.timeline = [...seen.timeline, { status, at: now, ...(note ? { note } : {}) }];
    };
    const done = (outcome: string): Answer => {
      Object.assign(task, { state: "done", outcome, note: said.note ?? null, done_by: ME, done_at: now, version: task.version + 1 });
      return ok(task);
    };
    if (task.kind === "intake") return this.#taken(task, said, seen, move, done);
    if (task.kind === "request") {
      task.answer = said.answer;
      this.#open(seen, "expert", inDays(4));
      return done("answer");
    }
    if (task.kind === "expert") {
      seen.opinions = [{ outcome: said.outcome, by: ME }];
      this.#open(seen, "decision", inDays(3));
      return done(said.outcome);
    }
    seen.outcome = said.outcome === "grant" ? "granted" : "refused";
    for (const status of [seen.outcome, ...(seen.outcome === "granted" ? ["delivered"] : []), "closed"]) move(status, status === seen.outcome ? said.note : undefined);
    return done(said.outcome);
  }

  #taken(task: Loose, said: Loose, seen: Loose, move: (status: string, note?: string) => void, done: (outcome: string) => Answer): Answer {
    const looked = CHECKS.map(({ field, ...one }) => ({ ...one, ...said.checklist[one.id], about: { field }, by: ME, at: new Date().toISOString() }));
    seen.checks = looked;
    const wrong = looked.filter((one) => !one.yes);
    if (wrong.length) {
      move("returned", wrong.map((one) => one.note).filter(Boolean).join(" "));
      return done("return");
    }
    move("registered");
    move("in_consideration");
    this.#open(seen, "expert", inDays(4));
    return done("accept");
  }
}
