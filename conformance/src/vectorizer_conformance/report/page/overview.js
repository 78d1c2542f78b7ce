function hero() {
  const total = colours.map((o) => data.rows.reduce((sum, row) => sum + row.counts[o], 0));
  const words = colours.filter((o) => total[o]).map((o) => `${number(total[o])} ${outcomes[o]}`);
  const rows = data.rows.filter((row) => !row.absent).length;
  $("hero").append(
    el("div", { class: `hero ${data.ok ? "ok" : "bad"}` },
      el("div", {},
        el("h1", {}, data.ok ? "Conforms." : "Does not conform."),
        el("p", {}, `${rows} implementation${rows === 1 ? "" : "s"}, ${number(data.cases.length)} requirements: ${words.join(", ")}.`),
        data.score.length > 1 ? el("p", {}, `Without waivers ${data.score[0]}; with them ${data.score[1]}.`) : null),
      data.problems.length ? el("ul", { class: "reasons" }, data.problems.map((text) => el("li", {}, text))) : null,
      el("dl", { class: "facts" }, data.facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, String(value)))))));
}

function cards() {
  for (const row of data.rows) {
    const about = el("p", { title: row.artefact ? `sha256 of what was tested: ${row.artefact}` : null }, row.about || row.kind, row.artefact ? [" · ", el("code", {}, row.artefact.slice(0, 8))] : null);
    if (row.absent && !row.counts.some(Boolean)) {
      $("rows").append(el("article", { class: "card absent" }, el("h2", {}, row.id, el("span", {}, "absent")), about, el("p", {}, row.absent)));
      continue;
    }
    const share = row.share === null ? "–" : `${row.share === 100 ? "100" : row.share.toFixed(1)}\u202f%`;
    const kinds = colours.filter((o) => row.counts[o]);
    $("rows").append(
      el("article", { class: "card" },
        el("h2", {}, row.id, el("span", { title: `${row.score} requirements hold` }, share)),
        about,
        el("div", { class: "bar" }, kinds.map((o) => el("i", { class: `b${o}`, style: `flex:${row.counts[o]}`, title: `${row.counts[o]} ${outcomes[o]}` }))),
        el("div", { class: "legend" }, kinds.map((o) => el("span", {}, el("b", {}, number(row.counts[o])), ` ${outcomes[o]}`))),
        row.counts[outcomes.indexOf("not supported")] ? el("div", { class: "legend" }, `${row.score} of what it sets out to do`) : null,
        row.excused ? el("div", { class: "legend" }, `with waivers: ${row.excused}`) : null));
  }
}

function chips() {
  const box = $("chips");
  const chip = (label, pressed, act) => {
    const node = el("button", { class: "chip", "aria-pressed": String(pressed()) }, label);
    node.addEventListener("click", () => { act(); refresh(); });
    return Object.assign(node, { update: () => node.setAttribute("aria-pressed", String(pressed())) });
  };
  for (const o of colours) {
    if (!data.rows.some((row) => row.counts[o])) continue;
    box.append(chip(`${marks[o]} ${outcomes[o]}`, () => state.outcomes.has(o), () => (state.outcomes.has(o) ? state.outcomes.delete(o) : state.outcomes.add(o))));
  }
  const layers = [...new Set(data.cases.map((item) => item.layer))];
  if (layers.length > 1) for (const layer of layers) box.append(chip(layer, () => state.layer === layer, () => (state.layer = state.layer === layer ? "" : layer)));
}

/** The ledger: what is excused, for how long, and who sees to it. */
function ledger() {
  if (!data.waivers.length) return;
  const link = (issue) => (/^https?:\/\//.test(issue) ? el("a", { href: issue, rel: "noreferrer" }, issue) : issue);
  $("ledger").append(
    el("h2", {}, "Waivers"),
    el("div", { class: "matrix-wrap" }, el("table", { class: "plain" },
      el("thead", {}, el("tr", {}, ["waiver", "excuses", "row", "requirement", "reason", "issue", "owner", "until"].map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, data.waivers.map((entry) => el("tr", {},
        el("td", {}, el("b", {}, entry.id)), el("td", {}, String(entry.count)), el("td", {}, entry.row), el("td", {}, el("code", {}, entry.requirement)),
        el("td", { class: "wide" }, entry.reason), el("td", {}, link(entry.issue)), el("td", {}, entry.owner), el("td", {}, entry.expires)))))));
}

/** How many seeded bugs each layer finds, and which none does. */
function seeded() {
  const found = data.mutants;
  if (!found) return;
  const parts = Object.entries(found.parts);
  const layers = [...new Set(parts.flatMap(([, part]) => Object.keys(part.layers)))];
  const share = (killed, tried) => (tried ? [el("div", { class: "bar" }, el("i", { class: "b0", style: `flex:${killed}` }), el("i", { class: "b1", style: `flex:${tried - killed}`, ...(killed === tried ? { hidden: "" } : {}) })), `${killed}/${tried} · ${Math.floor((100 * killed) / tried)}\u202f%`] : "–");
  $("seeded").append(
    el("h2", {}, `Seeded bugs: ${found.rate.toFixed(1)}\u202f% found`),
    el("p", { class: "dim" }, `Known bugs are put into each part, and the suite must find them. The floor is ${found.floor}\u202f%.`),
    el("div", { class: "matrix-wrap" }, el("table", { class: "plain kills" },
      el("thead", {}, el("tr", {}, ["part", ...layers, "any layer"].map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, parts.map(([name, part]) => el("tr", {}, el("th", { scope: "row" }, name), layers.map((layer) => el("td", {}, share(part.layers[layer]?.killed ?? 0, part.layers[layer]?.tried ?? 0))), el("td", {}, share(part.found, part.bugs))))))),
    found.survivors.length ? el("details", {}, el("summary", {}, `${found.survivors.length} survived`), el("ul", {}, found.survivors.map((one) => el("li", {}, el("b", {}, `${one.part} ${one.name}`), ` ${one.kind}: ${one.reason ?? one.why}`)))) : null);
}
