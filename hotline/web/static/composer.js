/* Counts an answer while it is typed, as hotline/domain/segments.py does; a test holds the two together. */
"use strict";
(() => {
  const BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  const EXTENSION = "\f^{}\\[~]|€";
  const LETTERS = {
    "œ": "oe", "æ": "ae", "ɛ": "e", "ɔ": "o", "ɲ": "ny", "ŋ": "ng", "ɓ": "b'", "ɗ": "d'", "ƴ": "y'",
    "ǝ": "e", "ə": "e", "ɣ": "gh", "š": "sh", "ž": "zh",
    "ã": "an", "ẽ": "en", "ĩ": "in", "õ": "on", "ũ": "un",
  };
  const FOLDS = {
    "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "‹": "'", "›": "'", "’": "'", "‘": "'", "ʼ": "'",
    "û": "ù", "–": "-", "—": "-", "‑": "-", "‐": "-", "…": "...", "°": "o", "º": "o",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ",
    "\u00ad": "", "\u200b": "", "\u2060": "", "\ufeff": "",
  };
  for (const [letter, plain] of Object.entries(LETTERS)) {
    FOLDS[letter] = plain;
    FOLDS[letter.toUpperCase()] = plain.toUpperCase();
  }
  const cheap = (char) => BASIC.includes(char) || EXTENSION.includes(char);

  const plain = (char) => {
    if (cheap(char)) return char;
    if (char in FOLDS) return FOLDS[char];
    const base = [...char.normalize("NFD")][0];
    return /^[A-Za-z]$/.test(base) ? base : char;
  };
  const fold = (text) => [...text.normalize("NFC")
    .replace(/([A-Za-z\u00c0-\u02af\u1e00-\u1eff])[\u0300-\u036f]+/g, "$1")
    .replace(/ŋ(?=[kgKG])/g, "n").replace(/Ŋ(?=[kgKG])/g, "N")].map(plain).join("");

  const measure = (text) => {
    const chars = [...text], costly = chars.find((char) => !cheap(char));
    const widths = chars.map((char) => (costly ? char.length : EXTENSION.includes(char) ? 2 : 1));
    const [single, joined] = costly ? [70, 67] : [160, 153];
    const units = widths.reduce((sum, width) => sum + width, 0);
    if (units <= single) return { units, used: units, room: single, parts: Math.min(1, units), costly };
    let parts = 1, filled = 0;
    for (const width of widths) {
      if (filled + width > joined) { parts += 1; filled = 0; }
      filled += width;
    }
    return { units, used: (parts - 1) * joined + filled, room: parts * joined, parts, costly };
  };

  /* The text as it travels, its size, and the character that makes it dear. */
  const count = (text) => {
    const size = measure(text), folded = size.costly ? fold(text) : text, smaller = measure(folded);
    const sent = smaller.costly || smaller.parts > size.parts ? text : folded;
    const stubborn = [...sent].find((char) => !cheap(char) && fold(char) === char);
    const found = measure(sent);
    return { ...found, sent, costly: stubborn || found.costly || "" };
  };
  window.countText = count;
  window.measureText = measure;

  const box = document.getElementById("text"), form = document.getElementById("composer");
  const counter = document.getElementById("count");
  const filled = () => [...document.querySelectorAll("[data-blank]")].reduce(
    (text, field) => (field.value.trim() ? text.replaceAll(`{${field.dataset.blank}}`, field.value.trim()) : text),
    box.value,
  );
  const tell = () => {
    const advice = document.getElementById("advice"), preview = document.getElementById("preview");
    const text = filled(), found = count(text);
    document.querySelectorAll("[data-blank]").forEach((field) => {
      field.disabled = field.parentNode.hidden = !box.value.includes(`{${field.dataset.blank}}`);
    });
    counter.textContent = `${found.used}/${found.room} · ${found.parts} SMS`;
    counter.hidden = !text;
    advice.textContent = found.costly ? ` ${advice.dataset.costly}` : "";
    if (found.costly) {
      const mark = document.createElement("b");
      mark.className = "costly";
      mark.dir = "auto";
      mark.textContent = found.costly;
      advice.prepend(mark);
    }
    preview.hidden = found.sent === box.value;
    preview.querySelector("q").textContent = found.sent;
    preview.querySelectorAll(".costly").forEach((mark) => { mark.hidden = text !== box.value; });
  };
  /* On a phone the box stays in sight: one line until it is touched, and what scrolls stops above it. */
  const show = (which) => {
    document.documentElement.style.setProperty("--box", `${form.offsetHeight + 8}px`);
    const last = [...document.querySelectorAll(`.thread > ${which}`)].pop();
    if (last && matchMedia("(max-width: 49.99rem)").matches) last.scrollIntoView({ block: "nearest" });
  };
  const ASKED = ".say:not(.ours)", NEWEST = ":not(.fold)";
  const open = () => {
    if (form.classList.contains("open")) return;
    form.classList.add("open");
    show(ASKED);
  };
  if (form) {
    form.classList.add("docked");
    form.classList.toggle("open", Boolean(box.value || form.querySelector(".warn, [open]")));
    for (const touch of ["focusin", "input"]) form.addEventListener(touch, open);
    const again = () => form.contains(document.activeElement) && show(ASKED);
    addEventListener("resize", again);
    new ResizeObserver(again).observe(form);
  }
  if (counter) {
    document.getElementById("counter").remove();
    document.getElementById("fold").addEventListener("click", (press) => {
      press.preventDefault();
      box.value = count(filled()).sent;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    });
    form.addEventListener("input", tell);
    tell();
  }

  document.querySelectorAll("[data-counts]").forEach((told) => document.getElementById(told.dataset.counts)
    .addEventListener("input", (event) => {
      const size = count(event.target.value);
      told.textContent = `${size.used}/${size.room} · ${size.parts} SMS`;
    }));

  /* What was typed goes along from box to box, and stays where it was typed. */
  const other = document.getElementById("question");
  if (other) other.closest("details").addEventListener("toggle", ({ target }) => {
    const [from, to] = target.open ? [box, other] : [other, box];
    if (to.value.trim() || !from.value.trim()) return;
    to.value = from.value;
    document.getElementById("carried").hidden = to === box;
    to.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* A case that changed while nothing was written needs no question: the next answer is to what is shown. */
  const renew = (page, sent) => page.querySelectorAll("#composer, #asking").forEach((fresh) => {
    const old = document.getElementById(fresh.id);
    if (old && (sent || !old.elements.text.value.trim())) old.querySelectorAll("[type=hidden]").forEach((field) => {
      const found = sent || /^(version|seen)$/.test(field.name) ? fresh.querySelector(`[name=${field.name}]`) : 0;
      if (found) field.value = found.value;
    });
  });
  /* A case that closes or opens has another box: the page comes anew. Where somebody writes, only why it closed does. */
  const turn = (page) => {
    const fresh = page.getElementById("composer");
    if (!form || !fresh || fresh.getAttribute("action") === form.getAttribute("action")) return;
    const boxes = [...document.querySelectorAll("textarea")];
    if (!boxes.some((one) => one.value !== one.defaultValue || one === document.activeElement)) return location.reload();
    form.querySelectorAll(":scope > .why").forEach((old) => old.remove());
    form.prepend(...fresh.querySelectorAll(":scope > .why"));
  };
  document.addEventListener("live", (event) => { renew(event.detail); turn(event.detail); });
  /* What was done stands on top until the next thing is begun. */
  document.addEventListener("input", () => document.querySelectorAll(".strip.good").forEach((old) => old.remove()));
  /* What was sent leaves the box, and the next answer has a key of its own. */
  document.addEventListener("sent", (event) => {
    const fresh = event.detail.getElementById("composer");
    if (!fresh || !fresh.querySelector("#count") !== !counter) return location.reload();
    renew(event.detail, true);
    form.querySelectorAll(":scope > :is(.warn, .field)").forEach((old) => old.remove());
    form.querySelector(".main").replaceChildren(...fresh.querySelector(".main").childNodes);
    box.value = "";
    box.blur();
    if (counter) tell();
    form.classList.remove("open");
    show(NEWEST);
  });

  /* On a phone a case opens at what was written last; what was just done or went wrong, at the top. */
  const there = ["#last", "#composer"].includes(location.hash);
  if (form && (there || !location.hash && !document.querySelector(".case .strip.wrong, .strip.good, .news, [autofocus]"))) {
    if (there) history.replaceState(null, "", location.pathname + location.search);
    show(NEWEST);
  }
})();

/* Keeps what is being written: on the server as one types, on this device only until the server has it.
   Of a protected case nothing ever lies on the device. Counts down while an answer can be called back. */
(() => {
  const form = document.getElementById("composer"), box = document.getElementById("text");
  const AFTER_MS = 1_500, PREFIX = "draft:";
  const forget = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))
    .forEach((key) => localStorage.removeItem(key));
  document.querySelectorAll('form[action="/sign-out"]').forEach((out) => out.addEventListener("submit", forget));

  const countDown = () => document.querySelectorAll("[data-left]").forEach((undo) => {
    let left = Number(undo.dataset.left);
    delete undo.dataset.left;
    const words = undo.querySelector("span"), timer = setInterval(() => {
      left -= 1;
      words.textContent = words.textContent.replace(/\d+/, left);
      if (left > 0) return;
      clearInterval(timer);
      undo.remove();
      /* The text leaves within seconds: its state is asked for then. */
      if (window.pollNow) for (const wait of [0, 3, 7, 12]) setTimeout(window.pollNow, wait * 1000);
    }, 1000);
  });
  document.addEventListener("live", countDown);
  countDown();
  if (!form || !box) return;

  const guarded = "protected" in form.dataset, key = PREFIX + form.dataset.draft;
  const status = document.getElementById("kept"), keep = document.getElementById("keep");
  const began = box.value;
  let timer = 0, sending = false;
  if (keep) keep.remove();
  const tell = (words) => { if (status) status.textContent = words; };

  const save = async () => {
    timer = 0;
    if (sending) return;
    const text = box.value, body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("text", text);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { "X-Draft": "1" }, redirect: "manual", keepalive: true });
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
  const leave = () => {
    sending = true;
    timer = clearTimeout(timer);
    if (!guarded) localStorage.setItem(`${key}:sent`, form.elements.version.value);
  };
  form.addEventListener("submit", leave);
  /* Words that leave in the question are no answer any more. */
  const asking = document.getElementById("asking");
  if (asking) asking.addEventListener("submit", () => {
    if (box.value.trim() && asking.elements.text.value.trim().startsWith(box.value.trim())) leave();
  });
  document.addEventListener("sent", () => {
    sending = false;
    ["", ":sent"].forEach((end) => localStorage.removeItem(key + end));
    document.body.dataset.doing = "viewing";
    tell("");
  });
  addEventListener("pagehide", () => timer && save());
  addEventListener("online", () => { if (localStorage.getItem(key) !== null) save(); });

  /* What a cut line left on this device comes back, unless something else lies in the box by now. */
  const sentFrom = localStorage.getItem(`${key}:sent`);
  localStorage.removeItem(`${key}:sent`);
  if (sentFrom !== null && sentFrom !== form.elements.version.value) localStorage.removeItem(key);
  const left = guarded ? null : localStorage.getItem(key);
  if (left && left.startsWith(began)) {
    box.value = left;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
})();
