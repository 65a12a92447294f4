// The plain page of the local stack: who can sign in, a form to file, every message sent, the API's documentation.

import { h, LANGUAGES, languageName, loadTexts, say, setLanguage, signOut, state, t } from "./core.js";
import { fileView } from "./applications.js";
import { followView } from "./following.js";
import { accountView } from "./account.js";
import { homeView, peopleView } from "./home.js";
import { messagesView } from "./messages.js";
import { staffView } from "./staff.js";
import { documentationView } from "./documentation.js";

const VIEWS = {
  home: homeView,
  file: fileView,
  follow: followView,
  account: accountView,
  messages: messagesView,
  staff: staffView,
  people: peopleView,
  api: documentationView,
};
let leave = () => {};
let shown = 0;

function place() {
  const [name, ...rest] = location.hash.slice(2).split("/");
  return [name in VIEWS ? name : "home", rest.map(decodeURIComponent)];
}

function menu() {
  const [here] = place();
  const names = ["file", "follow", "messages", state.user?.kind === "staff" ? "staff" : "account", "people", "api"];
  document.getElementById("menu").replaceChildren(...names.map((name) =>
    h("a", { href: `#/${name}`, "aria-current": name === here ? "page" : null }, t(`menu.${name}`))));
  document.getElementById("menu").setAttribute("aria-label", t("menu"));
  document.getElementById("who").replaceChildren(...(state.user
    ? [h("span", {}, state.user.email), " ", h("button.link", { type: "button", onclick: signOut }, t("sign.out"))]
    : [h("a", { href: "#/people" }, t("sign.in"))]));
  document.getElementById("languages").setAttribute("aria-label", t("language"));
  document.getElementById("languages").replaceChildren(...LANGUAGES.map((code) =>
    h("button", { type: "button", lang: code, "aria-pressed": String(code === state.language), onclick: () => choose(code) }, languageName(code))));
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
  document.documentElement.lang = state.language;
}

async function choose(code) {
  setLanguage(code);
  await show();
  document.querySelector(`#languages [lang=${code}]`).focus();
}

/** Draws the view that the address names; an older view that arrives late isn't drawn over a newer one. */
async function show() {
  const turn = ++shown;
  leave();
  leave = () => {};
  menu();
  const [name, rest] = place();
  const main = document.getElementById("main");
  let view;
  try {
    view = await VIEWS[name](rest);
  } catch (error) {
    view = h("div.summary", { role: "alert" }, t("failed"), " ", String(error.message ?? error));
  }
  if (turn !== shown) {
    view.leave?.();
    return;
  }
  leave = view.leave ?? leave;
  main.replaceChildren(...[view.element ?? view].flat(9).filter(Boolean));
  const title = main.querySelector("h1")?.textContent;
  document.title = title && title !== "Okno" ? `${title} – Okno` : "Okno";
}

addEventListener("hashchange", async () => {
  say("");
  await show();
  scrollTo(0, 0);
  document.getElementById("main").focus();
});
addEventListener("signed", show);
document.getElementById("skip").addEventListener("click", () => document.getElementById("main").focus());
loadTexts().then(show);
