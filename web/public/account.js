// The Personal Account of who is signed in, and the demonstration users one can sign in as.

import { api, badge, day, h, instant, optional, pairs, pick, problem, signIn, state, t } from "./core.js";

export async function peopleView() {
  const people = await optional("/_demo/users.json");
  if (!people) return [h("h1", {}, t("sign.in")), h("p", {}, t("people.none"))];
  const told = h("div", { "aria-live": "polite" });
  const enter = async (user) => {
    try {
      await signIn(people, user);
      location.hash = user.kind === "staff" ? "#/staff" : "#/account";
    } catch (error) {
      told.replaceChildren(h("div.summary", {}, error.message));
    }
  };
  const buttons = (kind) => h("div.people", {}, people.users.filter((user) => user.kind === kind).map((user) =>
    h("button", { type: "button", onclick: () => enter(user) }, h("strong", {}, user.email),
      h("span.soft", {}, [user.roles?.map((role) => t(`role.${role}`)).join(", "), user.department].filter(Boolean).join(" · ")))));
  return [h("h1", {}, t("sign.in")), h("p.lead", {}, t("people.lead", { password: people.password })), told,
    h("h2", {}, t("people.applicants")), buttons("applicant"), h("h2", {}, t("people.staff")), buttons("staff")];
}

export async function accountView() {
  if (state.user?.kind !== "applicant") {
    return [h("h1", {}, t("menu.account")), h("p", {}, h("a", { href: "#/people" }, t("sign.in")))];
  }
  const [applications, notifications, records, me] = await Promise.all(
    ["/v1/applications", "/v1/me/notifications", "/v1/me/records", "/v1/me"].map((path) => api("GET", path)));
  const bad = [applications, notifications, records, me].find((one) => !one.ok);
  if (bad) return problem(bad.body);
  return [
    h("h1", {}, t("menu.account")),
    contacts(me.body),
    h("h2", {}, t("account.applications")), list(applications.body.items, (one) => h("div.card", {},
      h("h3", {}, h("a", { href: `#/follow/${one.number}` }, one.number)), h("p", {}, pick(one.title), " ", badge(one.status)),
      pairs([[t("case.filed"), instant(one.filed_at)], [t("case.due"), day(one.due_on)]]))),
    h("h2", {}, t("account.records")), list(records.body.items, (one) => h("div.card", {}, h("h3", {}, one.register),
      pairs([[t("record.number"), one.record], [t("record.from"), day(one.valid_from)], [t("record.until"), day(one.valid_until)],
        ...Object.entries(one.fields ?? {}).map(([name, value]) => [name, String(value)])]))),
    h("h2", {}, t("account.notifications")), list(notifications.body.items, entry),
  ].flat();
}

function contacts(me) {
  const phone = h("input", { id: "my-phone", type: "tel", value: me.contact.phone ?? "" });
  const email = h("input", { id: "my-email", type: "email", value: me.contact.email ?? "" });
  const told = h("div", { "aria-live": "polite" });
  let version = me.version;
  async function save() {
    const contact = Object.fromEntries([["phone", phone.value.trim()], ["email", email.value.trim()]].filter(([, value]) => value));
    const answer = await api("PUT", "/v1/me", { body: { contact, language: state.language, version } });
    if (answer.ok) version = answer.body.version;
    told.replaceChildren(answer.ok ? h("p.good", {}, t("account.saved")) : problem(answer.body));
  }
  return h("section.card", {}, h("h2", {}, t("contact.title")), h("div.row", {},
    h("div.field", {}, h("label", { for: "my-phone" }, t("contact.phone")), phone),
    h("div.field", {}, h("label", { for: "my-email" }, t("contact.email")), email),
    h("button.quiet", { type: "button", onclick: save }, t("account.save"))), told);
}

function entry(one) {
  const opened = async (event) => {
    if (event.target.open && !one.read) {
      one.read = true;
      await api("PUT", `/v1/me/notifications/${encodeURIComponent(one.id)}/read`);
    }
  };
  return h("details.card", { ontoggle: opened }, h("summary", {}, one.title, " ", h("span.soft", {}, instant(one.at))),
    h("div.letter", {}, one.body));
}

function list(items, show) {
  return items.length ? items.map(show) : h("p.soft", {}, t("nothing"));
}
