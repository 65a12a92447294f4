// What every part of the page shares: the language, who is signed in, the API, and making elements without innerHTML.

export const LANGUAGES = ["ru", "tt", "en"];
const NAMES = { ru: "Рус", tt: "Тат", en: "Eng" };
let texts = {};

export const state = {
  language: localStorage.getItem("language") || "ru",
  token: sessionStorage.getItem("token"),
  user: JSON.parse(sessionStorage.getItem("user") || "null"),
};

/** Reads the page's own texts. */
export async function loadTexts() {
  texts = await (await fetch("texts.json")).json();
}

/** A text of the page in the reader's language, with {fields} filled in. */
export function t(key, fields = {}) {
  const found = texts[key]?.[state.language] ?? texts[key]?.ru ?? key;
  return found.replace(/\{(\w+)\}/g, (_, name) => fields[name] ?? "–");
}

/** A text of the catalogue in the reader's language. */
export function pick(text) {
  return text?.[state.language] || text?.ru || text?.en || "";
}

export function languageName(code) {
  return NAMES[code];
}

export function setLanguage(code) {
  state.language = code;
  localStorage.setItem("language", code);
}

/** Makes an element: h("p.soft", {id: "x"}, "text", child, [children]). */
export function h(tag, attributes, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name || "div");
  element.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && typeof value !== "string") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Calls the API; gives {status, body}. A lost sign-in is forgotten. */
export async function api(method, path, { body, headers = {}, signed = true } = {}) {
  const sent = { "Accept-Language": state.language, ...headers };
  if (body !== undefined) sent["Content-Type"] = "application/json";
  if (signed && state.token) sent.Authorization = `Bearer ${state.token}`;
  const answer = await fetch(path, { method, headers: sent, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  let read = null;
  try {
    read = text ? JSON.parse(text) : null;
  } catch {
    read = { title: text };
  }
  if (answer.status === 401 && state.token && signed) signOut();
  return { status: answer.status, ok: answer.ok, body: read };
}

/** Reads a JSON file of the local stack; null where there is none. */
export async function optional(path) {
  try {
    const answer = await fetch(path);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** Signs in at the user pool with a demonstration user's password. */
export async function signIn(people, user) {
  const answer = await fetch("/cognito", {
    method: "POST",
    headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth" },
    body: JSON.stringify({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: people.clients[user.kind],
      AuthParameters: { USERNAME: user.email, PASSWORD: people.password },
    }),
  });
  const read = await answer.json();
  const token = read.AuthenticationResult?.AccessToken;
  if (!token) throw new Error(read.message || String(answer.status));
  state.token = token;
  state.user = user;
  sessionStorage.setItem("token", token);
  sessionStorage.setItem("user", JSON.stringify(user));
  dispatchEvent(new Event("signed"));
}

export function signOut() {
  state.token = state.user = null;
  sessionStorage.removeItem("token");
  sessionStorage.removeItem("user");
  dispatchEvent(new Event("signed"));
}

/** Shows a problem document as a summary that takes the focus. */
export function problem(document) {
  const places = (document?.errors ?? []).map((wrong) => h("li", {}, h("code", {}, wrong.pointer || "/"), " ", wrong.detail));
  return h("div.summary", { role: "alert", tabindex: "-1" },
    h("strong", {}, document?.title ?? t("failed")), document?.detail ? h("p", {}, document.detail) : null,
    places.length ? h("ul", {}, places) : null);
}

export function instant(text) {
  return text ? new Date(text).toLocaleString(locale(), { dateStyle: "long", timeStyle: "medium" }) : "–";
}

export function day(text) {
  return text ? new Date(`${text.slice(0, 10)}T12:00:00Z`).toLocaleDateString(locale(), { dateStyle: "long", timeZone: "UTC" }) : "–";
}

function locale() {
  return { ru: "ru-RU", tt: "tt-RU", en: "en-GB" }[state.language];
}

export function badge(status) {
  return h(`span.badge.${status}`, {}, t(`status.${status}`));
}

/** Pairs as a definition list. */
export function pairs(entries) {
  return h("dl", {}, entries.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}
