/* A button that prints the page; without scripts the browser's own does. */
for (const one of document.querySelectorAll("[data-print]")) {
  one.hidden = false;
  one.addEventListener("click", () => print());
}
