// Following an application by its number and secret: status as it changes, the decision, the record, the messages about it.

import { api, badge, day, h, instant, labelled, optional, pairs, pick, problem, recall, remember, say, state, t, titleOf } from "./core.js";
import { about, newest, receivedMessages } from "./messages.js";

const FINAL = ["closed", "withdrawn", "refused_registration"];
const DECIDED = ["granted", "refused", "delivered"];
const OFTEN = 1500; // ms
const LATER = 20000; // ms: an ended application's last messages come within that

export async function followView([number]) {
  if (!number) return askNumber();
  const secret = recall(`secret ${number}`);
  const headers = secret ? { "Tracking-Secret": secret } : {};
  const address = `/v1/applications/${encodeURIComponent(number)}`;
  const shown = h("div", {});
  const messages = h("div", {});
  let timer = null;
  let before = "";
  let result = null;
  let status = "";
  let ended = 0;
  let left = false;

  async function refresh() {
    const [answer, received] = await Promise.all([api("GET", address, { headers }), receivedMessages()]);
    if (answer.ok && !result) result = (await optional(`/v1/catalogue/services/${answer.body.service}`))?.result ?? {};
    if (left) return;
    const now = JSON.stringify(answer.body);
    if (now !== before) shown.replaceChildren(...(answer.ok ? [tracked(answer.body, withdraw, pick(result.title))] : [problem(answer.body), numberForm(number)]));
    if (answer.ok && answer.body.status !== status) {
      if (status) say(`${number}: ${t(`status.${answer.body.status}`)}`);
      status = answer.body.status;
      if (answer.body.record && state.user?.kind === "applicant") showRecord(answer.body.record);
    }
    before = now;
    if (received && answer.ok) messages.replaceChildren(h("h2", {}, t("follow.messages")), newest(about(received, number), 20));
    if (FINAL.includes(status)) ended ||= Date.now();
    if (answer.status === 0 || (answer.ok && (!ended || Date.now() - ended < LATER))) timer = setTimeout(refresh, OFTEN);
  }

  async function showRecord(wanted) {
    const found = await api("GET", "/v1/me/records");
    const record = found.ok ? found.body.items.find((one) => one.record === wanted.record) : null;
    if (record) shown.querySelector("#record")?.replaceChildren(recordOf(record));
  }

  async function withdraw() {
    clearTimeout(timer);
    const answer = await api("POST", `${address}/withdrawal`, { headers });
    if (!answer.ok) shown.prepend(problem(answer.body));
    else refresh();
  }

  await refresh();
  const element = [
    h("h1", {}, t("follow.title")),
    secret && status ? h("div.good", {}, h("strong", {}, t("follow.keep")),
      h("dl", {}, h("dt", {}, t("follow.number")), h("dd.number", {}, number), h("dt", {}, t("follow.secret")), h("dd.number", {}, secret))) : null,
    shown,
    messages,
  ];
  return { element, leave: () => { left = true; clearTimeout(timer); } };
}

function askNumber() {
  return [h("h1", {}, t("follow.title")), h("p.lead", {}, t("follow.lead")), numberForm("")];
}

function numberForm(known) {
  const number = h("input", { id: "number", autocomplete: "off", value: known });
  const secret = h("input", { id: "secret", autocomplete: "off", autocapitalize: "none" });
  const go = (event) => {
    event.preventDefault();
    const given = number.value.trim();
    if (!given) return number.focus();
    if (secret.value.trim()) remember(`secret ${given}`, secret.value.trim());
    const wanted = `#/follow/${encodeURIComponent(given)}`;
    if (location.hash === wanted) dispatchEvent(new Event("hashchange"));
    else location.hash = wanted;
    return null;
  };
  return h("form.card", { onsubmit: go },
    labelled(t("follow.number"), number), labelled(t("follow.secret"), secret), h("button.go", {}, t("follow.show")));
}

/** Shows where an application is: status, dates, decision with its grounds, record and timeline. */
function tracked(found, withdraw, resultTitle) {
  const open = !DECIDED.includes(found.status) && !FINAL.includes(found.status);
  return h("div.card", {},
    h("h2", {}, pick(found.title)),
    h("p", {}, found.outcome && found.outcome !== found.status ? [badge(found.outcome), " "] : null, badge(found.status)),
    pairs([
      [t("follow.number"), found.number],
      [t("case.department"), pick(found.department?.title)],
      [t("case.filed"), instant(found.filed_at)],
      [t("case.due"), day(found.due_on)],
    ]),
    decision(found, resultTitle),
    h("h3", {}, t("case.timeline")), timeline(found.timeline),
    open && withdraw ? h("button.quiet", { type: "button", onclick: withdraw }, t("follow.withdraw")) : null);
}

function decision(found, resultTitle) {
  const appeals = new Set((found.grounds ?? []).map((one) => pick(one.appeal)).filter(Boolean));
  return [
    found.grounds?.length ? [h("h3", {}, t("case.grounds")), h("ul", {}, found.grounds.map((one) =>
      h("li", {}, pick(one.text) || one.code, one.clause ? h("span.soft", {}, ` (${one.clause})`) : null))),
    [...appeals].map((text) => h("p", {}, text))] : null,
    found.record ? [h("h3", {}, resultTitle || t("case.record")), h("div", { id: "record" }, pairs([
      [t("record.number"), found.record.record],
      [t("record.version"), String(found.record.version)], [t("record.until"), found.record.valid_until ? day(found.record.valid_until) : ""]]))] : null,
  ];
}

/** A register record with its fields. */
export function recordOf(one, register = one.register) {
  return pairs([
    [t("record.register"), one.register && titleOf("registers", one.register)], [t("record.number"), one.record ?? one.number],
    [t("record.version"), one.version ? String(one.version) : ""],
    [t("record.from"), one.valid_from ? day(one.valid_from) : ""], [t("record.until"), one.valid_until ? day(one.valid_until) : ""],
    ...Object.entries(one.fields ?? {}).filter(([name]) => !["valid_from", "valid_until"].includes(name))
      .map(([name, value]) => [titleOf("fields", register, name), String(value)])]);
}

export function timeline(entries) {
  return h("ol.timeline", {}, entries.map((entry) =>
    h(`li.${entry.status}`, {}, t(`status.${entry.status}`), h("time", { datetime: entry.at }, instant(entry.at)),
      entry.reason ? h("p", {}, pick(entry.reason.text)) : null, entry.note ? h("p.soft", {}, entry.note) : null)));
}
