"""What directive 202202013 fixes about OTV, as pure functions."""
