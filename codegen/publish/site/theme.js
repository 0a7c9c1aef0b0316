// Sets the theme before anything is drawn: the one chosen last, else the one the system prefers.
(() => {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const show = () => {
    const chosen = localStorage.getItem('theme');
    document.documentElement.dataset.theme = chosen ?? (system.matches ? 'dark' : 'light');
    dispatchEvent(new Event('themechange'));
  };
  system.addEventListener('change', show);
  addEventListener('storage', show);
  addEventListener('DOMContentLoaded', () =>
    document.getElementById('theme').addEventListener('click', () => {
      localStorage.setItem('theme', document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
      show();
    }),
  );
  show();
})();
