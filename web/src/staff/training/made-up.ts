// A service, its cases and its people, all of them made up: nobody can take them for real ones. Days are counted from today.

import type { Text } from "../../i18n";
import { today } from "../today";

const text = (ru: string, tt: string, en: string): Text => ({ ru, tt, en });
type Loose = Record<string, any>;

export const DEPARTMENT = "training";
export const SERVICE = "bench";
export const ME = "training";

/** The day so many days from today. */
export function inDays(days: number): string {
  const day = new Date(`${today()}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

export const TITLES = {
  department: text("Учебный департамент", "Өйрәнү департаменты", "Training department"),
  service: text("Скамейка у дома (учебная услуга)", "Йорт янында эскәмия (өйрәнү хезмәте)", "A bench by the house (a training service)"),
  summary: text("Такой услуги нет: на ней учатся.", "Мондый хезмәт юк: аның белән өйрәнәләр.", "There is no such service: one practises with it."),
  look: text("Осмотр места", "Урынны карау", "A look at the place"),
  question: text("Нет ли под скамейкой кабеля", "Эскәмия астында кабель юкмы", "Is there a cable under the bench"),
};

const WHY = {
  elderly: text("Для пожилых соседей", "Олы яшьтәге күршеләр өчен", "For elderly neighbours"),
  children: text("У детской площадки", "Балалар мәйданчыгы янында", "By a playground"),
};

export const service: Loose = {
  bundle: "0".repeat(64),
  id: SERVICE,
  title: TITLES.service,
  summary: TITLES.summary,
  department: DEPARTMENT,
  term: { days: 10, unit: "working" },
  form: {
    type: "object",
    properties: {
      applicant: { type: "string" },
      place: { type: "string" },
      why: { enum: ["elderly", "children"] },
      benches: { type: "integer" },
    },
    required: ["applicant", "place", "why", "benches"],
  },
  ui: { pages: [{ id: "bench", title: text("Какая скамейка нужна", "Нинди эскәмия кирәк", "Which bench is wanted"), fields: ["applicant", "place", "why", "benches"] }] },
  fields: {
    applicant: { title: text("Кто просит", "Кем сорый", "Who asks") },
    place: { title: text("Где поставить", "Кая куярга", "Where to put it") },
    why: { title: text("Зачем", "Ни өчен", "What for"), values: WHY },
    benches: { title: text("Сколько", "Ничә", "How many") },
  },
  applicants: [],
  documents: [],
  refusal_grounds: [
    { code: "no-room", text: text("Скамейка перекроет проход", "Эскәмия юлны каплый", "The bench would block the way"), clause: text("Учебные правила, п. 3", "Өйрәнү кагыйдәләре, 3 п.", "Training rules, 3").ru, appeal: null },
    { code: "already-there", text: text("Скамейка рядом уже есть", "Янында эскәмия инде бар", "There is a bench near by already"), clause: "Учебные правила, п. 4", appeal: null },
  ],
  result: { title: TITLES.service },
};

export const CHECKS: Loose[] = [
  {
    id: "place-is-clear",
    question: text("Понятно ли, где поставить скамейку?", "Эскәмияне кая куярга икәне аңлашыламы?", "Is it clear where to put the bench?"),
    right: text("Место можно найти на улице.", "Урынны урамда табып була.", "The place can be found in the street."),
    wrong: text("Напишите улицу, дом и сторону двора.", "Урамны, йортны һәм ишегалды ягын языгыз.", "Write street, house and side of the yard."),
    outcome: "return",
    field: "place",
  },
  {
    id: "number-is-right",
    question: text("Столько скамеек можно просить?", "Шулкадәр эскәмия сорап буламы?", "May one ask for so many benches?"),
    right: text("Одна или две.", "Бер яки ике.", "One or two."),
    wrong: text("Попросите не больше двух скамеек.", "Икедән артык эскәмия сорамагыз.", "Ask for two benches at most."),
    outcome: "return",
    field: "benches",
  },
];

export const ASKED = {
  kind: {
    title: text("Какая скамейка подойдёт", "Нинди эскәмия туры килә", "Which bench fits"),
    schema: { type: "string", enum: ["wood", "metal"] },
    values: { wood: text("Деревянная", "Агач", "Wooden"), metal: text("Металлическая", "Металл", "Metal") },
    required: true,
  },
};

export const QUESTION = {
  title: TITLES.question,
  inputs: { place: "Вымышленная улица, 4" },
  asked: { place: { title: text("Место", "Урын", "Place") } },
  form: { type: "object", properties: { cable: { enum: ["none", "there"] } }, required: ["cable"] },
  labels: { cable: text("Кабель", "Кабель турында", "Cable"), none: text("Кабеля нет", "Кабель юк", "There is none"), there: text("Кабель есть", "Кабель бар", "There is one") },
};

/** What a training begins with: the kind of the open Task of each case, its answers, and in how many days it is due. */
export const BEGINNINGS: { kind: string; due: number; answers: Loose }[] = [
  { kind: "intake", due: 1, answers: { applicant: "Алиса Вымышленная", place: "Вымышленная улица, 1, у второго подъезда", why: "elderly", benches: 1 } },
  { kind: "intake", due: 0, answers: { applicant: "Тимур Придуманный", place: "где-нибудь во дворе", why: "children", benches: 9 } },
  { kind: "expert", due: 4, answers: { applicant: "Ләйлә Уйдырмова", place: "Вымышленная улица, 3, напротив аптеки", why: "elderly", benches: 2 } },
  { kind: "request", due: 2, answers: { applicant: "Иван Небывалый", place: "Вымышленная улица, 4", why: "children", benches: 1 } },
  { kind: "decision", due: -1, answers: { applicant: "Мария Сказочная", place: "Вымышленная улица, 5, у песочницы", why: "children", benches: 1 } },
];
