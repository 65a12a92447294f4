// The plain page of the local stack: who can sign in, a form to file, every message sent, the API's documentation.

import { h, LANGUAGES, languageName, loadTexts, setLanguage, signOut, state, t } from "./core.js";
import { fileView, followView } from "./applications.js";
import { accountView, peopleView } from "./account.js";
import { messagesView } from "./messages.js";
import { staffView } from "./staff.js";
import { documentationView } from "./documentation.js";

const VIEWS = {
  file: fileView,
  follow: followView,
  account: accountView,
  messages: messagesView,
  staff: staffView,
  people: peopleView,
  api: documentationView,
};
let leave = () => {};

function menu() {
  const here = location.hash.slice(2).split("/")[0] || "file";
  const shown = ["file", "follow", "messages", state.user?.kind === "staff" ? "staff" : "account", "api"];
  document.getElementById("menu").replaceChildren(...shown.map((name) =>
    h("a", { href: `#/${name}`, "aria-current": name === here ? "page" : null }, t(`menu.${name}`))));
  document.getElementById("who").replaceChildren(state.user
    ? h("span", {}, state.user.email, " ", h("button.quiet", { onclick: signOut }, t("sign.out")))
    : h("a", { href: "#/people" }, t("sign.in")));
  document.getElementById("languages").replaceChildren(...LANGUAGES.map((code) =>
    h("button", { lang: code, "aria-pressed": String(code === state.language), onclick: () => choose(code) }, languageName(code))));
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
  document.documentElement.lang = state.language;
}

function choose(code) {
  setLanguage(code);
  show();
}

async function show() {
  leave();
  leave = () => {};
  menu();
  const [name, ...rest] = location.hash.slice(2).split("/");
  const main = document.getElementById("main");
  try {
    const view = await (VIEWS[name] ?? fileView)(rest.map(decodeURIComponent));
    leave = view.leave ?? leave;
    main.replaceChildren(...[view.element ?? view].flat());
  } catch (error) {
    main.replaceChildren(h("div.summary", {}, t("failed"), " ", String(error.message ?? error)));
  }
  const title = main.querySelector("h1")?.textContent;
  document.title = title ? `${title} – Okno` : "Okno";
}

addEventListener("hashchange", () => { show(); document.getElementById("main").focus(); });
addEventListener("signed", show);
await loadTexts();
show();
