// What staff need on the plain page: their open Tasks, the department's cases, and its registers.

import { api, badge, day, h, instant, labelled, paged, pairs, pick, problem, say, state, t, titleOf } from "./core.js";
import { recordOf, timeline } from "./following.js";
import { mine, queue } from "./queue.js";

const DOES = { intake: ["intake", "handover"], expert: ["expert"], decision_maker: ["decision"], responder: ["request"], head: ["intake", "expert", "decision", "request", "handover"] };
const WORKS_ON_CASES = ["intake", "expert", "decision_maker", "head"];
const READS_REGISTERS = [...WORKS_ON_CASES, "responder", "registrar"];

export async function staffView([part, id]) {
  if (state.user?.kind !== "staff") {
    return [h("h1", {}, t("menu.staff")), h("p", {}, t("staff.signed"), " ", h("a", { href: "#/people" }, t("sign.in")))];
  }
  if (part === "case") return caseView(id);
  if (part === "register") return registerView(id);
  const { roles, department } = state.user;
  const kinds = [...new Set(roles.flatMap((role) => DOES[role] ?? []))];
  const [queues, cases, registers] = await Promise.all([
    Promise.all(kinds.map((kind) => api("GET", `/v1/tasks?department=${department}&kind=${kind}`))),
    roles.some((role) => WORKS_ON_CASES.includes(role)) ? api("GET", `/v1/cases?department=${department}`) : null,
    api("GET", "/v1/registers")]);
  return [
    h("h1", {}, t("menu.staff")),
    h("p.lead", {}, [titleOf("departments", department), ...roles.map((role) => titleOf("roles", role))].join(" · ")),
    await mine(),
    kinds.map((kind, at) => queue(department, kind, queues[at])),
    cases ? [h("h2", {}, t("staff.cases")),
      paged(cases, (cursor) => api("GET", `/v1/cases?department=${department}&cursor=${encodeURIComponent(cursor)}`), caseLine)] : null,
    h("h2", {}, t("staff.registers")),
    registers.ok ? h("ul", {}, registers.body.items.map(registerLine)) : problem(registers.body),
  ];
}

function registerLine(one) {
  const mine = one.department === state.user.department && state.user.roles.some((role) => READS_REGISTERS.includes(role));
  return h("li", {}, mine ? h("a", { href: `#/staff/register/${one.id}` }, pick(one.title)) : h("span.soft", {}, pick(one.title), " ", t("staff.others")),
    " ", one.availability?.available === false ? h("span.badge.refused", {}, t("register.down")) : null);
}

function caseLine(one) {
  return h("p.line", {}, h("a", { href: `#/staff/case/${one.case}` }, one.number), " ", badge(one.status), " ",
    h("span.soft", {}, t("case.due"), " ", day(one.due_on)));
}

async function caseView(id) {
  const address = `/v1/cases/${encodeURIComponent(id)}`;
  const [found, verified] = await Promise.all([api("GET", address), api("GET", `${address}/verification`)]);
  if (!found.ok) return [back(), problem(found.body)];
  const one = found.body;
  const service = await api("GET", `/v1/catalogue/services/${one.service}`, { signed: false });
  const asked = service.ok ? service.body.fields : {};
  return [
    back(), h("h1", {}, one.number), h("p", {}, pick(one.title), " ", badge(one.status), " ", one.outcome ? badge(one.outcome) : null),
    pairs([[t("case.filed"), instant(one.filed_at)], [t("case.due"), day(one.due_on)]]),
    one.record ? h("div.card", {}, h("h2", {}, t("case.record")), recordOf(one.record)) : null,
    h("h2", {}, t("case.parts")), one.sub_services.map((part) => h("div.card", {}, h("h3", {}, titleOf("parts", one.service, part.id), " ", part.outcome ? h(`span.badge.${part.outcome}`, {}, t(`outcome.${part.outcome}`)) : null),
      pairs([[t("case.row"), part.row], [t("case.clause"), part.clause], [t("case.grounds"), part.grounds.join(", ")], [t("case.by"), actor(part.by)], [t("task.reason"), part.reason]]))),
    h("h2", {}, t("case.requests")), one.requests.map((request) => h("div.card", {}, h("h3", {}, titleOf("requests", request.standard)),
      pairs([[t("case.answer"), t(`answer.${request.answer?.outcome ?? "none"}`)], [t("case.by"), actor(request.answered_by)], [t("task.reason"), request.reason]]))),
    h("h2", {}, t("case.answers")), h("div.card", {}, pairs(Object.entries(one.answers).map(([name, value]) =>
      [pick(asked[name]?.title) || name, pick(asked[name]?.values?.[value]) || (value === true ? "✓" : String(value))]))),
    h("h2", {}, t("case.timeline")), timeline(one.timeline),
    verified.ok ? h(verified.body.whole ? "p.good" : "p.summary", {}, t(verified.body.whole ? "case.whole" : "case.broken", verified.body)) : null,
  ];
}

/** Who acted: a person's id, the decision table, or a register. */
function actor(by) {
  const [kind, id] = (by ?? "").split(":");
  if (kind === "register") return titleOf("registers", id);
  return kind === "table" ? t("case.table") : by;
}

function back() {
  return h("p", {}, h("a", { href: "#/staff" }, "← ", t("menu.staff")));
}

async function registerView(id) {
  const registers = await api("GET", "/v1/registers");
  const register = registers.ok ? registers.body.items.find((one) => one.id === id) : null;
  if (!register) return [back(), problem(registers.ok ? null : registers.body)];
  const field = h("select", { id: "field" }, register.search.map((name) => h("option", { value: name }, titleOf("fields", id, name))));
  const value = h("input", { id: "value", type: "search", autocomplete: "off" });
  const shown = h("div", {});
  const address = `/v1/registers/${encodeURIComponent(id)}/records`;

  async function search(event) {
    event?.preventDefault();
    const wanted = value.value.trim() ? { field: field.value, value: value.value.trim() } : {};
    const read = (cursor) => api("GET", `${address}?${new URLSearchParams({ ...wanted, limit: "10", ...(cursor ? { cursor } : {}) })}`);
    const found = await read();
    shown.replaceChildren(paged(found, read, (one) => h("div.card", {}, recordOf(one, id))));
    if (event && found.ok) say(t("register.found", { count: `${found.body.items.length}${found.body.next ? "+" : ""}` }));
  }

  await search();
  return [back(), h("h1", {}, pick(register.title)), h("form.row", { onsubmit: search },
    labelled(t("register.field"), field), labelled(t("register.value"), value), h("button.go", {}, t("register.search"))), shown];
}
