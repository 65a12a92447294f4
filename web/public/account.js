// The Personal Account of who is signed in.

import { api, badge, day, h, instant, labelled, paged, pairs, pick, problem, state, t } from "./core.js";
import { recordOf } from "./following.js";

const LISTS = [
  ["applications", "/v1/applications", application],
  ["records", "/v1/me/records", (one) => h("div.card", {}, recordOf(one))],
  ["notifications", "/v1/me/notifications", notification],
];

export async function accountView() {
  if (state.user?.kind !== "applicant") {
    return [h("h1", {}, t("account.title")), h("p", {}, t("account.signed"), " ", h("a", { href: "#/people" }, t("sign.in")))];
  }
  const [me, ...lists] = await Promise.all([api("GET", "/v1/me"), ...LISTS.map(([, path]) => api("GET", path))]);
  return [
    h("h1", {}, t("account.title")),
    h("p.lead", {}, state.user.email),
    me.ok ? contacts(me.body) : problem(me.body),
    LISTS.map(([name, path, show], at) => [h("h2", {}, t(`account.${name}`)),
      paged(lists[at], (cursor) => api("GET", `${path}?cursor=${encodeURIComponent(cursor)}`), show)]),
  ];
}

function application(one) {
  return h("div.card", {}, h("h3", {}, h("a", { href: `#/follow/${one.number}` }, one.number)),
    h("p", {}, pick(one.title), " ", badge(one.outcome ?? one.status)),
    pairs([[t("case.filed"), instant(one.filed_at)], [t("case.due"), day(one.due_on)]]));
}

function contacts(me) {
  const phone = h("input", { id: "my-phone", type: "tel", autocomplete: "tel", value: me.contact.phone ?? "" });
  const email = h("input", { id: "my-email", type: "email", autocomplete: "email", value: me.contact.email ?? "" });
  const told = h("div", { "aria-live": "polite" });
  let version = me.version;
  async function save(event) {
    event.preventDefault();
    const contact = Object.fromEntries([["phone", phone.value.trim()], ["email", email.value.trim()]].filter(([, value]) => value));
    const answer = await api("PUT", "/v1/me", { body: { contact, language: state.language, version } });
    if (answer.ok) version = answer.body.version;
    const place = (pointer) => (pointer.endsWith("phone") ? { label: t("contact.phone"), input: phone }
      : pointer.endsWith("email") ? { label: t("contact.email"), input: email } : null);
    told.replaceChildren(answer.ok ? h("p.good", {}, t("account.saved")) : problem(answer.body, place));
  }
  return h("form.card", { novalidate: true, onsubmit: save }, h("h2", {}, t("contact.title")), h("div.row", {},
    labelled(t("contact.phone"), phone), labelled(t("contact.email"), email), h("button.quiet", {}, t("account.save"))), told);
}

function notification(one) {
  const fresh = one.read ? null : h("span.badge", {}, t("account.new"));
  const opened = async (event) => {
    if (!event.target.open || one.read) return;
    one.read = true;
    fresh.remove();
    await api("PUT", `/v1/me/notifications/${encodeURIComponent(one.id)}/read`);
  };
  return h("details.card", { ontoggle: opened },
    h("summary", {}, h("strong", {}, one.title), " ", fresh, " ", h("span.soft", {}, instant(one.at))), h("div.words", {}, one.body));
}
