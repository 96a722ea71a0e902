/* Shows what waits on this phone, and has somebody send it: it never leaves by itself, since the case may have moved. */
"use strict";
(() => {
  if (!("serviceWorker" in navigator) || !("indexedDB" in window)) return;
  const lock = document.getElementById("lock"), list = document.getElementById("unsent-list");
  if (lock) navigator.serviceWorker.register(`/worker.js?lock=${lock.dataset.after}`);

  const store = (mode, act) => new Promise((resolve, reject) => {
    const opening = indexedDB.open("hotline", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("unsent", { keyPath: "id" });
      opening.result.createObjectStore("state");
    };
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const work = opening.result.transaction("unsent", mode), asked = act(work.objectStore("unsent"));
      work.oncomplete = () => { opening.result.close(); resolve(asked.result); };
      work.onerror = () => reject(work.error);
    };
  });
  const all = () => store("readonly", (unsent) => unsent.getAll());
  const field = (form, name, value) => {
    const box = document.createElement("input");
    Object.assign(box, { type: "hidden", name, value });
    form.append(box);
  };
  const spaced = (reference) => reference.replace(/(\d{3})(?=\d{3,4}$|\d{6}$)/g, "$1\u00a0");
  const token = () => document.querySelector("[name=csrf_token]");

  const line = (entry) => {
    const form = document.createElement("form"), text = document.createElement("p"), what = document.createElement("p");
    Object.assign(form, { method: "post", action: entry.path, className: "card stack" });
    const fields = Object.fromEntries(entry.fields);
    what.className = "small soft";
    what.textContent = `${spaced(entry.path.split("/")[2])} · ${new Date(entry.at).toLocaleTimeString("fr", { hour: "2-digit", minute: "2-digit" })}`;
    text.className = "breaks words";
    text.dir = "auto";
    text.textContent = fields.text || "";
    const go = document.createElement("button"), drop = document.createElement("button"), row = document.createElement("p");
    Object.assign(go, { className: "btn main", textContent: list.dataset.send });
    Object.assign(drop, { className: "btn push", textContent: list.dataset.drop, type: "button" });
    drop.addEventListener("click", async () => {
      if (!confirm(list.dataset.sure)) return;
      await store("readwrite", (unsent) => unsent.delete(entry.id));
      form.remove();
    });
    row.className = "flow";
    row.append(go, drop);
    for (const [name, value] of entry.fields) field(form, name, name === "csrf_token" && token() ? token().value : value);
    form.append(what, text, row);
    return form;
  };

  const show = async () => {
    const entries = await all(), strip = document.getElementById("unsent");
    if (strip) {
      strip.hidden = !entries.length;
      strip.querySelector("b").textContent = entries.length;
    }
    if (list && entries.length) {
      list.hidden = false;
      list.append(...entries.map(line));
    }
  };
  const out = document.querySelector("form[action='/sign-out']"), strip = document.getElementById("unsent");
  if (out && strip) out.addEventListener("submit", (event) => {
    if (!strip.hidden && !confirm(strip.dataset.sure)) event.preventDefault();
  });
  if (list && location.pathname !== "/offline") {
    document.getElementById("not-kept").hidden = false;
    // What was on the way when the link broke: kept above, or lost where nothing may be kept.
    all().then((entries) => {
      const written = /^\/cases\/\d+\/(answers|notes)$/.test(location.pathname);
      const here = entries.some((entry) => entry.path === location.pathname);
      document.getElementById("lost").hidden = !written || here;
    });
  }
  show();
})();
