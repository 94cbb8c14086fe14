// Makes pages quicker to use. Every page works without it.
import { initAll } from "./vendor/govuk-frontend.min.js";

initAll();

// What htmx puts in place may hold components too.
document.body.addEventListener("htmx:afterSwap", (event) => initAll(event.target));

// Buttons that copy a text: the text stands in their data-copy attribute, or in the element it names by id.
document.body.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const source = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
  const text = source ? source.value ?? source.textContent : button.dataset.copy;
  const said = document.getElementById("announcements");
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = "secret" in button.dataset ? "Copied" : `Copied: ${text.slice(0, 80)}`;
    button.dataset.copied = "yes";
  } catch {
    said.textContent = "The browser did not allow copying. Select the text and copy it.";
  }
});

// Select all boxes of a list at once.
document.body.addEventListener("change", (event) => {
  const all = event.target.closest("[data-select-all]");
  if (!all) return;
  for (const box of document.querySelectorAll(`input[type=checkbox][name="${all.dataset.selectAll}"]`)) {
    box.checked = all.checked;
  }
});
