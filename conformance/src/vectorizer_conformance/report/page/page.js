"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const marks = ["✓", "✗", "!", "∅", "–", "·"];
const colours = [0, 1, 2, 3, 4, 5];
const state = { search: "", outcomes: new Set(), layer: "", open: new Set() };
const $ = (id) => document.getElementById(id);

/** An element from a tag, its attributes and children; texts are never read as HTML. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

function hero() {
  const total = data.outcomes.map((_, o) => data.rows.reduce((sum, row) => sum + row.counts[o], 0));
  const words = data.outcomes.map((name, o) => (total[o] ? `${total[o].toLocaleString("en")} ${name}` : "")).filter(Boolean);
  $("hero").append(
    el("div", { class: `hero ${data.ok ? "ok" : "bad"}` },
      el("div", {},
        el("h1", {}, data.ok ? "Conforms." : "Does not conform."),
        el("p", {}, `${data.rows.filter((row) => !row.absent).length} implementations, ${data.cases.length.toLocaleString("en")} requirements: ${words.join(", ")}.`)),
      el("dl", { class: "facts" }, data.facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, String(value)))))));
}

function cards() {
  for (const row of data.rows) {
    if (row.absent) {
      $("rows").append(el("article", { class: "card absent" }, el("h2", {}, row.id, el("span", {}, "absent")), el("p", {}, row.about || row.kind), el("p", {}, row.absent)));
      continue;
    }
    const total = row.counts.reduce((a, b) => a + b, 0) || 1;
    const judged = total - row.counts[4] - row.counts[5] || 1;
    const share = Math.floor((1000 * row.counts[0]) / judged) / 10;
    $("rows").append(
      el("article", { class: "card" },
        el("h2", {}, row.id, el("span", {}, `${share === 100 ? "100" : share.toFixed(1)}\u202f%`)),
        el("p", {}, row.about || row.kind),
        el("div", { class: "bar" }, colours.filter((o) => row.counts[o]).map((o) => el("i", { class: `b${o}`, style: `flex:${row.counts[o]}`, title: `${row.counts[o]} ${data.outcomes[o]}` }))),
        el("div", { class: "legend" }, colours.filter((o) => row.counts[o]).map((o) => el("span", {}, el("b", {}, String(row.counts[o])), ` ${data.outcomes[o]}`)))));
  }
}

function chips() {
  const box = $("chips");
  const layers = [...new Set(data.cases.map((c) => c.layer))];
  const chip = (label, pressed, act) => {
    const node = el("button", { class: "chip", "aria-pressed": String(pressed()) }, label);
    node.addEventListener("click", () => { act(); refresh(); });
    return Object.assign(node, { update: () => node.setAttribute("aria-pressed", String(pressed())) });
  };
  for (const o of colours) {
    if (!data.rows.some((row) => row.counts[o])) continue;
    box.append(chip(`${marks[o]} ${data.outcomes[o]}`, () => state.outcomes.has(o), () => (state.outcomes.has(o) ? state.outcomes.delete(o) : state.outcomes.add(o))));
  }
  if (layers.length > 1) for (const layer of layers) box.append(chip(layer, () => state.layer === layer, () => (state.layer = state.layer === layer ? "" : layer)));
}

function fits(item) {
  if (state.layer && item.layer !== state.layer) return false;
  const entries = Object.values(item.rows);
  if (state.outcomes.size && !entries.some(([o]) => state.outcomes.has(o))) return false;
  if (!state.search) return true;
  const reasons = entries.map((entry) => (entry[1] || []).join(" ")).join(" ");
  const text = `${item.id} ${item.title} ${item.clause} ${item.level} ${reasons}`.toLowerCase();
  return state.search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function summary(cases, row) {
  const counts = [0, 0, 0, 0, 0, 0];
  for (const item of cases) if (item.rows[row.id]) counts[item.rows[row.id][0]] += 1;
  const total = counts.reduce((a, b) => a + b, 0);
  if (!total) return el("td", {}, el("span", { class: "none" }, row.absent ? "absent" : "·"));
  const shown = [1, 2, 3].filter((o) => counts[o]);
  const use = shown.length ? shown : [counts[0] ? 0 : counts[4] ? 4 : 5];
  return el("td", {}, use.map((o) => el("span", { class: `pill o${o}`, title: `${counts[o]} of ${total} ${data.outcomes[o]}` }, `${marks[o]} ${counts[o]}${counts[o] === total ? "" : ` / ${total}`}`)));
}

function refresh() {
  const table = $("matrix");
  const chosen = data.cases.filter(fits);
  const filtered = Boolean(state.search || state.outcomes.size);
  const topics = Map.groupBy ? Map.groupBy(chosen, (c) => c.topic) : chosen.reduce((m, c) => m.set(c.topic, [...(m.get(c.topic) || []), c]), new Map());
  const body = el("tbody");
  let area = null;
  for (const topic of [...topics.keys()].sort()) {
    const cases = topics.get(topic);
    const head = topic.split("/")[0];
    if (head !== area) body.append(el("tr", { class: "area" }, el("td", { colspan: String(data.rows.length + 1) }, (area = head))));
    const open = state.open.has(topic) || (filtered && chosen.length <= 40);
    const line = el("tr", { class: `topic${open ? " open" : ""}`, tabindex: "0" },
      el("td", {}, el("span", { class: "twist" }, "▸"), el("b", {}, topic.split("/").slice(1).join(" / ") || topic), el("span", { class: "tag" }, String(cases.length))),
      data.rows.map((row) => summary(cases, row)));
    const toggle = () => { state.open.has(topic) ? state.open.delete(topic) : state.open.add(topic); refresh(); };
    line.addEventListener("click", toggle);
    line.addEventListener("keydown", (event) => event.key === "Enter" && toggle());
    body.append(line);
    if (open) body.append(...cases.map(caseLine));
  }
  table.replaceChildren(el("thead", {}, el("tr", {}, el("th", {}, "requirement"), data.rows.map((row) => el("th", {}, row.id)))), body);
  $("empty").hidden = chosen.length > 0;
  for (const node of $("chips").children) node.update?.();
}

function caseLine(item) {
  return el("tr", { class: "case" },
    el("td", {}, el("span", { class: "name" }, item.title || item.id, item.level === "MUST" ? null : el("span", { class: "tag" }, item.level)), el("small", {}, item.id)),
    data.rows.map((row) => {
      const entry = item.rows[row.id];
      if (!entry) return el("td", {}, el("span", { class: "none" }, row.absent ? "absent" : "·"));
      return el("td", {}, el("button", { class: `pill o${entry[0]}`, title: data.outcomes[entry[0]], onclick: () => details(item, row, entry) }, marks[entry[0]]));
    }));
}

function details(item, row, [outcome, reasons = [], trace = [], ms]) {
  const drawer = $("drawer");
  drawer.replaceChildren(el("div", {},
    el("button", { class: "close", "aria-label": "Close", onclick: close }, "✕"),
    el("span", { class: `pill o${outcome}` }, `${marks[outcome]} ${data.outcomes[outcome]}`), " ", el("b", {}, row.id),
    el("h3", {}, item.title || item.id), el("small", {}, el("code", {}, item.id)),
    el("p", {}, el("span", { class: "tag" }, item.level), " ", el("code", {}, item.clause), ms ? ` · ${ms} ms` : ""),
    reasons.length ? el("h4", {}, "Why") : null,
    reasons.length ? el("ul", { class: `reasons${outcome > 3 ? " mild" : ""}` }, reasons.map((reason) => el("li", {}, reason))) : null,
    trace.length ? el("h4", {}, "On the wire") : null,
    trace.map(exchange),
    !reasons.length && !trace.length ? el("p", {}, "It does what the contract says. Traces are kept of what fails.") : null));
  drawer.hidden = false;
  drawer.scrollTop = 0;
}

function exchange(entry) {
  const side = (part) => [el("pre", { class: "headers" }, (part.headers || []).join("\n")), part.body ? el("pre", {}, pretty(part.body)) : null];
  return el("div", { class: "exchange" },
    entry.call?.operation ? el("div", { class: "call" }, el("b", {}, `${entry.call.operation}(`), entry.call.arguments, el("b", {}, ")"), el("br"), "→ ", entry.call.gave) : null,
    entry.note ? el("div", { class: "call" }, entry.note) : null,
    entry.request ? [el("header", {}, entry.request.line || "raw bytes"), entry.request.raw ? el("pre", {}, entry.request.raw) : null, side(entry.request)] : null,
    entry.response ? [el("header", {}, `← ${entry.response.line}`), side(entry.response)] : null);
}

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

function close() { $("drawer").hidden = true; }

function theme(next) {
  document.documentElement.dataset.theme = next;
  try { localStorage.setItem("theme", next); } catch { /* a file:// page may have no storage */ }
}

let kept = null;
try { kept = localStorage.getItem("theme"); } catch { /* see above */ }
theme(kept || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
$("theme").addEventListener("click", () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
$("search").addEventListener("input", (event) => { state.search = event.target.value.trim(); refresh(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
  if (event.key === "/" && document.activeElement !== $("search")) { event.preventDefault(); $("search").focus(); }
});
if (data.notes.length) $("notes").append(el("ul", {}, data.notes.map((note) => el("li", {}, note))));
hero();
cards();
chips();
refresh();
const first = data.cases.find((item) => `#${item.id}` === decodeURIComponent(location.hash));
if (first) { state.open.add(first.topic); refresh(); const row = data.rows.find((r) => first.rows[r.id]?.[0] === 1) || data.rows.find((r) => first.rows[r.id]); details(first, row, first.rows[row.id]); }
