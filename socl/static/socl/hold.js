// A hold that runs out: counts down, says so once half a minute before the end, and when it is over.
// The server says how many seconds are left (data-left): this machine's clock may be wrong.
//
//   <fieldset data-hold="/.../vormerkung/"> a chosen time in it is held at once, by the button of #vormerkung

const SOON = 30;
const said = new WeakMap();
const ends = new WeakMap();
const status = document.getElementById("status");

function say(words) {
  const line = document.createElement("p");
  line.className = "kern-sr-only";
  line.textContent = words;
  status?.append(line);
}

function tick() {
  for (const clock of document.querySelectorAll("[data-left]")) {
    if (!ends.has(clock)) ends.set(clock, performance.now() + Number(clock.dataset.left) * 1000);
    const left = Math.max(0, Math.round((ends.get(clock) - performance.now()) / 1000));
    clock.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} min` : "0:00 min, abgelaufen";
    clock.closest(".hold")?.classList.toggle("hold--soon", left <= SOON);
    const words = left === 0 ? "Die Vormerkung ist abgelaufen." : left <= SOON ? "Die Vormerkung läuft in 30 Sekunden ab." : "";
    if (words && said.get(clock) !== words) {
      said.set(clock, words);
      say(words);
    }
  }
}

// The panel is replaced by every answer, so its button is looked for anew.
for (const times of document.querySelectorAll("[data-hold]")) {
  times.addEventListener("change", (event) => {
    const button = document.querySelector("#vormerkung button[value=hold]") ?? document.querySelector("#vormerkung button[value=renew]");
    if (event.target.name !== "starts_at" || !button) return;
    const wanted = button.value;
    button.value = "hold";
    button.click();
    button.value = wanted;
  });
}

document.addEventListener("htmx:after:swap", () => {
  tick();
  if (document.activeElement === document.body) document.querySelector("#vormerkung button")?.focus({ preventScroll: true });
});
setInterval(tick, 1000);
tick();
