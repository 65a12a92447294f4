// The first view: what can be tried here, and the demonstration users one can sign in as.

import { h, optional, pick, signIn, state, t, titleOf } from "./core.js";
import { newest, receivedMessages } from "./messages.js";

export async function homeView() {
  const [catalogue, received, people] = await Promise.all([optional("/v1/catalogue"), receivedMessages(), usersList()]);
  const services = catalogue?.services ?? [];
  return [
    h("h1", {}, "Okno"),
    h("p.lead", {}, t("home.lead")),
    h("h2", {}, t("home.file")),
    services.length ? services.map((one) => h("div.card", {},
      h("h3", {}, h("a", { href: `#/file/${one.id}` }, pick(one.title))), h("p", {}, pick(one.summary)))) : h("p.soft", {}, t("nothing")),
    people,
    h("h2", {}, h("a", { href: "#/messages" }, t("home.messages"))),
    h("div.brief", {}, newest(received, 2)),
    h("h2", {}, h("a", { href: "#/api" }, t("home.api"))),
    h("p", {}, t("api.lead")),
  ];
}

export async function peopleView() {
  return [h("h1", {}, t("menu.people")), await usersList()];
}

async function usersList() {
  const people = await optional("/_demo/users.json");
  if (!people) return h("p", {}, t("people.none"));
  const told = h("div", {});
  const enter = async (user) => {
    try {
      await signIn(people, user);
      location.hash = user.kind === "staff" ? "#/staff" : "#/account";
    } catch (error) {
      told.replaceChildren(h("div.summary", { role: "alert" }, error.message));
    }
  };
  const card = (user) => h("li", {}, h("button", { type: "button", onclick: () => enter(user), "aria-pressed": String(state.user?.email === user.email) },
    h("strong", {}, user.email),
    h("span.soft", {}, user.roles.map((role) => titleOf("roles", role)).join(", ")),
    h("span.soft", {}, user.department ? titleOf("departments", user.department) : "")));
  const group = (kind) => h("ul.people", {}, people.users.filter((user) => user.kind === kind).map(card));
  return h("section", {}, h("h2", {}, t("people.title")), h("p.soft", {}, t("people.lead"), " ", h("code", {}, people.password)), told,
    h("h3", {}, t("people.applicants")), group("applicant"), h("h3", {}, t("people.staff")), group("staff"));
}
