// Search over all pages, and a button on each example that copies it.
(() => {
  const input = document.getElementById('search');
  const list = document.getElementById('results');

  /** How well an entry fits, 0 being best; undefined if a word is missing. */
  function rankOf([title, , text], words) {
    const name = title.toLowerCase();
    const all = `${name} ${text.toLowerCase()}`;
    if (!words.every((word) => all.includes(word))) return undefined;
    const query = words.join(' ');
    if (name === query) return 0;
    if (name.startsWith(query)) return 1;
    return name.includes(query) ? 2 : 3;
  }

  function find(query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    return window.searchIndex
      .map((entry) => ({ entry, rank: rankOf(entry, words) }))
      .filter(({ rank }) => rank !== undefined)
      .sort((a, b) => a.rank - b.rank)
      .slice(0, 40)
      .map(({ entry }) => entry);
  }

  function row([title, kind, text, href]) {
    const link = document.createElement('a');
    link.href = href;
    for (const [tag, content] of [
      ['b', title],
      ['small', kind],
      ['span', text],
    ]) {
      link.append(Object.assign(document.createElement(tag), { textContent: content }), ' ');
    }
    const item = document.createElement('li');
    item.append(link);
    return item;
  }

  function show() {
    const found = find(input.value);
    const nothing = Object.assign(document.createElement('li'), { textContent: 'Nothing found.', className: 'none' });
    list.replaceChildren(...(found.length > 0 ? found.map(row) : [nothing]));
    list.hidden = input.value.trim() === '';
  }

  function step(by) {
    const links = [...list.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    (links[at + by] ?? (by < 0 ? input : links.at(-1)))?.focus();
  }

  input.addEventListener('input', show);
  input.addEventListener('focus', show);
  document.addEventListener('keydown', (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
    if (event.key === '/' && !isTyping) input.focus();
    else if (event.key === 'Escape') list.hidden = true;
    else if (event.key === 'ArrowDown' && !list.hidden) step(1);
    else if (event.key === 'ArrowUp' && !list.hidden) step(-1);
    else if (event.key === 'Enter' && document.activeElement === input) list.querySelector('a')?.click();
    else return;
    if (event.key !== 'Escape') event.preventDefault();
  });
  document.addEventListener('click', (event) => {
    const isChosen = event.target.closest('#results a') !== null;
    if (isChosen) input.value = '';
    if (isChosen || !event.target.closest('search')) list.hidden = true;
  });

  // On a phone the row of pages is wider than the window.
  document.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });

  /** Adds a copy button to every example below a node that has none. */
  window.addCopyButtons = (node) => {
    for (const example of node.querySelectorAll('pre:not(:has(.copy))')) {
      const button = Object.assign(document.createElement('button'), {
        className: 'copy',
        textContent: 'Copy',
        type: 'button',
      });
      button.addEventListener('click', () => {
        void navigator.clipboard.writeText(example.querySelector('code')?.textContent ?? '');
        button.textContent = 'Copied';
        setTimeout(() => (button.textContent = 'Copy'), 1500);
      });
      example.append(button);
    }
  };
})();
