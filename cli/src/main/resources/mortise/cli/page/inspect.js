"use strict";
/* The page of --inspect: a table that server-sent events keep up to date, and one conversation. */

/* What a row has, by its short name; what changes comes whole each time. */
const FACTS = ["n", "peer", "local", "note", "began", "dial", "dgram", "proc", "tls", "cipher", "sni", "alpn"];
const COLUMNS = [
  { key: "number", value: r => r.n, number: true, keep: false },
  { key: "peer", value: r => r.peer || "", keep: true },
  { key: "process", value: r => r.proc || "", keep: true },
  { key: "tls", value: r => r.tls || "", keep: false },
  { key: "age", value: r => ((r.end || serverNow()) - r.began) / 1000, text: age, number: true, keep: true },
  { key: "sent", value: r => r.s || 0, text: bytes, number: true, keep: true },
  { key: "received", value: r => r.r || 0, text: bytes, number: true, keep: true },
  { key: "sentRate", value: r => r.sr || 0, text: v => v ? bytes(v) : "", number: true, keep: false },
  { key: "receivedRate", value: r => r.rr || 0, text: v => v ? bytes(v) : "", number: true, keep: false },
  { key: "rtt", value: r => r.rtt === undefined ? -1 : r.rtt, text: v => v < 0 ? "" : (v / 1000).toFixed(v < 1000 ? 3 : 1) + " ms", number: true, keep: false },
  { key: "again", value: r => r.re || 0, text: v => v ? String(v) : "", number: true, keep: false },
  { key: "state", value: stateText, keep: true },
];

const rows = new Map();      // the connections by number
const lines = new Map();     // their lines in the table
let clockAhead = 0;          // the server's clock less this one
let facts = { counts: {}, used: 0, most: 0, history: 0, all: 0 };
let sum = [0, 0];
let sortBy = "number", down = true, shown = 100;
let chosen = Number(location.hash.slice(1)) || 0;
let lastPart = 0, partsOf = 0, fetching = false;
const next = [0, 0];         // the offset that follows what is shown, for each way

const serverNow = () => Date.now() + clockAhead;

function stateText(r) {
  const words = [word("st_" + r.st)];
  if (r.ps || r.pr) words.push(word("paused"));
  if (r.ls || r.lr) words.push(word("limited"));
  if (r.ws && !r.ps) words.push(word("waitsPeer"));
  if (r.wr && !r.pr) words.push(word("waitsHere"));
  return words.join(", ");
}

/* Events */

let source = null;
function connect() {
  source = new EventSource("events");
  source.addEventListener("all", e => { take(JSON.parse(e.data), true); link(true); });
  source.addEventListener("some", e => take(JSON.parse(e.data), false));
  source.onerror = () => {
    link(false);
    if (source.readyState === EventSource.CLOSED) { setTimeout(connect, 2000); }
  };
}

function link(live) {
  const e = byId("link");
  e.classList.toggle("lost", !live);
  e.dataset.word = live ? "live" : "lost";
  if (e.textContent !== word(e.dataset.word)) e.textContent = word(e.dataset.word);
}

let first = true;
function take(news, whole) {
  clockAhead = news.now - Date.now();
  if (whole) rows.clear();
  for (const row of news.rows) {
    const old = rows.get(row.n);
    if (row.peer === undefined && !old) continue;
    if (row.peer === undefined) for (const f of FACTS) if (old[f] !== undefined) row[f] = old[f];
    if (!old && !first && row.st === "open") announce(word("cameNew", row.peer || word("unnamed")));
    rows.set(row.n, row);
  }
  first = false;
  for (const n of news.gone || []) rows.delete(n);
  for (const f of ["counts", "used", "most", "history", "all", "always", "dials"]) if (news[f] !== undefined) facts[f] = news[f];
  if (news.sum) { sum = news.sum; allPlot.add(news.now / 1000, sum); }
  draw();
}

let announced = 0;
function announce(text) {
  if (Date.now() - announced > 3000) { announced = Date.now(); byId("say").textContent = text; }
}

/* The table */

let drawn = 0, waiting = false;
function draw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; drawn = Date.now(); drawNow(); });
}

function drawNow() {
  figures();
  table();
  one();
}

function figures() {
  let open = 0;
  for (const r of rows.values()) if (!r.end) open++;
  const list = [[word("openNow"), String(open)], [word("allEver"), String(facts.all)],
    [word("sentRate"), bytes(sum[0])], [word("receivedRate"), bytes(sum[1])],
    [word("kept"), word("keptOf", bytes(facts.used), bytes(facts.most))]];
  for (const name of Object.keys(facts.counts).sort()) {
    const known = COUNTERS[name];
    list.push([known ? known[language === "zh" ? 1 : 0] : name, String(facts.counts[name]), facts.counts[name] && /reject|fail|drop|broken|error/.test(name)]);
  }
  const dl = byId("figures");
  while (dl.children.length > list.length) dl.lastChild.remove();
  list.forEach(([name, value, some], i) => {
    let div = dl.children[i];
    if (!div) { div = make("div"); div.append(make("dt"), make("dd")); dl.append(div); }
    set(div.firstChild, name);
    set(div.lastChild, value);
    div.lastChild.classList.toggle("some", Boolean(some));
  });
}

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function heads() {
  const tr = byId("heads");
  tr.replaceChildren();
  for (const c of COLUMNS) {
    const th = make("th", c.number ? "number" : "");
    th.scope = "col";
    if (c.key === sortBy) th.ariaSort = down ? "descending" : "ascending";
    const button = make("button", "", word(c.key));
    button.type = "button";
    button.addEventListener("click", () => {
      down = c.key === sortBy ? !down : Boolean(c.number);
      sortBy = c.key;
      heads();
      draw();
      tr.children[COLUMNS.indexOf(c)].firstChild.focus();
    });
    th.append(button);
    tr.append(th);
  }
}

function matching() {
  const wanted = byId("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const hide = byId("hide").checked;
  const list = [];
  for (const r of rows.values()) {
    if (hide && r.end) continue;
    const text = [r.n, r.peer, r.local, r.note, r.proc, r.tls, r.sni, r.alpn, r.err, stateText(r)].join(" ").toLowerCase();
    if (wanted.every(w => text.includes(w))) list.push(r);
  }
  const value = COLUMNS.find(c => c.key === sortBy).value;
  const sign = down ? -1 : 1;
  list.sort((a, b) => {
    const x = value(a), y = value(b);
    return (x < y ? -sign : x > y ? sign : 0) || b.n - a.n;
  });
  return list;
}

function table() {
  const all = matching();
  const list = all.slice(0, shown);
  const body = byId("rows");
  const focus = document.activeElement;
  const wanted = new Set(list.map(r => r.n));
  for (const [n, tr] of lines) if (!wanted.has(n)) { tr.remove(); lines.delete(n); }
  list.forEach((r, i) => {
    let tr = lines.get(r.n);
    if (!tr) { tr = line(r.n); lines.set(r.n, tr); }
    if (body.children[i] !== tr) body.insertBefore(tr, body.children[i] || null);
    fill(tr, r);
  });
  if (focus && focus !== document.activeElement && focus.isConnected) focus.focus({ preventScroll: true });
  byId("none").hidden = list.length > 0;
  set(byId("none"), word(rows.size ? "nothing" : "none"));
  byId("more").hidden = all.length <= list.length;
  set(byId("more-count"), word("moreCount", list.length, all.length));
}

function line(n) {
  const tr = make("tr");
  for (const c of COLUMNS) {
    const td = make("td", [c.number ? "number" : "", c.keep ? "keep" : "", c.key].join(" ").trim());
    if (c.key === "peer") {
      const button = make("button");
      button.type = "button";
      td.append(button);
    }
    tr.append(td);
  }
  tr.addEventListener("click", () => choose(n, true));
  return tr;
}

function fill(tr, r) {
  tr.classList.toggle("over", Boolean(r.end));
  tr.classList.toggle("chosen", r.n === chosen);
  COLUMNS.forEach((c, i) => {
    const td = tr.children[i];
    const value = c.value(r);
    let text = c.text ? c.text(value) : String(value);
    if (c.key === "peer") {
      text = text || word("unnamed");
      td.firstChild.setAttribute("aria-current", String(r.n === chosen));
      set(td.firstChild, text);
    } else {
      set(td, text);
    }
    if (c.key === "state") td.classList.toggle("bad", r.st === "failed");
    if (td.dataset.name !== word(c.key)) td.dataset.name = word(c.key);
  });
}

/* One connection */

function choose(n, focus) {
  chosen = n;
  history.replaceState(null, "", n ? "#" + n : location.pathname);
  byId("told").textContent = "";
  partsOf = 0;
  drawNow();
  const panel = byId("one");
  if (n && focus) {
    panel.focus({ preventScroll: true });
    panel.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth", block: "start" });
  }
}

function one() {
  const r = rows.get(chosen);
  const panel = byId("one");
  if (!r) {
    panel.hidden = true;
    return;
  }
  panel.hidden = false;
  set(byId("head-one"), word("conversation", r.n, r.peer || word("unnamed")));
  const when = ms => new Date(ms).toLocaleTimeString(language === "zh" ? "zh-CN" : "en-GB", { hour12: false });
  const list = [["state", stateText(r)], ["process", r.proc], ["local", r.local], ["other", r.note],
    ["began", when(r.began)], ["ended", r.end && when(r.end)], ["failure", r.err],
    ["tls", r.tls && r.tls + " " + r.cipher], ["sni", r.sni], ["alpn", r.alpn],
    ["sent", bytes(r.s || 0)], ["received", bytes(r.r || 0)],
    ["rtt", r.rtt === undefined ? "" : (r.rtt / 1000).toFixed(3) + " ± " + (r.var / 1000).toFixed(3) + " ms"],
    ["again", r.rtt === undefined ? "" : String(r.re || 0)], ["queue", r.ns ? bytes(r.ns) : ""]].filter(f => f[1]);
  const dl = byId("facts");
  while (dl.children.length > list.length) dl.lastChild.remove();
  list.forEach(([name, text], i) => {
    let div = dl.children[i];
    if (!div) { div = make("div"); div.append(make("dt"), make("dd", "mono")); dl.append(div); }
    set(div.firstChild, word(name));
    set(div.lastChild, text);
  });
  for (const way of ["s", "r"]) {
    const pause = byId("pause-" + way), on = Boolean(r["p" + way]);
    pause.setAttribute("aria-pressed", String(on));
    set(pause, word(on ? "resume" : "pause"));
    pause.disabled = Boolean(r.end);
    byId("limit-" + way).disabled = byId("set-" + way).disabled = Boolean(r.end);
  }
  byId("close").disabled = Boolean(r.end);
  for (const option of byId("replay-to").options) {
    option.disabled = option.value === "new" ? !facts.dials : Boolean(r.end) || option.value === "here" && !r.note;
  }
  const query = "?n=" + r.n;
  if (!byId("json").href.endsWith(query)) {
    byId("pcapng").href = "conversation.pcapng" + query;
    byId("json").href = "conversation.json" + query;
  }
  if (partsOf !== r.n) {
    partsOf = r.n;
    lastPart = 0;
    next[0] = next[1] = 0;
    byId("parts").replaceChildren(make("li", "gap", word("nobytes")));
    byId("limit-s").value = r.ls ? Math.round(r.ls / 1024) : "";
    byId("limit-r").value = r.lr ? Math.round(r.lr / 1024) : "";
    plots(r.n);
  } else {
    plotOne(r);
  }
  if ((r.q || 0) > lastPart) fetchParts();
}

async function fetchParts() {
  if (fetching) return;
  fetching = true;
  const n = chosen;
  try {
    let more = true;
    while (more && n === chosen) {
      const answer = await ask("parts?n=" + n + "&after=" + lastPart);
      if (n === chosen) show(answer.parts);
      more = Boolean(answer.more) && answer.parts.length > 0;
    }
  } catch {
    /* The connection has left the table; the next frame says so. */
  } finally {
    fetching = false;
  }
}

/* A conversation may be long: the page keeps the newest lines. */
const MOST_LINES = 2000;
function show(parts) {
  const list = byId("parts"), box = byId("talk"), view = byId("view").value;
  if (!parts.length) return;
  if (lastPart === 0) list.replaceChildren();
  const added = document.createDocumentFragment();
  for (const [number, time, way, offset, base64] of parts) {
    if (offset > next[way]) {
      const gap = make("li", "gap", word("gap", bytes(offset - next[way]) + " " + word(way ? "received" : "sent").toLowerCase()));
      added.append(gap);
    }
    const data = decoded(base64);
    next[way] = offset + data.length;
    lastPart = number;
    const li = make("li", way ? "received" : "sent");
    const when = make("div", "when");
    const date = new Date(time);
    when.append(make("b", "", word(way ? "received" : "sent")),
      date.toLocaleTimeString("en-GB", { hour12: false }) + "." + String(date.getMilliseconds()).padStart(3, "0"),
      " · " + bytes(data.length));
    const content = make("div");
    if (view !== "hex") { const pre = make("pre"); asText(data, pre); content.append(pre); }
    if (view !== "text") { const pre = make("pre", "hex", asHex(data, offset)); pre.tabIndex = 0; content.append(pre); }
    li.append(when, content);
    added.append(li);
  }
  list.append(added);
  while (list.children.length > MOST_LINES) list.firstChild.remove();
  if (byId("follow").checked) box.scrollTop = box.scrollHeight;
}

async function act(path, parameters, told) {
  const out = byId("told");
  try {
    const answer = await post(path, { n: chosen, ...parameters });
    out.className = "";
    out.textContent = told ? told(answer) : word("done");
  } catch (e) {
    out.className = "bad";
    out.textContent = e.message;
  }
}

/* Plots */

function colour(name) {
  const probe = make("span");
  probe.style.color = "var(" + name + ")";
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

class Plot {
  constructor(id, names, colours, format) {
    Object.assign(this, { id, names, colours, format, data: [[], ...names.map(() => [])], chart: null });
  }

  make() {
    if (typeof uPlot === "undefined") return;
    const box = byId(this.id);
    if (this.chart) this.chart.destroy();
    const quiet = colour("--quiet"), grid = { stroke: colour("--line"), width: 1 };
    const axis = { stroke: quiet, grid, ticks: grid, font: "11px system-ui, sans-serif" };
    this.chart = new uPlot({
      width: Math.max(200, box.clientWidth), height: 150, legend: { show: false }, cursor: { show: false },
      scales: { x: { range: (u, min, max) => [Math.min(min, max - 60), max] }, y: { range: (u, min, max) => [0, Math.max(max * 1.1, 1)] } },
      axes: [{ ...axis, values: (u, ticks) => ticks.map(t => new Date(t * 1000).toLocaleTimeString("en-GB", { hour12: false })), space: 80, size: 28 },
        { ...axis, size: 70, values: (u, ticks) => ticks.map(this.format) }],
      series: [{}, ...this.names.map((name, i) => ({ label: name, stroke: colour(this.colours[i]), width: 1.5, dash: i ? [6, 3] : undefined, points: { show: false } }))],
    }, this.data, box);
    this.describe();
  }

  describe() {
    const last = this.data.slice(1).map(d => d.length ? d[d.length - 1] : 0);
    const text = this.names.map((name, i) => word(name) + " " + this.format(last[i])).join(", ");
    if (byId(this.id).getAttribute("aria-label") !== text) byId(this.id).setAttribute("aria-label", text);
  }

  replace(data) {
    this.data = data;
    this.draw();
  }

  /* One point a second at the most. */
  add(time, values) {
    const times = this.data[0], last = times.length ? times[times.length - 1] : 0;
    if (time - last < 0.95) return;
    times.push(time);
    values.forEach((v, i) => this.data[i + 1].push(v));
    if (times.length > 240) this.data.forEach(d => d.shift());
    this.draw();
  }

  draw() {
    if (this.chart) { this.chart.setData(this.data); this.describe(); } else if (this.data[0].length) this.make();
  }

  resize() {
    const width = byId(this.id).clientWidth;
    if (this.chart && width > 0 && Math.abs(this.chart.width - width) > 2) this.chart.setSize({ width, height: 150 });
  }
}

const allPlot = new Plot("plot-all", ["sent", "received"], ["--sent", "--received"], bytes);
const ratePlot = new Plot("plot-rate", ["sent", "received"], ["--sent", "--received"], bytes);
const rttPlot = new Plot("plot-rtt", ["rtt"], ["--accent"], v => Number(v.toPrecision(3)) + " ms");
const allPlots = [allPlot, ratePlot, rttPlot];

async function plots(n) {
  try {
    const [times, sent, received, rtt] = await ask("samples?n=" + n);
    if (n !== chosen) return;
    ratePlot.replace([times, sent, received]);
    rttPlot.replace([times.slice(), rtt.map(v => v / 1000)]);
  } catch { /* It has left the table. */ }
}

function plotOne(r) {
  if (r.end) return;
  const now = serverNow() / 1000;
  ratePlot.add(now, [r.sr || 0, r.rr || 0]);
  rttPlot.add(now, [Math.max(0, r.rtt || 0) / 1000]);
}

function again() {
  document.title = word("pageTitle");
  heads();
  for (const plot of allPlots) if (plot.chart) plot.make();
  partsOf = 0;
  drawNow();
}

/* Begin */

function begin() {
  settings(again);
  document.title = word("pageTitle");
  heads();
  byId("filter").addEventListener("input", draw);
  byId("hide").addEventListener("change", draw);
  byId("forget").addEventListener("click", () => act("forget"));
  byId("show-more").addEventListener("click", () => { shown += 200; draw(); });
  byId("view").value = stored.get("view") || "text";
  byId("view").addEventListener("change", () => { stored.set("view", byId("view").value); partsOf = 0; draw(); });
  byId("leave").addEventListener("click", () => { choose(0); byId("filter").focus(); });
  byId("close").addEventListener("click", () => act("close"));
  for (const way of ["s", "r"]) {
    byId("pause-" + way).addEventListener("click", e =>
      act("pause", { way, on: e.currentTarget.getAttribute("aria-pressed") === "true" ? 0 : 1 }));
    byId("set-" + way).addEventListener("click", () =>
      act("limit", { way, rate: Math.round(Number(byId("limit-" + way).value || 0) * 1024) }));
  }
  byId("replay").addEventListener("click", () =>
    act("replay", { way: byId("replay-way").value, to: byId("replay-to").value }, a => word("replayed", bytes(a.bytes))));
  document.addEventListener("keydown", e => {
    if (e.key === "Escape" && chosen) { choose(0); byId("filter").focus(); }
    if (e.key === "/" && !/^(INPUT|SELECT)$/.test(document.activeElement.tagName)) { e.preventDefault(); byId("filter").focus(); }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { for (const plot of allPlots) if (plot.chart) plot.make(); });
  new ResizeObserver(() => { for (const plot of allPlots) plot.resize(); }).observe(document.body);
  connect();
  ask("samples?n=0").then(([times, sent, received]) => allPlot.replace([times, sent, received])).catch(() => {});
  setInterval(() => { if (Date.now() - drawn > 900) draw(); }, 1000);
}
begin();
