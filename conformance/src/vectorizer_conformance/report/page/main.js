function theme(next) {
  document.documentElement.dataset.theme = next;
  try { localStorage.setItem("theme", next); } catch { /* a file:// page may have no storage */ }
}

/** Open what the address names; its topic is opened too. */
function follow() {
  const [id, row] = location.hash.slice(1).split("&row=").map((text) => { try { return decodeURIComponent(text); } catch { return text; } });
  const item = id && data.cases.find((one) => one.id === id);
  if (!item) return;
  state.open.add(item.topic);
  refresh();
  const named = data.rows.find((one) => one.id === row && cell(item, one));
  details(item, named ?? telling(item));
  opener = [...$("matrix").querySelectorAll("[data-key]")].find((node) => node.dataset.key === `case ${item.layer} ${item.id}`);
  opener?.scrollIntoView({ block: "center" });
}

let kept = null;
try { kept = localStorage.getItem("theme"); } catch { /* see above */ }
document.documentElement.dataset.theme = kept || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
$("theme").addEventListener("click", () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
$("search").addEventListener("input", (event) => { state.search = event.target.value.trim(); refresh(); });
$("matrix").addEventListener("keydown", walk);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") shut();
  if (event.key === "/" && !event.target.closest("input, textarea")) { event.preventDefault(); $("search").focus(); }
});
addEventListener("hashchange", follow);
if (data.notes.length) $("notes").append(el("ul", {}, data.notes.map((note) => el("li", {}, note))));
hero();
cards();
chips();
ledger();
seeded();
refresh();
follow();
