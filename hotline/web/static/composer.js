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
    "–": "-", "—": "-", "‑": "-", "‐": "-", "…": "...", "°": "o", "º": "o",
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
  const show = () => {
    const advice = document.getElementById("advice"), preview = document.getElementById("preview");
    const text = filled(), found = count(text);
    counter.textContent = `${found.used}/${found.room} · ${found.parts} SMS`;
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
  if (counter) {
    document.getElementById("counter").remove();
    document.getElementById("fold").addEventListener("click", (press) => {
      press.preventDefault();
      box.value = count(filled()).sent;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    });
    form.addEventListener("input", show);
    show();
  }

  /* On a phone the page is long: it opens where the talk has come to. */
  const last = document.querySelector(".thread > li:last-child");
  if (last && !location.hash && matchMedia("(max-width: 49.99rem)").matches) last.scrollIntoView({ block: "center" });
})();
