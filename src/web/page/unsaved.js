// What is not saved yet is kept in the browser, for this page alone, until it is.

const keyOf = (path) => `proforma ${location.pathname} ${path}`;

// Ten digits, as an NHS number has: such words stay in the page until the file has them.
const NUMBER = /\d(?:[^\d\n]{0,3}\d){9}/;

/** Keeps what was typed at a place, with what was there before. */
export function keep(path, { value, choice, was }, row) {
  if (NUMBER.test(value)) return unkeep(path);
  try { localStorage.setItem(keyOf(path), JSON.stringify({ value, choice, was, row })); } catch { /* full */ }
}

/** Keeps it no longer. */
export function unkeep(path) {
  try { localStorage.removeItem(keyOf(path)); } catch { /* switched off */ }
}

/** What was typed before and not saved, by path. */
export function kept() {
  const start = keyOf('');
  const found = [];
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(start)) found.push([name.slice(start.length), JSON.parse(localStorage.getItem(name))]);
    }
  } catch { /* switched off, or not ours */ }
  return found;
}
