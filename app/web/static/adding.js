// Sends chosen or dropped files one by one, at most two at a time, and tells what becomes of each.
// A file that is answered as added is on disk: closing the browser loses only what was not answered yet.
const AT_ONCE = 2;
const LOOK_AGAIN = 1500; // milliseconds between looks at texts that are being read
const LOOKS_AT_ONCE = 4;
const HIDDEN = /^(\.|~\$|thumbs\.db$|desktop\.ini$)/i;

const form = document.querySelector("[data-adding]");
const part = (name) => form.querySelector(`[data-${name}]`);
const largest = Number(form.dataset.largestMb);
const files = form.querySelector("#files");
const folder = form.querySelector("#folder");
const send = part("send");
const retryAll = part("retry-all");
const entries = []; // every file of this page, in order
const reading = new Map(); // reference -> element that tells how its text fares
let started = false;
let lookingAgain = false;
let leftOut = 0;
let announced = 0;

const plural = (count, one, several = `${one}s`) => `${count.toLocaleString("en-GB")} ${count === 1 ? one : several}`;
const announce = (words) => { document.getElementById("announcements").textContent = words; };
const is = (...states) => entries.filter((entry) => states.includes(entry.state));

function element(name, text = "", properties = {}) {
  const made = Object.assign(document.createElement(name), properties);
  made.textContent = text;
  return made;
}

function documentLink(ref, title) {
  const link = element("a", "", { className: "govuk-link", href: `/documents/${encodeURIComponent(ref)}` });
  link.append(element("span", ref, { className: "ref" }), ` ${title}`.trimEnd());
  return link;
}

function size(bytes) {
  if (bytes < 1000) return plural(bytes, "byte");
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

// What is chosen

function take(file, within) {
  if (within && HIDDEN.test(file.name)) { leftOut += 1; return; }
  const known = entries.some((entry) => entry.within === within && entry.file.name === file.name
    && entry.file.size === file.size && entry.file.lastModified === file.lastModified && entry.state !== "removed");
  if (known) return;
  const entry = { file, within, key: key(), state: "ready", sent: 0, row: element("li") };
  entry.name = element("span", within ? `${within}/${file.name}` : file.name, { className: "sending__name" });
  entry.told = element("div", size(file.size), { className: "sending__outcome" });
  entry.row.append(entry.name, entry.told);
  if (file.size > largest * 1e6) {
    refuse(entry, `It has ${size(file.size)}; the largest file taken is ${largest.toLocaleString("en-GB")} MB. Split it, or add it as a link.`);
  } else {
    entry.told.append(" ", removal(entry));
  }
  entries.push(entry);
  part("sending-files").append(entry.row);
}

function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function removal(entry) {
  const button = textButton("Remove", entry);
  button.addEventListener("click", () => {
    const next = entry.row.nextElementSibling ?? entry.row.previousElementSibling;
    entry.state = "removed";
    entry.row.remove();
    show();
    (next?.querySelector("button") ?? send).focus();
  });
  return button;
}

function textButton(words, entry) {
  const button = element("button", words, { type: "button", className: "library-button-link" });
  button.append(element("span", ` ${entry.file.name}`, { className: "govuk-visually-hidden" }));
  return button;
}

for (const input of [files, folder]) {
  input.addEventListener("change", () => {
    const found = Array.from(input.files, (file) => [file.webkitRelativePath || file.name, file]);
    found.sort(([one], [other]) => one.localeCompare(other, "en-GB", { numeric: true }));
    for (const [path, file] of found) take(file, path.split("/").slice(0, -1).join("/"));
    input.value = "";
    chosen();
  });
}

function chosen() {
  show();
  const ready = is("ready").length;
  if (started && ready) work();
  else if (ready) announce(`${plural(ready, "file")} chosen.`);
}

// What is dropped, anywhere on the page

let depth = 0;
const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
const over = (yes) => part("drop").classList.toggle("drop--over", yes);
addEventListener("dragenter", (event) => { if (holdsFiles(event)) { depth += 1; over(true); } });
addEventListener("dragleave", (event) => { if (holdsFiles(event)) { depth = Math.max(0, depth - 1); over(depth > 0); } });
addEventListener("dragover", (event) => { if (holdsFiles(event)) event.preventDefault(); });
addEventListener("drop", async (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  depth = 0;
  over(false);
  // Entries can be asked for only before the first wait.
  const dropped = Array.from(event.dataTransfer.items, (item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  for (const one of dropped) await walk(one, "");
  chosen();
});

async function walk(one, within) {
  if (!one) return;
  if (one instanceof File) { take(one, within); return; }
  try {
    if (one.isFile) { take(await new Promise((done, failed) => one.file(done, failed)), within); return; }
    const reader = one.createReader();
    const below = within ? `${within}/${one.name}` : one.name;
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed)); // a hundred at a time
      if (!some.length) break;
      for (const found of some) await walk(found, below);
    }
  } catch {
    const name = within ? `${within}/${one.name}` : one.name;
    const row = element("li", `${name} could not be read. Check that you may open it, and choose it again.`);
    row.className = "sending__wrong";
    part("sending-files").append(row);
  }
}

// What is sent

form.addEventListener("submit", (event) => {
  // With nothing chosen the form goes as it is, and the library says what is missing.
  if (!entries.some((entry) => entry.state !== "removed")) return;
  event.preventDefault();
  work();
});
retryAll.addEventListener("click", () => {
  for (const entry of is("failed")) again(entry);
  work();
  part("sending-heading").focus();
});
addEventListener("beforeunload", (event) => { if (is("sending").length || (started && is("ready").length)) event.preventDefault(); });

function work() {
  started = true;
  for (const entry of is("ready")) {
    if (is("sending").length >= AT_ONCE) break;
    start(entry);
  }
  if (!is("ready", "sending").length) finish();
  show();
}

function again(entry) {
  entry.state = "ready";
  entry.told.replaceChildren("Waiting");
}

function start(entry) {
  entry.state = "sending";
  const progress = element("progress", "", { max: entry.file.size || 1, value: 0 });
  progress.setAttribute("aria-label", `Sending ${entry.file.name}`);
  const words = element("span", "Sending");
  entry.told.replaceChildren(words, " ", progress);
  const body = new FormData();
  for (const name of ["owner", "team", "kind"]) if (form.elements[name].value.trim()) body.append(name, form.elements[name].value.trim());
  if (form.elements.statement.value) body.append("tag", form.elements.statement.value);
  if (entry.within) body.append("folder", entry.within);
  // The same body under the same key gets the same answer, so trying again can never add a file twice.
  body.append("files", entry.file, entry.file.name);
  entry.body ??= body;
  const request = new XMLHttpRequest();
  request.open("POST", "/add/file");
  request.setRequestHeader("Idempotency-Key", entry.key);
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    progress.value = entry.sent = Math.min(event.loaded, entry.file.size);
    if (event.loaded >= event.total) words.textContent = "Being kept";
    whole();
  });
  request.addEventListener("load", () => { answered(entry, request.status, request.response); work(); });
  request.addEventListener("error", () => { fail(entry); work(); });
  request.send(entry.body);
}

function answered(entry, status, answer) {
  entry.sent = entry.file.size;
  if (status === 0 || status === 502 || status === 503 || status === 504 || !answer) { fail(entry, answer?.detail); return; }
  const found = answer.details ?? answer;
  const lines = [
    ...(found.added ?? []).map((one) => addedLine(entry, one)),
    ...(found.held ?? []).map((one) => heldLine(entry, one)),
    ...(found.refused ?? []).map((one) => refusedLine(entry, one.file, one.reason)),
  ];
  if (!lines.length) { refuse(entry, answer.detail ?? "The library did not say why."); return; }
  entry.refs = (found.added ?? []).map((one) => one.ref);
  entry.state = entry.refs.length ? "added" : (found.held ?? []).length ? "held" : "refused";
  entry.told.replaceChildren(...lines);
}

// A file inside an archive is named; the file itself stands beside its outcome already.
const named = (entry, file) => (file && file.includes("/") ? `${file.slice(file.indexOf("/") + 1)}: ` : "");

function addedLine(entry, one) {
  const line = element("div", named(entry, one.file), { className: "sending__line" });
  const text = element("p", "Its text is being read.", { className: "quiet" });
  line.append("Added as ", documentLink(one.ref, one.title), text);
  if (one.text === "pending") { reading.set(one.ref, text); lookAgain(); } else tellText(text, one.text, one.reason, one.pages);
  return line;
}

function heldLine(entry, one) {
  const line = element("div", named(entry, one.file), { className: "sending__line" });
  const link = documentLink(one.ref, "");
  fetch(`/api/v1/documents/${one.ref}`).then(async (answer) => {
    if (answer.ok) link.append(` ${(await answer.json()).title}`);
  }).catch(() => { /* its reference says enough */ });
  line.append("Already held as ", link, element("p", "Nothing was added.", { className: "quiet" }));
  return line;
}

function refusedLine(entry, file, reason) {
  return element("p", `${named(entry, file)}Could not be taken. ${reason}`, { className: "sending__wrong" });
}

function refuse(entry, reason) {
  entry.state = "refused";
  entry.told.replaceChildren(refusedLine(entry, "", reason));
}

function fail(entry, detail) {
  entry.state = "failed";
  entry.sent = 0;
  const button = textButton("Try again", entry);
  button.addEventListener("click", () => { again(entry); work(); part("sending-heading").focus(); });
  const line = element("p", detail ?? "Not sent: the connection broke off.", { className: "sending__wrong" });
  line.append(" ", button);
  entry.told.replaceChildren(line);
}

// What the library makes of their texts

function tellText(where, state, reason, pages) {
  if (state === "read") where.textContent = pages ? `Its text is read: ${plural(pages, "page")}.` : "Its text is read.";
  if (state === "unreadable") where.textContent = `Its text could not be read. ${reason ?? ""} It is kept, and found by its title and tags.`;
}

function lookAgain() {
  if (lookingAgain || !reading.size) return;
  lookingAgain = true;
  setTimeout(async () => {
    await Promise.all(Array.from(reading).slice(0, LOOKS_AT_ONCE).map(async ([ref, where]) => {
      try {
        const answer = await fetch(`/api/v1/documents/${ref}`);
        const found = answer.ok ? await answer.json() : null;
        const version = found?.versions.find((one) => one.number === found.current_version);
        if (answer.status === 404) where.textContent = "It was discarded since.";
        else if (!version || version.text_state === "pending") return;
        else {
          tellText(where, version.text_state, version.text_reason, version.pages);
          where.previousSibling?.replaceWith(documentLink(ref, found.title));
        }
        reading.delete(ref);
      } catch { /* the next look will tell */ }
    }));
    lookingAgain = false;
    lookAgain();
  }, LOOK_AGAIN);
}

// How far it is

function show() {
  const present = entries.filter((entry) => entry.state !== "removed");
  part("sending").hidden = !present.length;
  const waiting = is("ready", "sending").length;
  send.textContent = !started && waiting ? `Add ${plural(waiting, "file")}` : "Add these files";
  send.hidden = started && present.length > 0;
  retryAll.hidden = is("sending", "ready").length > 0 || is("failed").length < 2;
  part("said-of-all").hidden = started && waiting > 0;
  whole();
}

function whole() {
  const present = entries.filter((entry) => entry.state !== "removed");
  const done = present.length - is("ready", "sending").length;
  const bytes = present.reduce((sum, entry) => sum + entry.file.size, 0);
  const sent = present.reduce((sum, entry) => sum + (["ready", "sending"].includes(entry.state) ? entry.sent : entry.file.size), 0);
  const bar = part("sending-progress");
  bar.hidden = !started || done === present.length;
  bar.max = bytes || 1;
  bar.value = sent;
  const hidden = leftOut ? ` ${plural(leftOut, "hidden file")} of the folder ${leftOut === 1 ? "was" : "were"} left out.` : "";
  part("sending-heading").textContent = started ? "Adding" : "Chosen files";
  if (started && done === present.length) part("sending-heading").textContent = "Done";
  part("sending-words").textContent = (started ? `${done.toLocaleString("en-GB")} of ${plural(present.length, "file")} done. ${outcome()}` : `${plural(present.length, "file")}, ${size(bytes)}.`) + hidden;
  // One announcement a quarter: a voice that counts every file is of no use to anybody.
  const quarter = present.length ? Math.floor((4 * done) / present.length) : 0;
  if (started && quarter > announced && quarter < 4) announce(`${done} of ${plural(present.length, "file")} done.`);
  announced = quarter;
}

function outcome() {
  const added = entries.reduce((sum, entry) => sum + (entry.refs?.length ?? 0), 0);
  const told = [
    added && `${plural(added, "document")} added`,
    is("held").length && `${plural(is("held").length, "file")} held already`,
    is("refused").length && `${plural(is("refused").length, "file")} could not be taken`,
    is("failed").length && `${plural(is("failed").length, "file")} not sent`,
  ].filter(Boolean);
  return told.length ? `${told.join(", ")}.` : "";
}

function finish() {
  const refs = entries.flatMap((entry) => entry.refs ?? []).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const next = part("sending-next");
  next.hidden = !refs.length;
  if (refs.length) {
    const link = element("a", `Fill in the ${plural(refs.length, "new document")}`, {
      className: "govuk-button govuk-!-margin-bottom-2", href: `/triage?first=${refs[0]}&last=${refs.at(-1)}`, draggable: false,
    });
    link.setAttribute("role", "button");
    next.replaceChildren(link);
  }
  announce(`Done. ${outcome()}`);
}
