// One key for each choice of a page that names it by its access key; nothing is lost where scripts are off.
"use strict";
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const wanted = event.key.toLowerCase();
  for (const choice of document.querySelectorAll("[accesskey]")) {
    if (choice.accessKey === wanted) {
      event.preventDefault();
      choice.click();
      return;
    }
  }
});
