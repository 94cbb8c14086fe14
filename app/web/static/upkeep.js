// Makes lists quicker to narrow: beside the list every tick counts at once; on a phone the button sends them together.
const broad = matchMedia("(min-width: 75em)");
// Where the filters stand above the list they fold away at any width.
const wide = () => broad.matches && !document.querySelector(".listing--stacked");
let unfolded = false;
let chosen = null;

function dress() {
  const fold = document.getElementById("filters");
  if (!fold) return;
  fold.open = wide() || unfolded;
  // Beside the list it only names the filters: there is nothing to fold.
  fold.querySelector("summary").tabIndex = wide() ? -1 : 0;
}

dress();
broad.addEventListener("change", dress);

document.addEventListener("change", ({ target }) => {
  const form = target.closest("#narrow");
  if (!form || target.id === "q" || !wide()) return;
  chosen = target.closest("details.listing-facet__more")?.id ?? null;
  form.requestSubmit();
});

document.addEventListener("htmx:beforeSwap", () => {
  unfolded = false;
});

document.addEventListener("htmx:afterSettle", () => {
  dress();
  const more = chosen && document.getElementById(chosen);
  if (more) more.open = true;
  chosen = null;
  const results = document.getElementById("results");
  if (results) document.getElementById("announcements").textContent = results.dataset.said;
});
