// What staff need on the plain page: their queue, the department's cases, and the registers.

import { api, badge, day, h, instant, pairs, pick, problem, state, t } from "./core.js";
import { timeline } from "./applications.js";

const KINDS = { intake: ["accept", "refuse"], expert: ["pass", "refuse"], decision: ["grant", "refuse"] };

export async function staffView([part, id]) {
  if (state.user?.kind !== "staff") return [h("h1", {}, t("menu.staff")), h("a", { href: "#/people" }, t("sign.in"))];
  if (part === "case") return caseView(id);
  if (part === "register") return registerView(id);
  const department = state.user.department;
  const queues = await Promise.all(Object.keys(KINDS).map(async (kind) =>
    [kind, await api("GET", `/v1/tasks?department=${department}&kind=${kind}`)]));
  const [cases, registers] = await Promise.all([api("GET", `/v1/cases?department=${department}`), api("GET", "/v1/registers")]);
  return [
    h("h1", {}, t("menu.staff")), h("p.lead", {}, department),
    queues.flatMap(([kind, found]) => (found.ok ? [h("h2", {}, t(`task.${kind}`)), tasks(kind, found.body.items)] : [])),
    cases.ok ? [h("h2", {}, t("staff.cases")), caseTable(cases.body.items)] : null,
    registers.ok ? [h("h2", {}, t("staff.registers")), h("ul", {}, registers.body.items.map((one) =>
      h("li", {}, h("a", { href: `#/staff/register/${one.id}` }, pick(one.title)), " ", h("span.soft", {}, one.department),
        one.availability?.available === false ? h("span.badge.refused", {}, t("register.down")) : null)))] : null,
  ].flat(3).filter(Boolean);
}

function tasks(kind, items) {
  if (!items.length) return h("p.soft", {}, t("nothing"));
  return h("div", {}, items.map((task) => {
    const outcome = h("select", { id: `outcome-${task.task}` }, KINDS[kind].map((one) => h("option", { value: one }, t(`outcome.${one}`))));
    const grounds = h("input", { id: `grounds-${task.task}`, placeholder: "not-resident" });
    const told = h("div", { "aria-live": "polite" });
    const done = async () => {
      const codes = grounds.value.split(/[\s,]+/).filter(Boolean);
      const body = { version: task.version, outcome: outcome.value, ...(codes.length ? { grounds: codes } : {}) };
      const answer = await api("POST", `/v1/tasks/${task.task}/completion`, { body });
      told.replaceChildren(answer.ok ? h("p.good", {}, t("task.done")) : problem(answer.body));
    };
    return h("div.card", {}, h("h3", {}, h("a", { href: `#/staff/case/${task.case}` }, task.number)),
      pairs([[t("task.part"), task.sub_service], [t("task.reason"), task.reason], [t("case.due"), day(task.due_on)]]),
      h("div.row", {}, h("div.field", {}, h("label", { for: outcome.id }, t("task.outcome")), outcome),
        h("div.field", {}, h("label", { for: grounds.id }, t("case.grounds")), grounds),
        h("button.go", { type: "button", onclick: done }, t("task.complete"))), told);
  }));
}

function caseTable(items) {
  if (!items.length) return h("p.soft", {}, t("nothing"));
  return h("table", {}, h("thead", {}, h("tr", {}, ["follow.number", "case.status", "case.due"].map((key) => h("th", { scope: "col" }, t(key))))),
    h("tbody", {}, items.map((one) => h("tr", {}, h("td", {}, h("a", { href: `#/staff/case/${one.case}` }, one.number)),
      h("td", {}, badge(one.status)), h("td", {}, day(one.due_on))))));
}

async function caseView(id) {
  const [found, verified] = await Promise.all([api("GET", `/v1/cases/${id}`), api("GET", `/v1/cases/${id}/verification`)]);
  if (!found.ok) return problem(found.body);
  const one = found.body;
  return [
    h("h1", {}, one.number), h("p", {}, pick(one.title), " ", badge(one.status)),
    pairs([[t("case.filed"), instant(one.filed_at)], [t("case.due"), day(one.due_on)], [t("case.record"), one.record ? JSON.stringify(one.record) : ""]]),
    timeline(one.timeline),
    h("h2", {}, t("case.requests")), table(one.requests, ["key", "state", "answered_by"], (row) => row.answer?.outcome ?? row.reason ?? ""),
    h("h2", {}, t("case.parts")), table(one.sub_services, ["id", "outcome", "row", "clause", "by"], (row) => row.grounds.join(", ") || row.reason || ""),
    h("h2", {}, t("case.answers")), pairs(Object.entries(one.answers).map(([name, value]) => [name, String(value)])),
    verified.ok ? h(verified.body.whole ? "p.good" : "p.summary", {}, t(verified.body.whole ? "case.whole" : "case.broken", verified.body)) : null,
  ].filter(Boolean);
}

function table(rows, columns, last) {
  return h("table", {}, h("tbody", {}, rows.map((row) => h("tr", {}, columns.map((name) => h("td", {}, row[name] ?? "–")), h("td", {}, last(row))))));
}

async function registerView(id) {
  const registers = await api("GET", "/v1/registers");
  const register = registers.ok ? registers.body.items.find((one) => one.id === id) : null;
  if (!register) return problem(registers.body);
  const field = h("select", { id: "field" }, register.search.map((name) => h("option", {}, name)));
  const value = h("input", { id: "value" });
  const shown = h("div", { "aria-live": "polite" });
  async function search(event) {
    event?.preventDefault();
    const asked = value.value.trim() ? `?${new URLSearchParams({ field: field.value, value: value.value.trim() })}` : "";
    const found = await api("GET", `/v1/registers/${id}/records${asked}`);
    shown.replaceChildren(...(found.ok ? found.body.items.map((one) => h("div.card", {}, h("h3", {}, one.number),
      pairs(Object.entries(one.fields).map(([name, content]) => [name, String(content)])))) : [problem(found.body)]));
  }
  await search();
  return [h("h1", {}, pick(register.title)), h("form.row", { onsubmit: search },
    h("div.field", {}, h("label", { for: "field" }, t("register.field")), field),
    h("div.field", {}, h("label", { for: "value" }, t("register.value")), value), h("button.go", {}, t("register.search"))), shown];
}
