let opener = null;

/** One requirement: what each row did, and of the chosen row why, on the wire, and a program that shows it. */
function details(item, row) {
  const drawer = $("drawer");
  if (drawer.hidden) opener = document.activeElement;
  const [o, more = { reasons: [], trace: [], repro: [] }] = cell(item, row);
  const entry = data.waivers.find((one) => one.id === more.waiver);
  const mild = !BAD.includes(o) && o !== WAIVED;
  const close = el("button", { class: "icon", "aria-label": "Close", title: "Close (Esc)", onclick: shut }, "✕");
  const link = el("button", { class: "ghost", onclick: () => copy(location.href, link) }, "Copy link");
  const judged = data.rows.filter((one) => cell(item, one));
  drawer.replaceChildren(el("div", {},
    el("div", { class: "drawer-head" }, pill(o), el("b", {}, row.id), el("span", { class: "gap" }), link, close),
    el("h3", {}, item.title || item.id),
    el("p", { class: "where" }, el("code", {}, item.id)),
    el("p", { class: "where" }, el("span", { class: "tag" }, item.level), " ", item.clause ? el("code", {}, item.clause) : null, more.ms ? ` · ${more.ms} ms` : ""),
    judged.length > 1 ? el("div", { class: "chips rows", role: "group", "aria-label": "Implementations" }, judged.map((one) => el("button", { class: "chip", "aria-pressed": String(one === row), onclick: () => details(item, one) }, el("span", { class: `mark o${cell(item, one)[0]}` }, marks[cell(item, one)[0]]), ` ${one.id}`))) : null,
    o === WAIVED ? el("div", { class: "waiver" }, el("b", {}, `Waived: ${more.waiver}`), ` It is ${more.outcome}. ${entry ? `${entry.reason} Issue ${entry.issue}, ${entry.owner}, until ${entry.expires}.` : ""}`) : null,
    more.reasons.length ? [el("h4", {}, "Why"), el("ul", { class: `reasons${mild ? " mild" : ""}` }, more.reasons.map((reason) => el("li", {}, reason)))] : null,
    more.repro.length ? [el("h4", {}, "See it yourself"), programs(more.repro)] : null,
    more.trace.length ? [el("h4", {}, "On the wire"), more.trace.map(exchange)] : null,
    more.reasons.length || more.trace.length ? null : el("p", {}, "It does what the contract says. Traces are kept of what fails.")));
  drawer.hidden = false;
  drawer.scrollTop = 0;
  history.replaceState(null, "", address(item, row));
  close.focus({ preventScroll: true });
}

/** Tabs, one a language. */
function programs(repro) {
  const box = el("div", { class: "programs" });
  const show = (index, focus) => {
    const [language, program] = repro[index];
    const copying = el("button", { class: "ghost", onclick: () => copy(program, copying) }, "Copy");
    const tabs = repro.map(([name], at) => el("button", { role: "tab", id: `tab-${at}`, "aria-selected": String(at === index), "aria-controls": "program", tabindex: at === index ? "0" : "-1", onclick: () => show(at, true) }, name));
    const turn = (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by) { event.preventDefault(); show((index + by + repro.length) % repro.length, true); }
    };
    box.replaceChildren(
      el("header", {}, el("div", { role: "tablist", "aria-label": "Language", onkeydown: turn }, tabs), copying),
      el("pre", { role: "tabpanel", id: "program", tabindex: "0", "aria-labelledby": `tab-${index}`, "data-language": language }, program));
    if (focus) tabs[index].focus();
  };
  show(0, false);
  return box;
}

function exchange(entry) {
  const side = (part) => [part.headers?.length ? el("pre", { class: "headers" }, part.headers.join("\n")) : null, part.body ? el("pre", {}, pretty(part.body)) : null];
  return el("div", { class: "exchange" },
    entry.call?.operation ? el("div", { class: "call" }, el("b", {}, `${entry.call.operation}(`), entry.call.arguments, el("b", {}, ")"), el("br"), "→ ", entry.call.gave) : null,
    entry.note ? el("div", { class: "call" }, entry.note) : null,
    entry.request ? [el("header", {}, entry.request.line || "raw bytes"), entry.request.raw ? el("pre", {}, entry.request.raw) : null, side(entry.request)] : null,
    entry.response ? [el("header", { class: "answer" }, `← ${entry.response.line}`), side(entry.response)] : null);
}

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

function shut() {
  if ($("drawer").hidden) return;
  $("drawer").hidden = true;
  history.replaceState(null, "", location.pathname + location.search);
  (opener?.isConnected ? opener : $("search")).focus({ preventScroll: true });
}
