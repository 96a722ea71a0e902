/* A field that is there to be copied is chosen whole as soon as it is touched. */
for (const one of document.querySelectorAll("[data-select]")) {
  one.addEventListener("focus", () => one.select());
  if (document.activeElement === one) one.select();
}
