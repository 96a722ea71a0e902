/* One key for what a page names a key for; nothing is lost where scripts are off. Not while one types. */
"use strict";
(() => {
  const MARKED = "[accesskey], [aria-keyshortcuts]", FIELDS = "input:not([type=hidden]), select, textarea, button";
  const keyOf = (element) => (element.accessKey || element.getAttribute("aria-keyshortcuts") || "").toLowerCase();

  const shut = () => {
    document.querySelectorAll("details[name][open]").forEach((one) => { one.open = false; });
    if (location.hash === "#facts") location.hash = "main";
  };
  const press = (element) => {
    if (element.hash === "#facts" && element.hash === location.hash) return shut();
    if (keyOf(element) === "/" && element.href) return location.assign(`${element.href}#words`);
    if (element.matches("textarea, input")) {
      /* An open panel has the composer's room: it closes for who wants to write. */
      if (!element.offsetParent) shut();
      return element.focus();
    }
    if (element.matches("form")) return element.requestSubmit();
    element.click();
    if (element.matches("summary") && element.parentNode.open) {
      const first = element.parentNode.querySelector(FIELDS);
      if (first) first.focus();
    }
  };
  const step = (by) => {
    const rows = [...document.querySelectorAll("a.row, a.pile")].filter((row) => row.offsetParent);
    const at = rows.indexOf(document.activeElement);
    const row = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))];
    if (row) row.focus();
    return Boolean(row);
  };

  if (location.hash === "#words") document.getElementById("words")?.focus();
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key === "Escape") return box ? box.blur() : shut();
    if (box && event.key === "Enter" && event.ctrlKey && box.matches("textarea")) {
      event.preventDefault();
      const main = box.form.querySelector("button.main");
      return main ? box.form.requestSubmit(main) : box.form.requestSubmit();
    }
    if (box || event.ctrlKey || event.altKey || event.metaKey || event.repeat && !"jk".includes(event.key)) return;
    const wanted = event.key.toLowerCase(), marked = [...document.querySelectorAll(MARKED)];
    const found = marked.find((one) => one.accessKey === wanted) || marked.find((one) => keyOf(one) === wanted);
    if (found) {
      event.preventDefault();
      press(found);
    } else if ("jk".includes(wanted) && step(wanted === "j" ? 1 : -1)) event.preventDefault();
  });
})();
