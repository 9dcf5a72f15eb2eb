// Before the first paint, so that a chosen theme never flashes.
try {
  const theme = localStorage.getItem("smac.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is closed: the system's theme it is.
}
