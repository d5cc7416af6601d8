// Parts of the page that the server makes anew.

import { TYPED, byId, grow } from './fields.js';
import { ask } from './server.js';

const shown = new Map();

/** Puts a new part in the place of an old one; focus, and what is open, stay. What is not saved
    is put in by whoever hears that the part has been renewed. */
export function swap(html) {
  const made = new DOMParser().parseFromString(html, 'text/html').body.firstElementChild;
  const old = made && byId(made.id);
  if (!old || shown.get(made.id) === html) return;
  shown.set(made.id, html);
  const open = [...old.querySelectorAll('details')].map((details) => details.open);
  made.querySelectorAll('details').forEach((details, index) => {
    if (open[index] !== undefined) details.open = open[index];
  });
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const at = active && [active.id, active.getAttribute('href'), active.selectionStart];
  const top = old.scrollTop;
  old.replaceWith(made);
  made.scrollTop = top;
  made.dispatchEvent(new CustomEvent('renewed', { bubbles: true }));
  made.querySelectorAll('textarea').forEach(grow);
  if (!at) return;
  const same = at[0] ? byId(at[0]) : [...made.querySelectorAll('a')].find((a) => a.getAttribute('href') === at[1]);
  (same || made.querySelector('[tabindex="-1"]'))?.focus({ preventScroll: true });
  if (same?.matches(TYPED) && at[2] !== null) same.setSelectionRange(at[2], at[2]);
}

/** Forgets how a part was last shown, so that it is made anew even if it is the same. */
export const forgetPart = (id) => shown.delete(id);

/** Shows a table with so many rows at the least, empty ones included. */
export async function fetchRows(table, rows) {
  const { status, reply } = await ask(`item/${table}?rows=${rows}`);
  if (status !== 200) throw new Error('no rows');
  reply.parts.forEach(swap);
}
