"use strict";
/* The page of learn: a lesson's steps, which the server runs, and the kernel's view after each. */
let lessons = [], lesson = null, state = { port: 31500, runs: [], rows: [] }, rowsBefore = new Set();

const asked = new URLSearchParams(location.search).get("language");
if (asked === "en" || asked === "zh") language = asked;

function heads() {
  byId("kernel-heads").replaceChildren(...["variable", "state", "received", "sent", "local", "peer"].map(name => {
    const th = make("th", name === "received" || name === "sent" ? "number" : "", word(name));
    th.scope = "col";
    return th;
  }));
}

async function load() {
  lessons = (await ask("lessons?language=" + language)).lessons;
  const wanted = lesson ? lesson.name : location.hash.slice(1);
  lesson = lessons.find(l => l.name === wanted) || lessons[0];
  document.title = word("pageTitle");
  heads();
  menu();
  await refresh();
}

function menu() {
  byId("lessons").replaceChildren(...lessons.map(l => {
    const li = make("li"), button = make("button", "", l.title);
    button.type = "button";
    button.setAttribute("aria-current", String(l === lesson));
    button.addEventListener("click", () => {
      lesson = l;
      history.replaceState(null, "", "#" + l.name);
      rowsBefore = new Set();
      menu();
      refresh();
      byId("lesson-title").scrollIntoView({ block: "nearest" });
    });
    li.append(button);
    return li;
  }));
}

async function refresh() {
  show(await ask("stage?lesson=" + lesson.name));
}

function nextStep() {
  const begun = new Set(state.runs.map(r => r.step));
  return lesson.steps.find(s => !begun.has(s.name));
}

function show(news) {
  state = news;
  byId("lesson-title").textContent = lesson.title;
  byId("lesson-told").textContent = lesson.told;
  const following = nextStep();
  byId("next").disabled = !following;
  const focus = document.activeElement && document.activeElement.dataset.step;
  byId("steps").replaceChildren(...lesson.steps.map((s, i) => step(s, i + 1, s === following)));
  if (focus) {
    const button = document.querySelector('[data-step="' + CSS.escape(focus) + '"]');
    if (button) button.focus({ preventScroll: true });
  }
  kernel();
}

const withPort = code => code.replaceAll("{port}", String(state.port));

function step(s, number, following) {
  const run = state.runs.find(r => r.step === s.name);
  const li = make("li", s.side + (following ? " next" : ""));
  const head = make("div", "head");
  head.append(make("span", "quiet", number + "."), make("span", "side", word(s.side)));
  if (s.number) head.append(make("span", "quiet", word("step", s.number)));
  head.append(make("span", "space"));
  if (run) head.append(make("span", "mark " + (run.waits ? "warn" : run.failed ? "bad" : "quiet"), word(run.waits ? "waits" : run.failed ? "failed" : "done")));
  const button = make("button", "", word(run ? "again" : "run"));
  button.type = "button";
  button.dataset.step = s.name;
  button.disabled = Boolean(run && run.waits);
  button.setAttribute("aria-label", word("runStep", number));
  button.addEventListener("click", () => runStep(s));
  head.append(button);
  const code = make("div", "code");
  for (const [name, line] of [["Java", s.java], ["Python", s.python]]) {
    const div = make("div");
    div.append(make("span", "", name), make("code", "", withPort(line)));
    code.append(div);
  }
  li.append(head, make("p", "", s.told), code);
  if (run && run.calls.length) li.append(make("pre", "", run.calls.join("\n")));
  if (run && run.result) li.append(make("pre", "result" + (run.failed ? " bad" : ""), "→ " + run.result));
  return li;
}

function kernel() {
  const now = new Set();
  byId("rows").replaceChildren(...state.rows.map(r => {
    const values = [r.name || "–", r.state, r.received, r.sent, r.local, r.peer];
    const key = values.join(" ");
    now.add(key);
    const tr = make("tr", rowsBefore.has(key) ? "" : "changed");
    values.forEach((v, i) => tr.append(make("td", i === 2 || i === 3 ? "number" : i === 1 ? "state" : "", String(v))));
    return tr;
  }));
  rowsBefore = now;
  byId("partial").hidden = state.complete !== false;
  byId("no-rows").hidden = state.rows.length > 0;
  byId("say").textContent = state.rows.map(r => (r.name || "–") + " " + r.state).join(", ");
}

async function runStep(s) {
  try {
    show(await post("run", { lesson: lesson.name, step: s.name }));
  } catch (e) {
    byId("say").textContent = byId("lesson-told").textContent = word("lost", e.message);
  }
  poll();
}

/* What waits may end by itself: a connect that tries again. */
let polling = false;
function poll() {
  if (polling) return;
  polling = true;
  setTimeout(async () => {
    polling = false;
    const before = JSON.stringify(state);
    try {
      const news = await ask("stage?lesson=" + lesson.name);
      if (JSON.stringify(news) !== before) show(news);
      if (news.runs.some(r => r.waits) || news.rows.some(r => /WAIT|SYN|ACK/.test(r.state))) poll();
    } catch { /* It has ended. */ }
  }, 1000);
}

settings(load);
byId("next").addEventListener("click", () => { const s = nextStep(); if (s) runStep(s); });
byId("restart").addEventListener("click", async () => { rowsBefore = new Set(); show(await post("restart", { lesson: lesson.name })); });
load().then(poll);
