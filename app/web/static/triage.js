// Makes filling in quicker by keyboard; every row can be saved without it.
const KEPT = "triage-keys";
const rows = () => Array.from(document.querySelectorAll("[data-row]"));
const help = document.getElementById("shortcuts");
const on = document.getElementById("shortcuts-on");
const announce = (words) => { document.getElementById("announcements").textContent = words; };
let at = null; // the row that keys mean

function keptKeys() {
  try { return localStorage.getItem(KEPT) !== "off"; } catch { return true; }
}
if (on) {
  on.checked = keptKeys();
  on.addEventListener("change", () => {
    try { localStorage.setItem(KEPT, on.checked ? "on" : "off"); } catch { /* it holds until the page is left */ }
  });
}

document.addEventListener("focusin", (event) => { at = event.target.closest("[data-row]") ?? at; });

const isField = (element) => element.matches("input:not([type=checkbox]), select, textarea, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (!on?.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && isField(event.target) && event.target.closest("[data-row]")) {
    focusRow(event.target.closest("[data-row]"));
    return;
  }
  if (isField(event.target)) return;
  const act = {
    j: () => step(1),
    k: () => step(-1),
    s: () => press("[data-save]"),
    c: () => press("[data-confirm]") || press("[data-save]"),
    "?": () => { help.open = !help.open; (help.open ? help.querySelector("summary") : document.activeElement)?.focus(); },
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

function step(by) {
  const all = rows();
  const here = at?.isConnected ? all.indexOf(at) : -1;
  const next = here < 0 ? all[by > 0 ? 0 : all.length - 1] : all[here + by];
  if (next) focusRow(next);
}

function focusRow(row) {
  row.tabIndex = -1;
  row.focus();
  at = row;
}

function press(which) {
  const button = (at?.isConnected ? at : rows()[0])?.querySelector(which);
  button?.click();
  return Boolean(button);
}

// How many are selected

function countSelected() {
  const where = document.querySelector("[data-selected-count]");
  const count = document.querySelectorAll("input[name=selected]:checked").length;
  if (where) where.textContent = count === 1 ? "1 selected" : `${count} selected`;
}
document.addEventListener("change", (event) => { if (event.target.matches("[name=selected], [data-select-all]")) setTimeout(countSelected); });
countSelected();

// After a row was saved in place: say so, and go on to the next

document.body.addEventListener("htmx:afterSettle", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (!row) return;
  if (row.dataset.saved === undefined) {
    row.querySelector("[aria-describedby$=-error], .govuk-input--error")?.focus();
    announce(row.querySelector(".govuk-error-message")?.textContent.trim() ?? "");
    return;
  }
  announce(row.dataset.saved);
  const all = rows();
  const next = all.slice(all.indexOf(row) + 1).find((one) => one.dataset.saved === undefined);
  const field = next?.querySelector("input.govuk-input");
  if (field) field.focus();
  else focusRow(row);
  countSelected();
});

// A save that did not get through leaves what was typed where it is.
document.body.addEventListener("htmx:sendError", () => announce("Not saved: the connection broke off. Press Save again."));
