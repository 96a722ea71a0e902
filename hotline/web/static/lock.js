/* Locks a page that nobody touches, as the server does; without scripts the next click meets the lock. */
"use strict";
(() => {
  const form = document.getElementById("lock");
  if (!form) return;
  const wait = Number(form.dataset.after) * 60000;
  let touched = Date.now();
  const touch = () => { if (Date.now() - touched < wait) touched = Date.now(); };
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, touch, { passive: true });
  const look = () => { if (Date.now() - touched >= wait) form.submit(); };
  addEventListener("visibilitychange", look);
  setInterval(look, 15000);
})();
