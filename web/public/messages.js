// Every message that the local stack would have sent, as its reader sees it.

import { h, instant, labelled, optional, say, t } from "./core.js";

const OFTEN = 2000; // ms
const AT_ONCE = 20;

/** Reads all that was sent: {sms: [{to, text}], letters: [{to, from, subject, text, at}]}, each newest first; null where there is none. */
export async function receivedMessages() {
  const [sms, email] = await Promise.all([optional("/_messages/sms"), optional("/_messages/email")]);
  if (!sms && !email) return null;
  return {
    sms: Object.entries(sms?.sms_messages ?? {}).flatMap(([to, sent]) =>
      sent.map((one) => ({ to, text: one.Message, at: one.Timestamp ?? 0 })).reverse()).sort(later),
    letters: Object.values(email?.messages ?? {}).flat().reverse().map((one) =>
      ({ to: one.To.join(", "), from: one.Source, subject: one.Subject, text: one.BodyText ?? "", at: one.Timestamp })).sort(later),
  };
}

export async function messagesView() {
  const shown = h("div", {});
  const sought = h("input", { id: "sought", type: "search", autocomplete: "off", oninput: draw });
  let received = null;
  let timer = null;
  let limit = AT_ONCE;
  let left = false;

  async function refresh() {
    const now = await receivedMessages();
    if (left) return;
    if (received && JSON.stringify(now) !== JSON.stringify(received)) say(t("messages.new"));
    const changed = JSON.stringify(now) !== JSON.stringify(received);
    received = now;
    if (changed) draw();
    timer = setTimeout(refresh, OFTEN);
  }

  function draw() {
    const found = about(received, sought.value.trim());
    const more = Math.max(found.sms.length, found.letters.length) > limit;
    shown.replaceChildren(newest(found, limit, 2), more ? h("button.quiet", { type: "button", onclick: () => { limit += AT_ONCE; draw(); } }, t("more")) : "");
  }

  await refresh();
  const element = [h("h1", {}, t("menu.messages")), h("p.lead", {}, t("messages.lead")), labelled(t("messages.find"), sought), shown];
  return { element, leave: () => { left = true; clearTimeout(timer); } };
}

/** Only the messages to an address, or that mention a text. */
export function about(received, text) {
  const fits = (one) => !text || one.to.includes(text) || one.text.includes(text);
  return { sms: (received?.sms ?? []).filter(fits), letters: (received?.letters ?? []).filter(fits) };
}

/** Shows the newest few of each kind, under headings of a level. */
export function newest(received, limit, level = 3) {
  if (!received?.sms.length && !received?.letters.length) return h("p.soft", {}, t("messages.none"));
  return h("div.inbox", {},
    h("section", {}, h(`h${level}`, {}, t("messages.sms")), received.sms.length ? received.sms.slice(0, limit).map(bubble) : h("p.soft", {}, t("messages.none"))),
    h("section", {}, h(`h${level}`, {}, t("messages.email")), received.letters.length ? received.letters.slice(0, limit).map((one) => letter(one, level + 1)) : h("p.soft", {}, t("messages.none"))));
}

export function bubble(one) {
  return h("div.sms", {}, h("p.soft", {}, one.to, one.at ? h("span.when", {}, at(one)) : ""), h("div.bubble", {}, one.text));
}

function letter(one, level) {
  return h("article.card.letter", {}, h(`h${level}`, {}, one.subject),
    h("p.soft", {}, t("messages.from", one), h("br"), t("messages.to", one), h("br"), at(one)), h("div.words", {}, one.text));
}

function later(one, other) {
  return other.at - one.at;
}

function at(one) {
  return instant(new Date(one.at * 1000).toISOString());
}
