// Filing an application: the questions, where to write to, a code when nobody is signed in.

import { api, counted, freshKey, h, labelled, optional, pick, problem, recall, remember, state, t } from "./core.js";
import { drawField, drawForm } from "./form.js";
import { bubble, receivedMessages } from "./messages.js";

const WAIT_FOR_CODE = 30; // seconds

export async function fileView([chosen]) {
  const catalogue = await api("GET", "/v1/catalogue", { signed: false });
  if (!catalogue.ok) return problem(catalogue.body);
  const { services } = catalogue.body;
  if (!chosen && services.length !== 1) {
    return [h("h1", {}, t("file.title")), services.map((one) => h("div.card", {},
      h("h2", {}, h("a", { href: `#/file/${one.id}` }, pick(one.title))), h("p", {}, pick(one.summary))))];
  }
  const id = encodeURIComponent(chosen ?? services[0].id);
  const [found, samples] = await Promise.all([
    api("GET", `/v1/catalogue/services/${id}`, { signed: false }), optional("/_demo/samples.json")]);
  return found.ok ? filing(found.body, (samples ?? []).filter((one) => one.service === found.body.id)) : problem(found.body);
}

/** The form of a service. What is typed is a draft of this tab: an error, another language or a reload don't lose it. */
function filing(service, samples) {
  const place = `draft ${service.id}`;
  const draft = recall(place) ?? { key: freshKey(), answers: {}, contact: {} };
  const form = drawForm(service);
  const contact = contactFields(draft, keep);
  const told = h("div", {});
  const send = h("button.go", { type: "submit" }, t("file.send"));

  function keep() {
    remember(place, Object.assign(draft, { answers: form.read(), contact: contact.read() }));
  }

  async function submit(event) {
    event.preventDefault();
    keep();
    send.disabled = true;
    const confirmation = contact.confirmation();
    const body = { service: service.id, answers: draft.answers, language: state.language };
    if (Object.keys(draft.contact).length) body.contact = draft.contact;
    if (confirmation) body.confirmation = confirmation;
    const answer = await api("POST", "/v1/applications", { body, headers: { "Idempotency-Key": draft.key } });
    send.disabled = false;
    form.show(answer.body?.errors);
    contact.show(answer.body?.errors, answer.body?.type);
    if (answer.ok) {
      remember(place, null);
      remember(`secret ${answer.body.number}`, answer.body.secret);
      location.hash = `#/follow/${answer.body.number}`;
      return;
    }
    if (answer.status === 409) draft.key = freshKey(); // filed already, with other answers: this is another application
    keep();
    const summary = problem(answer.body, (pointer) => form.place(pointer) ?? contact.place(pointer));
    told.replaceChildren(summary);
    summary.focus();
    summary.scrollIntoView({ block: "center" });
  }

  function fill(at) {
    form.fill(samples[at].answers);
    contact.fill(at);
    keep();
  }

  function clear() {
    form.fill({});
    told.replaceChildren();
    Object.assign(draft, { key: freshKey() });
    keep();
  }

  form.fill(draft.answers);
  const { days, unit } = service.term;
  return [
    h("h1", {}, pick(service.title)),
    h("p.lead", {}, pick(service.summary)),
    h("p.soft", {}, counted(`term.${unit}`, days)),
    samples.length ? sampleChoice(samples, fill) : null,
    h("form", { novalidate: true, onsubmit: submit, oninput: keep }, form.element, contact.element, told,
      h("p.row", {}, send, h("button.quiet", { type: "button", onclick: clear }, t("file.clear")))),
  ];
}

function sampleChoice(samples, fill) {
  const choice = h("select", { id: "sample" }, samples.map((one, at) =>
    h("option", { value: String(at) }, `${pick(one.title) || one.name} (${one.answers.surname} ${one.answers.given_name})`)));
  return h("section.card.tint", {}, h("div.row", {}, labelled(t("file.sample"), choice),
    h("button.quiet", { type: "button", onclick: () => fill(Number(choice.value)) }, t("file.fill"))));
}

/** Phone, e-mail and, when nobody is signed in, the code that confirms one of them. */
function contactFields(draft, keep) {
  const text = { type: "string" };
  const title = (key) => ({ title: { [state.language]: t(key) } });
  const fields = {
    phone: drawField("phone", text, title("contact.phone")),
    email: drawField("email", text, title("contact.email")),
    code: drawField("code", text, title("confirm.code")),
  };
  fields.phone.input.type = "tel";
  fields.phone.input.autocomplete = "tel";
  fields.email.input.type = "email";
  fields.email.input.autocomplete = "email";
  fields.code.input.inputMode = "numeric";
  fields.code.input.autocomplete = "one-time-code";
  fields.phone.write(draft.contact.phone);
  fields.email.write(draft.contact.email);
  const told = h("div", { "aria-live": "polite" });

  function read() {
    const phone = plainPhone(fields.phone.read());
    const email = fields.email.read();
    return { ...(phone ? { phone } : {}), ...(email ? { email } : {}) };
  }

  function place(pointer) {
    const [, part, name] = (pointer ?? "").split("/");
    if (part === "contact") return fields[name] ?? fields.phone;
    return part === "confirmation" && !state.user ? fields.code : null;
  }

  function show(errors, type = "") {
    for (const field of Object.values(fields)) field.wrong(null);
    for (const wrong of errors ?? []) place(wrong.pointer)?.wrong(wrong.detail);
    if (type.endsWith("confirmation") && !errors?.length) fields.code.wrong(t("confirm.wrong"));
  }

  async function sendCode() {
    const { phone, email } = read();
    fields.phone.wrong(null);
    if (!phone && !email) {
      fields.phone.wrong(t("contact.needed"));
      fields.phone.input.focus();
      return;
    }
    const address = phone ?? email;
    const before = await received(address);
    const body = { channel: phone ? "sms" : "email", address, language: state.language };
    const answer = await api("POST", "/v1/confirmations", { body, signed: false });
    if (!answer.ok) {
      (phone ? fields.phone : fields.email).wrong((answer.body.errors?.[0] ?? answer.body).detail);
      told.replaceChildren(problem(answer.body, () => (phone ? fields.phone : fields.email)));
      return;
    }
    draft.confirmation = answer.body.id;
    keep();
    fields.code.input.focus();
    told.replaceChildren(h("p.good", {}, t("confirm.sent", { address })));
    for (let second = 0; second < WAIT_FOR_CODE && told.isConnected; second += 1) {
      await new Promise((go) => setTimeout(go, 1000));
      const now = await received(address);
      if (now.length > before.length) {
        told.replaceChildren(h("p.good", {}, t("confirm.sent", { address }), " ", t("confirm.seen")), bubble(now[0]));
        return;
      }
    }
  }

  const element = h("section.card", { "aria-labelledby": "contact" }, h("h2", { id: "contact" }, t("contact.title")),
    h("p.soft", {}, t("contact.help")),
    h("div.row.top", {}, fields.phone.element, fields.email.element),
    state.user ? null : [h("p.soft", {}, t("confirm.why"), " ", h("a", { href: "#/people" }, t("sign.in"))),
      h("div.row", {}, h("button.quiet", { type: "button", onclick: sendCode }, t("confirm.send")), fields.code.element), told]);
  return {
    element,
    read,
    show,
    place,
    fill: (at) => {
      if (!fields.phone.read()) fields.phone.write(`+7917000${String(1000 + at)}`);
      if (!fields.email.read()) fields.email.write(`resident${at + 1}@example.org`);
    },
    confirmation: () => (state.user || !draft.confirmation ? null : { id: draft.confirmation, code: fields.code.read() ?? "" }),
  };
}

async function received(address) {
  const all = await receivedMessages();
  return [...(all?.sms ?? []), ...(all?.letters ?? [])].filter((one) => one.to === address);
}

/** A phone number as one writes it, without what people put between the digits; a Russian 8 becomes +7. */
function plainPhone(written) {
  return written?.replace(/[\s()-]/g, "").replace(/^8(?=\d{10}$)/, "+7");
}
