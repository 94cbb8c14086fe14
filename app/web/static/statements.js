// The button that prints the brief: shown only where it can work.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The form for an action comes and goes in place: work goes on in its first field, or at the heading it left.
document.body.addEventListener("htmx:afterSettle", (event) => {
  const part = event.target.closest("#improving") ?? document.getElementById("improving");
  if (event.detail.target?.id !== "improving" || !part) return;
  const field = part.querySelector("#text");
  (field ?? part.querySelector("h2")).focus();
  const said = document.getElementById("announcements");
  said.textContent = field ? "The form for an action is open." : "The form is closed.";
});
