// What is not saved yet is kept in the browser, for this page alone, until it is: in a database,
// which outlives a browser that is killed, and in the browser's plain storage, which is written
// at once when a page is left. The newer of the two counts.

const keyOf = (path) => `proforma ${location.pathname} ${path}`;

// Digits with little between them, as numbers are written.
const DIGITS = /\d(?:[^\d\n]{0,3}\d)*/g;

/** Whether there may be an NHS number in a text, by its ten digits and their check digit: such words
    stay in the page until the file has them. The server says what is one. */
function mayHaveNumber(text) {
  return (text.match(DIGITS) ?? []).some((written) => {
    const digits = [...written].filter((sign) => sign >= '0' && sign <= '9').map(Number);
    const sum = digits.slice(0, 9).reduce((all, digit, index) => all + digit * (10 - index), 0);
    return digits.length === 10 && (11 - (sum % 11)) % 11 === digits[9];
  });
}

const STORE = 'unsaved';
let opening;

/** The database; none where the browser does not let it be opened. */
function database() {
  opening ??= new Promise((done) => {
    let request;
    try { request = indexedDB.open(`proforma ${location.pathname}`, 1); } catch { return done(null); }
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => done(request.result);
    request.onerror = () => done(null);
    request.onblocked = () => done(null);
  });
  return opening;
}

/** Does something with the database, if there is one. Strict: it is on the disk then. */
async function withStore(mode, act) {
  const store = (await database())?.transaction(STORE, mode, { durability: 'strict' }).objectStore(STORE);
  return store && act(store);
}

/** Keeps what was typed at a place, with what was there before. */
export function keep(path, { value, choice, was, sent, row }) {
  if (mayHaveNumber(value)) return unkeep(path);
  const kept = { value, choice, was, sent, row, at: Date.now() };
  try { localStorage.setItem(keyOf(path), JSON.stringify(kept)); } catch { /* full, or switched off */ }
  withStore('readwrite', (store) => store.put(kept, path)).catch(() => {});
}

/** Keeps it no longer. */
export function unkeep(path) {
  try { localStorage.removeItem(keyOf(path)); } catch { /* switched off */ }
  withStore('readwrite', (store) => store.delete(path)).catch(() => {});
}

/** All that is in the database. */
function stored() {
  const found = [];
  const read = (store) => new Promise((done) => {
    const request = store.openCursor();
    request.onerror = () => done(found);
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return done(found);
      found.push([cursor.key, cursor.value]);
      cursor.continue();
    };
  });
  return withStore('readonly', read).then((all) => all ?? found, () => found);
}

/** What was typed before and not saved, by path. */
export async function kept() {
  const start = keyOf('');
  const found = new Map(await stored());
  try {
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(start))) {
      const path = name.slice(start.length);
      const one = JSON.parse(localStorage.getItem(name));
      if (one && !(found.get(path)?.at > one.at)) found.set(path, one);
    }
  } catch { /* switched off, or not ours */ }
  return [...found];
}
