// Keeps the stage live and counts what is typed: asks what changed, puts it in place, and sends forms without leaving the page.
// Without this file every button is an ordinary form and "Rafraîchir" an ordinary link.
"use strict";
(() => {
  const EVERY_MS = 1200;
  const main = document.getElementById("main");
  const news = document.getElementById("news");
  const live = document.getElementById("live");
  const shown = new Map();
  let etag = "";
  let asking = false;

  const place = (id, html) => {
    const element = document.getElementById(id);
    if (!element || shown.get(id) === html) return;
    const first = !shown.has(id);
    shown.set(id, html);
    if (first && element.innerHTML.trim() === html.trim()) return;
    const focused = element.contains(document.activeElement) ? document.activeElement.id : "";
    element.innerHTML = html;
    const again = focused && document.getElementById(focused);
    if (again) again.focus({ preventScroll: true });
    if (!first && element.className.includes("sum")) {
      element.classList.remove("fresh");
      void element.offsetWidth;
      element.classList.add("fresh");
    }
  };

  const ask = async () => {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(main.dataset.state, { headers, cache: "no-store" });
      live.hidden = !(answer.ok || answer.status === 304);
      if (answer.ok) {
        etag = answer.headers.get("ETag") || "";
        const { parts, token } = await answer.json();
        Object.entries(parts).forEach(([id, html]) => place(id, html));
        document.querySelectorAll("input[name=csrf_token]").forEach((field) => { field.value = token; });
      }
    } catch {
      live.hidden = true;
    } finally {
      asking = false;
    }
  };

  const send = async (form, button) => {
    const fields = new URLSearchParams(new FormData(form, button));
    button.disabled = true;
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: fields });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const told = page.getElementById("news");
      news.innerHTML = told ? told.innerHTML : "";
      if (answer.ok && form.id === "write") form.reset();
    } finally {
      button.disabled = false;
      await ask();
    }
  };

  // What a phone types goes out as it stands, so nothing is folded here.
  const box = document.getElementById("text");
  const size = document.getElementById("write-size");
  const count = () => {
    const found = window.measureText(box.value);
    const several = found.parts > 1 ? ` · ${found.parts} SMS` : "";
    size.textContent = `${found.used}/${found.room} · ${found.costly ? "UCS-2" : "GSM-7"}${several}`;
    if (!found.costly) return;
    const mark = document.createElement("b");
    mark.className = "costly";
    mark.dir = "auto";
    mark.textContent = found.costly;
    size.append(" ", mark, ` ${size.dataset.costly}`);
  };
  box.addEventListener("input", count);
  box.form.addEventListener("reset", () => setTimeout(count));
  count();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const path = form.getAttribute("action") || "";
    if (!event.submitter || !/^\/simulator\/(texts|walk\/)/.test(path)) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  document.addEventListener("visibilitychange", ask);
  setInterval(ask, EVERY_MS);
  ask();
})();
