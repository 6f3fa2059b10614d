// Alt + letter presses the button that names it in aria-keyshortcuts="Alt+A"; by event.code, so that the layout of the
// keyboard does not matter. Switched off on the help page (localStorage "socl-keys").

const NAME = "socl-keys";
const on = () => localStorage.getItem(NAME) !== "off";

addEventListener("keydown", (event) => {
  if (!on() || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) return;
  if (!/^Key[A-Z]$/.test(event.code)) return;
  const found = [...document.querySelectorAll(`[aria-keyshortcuts="Alt+${event.code[3]}"]`)].find(
    (element) => !element.disabled && element.checkVisibility(),
  );
  if (!found) return;
  event.preventDefault();
  if (found.matches("button, a, summary")) found.click();
  else found.focus();
});

const box = document.querySelector("input[data-keys]");
if (box) {
  box.disabled = false;
  box.checked = on();
  box.addEventListener("change", () => localStorage.setItem(NAME, box.checked ? "on" : "off"));
}
