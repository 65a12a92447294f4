// What may be said about a Task, by the definitions that it brings: what is asked, what is missing, what is sent.

import type { Service } from "../api/client";
import { segments } from "../api/pointer";
import { asked, type Answers, type Obj } from "../forms/conditions";
import { validate } from "../forms/validator";
import type { Text } from "../i18n";
import type { Task } from "./desk";
import type { Said, StaffWords } from "./words";

export interface Check {
  id: string;
  question: Text;
  right: Text;
  wrong: Text;
  outcome: string;
  about: Obj;
  register?: Obj;
}

/** What somebody has typed so far. */
export interface Typed {
  outcome: string;
  grounds: string[];
  note: string;
  checks: Record<string, { yes?: boolean; note?: string }>;
  answer: Answers;
  attachment?: Attached;
}

/** A file that was sent to storage for a Task. */
export interface Attached {
  file: string;
  name: string;
}

export interface Asked {
  checks: Check[];
  /** Outcomes to choose from; one alone is no choice. */
  outcomes: string[];
  /** The questions as the form's renderer takes them, and the schema that answers are checked against. */
  fields?: { drawn: Service; form: Obj };
  /** Where the answers go. */
  into: "answer" | "outputs" | "handover";
  /** Whether a decision takes its result as a file. */
  attaching: "none" | "allowed" | "required";
}

/** Place of something wrong → the sentence; places are "outcome", "grounds", "note", "attachment", "check:id" and "field:name". */
export type Wrong = Record<string, string>;

export const nothing = (): Typed => ({ outcome: "", grounds: [], note: "", checks: {}, answer: {} });
const OUTCOMES: Record<string, string[]> = { intake: ["accept", "refuse"], expert: ["pass", "refuse"], decision: ["grant", "refuse"], request: ["answer"] };
const LINE = { type: "string", minLength: 1, maxLength: 100 };
const DAY = { type: "string", format: "date" };
const HANDOVERS: Record<string, Obj> = {
  handed_over: { handed_over_on: DAY, document: LINE, number: LINE, receipt: LINE },
  posted: { posted_on: DAY, tracking: LINE },
};

export function askedOf(task: Task, words: StaffWords): Asked {
  const attaching = (task.kind === "decision" ? task.attaching : "none") as Asked["attaching"];
  const checks = (task.kind === "intake" ? (task.checklist ?? []) : []) as Check[];
  if (checks.length) return { checks, outcomes: [], into: "outputs", attaching };
  if (task.kind === "request") return { checks, outcomes: ["answer"], fields: ofRequest(task.question as Obj, words), into: "answer", attaching };
  if (task.kind === "handover") {
    const outcome = task.reason === "post" ? "posted" : "handed_over";
    return { checks, outcomes: [outcome], fields: ofHandover(HANDOVERS[outcome]!, words), into: "handover", attaching };
  }
  const own = Object.entries((task.asked ?? {}) as Obj);
  return { checks, outcomes: OUTCOMES[task.kind] ?? [], fields: own.length ? ofExpert(own, words) : undefined, into: "outputs", attaching };
}

const inWords = (text: string, { language }: StaffWords): Text => ({ [language]: text });
const yesOrNo = (words: StaffWords) => ({ true: inWords(words.t("yes"), words), false: inWords(words.t("no"), words) });

/** Yes and no are a choice: a box left empty would say nothing. */
function choosable(question: Obj): Obj {
  return question.type === "boolean" && question.const === undefined ? { enum: [true, false] } : question;
}

function drawnBy(form: Obj, fields: Obj): { drawn: Service; form: Obj } {
  const properties = Object.fromEntries(Object.entries(form.properties as Obj).map(([name, one]) => [name, choosable(one)]));
  return { drawn: { form: { ...form, properties }, fields } as unknown as Service, form };
}

function ofRequest({ form, labels }: Obj, words: StaffWords) {
  const values = { ...labels, ...yesOrNo(words) };
  return drawnBy(form, Object.fromEntries(Object.keys(form.properties).map((name) => [name, { title: labels[name], values }])));
}

function ofExpert(own: [string, Obj][], words: StaffWords) {
  const form = {
    type: "object",
    properties: Object.fromEntries(own.map(([name, one]) => [name, one.schema])),
    required: own.filter(([, one]) => one.required).map(([name]) => name),
  };
  return drawnBy(form, Object.fromEntries(own.map(([name, one]) => [name, { ...one, values: { ...yesOrNo(words), ...one.values } }])));
}

function ofHandover(properties: Obj, words: StaffWords) {
  const title = (name: string) => inWords(words.say(`handover.${name}` as Said), words);
  const fields = Object.fromEntries(Object.keys(properties).map((name) => [name, { title: title(name) }]));
  return drawnBy({ type: "object", properties, required: Object.keys(properties) }, fields);
}

/** Whether grounds are chosen by hand; a checklist brings its own. */
export const refuses = (what: Asked, typed: Typed) => !what.checks.length && typed.outcome === "refuse";

/** What still can't be sent, as the page sees it; the server looks again. */
export function wrongOf(what: Asked, typed: Typed, words: StaffWords): Wrong {
  const { say, t } = words;
  const wrong: Wrong = {};
  for (const { id } of what.checks) if (typed.checks[id]?.yes === undefined) wrong[`check:${id}`] = t("wrong.choose");
  if (what.outcomes.length > 1 && !typed.outcome) wrong.outcome = t("wrong.choose");
  if (what.fields && !refuses(what, typed)) {
    for (const { path, message } of validate(what.fields.form, typed.answer, words)) wrong[`field:${path[0]}`] ??= message;
  }
  if (refuses(what, typed) && !typed.grounds.length) wrong.grounds = say("grounds.needed");
  if (what.attaching === "required" && typed.outcome === "grant" && !typed.attachment) wrong.attachment = say("attachment.needed");
  return wrong;
}

/** The body of the completion. */
export function bodyOf(task: Task, what: Asked, typed: Typed): Obj {
  const body: Obj = { version: task.version };
  if (typed.note.trim()) body.note = typed.note.trim();
  if (what.checks.length) {
    const said = ({ yes, note }: { yes?: boolean; note?: string }) => ({ yes, ...(note?.trim() ? { note: note.trim() } : {}) });
    return { ...body, checklist: Object.fromEntries(what.checks.map(({ id }) => [id, said(typed.checks[id]!)])) };
  }
  body.outcome = what.outcomes.length === 1 ? what.outcomes[0] : typed.outcome;
  if (refuses(what, typed)) body.grounds = typed.grounds;
  if (typed.attachment && typed.outcome === "grant") body.attachment = typed.attachment.file;
  if (!what.fields) return body;
  const { names } = asked(what.fields.form, typed.answer);
  const given = Object.fromEntries(names.filter((name) => typed.answer[name] !== undefined).map((name) => [name, typed.answer[name]]));
  if (what.into !== "handover") return Object.keys(given).length || what.into === "answer" ? { ...body, [what.into]: given } : body;
  const { document, number, receipt, ...plain } = given as Obj;
  return { ...body, ...plain, ...(document ? { identity: { document, number }, receipt: { number: receipt } } : {}) };
}

/** Where the server's pointer leads on the page; nothing where it leads elsewhere. */
export function placeOf(pointer: string): string | undefined {
  const [part, name] = segments(pointer);
  if (part === "checklist" && name) return `check:${name}`;
  if ((part === "answer" || part === "outputs") && name) return `field:${name}`;
  if (part === "identity" && name) return `field:${name}`;
  if (part === "receipt") return "field:receipt";
  if (part === "grounds" || part === "outcome" || part === "note" || part === "attachment") return part;
  return part && /_on$|^tracking$/.test(part) ? `field:${part}` : undefined;
}
