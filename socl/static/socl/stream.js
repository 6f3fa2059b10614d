// The stream rings, it never tells: on a ring the fragments of that topic are fetched anew by htmx.
//
//   <section data-topic="kalender:7" hx-get="..." hx-trigger="ring, every 15s" hx-swap="outerMorph">
//
// One tab of the browser holds the stream (HTTP/1.1 allows six connections per host) and hands rings to the others.
// Without the stream pages still reload every 15 s; only when those answers stay away too the line counts as lost:
// #offline says so and every button with data-needs-line is disabled.

const url = document.body.dataset.stream;
const me = crypto.randomUUID?.() ?? String(Math.random());
const channel = new BroadcastChannel("socl-stream");
const GRACE = 5000; // the server ends a stream every ten minutes, the browser is back after two seconds
const RETRY = 5000;
const JOINED = 1000;

const topicsHere = () => [...new Set([...document.querySelectorAll("[data-topic]")].map((e) => e.dataset.topic))];

// ---- Rings ----

function reload(topic) {
  for (const element of document.querySelectorAll("[data-topic]")) {
    if (topic === undefined || element.dataset.topic === topic) element.dispatchEvent(new CustomEvent("ring"));
  }
}

// ---- What the page says about the line ----

const offline = document.getElementById("offline");
const TITLE = "Nicht möglich, solange die Verbindung unterbrochen ist.";
let streamUp = true;
let lost = false;
let signedOut = false;
let lastAnswer = new Date();

const clock = (at) => at.toLocaleTimeString("de-DE", { hour: "numeric", minute: "2-digit" });

function words() {
  if (signedOut) return "Sie sind nicht mehr angemeldet. Bitte laden Sie die Seite neu.";
  if (lost) return `Die Verbindung ist unterbrochen. Angezeigt ist der Stand von ${clock(lastAnswer)} Uhr. Ein neuer Versuch läuft von selbst.`;
  if (!streamUp) return "Neues erscheint zurzeit verzögert, spätestens nach 15 Sekunden.";
  return "";
}

function show() {
  const text = words();
  const place = offline?.querySelector("[data-words]");
  if (place && place.textContent !== text) place.textContent = text;
  if (offline) offline.hidden = text === "";
  for (const button of document.querySelectorAll("[data-needs-line]")) needLine(button);
}

function needLine(button) {
  const off = lost || signedOut;
  if (off && !button.disabled) {
    Object.assign(button.dataset, { offByLine: "", titleBefore: button.title });
    button.disabled = true;
    button.title = TITLE;
  } else if (!off && "offByLine" in button.dataset) {
    button.disabled = false;
    button.title = button.dataset.titleBefore;
    delete button.dataset.offByLine;
    delete button.dataset.titleBefore;
  }
}

function setLost(now) {
  const back = lost && !now;
  lost = now;
  show();
  if (back) reload();
}

function setStream(up) {
  const back = up && !streamUp;
  streamUp = up;
  show();
  if (back) reload(); // rings may have been missed
}

// ---- Answers to the reloads: the proof that the line is there ----

const isReload = (event) => Boolean(event.target.dataset?.topic);

document.addEventListener("htmx:before:response", (event) => {
  if (!isReload(event)) return;
  const answer = event.detail.ctx.response.raw;
  signedOut = answer.redirected; // to the login page
  if (signedOut || !answer.ok) event.preventDefault(); // what stands there stays
  if (answer.status < 500 && !signedOut) {
    lastAnswer = new Date();
    setLost(false);
  } else if (!signedOut) {
    setLost(true);
  } else {
    show();
  }
});
document.addEventListener("htmx:error", (event) => {
  if (isReload(event) && event.detail.ctx) setLost(true);
});
document.addEventListener("htmx:after:swap", show); // new buttons
addEventListener("offline", () => setLost(true));
addEventListener("online", () => reload());

// ---- Focus stays on the same thing even if it moves to another fragment ----

let focused = "";
document.addEventListener("htmx:before:swap", (event) => {
  const active = document.activeElement;
  if (isReload(event) && active?.id && event.target.contains(active)) focused = active.id;
});
document.addEventListener("htmx:after:swap", () => {
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
});
for (const act of ["focusin", "pointerdown", "keydown"]) addEventListener(act, () => { focused = ""; }, true);

// ---- One tab holds the stream ----

const topicsOf = new Map(); // tab -> topics; kept by the tab that holds the stream
let holding = false;
let source = null;
let listening = "";
let retry = 0;
let silence = 0;

function tell(message) {
  receive(message);
  channel.postMessage(message);
}

function receive({ kind, tab, topics, topic, up }) {
  if (kind === "ring") reload(topic);
  if (kind === "line") setStream(up);
  if (kind === "who") channel.postMessage({ kind: "topics", tab: me, topics: topicsHere() });
  if (!holding) return;
  if (kind === "topics") topicsOf.set(tab, topics);
  if (kind === "bye") topicsOf.delete(tab);
  if (kind === "topics") listen();
}

function listen(again = false) {
  const topics = [...new Set([...topicsOf.values()].flat())].sort();
  const address = `${url}?${new URLSearchParams(topics.map((t) => ["topic", t]))}`;
  if (!again && address === listening) return;
  source?.close();
  clearTimeout(retry);
  listening = address;
  source = new EventSource(address, { withCredentials: true });
  source.addEventListener("open", () => {
    clearTimeout(silence);
    silence = 0;
    tell({ kind: "line", up: true });
    tell({ kind: "ring" }); // what rang between the page's making and now was heard by nobody
  });
  source.addEventListener("ring", (event) => tell({ kind: "ring", topic: event.data }));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) retry = setTimeout(() => listen(true), RETRY);
    if (streamUp) silence ||= setTimeout(givenUp, GRACE);
  });
}

function givenUp() {
  silence = 0;
  tell({ kind: "line", up: false });
  reload();
}

function hold() {
  holding = true;
  topicsOf.set(me, topicsHere());
  channel.postMessage({ kind: "who" });
  listen();
  return new Promise(() => {}); // until the tab goes
}

if (url && topicsHere().length) {
  channel.addEventListener("message", (event) => receive(event.data));
  channel.postMessage({ kind: "topics", tab: me, topics: topicsHere() });
  addEventListener("pagehide", () => channel.postMessage({ kind: "bye", tab: me }));
  setTimeout(() => { if (!holding) reload(); }, JOINED); // the same for a tab that joins a stream that is open
  if (navigator.locks) navigator.locks.request("socl-stream", hold);
  else hold();
}
