// Fields: what stands in them, and what is put into them. Whatever was typed is put in as text.

/** A field in which something is typed. */
export const TYPED = 'input[type="text"], textarea';

export const byId = (id) => document.getElementById(id);
export const groupOf = (path) => document.querySelector(`[data-path="${CSS.escape(path)}"]`);
export const tableOf = (id) => document.querySelector(`[data-table="${CSS.escape(id)}"]`);
export const typedIn = (group) => group.querySelector(TYPED);

/** What is typed and what is chosen, as one value. */
export const whole = ({ value, choice }) =>
  choice && value ? `${choice}, ${value}` : choice || value;

/** What stands in a field. */
export function read(group) {
  const text = typedIn(group);
  const radio = group.querySelector('input[type="radio"]:checked');
  const word = radio ? radio.value : '';
  const plain = (words) => (words.toWellFormed ? words.toWellFormed() : words);
  return text ? { value: plain(text.value), choice: word } : { value: word, choice: '' };
}

function choose(group, word) {
  for (const radio of group.querySelectorAll('input[type="radio"]')) {
    radio.checked = radio.value.toLowerCase() === word.toLowerCase();
  }
}

/** Puts a value into its field, as the file has it. */
export function write(group, value) {
  const text = typedIn(group);
  if (!text) return choose(group, value.trim());
  let beside = value;
  if (group.querySelector('input[type="radio"]')) {
    const parts = /^\s*(yes|no)\s*(?:,\s*([^]*))?$/i.exec(value);
    choose(group, parts ? parts[1] : '');
    beside = parts ? parts[2] || '' : value;
  }
  text.value = beside;
  grow(text);
}

/** Puts what is typed and what is chosen into a field. */
export function put(group, { value, choice }) {
  const text = typedIn(group);
  if (text) { text.value = value; grow(text); }
  if (!text || group.querySelector('input[type="radio"]')) choose(group, text ? choice : value);
}

/** Says below a field what was understood. */
export function note(group, words) {
  const found = [...group.querySelectorAll('.note')].pop();
  if (found) found.textContent = words || '';
}

/** The words that name a field, for messages. */
export function named(group) {
  const label = group.querySelector(':scope > legend, :scope > label');
  return label ? label.textContent : '';
}

const canGrow = CSS.supports('field-sizing', 'content');

/** Makes a field as high as what is typed in it, where the browser does not. */
export function grow(text) {
  if (canGrow || text.tagName !== 'TEXTAREA') return;
  text.style.height = 'auto';
  text.style.height = `${text.scrollHeight + 4}px`;
}

/** Says whose row it is wherever the row is named. */
export function nameRow(row) {
  const first = row.querySelector(TYPED);
  const who = first ? first.value.trim() : '';
  for (const span of row.querySelectorAll('.who')) span.textContent = who ? `, ${who}` : '';
}

/** What tells the rows that a table shows: their cells in the file by column, by row number. */
export function rowsOf(part) {
  const fields = [...part.querySelectorAll('.row')].map((row) => row.querySelector('[data-path]'));
  return new Map(fields.filter((field) => field).map((field) => [field.dataset.path.split('.')[1], rowOf(field)]));
}

/** What the row of a field says in the file, as far as this page knows; that tells it from others. */
export function rowOf(group) {
  const row = {};
  const fields = group.closest('.row')?.querySelectorAll('[data-path]') ?? [];
  for (const { dataset } of fields) row[dataset.path.split('.')[2]] = dataset.was;
  return row;
}
