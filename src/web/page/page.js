// The page: which part of it answers to what somebody does. The server makes all HTML but a few
// words; each file here says what it is for.

import { change, changeAll } from './change.js';
import { TYPED, byId, groupOf, grow, nameRow, tableOf, typedIn } from './fields.js';
import { alive } from './news.js';
import { fetchRows } from './parts.js';
import { bringBack, compare, deleteEarlier, fits, undo } from './past.js';
import { addRow, removeRow } from './rows.js';
import {
  failed, flush, isFailing, isStuck, leave, pending, resume, send, show, touch,
} from './saving.js';
import { ask } from './server.js';
import { alarm, say } from './told.js';
import { kept } from './unsaved.js';

let isComposing = false;
let isFinished = false;

/** Adds a check for updates. */
async function addCheck() {
  const [by, found] = ['by', 'found'].map((name) => byId(`update_checks.${name}`).value);
  const refused = (why) => {
    byId('update_checks.note').textContent = why;
    say(why);
  };
  if (!await change('check', { by, found }, { refused })) return;
  byId('checks-title').scrollIntoView();
  say('Saved');
}

/** Ends the work: everything is saved, and the server stops. */
async function finish() {
  await flush();
  if (pending.size > 0) return alarm('Not everything is saved yet: look at what is marked, then finish.');
  try {
    const { status } = await ask('finish', {});
    if (status !== 200) throw new Error('not ended');
  } catch {
    return failed('Proforma does not answer. It may have been closed already');
  }
  isFinished = true;
  const page = document.createElement('main');
  page.className = 'plain';
  const title = document.createElement('h1');
  title.tabIndex = -1;
  title.textContent = 'You can close this window';
  const words = document.createElement('p');
  words.textContent = 'Everything is saved.';
  page.append(title, words);
  document.body.replaceChildren(page);
  scrollTo(0, 0);
  title.focus();
}

/** Goes to the next item that is neither done nor not applicable, from wherever one is. */
function goOn() {
  const open = '#contents li:is(.overdue, .in_progress, .not_started) > a[href]';
  const anchors = [...document.querySelectorAll(open)].map((link) => byId(link.hash.slice(1)));
  const headings = anchors.filter((heading) => heading);
  const here = document.activeElement.closest('section.item') ?? document.activeElement;
  const isAfter = (heading) =>
    here.compareDocumentPosition(heading) & Node.DOCUMENT_POSITION_FOLLOWING && !here.contains(heading);
  const next = headings.find(isAfter) ?? headings[0];
  if (!next) return say('Nothing is outstanding');
  next.focus();
  next.scrollIntoView();
}

// What somebody does --------------------------------------------------------------------------

const groupAt = (event) => event.target.closest?.('[data-path]');

document.addEventListener('input', (event) => {
  const group = groupAt(event);
  if (!group || event.target.type === 'radio') return;
  isComposing = event.isComposing === true;
  grow(event.target);
  const row = group.closest('.row');
  if (row && row.querySelector(TYPED) === event.target) nameRow(row);
  touch(group, false, isComposing);
});
document.addEventListener('compositionend', (event) => {
  isComposing = false;
  const group = groupAt(event);
  if (group) touch(group, false);
});
document.addEventListener('change', (event) => {
  const group = groupAt(event);
  if (group) touch(group, true);
});
document.addEventListener('focusout', (event) => {
  const group = groupAt(event);
  isComposing = false;
  if (group && pending.has(group.dataset.path)) send(group.dataset.path);
  setTimeout(show, 0);
});

/** What a button does, by what it is. */
const BUTTONS = [
  ['#finish', finish],
  ['#undo', () => undo(true)],
  ['#redo', () => undo(false)],
  ['#go-on', goOn],
  ['#move', () => changeAll('move', {})],
  ['#make', () => changeAll('make', { checklist: document.querySelector('[name="checklist"]:checked').value })],
  ['#new-check button', addCheck],
  ['.fits', fits],
  ['.compare', compare],
  ['.delete', deleteEarlier],
  ['.bring-back', bringBack],
  ['.add', addRow],
  ['.remove', removeRow],
];
document.addEventListener('click', (event) => {
  const button = event.target.closest?.('button');
  const found = button && BUTTONS.find(([selector]) => button.matches(selector));
  if (found && button.getAttribute('aria-disabled') !== 'true') found[1](button);
});
document.addEventListener('keydown', (event) => {
  const isChord = (event.ctrlKey || event.metaKey) && !event.altKey && !event.isComposing;
  if (!isChord) return;
  const key = event.key.toLowerCase();
  // In a field, these keys undo what is being typed.
  const isTyping = event.target.matches?.(TYPED);
  const isRedo = key === 'y' || (key === 'z' && event.shiftKey);
  if (event.key === 'Enter') goOn();
  else if (!isTyping && (key === 'z' || isRedo)) undo(!isRedo);
  else return;
  event.preventDefault();
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') leave();
  else if (!isFinished) alive();
});
addEventListener('pagehide', leave);
addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
addEventListener('beforeunload', (event) => {
  if (isStuck() && !isFinished) event.preventDefault();
});
addEventListener('focus', () => { if (!isFinished) alive(); });

// What happens by itself ------------------------------------------------------------------------

setInterval(() => { if (document.visibilityState === 'visible' && !isFinished) alive(); }, 2000);
setInterval(() => { if (isFailing() && pending.size === 0 && !isFinished) alive(); }, 5000);

/** Takes up what was typed before and not saved. */
async function restore() {
  for (const [path, change] of await kept()) {
    const [table, row, column] = path.split('.');
    if (!groupOf(path) && column && tableOf(table)) {
      await fetchRows(table, Number(row)).catch(() => {});
    }
    if (groupOf(path) && change) resume(path, change);
  }
}

const items = document.querySelector('#contents details');
if (items) items.open = matchMedia('(min-width: 64rem)').matches;
document.querySelectorAll('textarea').forEach(grow);
await restore();
// What was typed before this script was there.
for (const group of document.querySelectorAll('[data-path]')) {
  const text = typedIn(group);
  if (text && text.value !== text.defaultValue) touch(group);
}
