// The queues of the plain page: claim a Task, give it back, take it over, do it.

import { api, day, h, labelled, paged, pairs, pick, problem, say, state, t, titleOf } from "./core.js";

const OUTCOMES = { intake: ["accept", "refuse"], expert: ["pass", "refuse"], decision: ["grant", "refuse"], request: ["answer"], handover: ["handed_over", "posted"] };

/** The Tasks that the reader has claimed or was given. */
export async function mine() {
  const found = await api("GET", "/v1/me/tasks");
  if (found.ok && !found.body.items.length) return null;
  return [h("h2", {}, t("task.mine")), paged(found, (cursor) => api("GET", `/v1/me/tasks?cursor=${encodeURIComponent(cursor)}`), task)];
}

/** A department's open Tasks of one kind, with one action for all that are ticked. */
export function queue(department, kind, first) {
  const address = `/v1/tasks?department=${department}&kind=${kind}`;
  const told = h("div", { role: "status" });
  const list = h("div", {}, paged(first, (cursor) => api("GET", `${address}&cursor=${encodeURIComponent(cursor)}`), task));
  const all = h("button.quiet", { type: "button", onclick: claimTicked, hidden: first.ok && !first.body.items.length }, t("task.claim.ticked"));

  async function claimTicked() {
    const ticked = [...list.querySelectorAll("input[data-task]:checked")].map((box) => ({ task: box.dataset.task, version: Number(box.dataset.version) }));
    if (!ticked.length) return told.replaceChildren(h("p", {}, t("task.none.ticked")));
    const answer = await api("POST", "/v1/tasks/actions", { body: { action: "claim", tasks: ticked } });
    if (!answer.ok) return told.replaceChildren(problem(answer.body));
    const refused = answer.body.items.filter((one) => !one.done);
    const again = await api("GET", address);
    list.replaceChildren(paged(again, (cursor) => api("GET", `${address}&cursor=${encodeURIComponent(cursor)}`), task));
    return told.replaceChildren(h("p.good", {}, t("task.claimed.many", { done: answer.body.items.length - refused.length, refused: refused.length })),
      refused.map((one) => problem(one.problem)));
  }

  return [h("h2", {}, t(`task.${kind}`)), all, told, list];
}

/** A Task: whose it is, what can be done with it, and the form that completes it. */
function task(one) {
  const own = state.user.roles.includes(one.role);
  const told = h("div", {});
  const card = h("article.card", {}, h("h3", {},
    own && !one.assignee ? h("label.tick", {}, h("input", { type: "checkbox", "data-task": one.task, "data-version": String(one.version) }), one.number) : one.number,
    " ", h("a", { href: `#/staff/case/${one.case}` }, t("task.case"))),
    pairs([[t("task.part"), one.sub_service && titleOf("parts", one.service, one.sub_service)], [t("task.reason"), one.reason],
      [t("case.due"), day(one.due_on)], [t("task.has"), one.assignee]]),
    h("p.row", {}, actions()), told);

  function actions() {
    const head = state.user.roles.includes("head");
    const can = [];
    if (own) can.push(h("button.quiet", { type: "button", onclick: open }, t("task.open")));
    if (own && !one.assignee) can.push(button("claim"));
    if (one.assignee && (own || head)) can.push(button("release"));
    if (own && one.assignee) can.push(button("takeover"));
    return can.length ? can : h("span.soft", {}, t("task.others"));
  }

  function button(action) {
    return h("button.quiet", { type: "button", onclick: () => act(action) }, t(`task.${action}`));
  }

  async function act(action) {
    const answer = await api("POST", `/v1/tasks/${one.task}/${action}`, { body: { version: one.version } });
    if (!answer.ok) return told.replaceChildren(problem(answer.body));
    say(t(`task.${action}.done`));
    return card.replaceWith(task(answer.body));
  }

  async function open(event) {
    const [found, seen] = await Promise.all([
      api("GET", `/v1/catalogue/services/${one.service}`, { signed: false }), api("GET", `/v1/tasks/${one.task}`)]);
    if (!found.ok || !seen.ok) return told.replaceChildren(problem(found.ok ? seen.body : found.body));
    event.target.remove();
    const form = completion(one, found.body.refusal_grounds, partsOf(seen.body));
    card.append(form);
    return form.querySelector("select, input, textarea").focus();
  }
  return card;
}

/** What only one kind of Task asks: the elements, and how they are read into the answer's body. */
function partsOf(task) {
  if (task.kind === "intake" && task.checklist.length) return checklist(task);
  if (task.kind === "request") return answerForm(task);
  if (task.kind === "handover") return handover(task);
  return null;
}

function checklist(task) {
  const rows = task.checklist.map((check) => {
    const name = `${task.task}-${check.id}`;
    const radio = (value) => h("label.tick", {}, h("input", { type: "radio", name, value, required: true }), t(`answer.${value}`));
    const words = h("input", { id: `${name}-note`, maxlength: "2000" });
    const element = h("fieldset", {}, h("legend", {}, pick(check.question)),
      (check.about.files ?? []).map((file, at) => fileButton(file, t("task.file", { number: at + 1 }))),
      h("p.soft", {}, t("check.right"), " ", pick(check.right)), h("p.soft", {}, t("check.wrong"), " ", pick(check.wrong)),
      radio("yes"), radio("no"), labelled(t("check.words"), words));
    return { element, read: () => ({ yes: element.querySelector("input:checked")?.value === "yes", ...(words.value.trim() ? { note: words.value.trim() } : {}) }), id: check.id };
  });
  return { elements: rows.map((row) => row.element), read: () => ({ checklist: Object.fromEntries(rows.map((row) => [row.id, row.read()])) }) };
}

/** Asks for a file's address, good for two minutes, and downloads it; that it was read is noted. */
function fileButton(file, label) {
  const told = h("span", {});
  const open = async () => {
    const found = await api("GET", `/v1/files/${file}`);
    if (found.ok) location.assign(found.body.url);
    else told.replaceChildren(problem(found.body));
  };
  return h("p", {}, h("button.quiet", { type: "button", onclick: open }, label), told);
}

function answerForm(task) {
  const { form, labels, title, inputs } = task.question;
  const fields = Object.entries(form.properties).map(([name, rule]) => {
    const id = `${task.task}-${name}`;
    const options = rule.enum ?? (rule.type === "boolean" ? ["true", "false"] : null);
    const input = options ? h("select", { id }, h("option", { value: "" }, "–"), options.map((one) => h("option", { value: one }, pick(labels[one]) || (rule.type === "boolean" ? t(`value.${one}`) : one))))
      : h("input", { id, type: rule.format === "date" ? "date" : "text" });
    return [name, input, rule];
  });
  const value = (text, rule) => (rule.type === "boolean" ? text === "true" : ["integer", "number"].includes(rule.type) ? Number(text) : text);
  return {
    elements: [h("h4", {}, pick(title)), pairs(Object.entries(inputs ?? {}).map(([name, given]) => [name, String(given)])),
      fields.map(([name, input]) => labelled(pick(labels[name]) || name, input))],
    read: () => ({ outcome: "answer", answer: Object.fromEntries(fields.filter(([, input]) => input.value !== "").map(([name, input, rule]) => [name, value(input.value, rule)])) }),
  };
}

function handover(task) {
  const posted = task.reason === "post";
  const input = (name, type = "text") => h("input", { id: `${task.task}-${name}`, type, required: true, maxlength: "200" });
  const made = posted ? { posted_on: input("posted_on", "date"), tracking: input("tracking") }
    : { handed_over_on: input("handed_over_on", "date"), document: input("document"), number: input("number"), receipt: input("receipt") };
  const read = () => {
    const { document, number, receipt, ...plain } = Object.fromEntries(Object.entries(made).map(([name, element]) => [name, element.value.trim()]));
    return { outcome: posted ? "posted" : "handed_over", ...plain, ...(document ? { identity: { document, number }, receipt: { number: receipt } } : {}) };
  };
  return { elements: Object.entries(made).map(([name, element]) => labelled(t(`handover.${name}`), element)), read };
}

function completion(one, known, parts) {
  const outcome = h("select", { id: `outcome-${one.task}`, onchange: refresh }, OUTCOMES[one.kind].map((name) => h("option", { value: name }, t(`outcome.${name}`))));
  const boxes = known.map((ground) => [ground.code, h("input", { type: "checkbox", id: `${one.task}-${ground.code}` }), ground]);
  const grounds = h("fieldset", { hidden: true }, h("legend", {}, t("case.grounds")), boxes.map(([, box, ground]) =>
    h("label.tick", { for: box.id }, box, h("span", {}, pick(ground.text), h("span.soft", {}, ` (${ground.clause})`)))));
  const note = h("textarea", { id: `note-${one.task}`, rows: 2, maxlength: "2000" });
  const told = h("div", {});
  const send = h("button.go", {}, t("task.complete"));

  function refresh() {
    grounds.hidden = outcome.value !== "refuse";
  }

  async function submit(event) {
    event.preventDefault();
    send.disabled = true;
    const codes = !parts && outcome.value === "refuse" ? boxes.filter(([, box]) => box.checked).map(([code]) => code) : [];
    const body = { version: one.version, ...(parts ? parts.read() : { outcome: outcome.value }) };
    if (codes.length) body.grounds = codes;
    if (note.value.trim()) body.note = note.value.trim();
    const answer = await api("POST", `/v1/tasks/${one.task}/completion`, { body });
    send.disabled = false;
    if (answer.ok) {
      say(t("task.done"));
      form.replaceWith(h("p.good", {}, t("task.done")));
      return;
    }
    const wrong = problem(answer.body, (pointer) => (pointer.startsWith("/grounds") ? { label: t("case.grounds"), input: boxes[0][1] } : null));
    told.replaceChildren(wrong);
    wrong.focus();
  }

  const form = h("form", { onsubmit: submit }, parts ? parts.elements : [labelled(t("task.outcome"), outcome), grounds], labelled(t("task.note"), note), told, send);
  return form;
}
