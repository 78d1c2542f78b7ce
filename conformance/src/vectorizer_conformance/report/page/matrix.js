function fits(item) {
  if (state.layer && item.layer !== state.layer) return false;
  const entries = Object.values(item.rows);
  if (state.outcomes.size && !entries.some(([o]) => state.outcomes.has(o))) return false;
  if (!state.search) return true;
  const reasons = entries.map(([, more]) => `${more?.reasons.join(" ") ?? ""} ${more?.waiver ?? ""}`).join(" ");
  const text = `${item.id} ${item.title} ${item.clause} ${item.level} ${item.layer} ${reasons}`.toLowerCase();
  return state.search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** A topic's cell: what is bad in it, or what most of it is. */
function summary(cases, row) {
  const counts = outcomes.map(() => 0);
  for (const item of cases) if (cell(item, row)) counts[cell(item, row)[0]] += 1;
  const total = counts.reduce((a, b) => a + b, 0);
  if (!total) return none(row);
  const shown = [...BAD, WAIVED].filter((o) => counts[o]);
  const use = shown.length ? shown : [counts[0] ? 0 : counts[4] ? 4 : 5];
  return el("td", {}, use.map((o) => pill(o, `${marks[o]} ${counts[o]}${counts[o] === total ? "" : ` / ${total}`}`, { title: `${counts[o]} of ${total} ${outcomes[o]}` })));
}

const none = (row) => el("td", { class: row.absent ? "absent" : null }, el("span", { class: "none" }, row.absent ? "absent" : "·"));

function refresh() {
  const focused = document.activeElement?.dataset?.key;
  const chosen = data.cases.filter(fits);
  const filtered = Boolean(state.search || state.outcomes.size);
  const topics = new Map();
  for (const item of chosen) topics.set(item.topic, [...(topics.get(item.topic) ?? []), item]);
  const body = el("tbody");
  let area = null;
  for (const topic of [...topics.keys()].sort()) {
    const cases = topics.get(topic);
    const head = topic.split("/")[0];
    if (head !== area) body.append(el("tr", { class: "area" }, el("td", { colspan: String(data.rows.length + 1) }, el("span", {}, (area = head)))));
    const open = state.open.has(topic) || (filtered && chosen.length <= 40);
    body.append(topicLine(topic, cases, open));
    if (open) body.append(...cases.map(caseLine));
  }
  $("matrix").replaceChildren(el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "requirement"), data.rows.map((row) => el("th", { scope: "col", class: row.absent ? "absent" : null }, row.id)))), body);
  $("empty").hidden = chosen.length > 0;
  $("found").textContent = `${number(chosen.length)} of ${number(data.cases.length)} requirements`;
  for (const node of $("chips").children) node.update?.();
  if (focused) [...$("matrix").querySelectorAll("[data-key]")].find((node) => node.dataset.key === focused)?.focus();
}

function topicLine(topic, cases, open) {
  const toggle = () => { state.open.has(topic) ? state.open.delete(topic) : state.open.add(topic); refresh(); };
  const name = topic.split("/").slice(1).join(" / ") || topic;
  const button = el("button", { class: "name", "aria-expanded": String(open), "data-key": `topic ${topic}` }, el("span", { class: "twist", "aria-hidden": "true" }, "▸"), el("b", {}, name), el("span", { class: "tag" }, String(cases.length)));
  return el("tr", { class: `topic${open ? " open" : ""}`, onclick: toggle }, el("td", {}, button), data.rows.map((row) => summary(cases, row)));
}

function caseLine(item) {
  return el("tr", { class: "case" },
    el("td", {}, el("button", { class: "name", "data-key": `case ${item.layer} ${item.id}`, onclick: () => details(item, telling(item)) }, item.title || item.id, item.level === "MUST" ? null : el("span", { class: "tag" }, item.level)), el("small", {}, item.id)),
    data.rows.map((row) => {
      const [o] = cell(item, row) ?? [];
      if (o === undefined) return none(row);
      const label = `${row.id}: ${outcomes[o]}`;
      return el("td", {}, el("button", { class: `pill o${o}`, title: label, "aria-label": label, "data-key": `cell ${row.id} ${item.layer} ${item.id}`, onclick: () => details(item, row) }, marks[o]));
    }));
}

/** Arrow keys walk over the matrix as over a grid. */
function walk(event) {
  const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const [down, right] = steps[event.key] ?? [];
  const here = event.target.closest("td");
  if (down === undefined || !here) return;
  const lines = [...$("matrix").querySelectorAll("tbody tr:not(.area)")];
  let line = lines.indexOf(here.parentElement);
  let column = here.cellIndex;
  const button = () => lines[line]?.cells[column]?.querySelector("button");
  do { line += down; column += right; } while (lines[line]?.cells[column] && !button());
  const next = button() ?? (down ? lines[line]?.querySelector("button") : null);
  if (!next) return;
  event.preventDefault();
  next.focus();
}
