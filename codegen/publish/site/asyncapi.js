// Shows an AsyncAPI document with the component of the AsyncAPI project.
(() => {
  const reference = document.getElementById('reference');
  const config = {
    show: { sidebar: true, operations: true, messages: false, schemas: false, messageExamples: true, errors: false },
    expand: { messageExamples: true },
  };
  const toAnchor = () => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  // The component renders later than this script ends, and some of it only when it is opened.
  const watcher = new MutationObserver(() => {
    window.addCopyButtons(reference);
    if (reference.dataset.ready || !reference.querySelector('#operations')) return;
    reference.dataset.ready = 'true';
    toAnchor();
  });
  watcher.observe(reference, { childList: true, subtree: true });
  AsyncApiStandalone.render({ schema: window.documentOfPage, config }, reference);
})();
