// Types the phone's keys into its line without leaving the page, and counts what is typed.
// Without this file every key is an ordinary form that comes back with one key more.
"use strict";
(() => {
  const form = document.getElementById("dial");
  const line = document.getElementById("keys");
  const size = document.getElementById("typed-size");

  const count = () => {
    const found = window.measureText(line.value);
    const room = found.costly ? size.dataset.wide : size.dataset.room;
    const words = document.createElement("b");
    words.textContent = `${found.units}/${room} · ${found.costly ? "UCS-2" : "GSM-7"}`;
    size.replaceChildren(words);
    if (!found.costly) return;
    const mark = document.createElement("b");
    mark.className = "costly";
    mark.dir = "auto";
    mark.textContent = found.costly;
    size.append(" ", mark, ` ${size.dataset.costly}`);
  };

  form.addEventListener("submit", (event) => {
    const key = event.submitter;
    if (!key || key.name !== "digit") return;
    event.preventDefault();
    if (line.value.length < line.maxLength) line.value += key.value;
    count();
  });
  form.addEventListener("reset", () => setTimeout(() => { line.value = ""; count(); }));
  line.addEventListener("input", count);
  line.setSelectionRange(line.value.length, line.value.length);
})();
