// A form from a service's definition: pages, labels and choices from the catalogue, conditions from its JSON Schema.

import { h, pick, t } from "./core.js";

/** Draws a service's questions; gives {element, read(), fill(answers), show(errors), place(pointer)}. */
export function drawForm(service) {
  const schema = service.form;
  const drawn = new Map();
  const pages = service.ui?.pages ?? [];
  const placed = new Set(pages.flatMap((page) => page.fields));
  const rest = Object.keys(schema.properties).filter((name) => !placed.has(name));
  const all = rest.length ? [...pages, { id: "rest", title: {}, fields: rest }] : pages;

  const element = h("div", {}, all.map((page) => h("section.card", { "aria-labelledby": `page-${page.id}` },
    h("h2", { id: `page-${page.id}` }, pick(page.title) || t("form.rest")),
    page.help ? h("p.soft", {}, pick(page.help)) : null,
    page.fields.map((name) => {
      const field = drawField(`q-${name}`, schema.properties[name], service.fields?.[name] ?? {}, name);
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
  element.addEventListener("input", (event) => {
    refresh();
    for (const field of drawn.values()) if (field.input === event.target) field.wrong(null);
  });

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
      field.wrong(null);
    }
    refresh();
  }

  const named = (pointer) => {
    const [, part, name] = (pointer ?? "").split("/");
    const field = part === "answers" ? drawn.get(name) : null;
    return field && !field.element.hidden ? field : null;
  };

  function show(errors) {
    for (const field of drawn.values()) field.wrong(null);
    for (const wrong of errors ?? []) named(wrong.pointer)?.wrong(wrong.detail);
  }

  refresh();
  return { element, read, fill, show, place: named };
}

/** What the answers so far make required, and which questions don't arise: ruled out, or hanging on a question not yet answered. */
export function conditions(schema, answers) {
  const required = new Set(schema.required ?? []);
  const absent = new Set();
  for (const rule of schema.allOf ?? []) {
    if (!rule.if) continue;
    const open = (rule.if.required ?? []).some((name) => answers[name] === undefined);
    const branches = open ? [rule.then, rule.else] : [holds(rule.if, answers) ? rule.then : rule.else];
    for (const branch of branches) {
      for (const name of branch?.required ?? []) (open ? absent : required).add(name);
      for (const [name, inner] of Object.entries(branch?.properties ?? {})) if (inner === false) absent.add(name);
    }
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

/** One question with its label, help and place for an error. */
export function drawField(id, schema, labels, name = id) {
  const control = makeControl(id, schema, labels);
  const star = h("span.soft", {});
  const error = h("p.wrong", { id: `${id}-wrong`, hidden: true });
  const help = labels.help ? h("p.help", { id: `${id}-help` }, pick(labels.help)) : null;
  const label = pick(labels.title) || name;
  const { input } = control;
  const element = control.tick
    ? h("div.field", {}, help, error, h("label.tick", { for: id }, input, h("span", {}, label, star)))
    : h("div.field", {}, h("label", { for: id }, label, star), help, error, input);

  function wrong(text) {
    element.classList.toggle("bad", Boolean(text));
    error.hidden = !text;
    error.textContent = text ? `${error.textContent} ${text}`.trim() : ""; // a field may have several
    input.setAttribute("aria-invalid", text ? "true" : "false");
    const described = [help && `${id}-help`, text && `${id}-wrong`].filter(Boolean).join(" ");
    if (described) input.setAttribute("aria-describedby", described);
    else input.removeAttribute("aria-describedby");
  }

  function mark(required) {
    star.textContent = required ? "" : ` (${t("form.optional")})`;
    input.setAttribute("aria-required", String(required));
  }

  wrong(null);
  return { element, input, label, read: control.read, write: control.write, mark, wrong };
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
  const whole = schema.type === "integer";
  if (whole || schema.type === "number") {
    const input = h("input", { id, type: "text", inputmode: whole ? "numeric" : "decimal", autocomplete: "off" });
    const number = () => (Number.isNaN(Number(input.value)) ? input.value.trim() : Number(input.value));
    return { input, read: () => (input.value.trim() === "" ? undefined : number()), write: (value) => { input.value = value ?? ""; } };
  }
  if (schema.type === "object") {
    const input = h("input", { id, type: "text", autocomplete: "off", placeholder: "55.79421, 49.12145; …" });
    return { input, read: () => placeOf(input.value, schema["x-geometry"] ?? []), write: (value) => { input.value = String(value?.coordinates ?? "").replace(/([\d.]+),([\d.]+),?/g, "$2, $1; ").slice(0, -2); } };
  }
  const input = h("input", { id, type: schema.format === "date" ? "date" : "text", maxlength: schema.maxLength?.toString(), autocomplete: "off" });
  return { input, read: () => input.value.trim() || undefined, write: (value) => { input.value = value ?? ""; } };
}

/** A place as people write it, latitude first; what can't be read is sent as it is, so that the server says so. */
function placeOf(text, kinds) {
  const points = text.split(";").map((one) => one.trim().split(/[,\s]+/).map(Number).reverse());
  if (!text.trim() || points.some((one) => one.length !== 2 || one.some(Number.isNaN))) return text.trim() || undefined;
  return kinds[0] === "Point" && !points[1] ? { type: "Point", coordinates: points[0] } : { type: kinds.at(kinds[0] === "Point" ? -1 : 0), coordinates: points };
}
