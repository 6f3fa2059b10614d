// Buttons with data-print open the browser's print dialog; without JavaScript they stay hidden.
// What is folded is unfolded on paper, unless it is a form.

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

const folded = () => document.querySelectorAll("details:not([open]):not(:has(form))");
const unfolded = [];
addEventListener("beforeprint", () => {
  for (const details of folded()) {
    details.open = true;
    unfolded.push(details);
  }
});
addEventListener("afterprint", () => {
  for (const details of unfolded.splice(0)) details.open = false;
});
