// Reading a document: tag the words that are selected, with a button beside them or the key t.
// Without this file every passage has a link that does the same.

const said = (text) => { document.getElementById("announcements").textContent = text; };
const form = () => document.getElementById("tagging");
const offer = document.createElement("button");
offer.type = "button";
offer.id = "tag-selection";
offer.className = "reading-offer";
offer.textContent = "Tag these words (t)";
offer.hidden = true;
document.body.append(offer);

/** A selection widened to whole words, for only whole words can be found again. */
function whole(range) {
  const wide = range.cloneRange();
  const letter = (node, at) => node.nodeType === 3 && /[\p{L}\p{N}'’-]/u.test(node.data.charAt(at));
  const { startContainer: first, endContainer: last } = range;
  let [start, end] = [range.startOffset, range.endOffset];
  while (start > 0 && letter(first, start - 1) && letter(first, start)) start -= 1;
  while (end > 0 && letter(last, end - 1) && letter(last, end)) end += 1;
  wide.setStart(first, start);
  wide.setEnd(last, end);
  return wide;
}

/** The words selected in the document's text and the passage they stand in; nothing when none are. */
function selected() {
  const selection = window.getSelection();
  const text = document.getElementById("document-text");
  if (!text || !selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const within = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("#document-text .reading-words");
  const first = within(range.startContainer);
  const last = within(range.endContainer);
  if (!first || !form()) return null;
  if (!selection.toString().trim()) return null;
  const quote = whole(range).toString().replace(/\s+/g, " ").trim();
  // Words of two passages are looked for in the whole document.
  const passage = first.closest("[data-place]");
  return { quote, place: first === last ? passage.dataset.place : "", locator: passage.dataset.locator, range };
}

function tag(words) {
  form().elements.quote.value = words.quote.slice(0, 1000);
  form().elements.place.value = words.place;
  document.getElementById("tag-form").open = true;
  document.getElementById("tag-form").scrollIntoView({ block: "start" });
  const statement = form().elements.statement;
  (statement.value ? form().elements.quote : statement).focus({ preventScroll: false });
  said(`${words.quote.length} characters of ${words.locator} are in the tag form. Choose a quality statement.`);
  window.getSelection().removeAllRanges();
  offer.hidden = true;
}

document.addEventListener("selectionchange", () => {
  const words = selected();
  offer.hidden = !words;
  if (!words) return;
  const box = words.range.getBoundingClientRect();
  offer.setAttribute("data-ready", "yes");
  // Positions are set through the object model, which the content security policy allows.
  offer.style.top = `${Math.max(4, window.scrollY + box.bottom + 6)}px`;
  const left = window.scrollX + Math.max(4, Math.min(box.left, document.documentElement.clientWidth - 190));
  offer.style.left = `${left}px`;
});
// Pressing a button must not lose the selection before it is read.
offer.addEventListener("mousedown", (event) => event.preventDefault());
offer.addEventListener("click", () => { const words = selected(); if (words) tag(words); });

document.addEventListener("keydown", (event) => {
  if (event.key !== "t" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const words = selected();
  if (!words) return;
  event.preventDefault();
  tag(words);
});

// A passage's own link fills the form at once, without loading the page again.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-tag-passage]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !form()) return;
  event.preventDefault();
  const passage = link.closest("[data-place]");
  const quote = [...passage.querySelectorAll(".reading-words p")].map((line) => line.textContent).join("\n");
  tag({ quote, place: passage.dataset.place, locator: passage.dataset.locator });
});

// Sub-topics of other statements only stand in the way.
function narrow() {
  const chosen = form()?.elements.statement.value;
  for (const group of document.querySelectorAll("#sub_topic optgroup")) {
    const other = Boolean(chosen) && !group.label.startsWith(`${chosen} `);
    group.hidden = other;
    group.disabled = other;
    if (other && group.querySelector("option:checked")) form().elements.sub_topic.value = "";
  }
}
document.addEventListener("change", (event) => { if (event.target.id === "statement") narrow(); });
if (form()) narrow();

// A link to a closed part opens it.
function open() {
  const part = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (part instanceof HTMLDetailsElement) part.open = true;
}
window.addEventListener("hashchange", open);
open();

document.body.addEventListener("htmx:afterSettle", () => {
  const picture = document.querySelector(".reading-picture");
  if (picture && picture.dataset.pages > 1) said(`Page ${picture.dataset.page} of ${picture.dataset.pages}`);
});
