// Alt + letter presses what carries the key, on pages without a line of their own; clocks that count up.

function tick() {
  for (const e of document.querySelectorAll("[data-since]")) {
    const s = Math.max(0, Math.round((Date.now() - Date.parse(e.dataset.since)) / 1000));
    e.textContent = s < 60 ? `${s} s` : `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")} min`;
  }
}

setInterval(tick, 1000);
tick();

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || localStorage.getItem("socl-keys") === "off") return;
  const target = document.querySelector(`[data-key="${event.code}"]`);
  if (!target || target.disabled) return;
  event.preventDefault();
  if (target.tagName === "TEXTAREA") target.focus();
  else target.click();
});
