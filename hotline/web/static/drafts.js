/* Keeps what is being written: on the server as one types, on this device only until the server has it.
   Of a protected case nothing ever lies on the device. Counts down while an answer can be called back. */
"use strict";
(() => {
  const form = document.getElementById("composer"), box = document.getElementById("text");
  const AFTER_MS = 1_500, PREFIX = "draft:";
  const forget = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))
    .forEach((key) => localStorage.removeItem(key));
  document.querySelectorAll('form[action="/sign-out"]').forEach((out) => out.addEventListener("submit", forget));

  document.querySelectorAll("[data-left]").forEach((undo) => {
    let left = Number(undo.dataset.left);
    const words = undo.querySelector("span"), timer = setInterval(() => {
      left -= 1;
      words.textContent = words.textContent.replace(/\d+/, left);
      if (left > 0) return;
      clearInterval(timer);
      undo.remove();
      if (window.pollNow) window.pollNow();
    }, 1000);
  });
  if (!form || !box) return;

  const guarded = "protected" in form.dataset, key = PREFIX + form.dataset.draft;
  const status = document.getElementById("kept"), keep = document.getElementById("keep");
  const began = box.value;
  let timer = 0, sending = false;
  if (keep) keep.remove();
  const tell = (words) => { if (status) status.textContent = words; };

  const save = async () => {
    if (sending) return;
    const text = box.value, body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("text", text);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { "X-Draft": "1" }, redirect: "manual" });
      if (answer.status !== 204) throw new Error(answer.status);
      if (box.value === text) localStorage.removeItem(key);
      tell(text.trim() ? form.dataset.saved : "");
    } catch {
      tell(guarded ? "" : form.dataset.unsaved);
    }
  };
  box.addEventListener("input", () => {
    document.body.dataset.doing = box.value.trim() ? "answering" : "viewing";
    if (!guarded) localStorage.setItem(key, box.value);
    clearTimeout(timer);
    timer = setTimeout(save, AFTER_MS);
  });
  form.addEventListener("submit", () => {
    sending = true;
    clearTimeout(timer);
    if (!guarded) localStorage.setItem(`${key}:sent`, form.elements.version.value);
  });
  addEventListener("online", () => { if (localStorage.getItem(key) !== null) save(); });

  /* What a cut line left on this device comes back, unless something else lies in the box by now. */
  const sentFrom = localStorage.getItem(`${key}:sent`);
  localStorage.removeItem(`${key}:sent`);
  if (sentFrom !== null && sentFrom !== form.elements.version.value) localStorage.removeItem(key);
  const left = guarded ? null : localStorage.getItem(key);
  if (left && !began) {
    box.value = left;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* A case that changed while nothing was written needs no question: the next answer is to what is shown. */
  document.addEventListener("live", (event) => {
    const fresh = event.detail.getElementById("composer");
    if (!fresh || box.value.trim()) return;
    ["version", "seen"].forEach((name) => {
      const value = fresh.querySelector(`[name=${name}]`);
      if (value) form.elements[name].value = value.value;
    });
  });
})();
