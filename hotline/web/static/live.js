/* Keeps a page up to date: asks with the mark of what is shown, and changes only the parts that have a name. */
"use strict";
(() => {
  const VISIBLE_S = 20, HIDDEN_S = 90, LONGEST_S = 300, WHOLE_EVERY_MS = 300_000;
  const main = document.querySelector("[data-live]");
  if (!main) return;
  let failures = 0, timer = 0, busy = false;

  const pause = () => {
    const thrifty = navigator.connection && navigator.connection.saveData;
    const usual = document.hidden || thrifty ? HIDDEN_S : VISIBLE_S;
    return Math.min(usual * 2 ** failures, LONGEST_S) * 1000;
  };
  const lines = () => document.querySelectorAll(".updated");
  const say = (offline) => lines().forEach((line) => {
    line.querySelector("[role=status]").textContent = offline ? ` · ${line.dataset.offline}` : "";
  });
  const stamp = () => lines().forEach((line) => {
    const at = new Intl.DateTimeFormat("fr", { hour: "2-digit", minute: "2-digit", timeZone: "Africa/Bamako" });
    line.firstChild.data = line.firstChild.data.replace(/\d\d:\d\d/, at.format(new Date()));
  });

  /* Whoever writes in a part keeps it as it is until the next time. */
  const swap = (page) => document.querySelectorAll("[data-part]").forEach((part) => {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    const used = part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
    /* Panels stay open, with what is typed there; each is known by its words. */
    const known = (one) => one.id || one.firstElementChild.textContent;
    const like = (old, page) => [...page.querySelectorAll(old.localName)].filter((one) => known(one) === known(old));
    if (fresh) part.querySelectorAll("details, textarea[id]").forEach((old) => {
      const one = like(old, fresh)[like(old, part).indexOf(old)];
      if (!one) return;
      one.open = old.open || one.open;
      if (old.value !== old.defaultValue) one.value = old.value;
    });
    if (fresh && !used && part.innerHTML !== fresh.innerHTML) part.replaceChildren(...fresh.childNodes);
  });

  /* On a wide screen the list one came from stands beside the case. */
  const beside = main.querySelector(".beside");
  const fill = (page) => {
    beside.replaceChildren(...page.querySelector("[data-part=list]").childNodes);
    const row = document.getElementById(beside.dataset.row);
    if (row) row.setAttribute("aria-current", "true");
    /* The button goes on from this case. */
    const next = beside.querySelector(".head .btn.main"), onward = document.querySelector(".back.push");
    if (next && onward) [next.href, next.title] = [onward.href, onward.title];
    const first = !main.classList.contains("three");
    main.classList.add("three");
    if (row && first) row.scrollIntoView({ block: "center" });
    page.querySelectorAll("symbol").forEach((symbol) => {
      if (!document.getElementById(symbol.id)) document.querySelector("[data-part=icons] svg").append(symbol);
    });
  };

  const panes = [{ url: main.dataset.url || location.href.split("#")[0], mark: main.dataset.live, show: swap, wholeAt: Date.now() }];
  if (beside && matchMedia("(min-width: 70rem)").matches) {
    panes.push({ url: beside.dataset.fill, mark: "", show: fill, wholeAt: 0 });
  }

  /* Now and then the whole is asked for: times that pass by themselves change no row. */
  const ask = async (pane) => {
    const headers = { "X-Live": document.body.dataset.doing || "viewing" };
    if (Date.now() - pane.wholeAt < WHOLE_EVERY_MS) headers["If-None-Match"] = `"${pane.mark}"`;
    const answer = await fetch(pane.url, { headers, cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 404) location.reload();
    else if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      pane.mark = page.querySelector("[data-live]").dataset.live;
      pane.wholeAt = Date.now();
      pane.show(page);
      if (pane.show === swap && !document.querySelector(".case > .wrong, .news")) renote(page);
      document.dispatchEvent(new CustomEvent("live", { detail: page }));
    } else if (answer.status !== 304) throw new Error(answer.status);
  };
  const poll = async () => {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    try {
      for (const pane of panes) await ask(pane);
      failures = 0;
      stamp();
      say(false);
    } catch {
      failures += 1;
      say(true);
    }
    busy = false;
    timer = setTimeout(poll, pause());
  };
  /* An answer goes out without leaving the page: one trip, not two. Whatever is not a plain yes is sent once more as
     a page, which says what is wrong; by the single-use key nothing is done twice. */
  const form = document.querySelector("#composer:not([data-protected])");
  const notes = (page) => page.querySelectorAll(".case > .strip, .case > .news, .desk > .strip[role=status]");
  const renote = (page) => {
    notes(document).forEach((old) => old.remove());
    notes(page).forEach((fresh) => document.querySelector(fresh.matches(".case > *") ? ".case > .head" : ".desk > main").before(fresh));
  };
  const send = async (path, body) => {
    const answer = await fetch(path, { method: "POST", body, headers: { "X-Swap": "1" }, redirect: "manual" });
    if (answer.status === 204) return location.assign(answer.headers.get("X-Go"));
    if (answer.status !== 200) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    panes[0].mark = page.querySelector("[data-live]").dataset.live;
    renote(page);
    swap(page);
    for (const name of ["sent", "live"]) document.dispatchEvent(new CustomEvent(name, { detail: page }));
    stamp();
    if (beside) poll();
  };
  if (form) form.addEventListener("submit", (event) => {
    const button = event.submitter, path = button && button.hasAttribute("formaction") ? button.formAction : form.action;
    if (event.defaultPrevented || form.dataset.plain || !/\/answers$/.test(path)) return;
    event.preventDefault();
    const body = new FormData(form);
    button.disabled = true;
    send(path, body).catch(() => {
      button.disabled = false;
      form.dataset.plain = "1";
      form.requestSubmit(button);
    }).finally(() => {
      button.disabled = false;
      if (document.activeElement === document.body) button.focus({ preventScroll: true });
    });
  });
  /* Of a protected case nothing is kept on the device: its text stays in the page. */
  const guarded = document.querySelector("#composer[data-protected]"), kept = document.getElementById("kept");
  if (guarded && kept) guarded.addEventListener("submit", (event) => {
    if (navigator.onLine && !failures) return;
    event.preventDefault();
    kept.textContent = guarded.dataset.offline;
    poll().then(() => navigator.onLine && !failures && guarded.requestSubmit(event.submitter));
  });
  document.addEventListener("visibilitychange", () => document.hidden || poll());
  addEventListener("online", poll);
  addEventListener("offline", () => say(true));
  window.pollNow = poll;
  timer = setTimeout(poll, panes.length > 1 ? 0 : pause());
})();
