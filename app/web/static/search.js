// Makes finding quicker: results follow the filters, the key / leads to the box, and citations are copied.
const wide = matchMedia("(min-width: 48.0625em)");
const NO_KEY = "search-without-key";
const byId = (id) => document.getElementById(id);
const usesKey = () => localStorage.getItem(NO_KEY) !== "yes";
const folds = () => document.querySelectorAll(".search-page__filters details");
let filter = null; // The id of the filter that was changed, when that is what is asked.
let unfolded = []; // What stood unfolded before the answer came.

function dress() {
  for (const button of document.querySelectorAll(".search-copy[hidden]")) button.hidden = !navigator.clipboard;
  const filters = byId("filters");
  if (filters) {
    filters.open = wide.matches || unfolded.includes("filters");
    // Beside the results the summary only names them: there is nothing to fold.
    filters.querySelector("summary").tabIndex = wide.matches ? -1 : 0;
  }
  const choice = document.querySelector("[data-shortcut]");
  if (choice) {
    choice.hidden = false;
    choice.querySelector("input").checked = usesKey();
  }
}

dress();
wide.addEventListener("change", dress);

document.addEventListener("change", ({ target }) => {
  if (target.id === "shortcut") localStorage.setItem(NO_KEY, target.checked ? "no" : "yes");
  if (target.type !== "checkbox" || target.getAttribute("form") !== "search") return;
  filter = target.id;
  target.form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.id === "q") {
    // What was typed stays.
    event.preventDefault();
    event.target.blur();
  }
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !usesKey()) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  event.preventDefault();
  byId("q").focus();
  byId("q").select();
});

document.addEventListener("htmx:beforeSwap", () => {
  unfolded = filter ? [...folds()].filter((one) => one.open).map((one) => one.id) : [];
});

document.addEventListener("htmx:afterSwap", () => {
  for (const one of folds()) if (unfolded.includes(one.id)) one.open = true;
  dress();
  const found = byId("found");
  if (found) byId("announcements").textContent = byId("results").dataset.said;
  if (filter) {
    byId(filter)?.focus({ preventScroll: true });
  } else if (found && !document.querySelector(".govuk-error-summary")) {
    // After a search the results are read on from their heading, and a phone puts its keyboard away.
    found.focus({ preventScroll: true });
    const { top } = found.getBoundingClientRect();
    if (top < 0 || top > innerHeight) found.scrollIntoView();
  }
  filter = null;
});

document.addEventListener("click", ({ target }) => {
  if (!target.closest("a[href='#keep']")) return;
  byId("keep").open = true;
  // Once the browser has gone to the place that the link names.
  requestAnimationFrame(() => byId("name").focus());
});
