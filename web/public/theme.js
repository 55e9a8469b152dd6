// Runs before the first paint, so that the page never flashes in the wrong theme.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem('cxai.theme');
  } catch (e) {
    /* storage is switched off: follow the system */
  }
  var dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-bs-theme', dark ? 'dark' : 'light');
})();
