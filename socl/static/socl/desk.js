// The desk: says that a call is there, keeps clocks running, listens to Alt + letter.
// A call never takes the focus and never replaces a form somebody is typing in.

const slot = document.getElementById("line-slot");
const ring = document.getElementById("ring");
const work = document.getElementById("work");
const spoken = document.getElementById("spoken");
const stale = document.getElementById("stale");
const title = document.title;
let dirty = false;

work.addEventListener("input", () => { dirty = true; });
work.addEventListener("submit", () => { dirty = false; });

function lineChanged() {
  const line = document.getElementById("line");
  if (!line) return;
  const words = line.dataset.alert;
  if (ring.textContent !== words) ring.textContent = words;
  document.title = words ? `Anruf – ${title}` : line.dataset.activity === "talking" ? `Gespräch – ${title}` : title;
  if (spoken.textContent !== line.dataset.said) spoken.textContent = line.dataset.said;
  if (line.dataset.stand !== work.dataset.stand) {
    if (dirty) stale.hidden = false;
    else location.reload();
  }
}

function seconds(total) {
  const s = Math.max(0, Math.round(total));
  return s < 60 ? `${s} s` : `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")} min`;
}

function tick() {
  for (const e of document.querySelectorAll("[data-since]")) e.textContent = seconds((Date.now() - Date.parse(e.dataset.since)) / 1000);
  for (const e of document.querySelectorAll("[data-until]")) e.textContent = seconds((Date.parse(e.dataset.until) - Date.now()) / 1000);
}

new MutationObserver(lineChanged).observe(slot, { childList: true });
setInterval(tick, 1000);
tick();
lineChanged();

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || localStorage.getItem("socl-keys") === "off") return;
  const target = document.querySelector(`[data-key="${event.code}"]`);
  if (!target || target.disabled) return;
  event.preventDefault();
  const box = target.closest("details");
  if (target.tagName === "SUMMARY") {
    box.open = true;
    (box.querySelector("input:not([type=hidden]), select, textarea") ?? target).focus();
  } else if (target.tagName === "TEXTAREA" || target.type === "search") {
    target.focus();
  } else {
    target.click();
  }
});
