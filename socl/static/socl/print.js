// Buttons with data-print open the browser's print dialog; without JavaScript they stay hidden.

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
