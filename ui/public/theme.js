// Runs before the first paint so that a reload never flashes the other theme.
(() => {
  let choice = 'system';
  try {
    choice = localStorage.getItem('freshet.theme') ?? 'system';
  } catch {
    // Storage may be switched off; the system's theme is a fine answer.
  }
  const dark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
