// A form from a service's definition: pages, labels and choices from the catalogue, conditions from its JSON Schema.

import { h, pick, t } from "./core.js";

/** Draws a service's questions; gives {element, read(), fill(answers), show(errors)}. */
export function drawForm(service) {
  const schema = service.form;
  const drawn = new Map();
  const pages = service.ui?.pages ?? [];
  const placed = new Set(pages.flatMap((page) => page.fields));
  const rest = Object.keys(schema.properties).filter((name) => !placed.has(name));
  const all = rest.length ? [...pages, { id: "rest", title: {}, fields: rest }] : pages;

  const element = h("div", {}, all.map((page) => h("section.card", {},
    pick(page.title) ? h("h2", {}, pick(page.title)) : null,
    page.help ? h("p.soft", {}, pick(page.help)) : null,
    page.fields.map((name) => {
      const field = drawField(name, schema.properties[name], service.fields?.[name] ?? {});
      drawn.set(name, field);
      return field.element;
    }))));
  const refresh = () => {
    const { required, absent } = conditions(schema, read());
    for (const [name, field] of drawn) {
      field.element.hidden = absent.has(name);
      field.mark(required.has(name));
    }
  };
  element.addEventListener("input", refresh);

  function read() {
    const answers = {};
    for (const [name, field] of drawn) {
      const value = field.element.hidden ? undefined : field.read();
      if (value !== undefined) answers[name] = value;
    }
    return answers;
  }

  function fill(answers) {
    for (const [name, field] of drawn) {
      field.element.hidden = false;
      field.write(answers[name]);
    }
    refresh();
    refresh();
  }

  function show(errors) {
    for (const field of drawn.values()) field.wrong(null);
    for (const wrong of errors ?? []) {
      const [, part, name] = wrong.pointer.split("/");
      if (part === "answers") drawn.get(name)?.wrong(wrong.detail);
    }
  }

  refresh();
  return { element, read, fill, show };
}

/** What the answers so far make required, and which questions they rule out. */
export function conditions(schema, answers) {
  const required = new Set(schema.required ?? []);
  const absent = new Set();
  for (const rule of schema.allOf ?? []) {
    if (!rule.if) continue;
    const branch = holds(rule.if, answers) ? rule.then : rule.else;
    for (const name of branch?.required ?? []) required.add(name);
    for (const [name, inner] of Object.entries(branch?.properties ?? {})) if (inner === false) absent.add(name);
  }
  return { required, absent };
}

function holds(condition, answers) {
  if ((condition.required ?? []).some((name) => answers[name] === undefined)) return false;
  return Object.entries(condition.properties ?? {}).every(([name, inner]) => {
    const value = answers[name];
    if (value === undefined) return true;
    if ("const" in inner) return value === inner.const;
    if (inner.enum) return inner.enum.includes(value);
    if (inner.not) return !holds({ properties: { [name]: inner.not } }, answers);
    return true;
  });
}

function drawField(name, schema, labels) {
  const id = `q-${name}`;
  const control = makeControl(id, schema, labels);
  const star = h("span.soft", {}, "");
  const error = h("p.wrong", { id: `${id}-wrong`, hidden: true });
  const help = labels.help ? h("p.help", { id: `${id}-help` }, pick(labels.help)) : null;
  control.input.setAttribute("aria-describedby", `${id}-wrong${help ? ` ${id}-help` : ""}`);
  const title = pick(labels.title) || name;
  const element = control.tick
    ? h("div.field", {}, h("label.tick", { for: id }, control.input, h("span", {}, title, star)), help, error)
    : h("div.field", {}, h("label", { for: id }, title, star), help, error, control.input);
  return {
    element,
    read: control.read,
    write: control.write,
    mark: (required) => { star.textContent = required ? "" : ` (${t("form.optional")})`; },
    wrong(text) {
      element.classList.toggle("bad", Boolean(text));
      error.hidden = !text;
      error.textContent = text ?? "";
      control.input.setAttribute("aria-invalid", text ? "true" : "false");
    },
  };
}

function makeControl(id, schema, labels) {
  const choices = schema.enum ?? schema.anyOf?.find((one) => one.enum)?.enum;
  if (choices) {
    const input = h("select", { id }, h("option", { value: "" }, t("form.choose")),
      choices.map((value) => h("option", { value: JSON.stringify(value) }, pick(labels.values?.[String(value)]) || String(value))));
    return {
      input,
      read: () => (input.value === "" ? undefined : JSON.parse(input.value)),
      write: (value) => { input.value = value === undefined ? "" : JSON.stringify(value); },
    };
  }
  if (schema.type === "boolean" || typeof schema.const === "boolean") {
    const input = h("input", { id, type: "checkbox" });
    return { input, tick: true, read: () => (input.checked ? true : undefined), write: (value) => { input.checked = value === true; } };
  }
  if (schema.type === "integer" || schema.type === "number") {
    const input = h("input", { id, type: "number", min: bound(schema.minimum), max: bound(schema.maximum), step: schema.type === "integer" ? "1" : "any" });
    return { input, read: () => (input.value === "" ? undefined : Number(input.value)), write: (value) => { input.value = value ?? ""; } };
  }
  const input = h("input", { id, type: schema.format === "date" ? "date" : "text", maxlength: bound(schema.maxLength), autocomplete: "off" });
  return { input, read: () => input.value.trim() || undefined, write: (value) => { input.value = value ?? ""; } };
}

function bound(value) {
  return value === undefined ? undefined : String(value);
}
