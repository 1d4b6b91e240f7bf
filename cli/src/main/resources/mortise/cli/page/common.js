"use strict";
/* What the pages share: the language, the theme, text nodes, requests. Text of peers is set as
   textContent alone; the policy of the page forbids anything else. */

const byId = id => document.getElementById(id);
const stored = {
  get(name) { try { return localStorage.getItem("mortise-" + name); } catch { return null; } },
  set(name, value) { try { localStorage.setItem("mortise-" + name, value); } catch { /* private mode */ } },
};

/* A new element with a class and a text. */
function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

let language = stored.get("language") || (/^zh\b/i.test(navigator.language) ? "zh" : "en");
function word(key, ...values) {
  const text = (WORDS[key] || [key, key])[language === "zh" ? 1 : 0];
  return text.replace(/\{(\d)\}/g, (_, i) => values[i]);
}

function speak() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const e of document.querySelectorAll("[data-word]")) e.textContent = word(e.dataset.word);
  for (const e of document.querySelectorAll("[data-label]")) e.setAttribute("aria-label", word(e.dataset.label));
  for (const e of document.querySelectorAll("[data-hint]")) e.placeholder = word(e.dataset.hint);
}

function theme(value) {
  if (value) document.documentElement.dataset.theme = value;
  else delete document.documentElement.dataset.theme;
}

function settings(changed) {
  const languages = byId("language");
  languages.value = language;
  languages.addEventListener("change", () => {
    language = languages.value;
    stored.set("language", language);
    speak();
    changed();
  });
  const themes = byId("theme");
  themes.value = stored.get("theme") || "";
  theme(themes.value);
  themes.addEventListener("change", () => {
    stored.set("theme", themes.value);
    theme(themes.value);
    changed();
  });
  speak();
}

/* Asks for something to be done; gives the answer, or throws what the server says. */
async function post(path, parameters) {
  const query = new URLSearchParams(parameters || {}).toString();
  const answer = await fetch(path + (query ? "?" + query : ""), { method: "POST", headers: { "X-Mortise": "1" } });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text.trim());
  return JSON.parse(text);
}

async function ask(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return answer.json();
}

function bytes(count) {
  if (count < 1000) return count + " B";
  let value = count / 1024, unit = 0;
  while (value >= 999.5 && unit < 5) { value /= 1024; unit++; }
  return (value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : value.toFixed(0)) + " " + "KMGTPE"[unit] + "iB";
}

function age(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return s + " s";
  if (s < 3600) return Math.floor(s / 60) + " min " + (s % 60) + " s";
  return Math.floor(s / 3600) + " h " + Math.floor(s % 3600 / 60) + " min";
}

function decoded(base64) {
  const text = atob(base64), out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
}

/* Bytes as text: what is no UTF-8, and what steers a terminal or the direction of writing, as its code. */
const STEERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;
function asText(data, pre) {
  let plain = "";
  const flush = () => { if (plain) pre.append(plain); plain = ""; };
  const code = text => { flush(); pre.append(make("i", "", text)); };
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let at = 0; at < data.length;) {
    const first = data[at];
    const size = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    let letter = null;
    if (size === 1) letter = String.fromCharCode(first);
    else if (size) { try { letter = utf8.decode(data.subarray(at, at + size)); } catch { letter = null; } }
    if (letter === null) { code("\\x" + first.toString(16).padStart(2, "0")); at++; continue; }
    if (letter === "\r") code("\\r");
    else if (STEERS.test(letter)) code(size === 1 ? "\\x" + first.toString(16).padStart(2, "0") : "\\u" + letter.codePointAt(0).toString(16).padStart(4, "0"));
    else plain += letter;
    at += size;
  }
  flush();
}

function asHex(data, offset) {
  const lines = [];
  for (let at = 0; at < data.length; at += 16) {
    let hex = "", letters = "";
    for (let i = at; i < at + 16; i++) {
      hex += i < data.length ? data[i].toString(16).padStart(2, "0") + " " : "   ";
      if (i % 16 === 7) hex += " ";
      if (i < data.length) letters += data[i] >= 0x20 && data[i] < 0x7f ? String.fromCharCode(data[i]) : ".";
    }
    lines.push((offset + at).toString(16).padStart(8, "0") + "  " + hex + " " + letters);
  }
  return lines.join("\n");
}
