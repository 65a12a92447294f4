// What every part of the page shares: the language, who is signed in, the API, and making elements out of text only.

export const LANGUAGES = ["ru", "tt", "en"];
const NAMES = { ru: "Русский", tt: "Татарча", en: "English" };
const LOCALES = { ru: "ru-RU", tt: "tt-RU", en: "en-GB" };
const MONTHS = ["гыйнвар", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"];
const ZONE = "Europe/Moscow"; // messages tell times in the city's zone, so the page does too
let texts = {};
let titles = {};

/** Who is signed in is kept in memory only: a token isn't left where other pages or people find it. */
export const state = { language: recall("language", localStorage) || preferred(), token: null, user: null };

function preferred() {
  return (navigator.languages ?? []).map((one) => one.slice(0, 2)).find((one) => LANGUAGES.includes(one)) ?? "ru";
}

/** Reads what was remembered as JSON; null where there is nothing, or where storing is forbidden. */
export function recall(key, store = sessionStorage) {
  try {
    return JSON.parse(store.getItem(key));
  } catch {
    return null;
  }
}

/** Remembers a value until the tab is closed (or longer, in localStorage); null forgets it. */
export function remember(key, value, store = sessionStorage) {
  try {
    if (value === null) store.removeItem(key);
    else store.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that stores nothing: everything else still works.
  }
}

/** Reads the page's own texts, and the catalogue's titles of what the API names by an id. */
export async function loadTexts() {
  const [own, found] = await Promise.all([fetch("texts.json"), optional("/_demo/titles.json")]);
  texts = await own.json();
  titles = found ?? {};
}

/** The title of a department, role, register, ...; of a register's field or a service's part when `inner` is given. */
export function titleOf(kind, id, inner) {
  const found = titles[kind]?.[id];
  return pick(inner === undefined ? found : found?.[inner]) || inner || id;
}

/** A text of the page in the reader's language, with {fields} filled in. */
export function t(key, fields = {}) {
  const found = texts[key]?.[state.language] ?? texts[key]?.ru ?? key;
  return found.replace(/\{(\w+)\}/g, (_, name) => fields[name] ?? "–");
}

/** A text that depends on a number: its key ends with .one or .other. */
export function counted(key, number) {
  const one = new Intl.PluralRules(LOCALES[state.language]).select(number) === "one";
  return t(`${key}.${one ? "one" : "other"}`, { number });
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
  remember("language", code, localStorage);
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

/** Tells what happened to who doesn't see the screen, and shows it for a moment to who does. */
export function say(text) {
  document.getElementById("said").textContent = text;
}

/** Calls the API; gives {status, ok, body}. Without a connection body is a problem document too. */
export async function api(method, path, { body, headers = {}, signed = true } = {}) {
  const sent = { "Accept-Language": state.language, ...headers };
  if (body !== undefined) sent["Content-Type"] = "application/json";
  if (signed && state.token) sent.Authorization = `Bearer ${state.token}`;
  let answer;
  let read = null;
  try {
    answer = await fetch(path, { method, headers: sent, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await answer.text();
    read = text ? JSON.parse(text) : null;
  } catch {
    if (!answer) return { status: 0, ok: false, body: { title: t("offline"), detail: t("offline.kept") } };
    read = { title: t("failed"), status: answer.status };
  }
  if (answer.status === 401 && state.token && signed) {
    signOut();
    say(t("sign.expired"));
  }
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

/** Signs in at the user pool with a demonstration user's password; throws what the pool says. */
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
  state.token = read.AuthenticationResult?.AccessToken ?? null;
  if (!state.token) throw new Error(read.message || String(answer.status));
  state.user = user;
  dispatchEvent(new Event("signed"));
}

export function signOut() {
  state.token = state.user = null;
  dispatchEvent(new Event("signed"));
}

/** Shows a problem document; `place(pointer)` may name the field that an error is about, as {label, input}. */
export function problem(document, place = () => null) {
  const placed = (document?.errors ?? []).map((one) => [one, place(one.pointer)]).sort(byPlace);
  const wrong = placed.map(([one, found]) => {
    const go = (event) => {
      event.preventDefault();
      found.input.focus();
    };
    return h("li", {}, found ? h("a", { href: `#${found.input.id}`, onclick: go }, found.label) : h("code", {}, one.pointer || "/"), " ", one.detail);
  });
  return h("div.summary", { role: "alert", tabindex: "-1" },
    h("strong", {}, document?.title ?? t("failed")), document?.detail ? h("p", {}, document.detail) : null,
    wrong.length ? h("ul", {}, wrong) : null);
}

/** The order of the form; what has no place there comes first. */
function byPlace([, one], [, other]) {
  if (!one || !other) return Boolean(one) - Boolean(other);
  return one.input.compareDocumentPosition(other.input) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

/** An instant as the city's clocks show it. */
export function instant(text) {
  if (!text) return "–";
  const at = new Date(text);
  const time = at.toLocaleTimeString("ru-RU", { timeZone: ZONE });
  const local = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(at);
  return `${day(local)}, ${time}`;
}

/** A date in words; browsers don't know the Tatar months. */
export function day(text) {
  if (!text) return "–";
  const [year, month, date] = text.slice(0, 10).split("-").map(Number);
  if (state.language === "tt") return `${year} ел, ${date} ${MONTHS[month - 1]}`;
  return new Date(Date.UTC(year, month - 1, date)).toLocaleDateString(LOCALES[state.language], { dateStyle: "long", timeZone: "UTC" });
}

export function badge(status) {
  return h(`span.badge.${status}`, {}, t(`status.${status}`));
}

/** Pairs as a definition list. */
export function pairs(entries) {
  return h("dl", {}, entries.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

/** A labelled input of one line. */
export function labelled(label, input) {
  return h("div.field", {}, h("label", { for: input.id }, label), input);
}

/** A list that reads page after page: `read(cursor)` gives an API answer, `show(item)` an element. */
export function paged(first, read, show) {
  const list = h("div", {});
  const more = h("button.quiet", { type: "button", hidden: true, onclick: next }, t("more"));
  const told = h("div", {});
  let cursor = null;

  function add(answer) {
    if (!answer.ok) return told.replaceChildren(problem(answer.body));
    list.append(...answer.body.items.map(show));
    cursor = answer.body.next;
    more.hidden = !cursor;
    return list.childElementCount || told.replaceChildren(h("p.soft", {}, t("nothing")));
  }
  async function next() {
    more.disabled = true;
    add(await read(cursor));
    more.disabled = false;
  }

  add(first);
  return h("div", {}, list, told, more);
}

/** A random text for an Idempotency-Key; crypto.randomUUID is missing where a page isn't served over TLS. */
export function freshKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
