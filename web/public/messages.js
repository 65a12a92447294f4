// Every message that the local stack would have sent, as its reader sees it.

import { h, instant, optional, t } from "./core.js";

export async function messagesView() {
  const shown = h("div", {});
  let timer = null;
  let before = "";

  async function refresh() {
    const [sms, email] = await Promise.all([optional("/_messages/sms"), optional("/_messages/email")]);
    const now = JSON.stringify([sms, email]);
    if (now !== before) shown.replaceChildren(...texts(sms), ...letters(email));
    before = now;
    timer = setTimeout(refresh, 2000);
  }

  await refresh();
  return { element: [h("h1", {}, t("menu.messages")), h("p.lead", {}, t("messages.lead")), shown], leave: () => clearTimeout(timer) };
}

function texts(found) {
  const numbers = Object.entries(found?.sms_messages ?? {}).reverse();
  return [h("h2", {}, t("messages.sms")), ...(numbers.length ? numbers.map(([number, sent]) => h("section.card", {},
    h("h3", {}, number), [...sent].reverse().map((one) => h("div.bubble", {}, one.Message)))) : [h("p.soft", {}, t("nothing"))])];
}

function letters(found) {
  const sent = Object.values(found?.messages ?? {}).flat().sort((one, other) => other.Timestamp - one.Timestamp);
  return [h("h2", {}, t("messages.email")), ...(sent.length ? sent.map((one) => h("details.card", {},
    h("summary", {}, h("strong", {}, one.Subject), " ", h("span.soft", {}, `${(one.To ?? []).join(", ")} · ${instant(new Date(one.Timestamp * 1000).toISOString())}`)),
    h("div.letter", {}, one.BodyText))) : [h("p.soft", {}, t("nothing"))])];
}
