/* For a bad link: pages come from the network first and from this phone when there is none; answers that could not
   leave are kept and shown, never sent by themselves. Protected pages carry no mark and are never kept. */
"use strict";
const LOCK_MS = Number(new URL(location.href).searchParams.get("lock") || 15) * 60000;
const PAGES = "pages", FILES = "files", SHELL = "/offline", KEPT = /^\/cases\/\d+\/(answers|notes)$/;

/* What is not sent yet lies in a database of the browser, and so does when the house was last heard. */
const store = (mode, act) => new Promise((resolve, reject) => {
  const opening = indexedDB.open("hotline", 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("unsent", { keyPath: "id" });
    opening.result.createObjectStore("state");
  };
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const work = opening.result.transaction(["unsent", "state"], mode), asked = act(work);
    work.oncomplete = () => { opening.result.close(); resolve(asked && asked.result); };
    work.onerror = work.onabort = () => reject(work.error);
  };
});
const note = (at) => store("readwrite", (work) => work.objectStore("state").put(at, "heard"));
const heard = () => store("readonly", (work) => work.objectStore("state").get("heard"));
const wipe = () => caches.delete(PAGES);

const shell = async () => (await caches.match(SHELL)) || Response.error();
const shellFiles = async () => {
  const files = await caches.open(FILES);
  await files.add(SHELL);
  const page = await (await files.match(SHELL)).text();
  await files.addAll([...new Set(page.match(/\/static\/[^"]+/g) || [])]);
};
self.addEventListener("install", (event) => event.waitUntil(shellFiles().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/* A browser that goes back to what a form of a case was answered with asks its own memory, which has nothing: no link is
   down, and the case itself shows what was done and what was begun. */
const FORM = /^(\/cases\/\d+)\/./;
const back = (path) => Response.redirect(FORM.exec(path)[1], 303);
/* It goes on to ask its memory alone for where it is led; the house is asked instead. */
const ask = (request) => request.cache === "only-if-cached" ? fetch(request.url, { redirect: "manual" }) : fetch(request);

const look = async (request) => {
  const path = new URL(request.url).pathname;
  try {
    const answer = await ask(request), pages = await caches.open(PAGES);
    // Whoever stands before the door or the lock may be somebody else.
    if (path === "/sign-in") await wipe();
    if (path === "/locked") await note(0);
    else if (answer.ok) await note(Date.now());
    if (answer.headers.get("X-Keep") === "1") await pages.put(request.url, answer.clone());
    else if (answer.type !== "opaqueredirect") await pages.delete(request.url);
    return answer;
  } catch {
    const fresh = Date.now() - ((await heard()) || 0) < LOCK_MS;
    return (fresh && (await caches.match(request.url))) || shell();
  }
};

const kept = (form) => ({
  id: form.get("key") || crypto.randomUUID(), at: Date.now(),
  fields: [...form.entries()].filter(([, value]) => typeof value === "string"),
});
const send = async (request) => {
  const copy = request.clone(), path = new URL(request.url).pathname;
  let answer = null;
  try { answer = await fetch(request); } catch { /* No link: it is kept below. */ }
  const form = await copy.formData(), entry = { ...kept(form), path };
  const stands = !answer || answer.status >= 500 || answer.status === 400;
  if (form.get("keep") !== "no") {
    await store("readwrite", (work) => {
      const unsent = work.objectStore("unsent");
      if (stands) unsent.put(entry); else unsent.delete(entry.id);
    });
  }
  return answer || shell();
};

/* A file is named by its content: one that is kept never changes, and its older self goes. */
const file = async (request) => {
  const files = await caches.open(FILES), known = await files.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    for (const old of await files.keys(request, { ignoreSearch: true })) await files.delete(old);
    await files.put(request, answer.clone());
  }
  return answer;
};

/* A notice shows a reference and leads to a page of ours, which asks who looks. */
self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data.json(); } catch { /* Unreadable: something waits, and that is all it says. */ }
  const path = typeof told.u === "string" ? told.u : "/", icon = "/static/favicon.svg";
  event.waitUntil(self.registration.showNotification(String(told.r || "Avis"), { data: path, tag: path, icon }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data, location.origin);
  if (url.origin !== location.origin) return;
  event.waitUntil(self.clients.matchAll({ type: "window" }).then((open) => (open.length
    ? open[0].focus().catch(() => open[0]).then((page) => page.navigate(url.href))
    : self.clients.openWindow(url.href))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "GET" && url.pathname.startsWith("/static/") && url.searchParams.has("v")) {
    event.respondWith(file(request));
  } else if (request.mode === "navigate" && request.method === "POST" && request.isHistoryNavigation && FORM.test(url.pathname)) {
    event.respondWith(back(url.pathname));
  } else if (request.mode === "navigate" && request.method === "GET") event.respondWith(look(request));
  else if (request.mode === "navigate" && KEPT.test(url.pathname)) event.respondWith(send(request));
  else if (url.pathname === "/sign-out") event.waitUntil(wipe());
});
