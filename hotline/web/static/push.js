/* Switches push on: only the browser knows where it is reached. Without this script the form stays hidden. */
"use strict";
(() => {
  const form = document.getElementById("push-on"), refused = document.getElementById("push-refused");
  if (!form || !("PushManager" in window) || !("serviceWorker" in navigator)) return;
  document.getElementById("push-none").hidden = true;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      if (await Notification.requestPermission() !== "granted") throw new Error("refused");
      const { pushManager } = await navigator.serviceWorker.ready, before = await pushManager.getSubscription();
      if (before) await before.unsubscribe();
      const asked = { userVisibleOnly: true, applicationServerKey: form.dataset.key };
      form.elements.subscription.value = JSON.stringify(await pushManager.subscribe(asked));
      form.submit();
    } catch {
      refused.hidden = false;
    }
  });
})();
