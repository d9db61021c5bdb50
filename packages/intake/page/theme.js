// Before the first paint: whoever chose a theme must not see the other one flash up.
try {
  const chosen = localStorage.getItem('theme');
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
} catch {
  // A browser that keeps nothing has the theme of the system.
}
