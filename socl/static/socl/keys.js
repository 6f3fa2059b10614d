// The help page's switch for the desk's Alt + letter keys; desk.js reads it (localStorage "socl-keys" is "off").

const NAME = "socl-keys";
const box = document.querySelector("input[data-keys]");

box.disabled = false;
box.checked = localStorage.getItem(NAME) !== "off";
box.addEventListener("change", () => localStorage.setItem(NAME, box.checked ? "on" : "off"));
