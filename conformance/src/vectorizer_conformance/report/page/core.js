"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const { marks, outcomes } = data;
const colours = outcomes.map((_, index) => index);
const BAD = ["fail", "errored", "not implemented"].map((name) => outcomes.indexOf(name));
const WAIVED = outcomes.indexOf("waived");
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

const number = (value) => value.toLocaleString("en");
const pill = (outcome, label, more = {}) => el("span", { class: `pill o${outcome}`, ...more }, label ?? `${marks[outcome]} ${outcomes[outcome]}`);

/** What a row did about a requirement: an outcome's index, and more if there is more to tell. */
const cell = (item, row) => (Object.hasOwn(item.rows, row.id) ? item.rows[row.id] : null);

/** The row to look at first: one that fails, one that is waived, any that was judged. */
function telling(item) {
  const judged = data.rows.filter((row) => cell(item, row));
  return judged.find((row) => BAD.includes(cell(item, row)[0])) ?? judged.find((row) => cell(item, row)[0] === WAIVED) ?? judged[0];
}

/** The address of a requirement, and of a row's verdict on it. */
function address(item, row) {
  const encode = (text) => encodeURIComponent(text).replaceAll("%2F", "/");
  return `#${encode(item.id)}${row ? `&row=${encode(row.id)}` : ""}`;
}

async function copy(text, button) {
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch { // a file:// page may not have the clipboard
    const area = el("textarea", { class: "offscreen" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = said; }, 1200);
}
