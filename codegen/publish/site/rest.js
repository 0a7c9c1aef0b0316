// Shows the REST document with Scalar.
(() => {
  const isDark = () => document.documentElement.dataset.theme === 'dark';
  Scalar.createApiReference('#reference', {
    content: window.documentOfPage,
    slug: 'rest',
    operationTitleSource: 'summary',
    defaultOpenAllTags: true,
    hideModels: true,
    generateOperationSlug: ({ operationId, summary }) => operationId ?? summary,
    darkMode: isDark(),
    hideDarkModeToggle: true,
    hideSearch: true,
    hideTestRequestButton: true,
    hideClientButton: true,
    hiddenClients: true,
    showDeveloperTools: 'never',
    documentDownloadType: 'none',
    withDefaultFonts: false,
    telemetry: false,
    persistAuth: false,
    agent: { disabled: true },
    mcp: { disabled: true },
  });
  addEventListener('themechange', () => {
    document.body.classList.toggle('dark-mode', isDark());
    document.body.classList.toggle('light-mode', !isDark());
  });
})();
