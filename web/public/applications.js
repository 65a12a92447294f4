// Filing an application, and following one by its number and secret.

import { api, badge, day, h, instant, optional, pairs, pick, problem, state, t } from "./core.js";
import { drawForm } from "./form.js";

const FINAL = new Set(["closed", "withdrawn", "refused_registration"]);
const kept = { confirmation: null };

export async function fileView([chosen]) {
  const catalogue = await api("GET", "/v1/catalogue", { signed: false });
  if (!catalogue.ok) return problem(catalogue.body);
  const { services } = catalogue.body;
  if (!chosen && services.length !== 1) {
    return [h("h1", {}, t("file.title")), services.map((one) => h("div.card", {},
      h("h2", {}, h("a", { href: `#/file/${one.id}` }, pick(one.title))), h("p", {}, pick(one.summary))))];
  }
  const found = await api("GET", `/v1/catalogue/services/${chosen ?? services[0].id}`, { signed: false });
  return found.ok ? await formOf(found.body) : problem(found.body);
}

async function formOf(service) {
  const form = drawForm(service);
  const contact = contactFields();
  const told = h("div", { "aria-live": "polite" });
  const send = h("button.go", { type: "button", onclick: submit }, t("file.send"));
  const samples = samplesOf(await optional("/_demo/samples.json"), service.id);
  let key = crypto.randomUUID();

  async function submit() {
    send.disabled = true;
    const confirmation = contact.confirmation();
    const body = {
      service: service.id, answers: form.read(), language: state.language, contact: contact.read(),
      ...(confirmation ? { confirmation } : {}),
    };
    if (!Object.keys(body.contact).length) delete body.contact;
    const answer = await api("POST", "/v1/applications", { body, headers: { "Idempotency-Key": key } });
    send.disabled = false;
    form.show(answer.body?.errors);
    if (answer.ok) {
      kept.confirmation = null;
      sessionStorage.setItem(`secret ${answer.body.number}`, answer.body.secret);
      location.hash = `#/follow/${answer.body.number}`;
      return;
    }
    key = crypto.randomUUID();
    const summary = problem(answer.body);
    told.replaceChildren(summary);
    summary.focus();
  }

  return [
    h("h1", {}, pick(service.title)),
    h("p.lead", {}, pick(service.summary)),
    h("p.soft", {}, t("file.term", { days: t(`days.${service.term.unit}`, { days: service.term.days }) })),
    samples.length ? h("div.card", {}, h("div.row", {},
      h("div.field", {}, h("label", { for: "sample" }, t("file.sample")), sampleList(samples)),
      h("button.quiet", { type: "button", onclick: () => form.fill(samples[document.getElementById("sample").value].answers) }, t("file.fill")))) : null,
    form.element, contact.element, told, send,
  ].filter(Boolean);
}

function samplesOf(found, service) {
  const listed = Array.isArray(found) ? found : found?.samples ?? [];
  return listed.filter((one) => !one.service || one.service === service);
}

function sampleList(samples) {
  return h("select", { id: "sample" }, samples.map((one, at) =>
    h("option", { value: String(at) }, pick(one.title) || one.name || [one.answers.surname, one.answers.given_name].join(" "))));
}

function contactFields() {
  const phone = h("input", { id: "phone", type: "tel", placeholder: "+79170000001", value: state.user ? "" : "+79170000001" });
  const email = h("input", { id: "email", type: "email", placeholder: "name@example.org" });
  const code = h("input", { id: "code", inputmode: "numeric", maxlength: "6", autocomplete: "one-time-code" });
  const told = h("div", { "aria-live": "polite" });
  const read = () => Object.fromEntries([["phone", phone.value.trim()], ["email", email.value.trim()]].filter(([, value]) => value));

  async function sendCode() {
    const [channel, address] = phone.value.trim() ? ["sms", phone.value.trim()] : ["email", email.value.trim()];
    const answer = await api("POST", "/v1/confirmations", { body: { channel, address, language: state.language }, signed: false });
    kept.confirmation = answer.ok ? answer.body.id : null;
    told.replaceChildren(answer.ok
      ? h("p.good", {}, t("confirm.sent", { address }), " ", h("a", { href: "#/messages", target: "_blank" }, t("menu.messages")))
      : problem(answer.body));
  }

  const element = h("section.card", {}, h("h2", {}, t("contact.title")), h("p.soft", {}, t("contact.help")),
    h("div.row", {},
      h("div.field", {}, h("label", { for: "phone" }, t("contact.phone")), phone),
      h("div.field", {}, h("label", { for: "email" }, t("contact.email")), email)),
    state.user ? null : h("div.row", {},
      h("button.quiet", { type: "button", onclick: sendCode }, t("confirm.send")),
      h("div.field", {}, h("label", { for: "code" }, t("confirm.code")), code)),
    told);
  return { element, read, confirmation: () => (state.user || !kept.confirmation ? null : { id: kept.confirmation, code: code.value.trim() }) };
}

export async function followView([number]) {
  if (!number) return askNumber();
  const secret = sessionStorage.getItem(`secret ${number}`);
  const shown = h("div", { "aria-live": "polite" });
  let timer = null;

  async function refresh() {
    const answer = await api("GET", `/v1/applications/${number}`, { headers: secret ? { "Tracking-Secret": secret } : {} });
    shown.replaceChildren(answer.ok ? tracked(answer.body, withdraw) : problem(answer.body));
    if (answer.ok && !FINAL.has(answer.body.status)) timer = setTimeout(refresh, 1500);
  }

  async function withdraw() {
    clearTimeout(timer);
    const answer = await api("POST", `/v1/applications/${number}/withdrawal`, { headers: secret ? { "Tracking-Secret": secret } : {} });
    if (answer.ok) refresh();
    else shown.prepend(problem(answer.body));
  }

  await refresh();
  const element = [
    h("h1", {}, t("follow.title")),
    secret ? h("div.good", {}, t("follow.keep"), h("p.number", {}, number), h("p", {}, t("follow.secret"), " ", h("code", {}, secret))) : null,
    shown,
  ].filter(Boolean);
  return { element, leave: () => clearTimeout(timer) };
}

function askNumber() {
  const number = h("input", { id: "number", autocomplete: "off" });
  const secret = h("input", { id: "secret", autocomplete: "off" });
  const go = (event) => {
    event.preventDefault();
    if (secret.value.trim()) sessionStorage.setItem(`secret ${number.value.trim()}`, secret.value.trim());
    location.hash = `#/follow/${encodeURIComponent(number.value.trim())}`;
  };
  return [h("h1", {}, t("follow.title")), h("form.card", { onsubmit: go },
    h("div.field", {}, h("label", { for: "number" }, t("follow.number")), number),
    h("div.field", {}, h("label", { for: "secret" }, t("follow.secret")), secret),
    h("button.go", {}, t("follow.show")))];
}

/** Shows where an application is: status, dates, grounds, record and timeline. */
export function tracked(found, withdraw) {
  const grounds = (found.grounds ?? []).map((one) => h("li", {}, pick(one.text) || one.code, " ", h("span.soft", {}, one.clause ?? "")));
  const open = !["granted", "refused", "delivered"].includes(found.status) && !FINAL.has(found.status);
  return h("div.card", {},
    h("h2", {}, pick(found.title)), badge(found.status),
    found.outcome ? [" ", h(`span.badge.${found.outcome}`, {}, t(`status.${found.outcome}`))] : null,
    pairs([
      [t("follow.number"), found.number],
      [t("case.department"), pick(found.department?.title)],
      [t("case.filed"), instant(found.filed_at)],
      [t("case.due"), day(found.due_on)],
      [t("case.record"), found.record ? [found.record.register, found.record.record ?? found.record.number].filter(Boolean).join(" · ") : ""],
    ]),
    grounds.length ? [h("h3", {}, t("case.grounds")), h("ul", {}, grounds)] : null,
    timeline(found.timeline),
    open && withdraw ? h("button.quiet", { type: "button", onclick: withdraw }, t("follow.withdraw")) : null);
}

export function timeline(entries) {
  return h("ol.timeline", {}, entries.map((entry) =>
    h(`li.${entry.status}`, {}, t(`status.${entry.status}`), h("time", { datetime: entry.at }, instant(entry.at)))));
}
