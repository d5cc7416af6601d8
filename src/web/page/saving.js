// Saves what is typed, and says whether it is saved.

import {
  TYPED, byId, groupOf, named, note, put, read, rowOf, rowsOf, typedIn, whole, write,
} from './fields.js';
import { fetchRows, swap } from './parts.js';
import { NOT_CONNECTED, NO_ANSWER, ask, ours } from './server.js';
import { alarm, button, notice, say, trouble } from './told.js';
import { keep, unkeep } from './unsaved.js';

const PAUSE = 800; // milliseconds after the last key
const MOST_SENT = 20; // values that may be in the file without this page having heard of it
const KEEP = 250; // milliseconds within which what is typed is kept in the browser

/** What is not in the file yet, by path: `value`, `choice`, `was`, and how far it got. */
export const pending = new Map();
const queue = new Set();
let running = null;
let failures = 0;
let retry = 0;
let toSay = ''; // the path of what was saved and not said yet

const isHeld = (change) => change.refused !== undefined || change.conflict !== undefined;

/** Whether something is not in the file, and will not be soon. */
export const isStuck = () => failures > 0 || [...pending.values()].some(isHeld);

/** Whether nothing could be saved of late. */
export const isFailing = () => failures > 0;

/** Takes up what was typed before and not saved. */
export function resume(path, { value, choice, was, sent, row }) {
  const group = groupOf(path);
  if (whole({ value, choice }) === group.dataset.was) return unkeep(path);
  const change = { value, choice, was, sent: sent ?? [], row };
  pending.set(path, change);
  put(group, change);
  send(path);
}

/** Holds a value that conflicts with what others have changed. */
export function hold(group, change) {
  const { path } = group.dataset;
  pending.set(path, { ...change, sent: [], row: rowOf(group) });
  showConflict(path);
  show();
}

/** Leaves it at what the file has. */
export function forget(path) {
  clearTimeout(pending.get(path)?.timer);
  clearTimeout(pending.get(path)?.keeping);
  pending.delete(path);
  unkeep(path);
}

// What is said ----------------------------------------------------------------------------

/** Says at the top of the page whether everything is saved. */
export function show() {
  const held = [...pending.values()].filter(isHeld).length;
  const saving = byId('saving');
  if (!saving) return; // the page is finished
  const isWrong = failures > 0 || held > 0;
  saving.classList.toggle('failing', isWrong);
  saving.classList.toggle('under-way', !isWrong && pending.size > 0);
  if (failures > 0) saving.textContent = 'Not saved yet';
  else if (held > 0) saving.replaceChildren(button(`${held} not saved`, goToHeld));
  else saving.textContent = pending.size > 0 ? 'Saving' : 'Everything is saved';
  const active = document.activeElement;
  const isHere = active.matches(TYPED) && active.closest('[data-path]')?.dataset.path === toSay;
  if (pending.size === 0 && toSay && !isHere) { toSay = ''; say('Saved'); }
}

/** Goes to the first field that needs somebody's answer. */
function goToHeld() {
  const groups = [...document.querySelectorAll('[data-path]')];
  const first = groups.find(({ dataset }) => pending.has(dataset.path) && isHeld(pending.get(dataset.path)));
  if (first) goTo(first);
}

/** All that is not saved, as text that can be copied. */
function unsaved() {
  const entry = ([path, change]) => {
    const group = groupOf(path);
    return `${group ? named(group) : path}\n${whole(change)}\n`;
  };
  return [...pending].map(entry).join('\n');
}

/** Shows what is not saved, where it can be copied. */
function offerCopy(box) {
  if (pending.size === 0) return;
  box.append(button('Show what is not saved, to copy it', ({ target }) => {
    const text = document.createElement('textarea');
    text.readOnly = true;
    text.rows = 4;
    text.value = unsaved();
    text.setAttribute('aria-label', 'What is not saved');
    target.replaceWith(text);
    text.focus();
    text.select();
  }));
}

/** Says that nothing can be saved, and goes on trying. */
export function failed(why, isWhole) {
  failures += 1;
  for (const change of pending.values()) change.isUnderWay = false;
  const words = isWhole ? `${why} It is tried again.` : `${why}. What you typed is kept in this page.`;
  alarm(words, offerCopy);
  show();
  clearTimeout(retry);
  retry = setTimeout(flush, Math.min(1000 * failures, 4000));
}

/** Says that all is well again. */
export function recovered() {
  failures = 0;
  alarm('');
  show();
}

/** Goes back to the field that was asked about. */
const goTo = (group) => (typedIn(group) || group.querySelector('input'))?.focus();

function showConflict(path) {
  const group = groupOf(path);
  const change = pending.get(path);
  if (!group || !change) return;
  const theirs = change.conflict;
  trouble(group, 'conflict', (add, press) => {
    add('p', 'This was changed elsewhere meanwhile. In the file it now says:');
    add('pre', theirs || '(nothing)');
    press('Keep mine', () => {
      change.was = theirs;
      delete change.conflict;
      trouble(group);
      send(path);
      goTo(group);
    });
    press('Take what is in the file', () => {
      trouble(group);
      take(group, theirs);
      goTo(group);
    });
  });
  say(`${named(group)}: changed elsewhere meanwhile`);
}

/** Puts what the file has into a field. */
function take(group, value) {
  write(group, value);
  group.dataset.was = value;
  forget(group.dataset.path);
  note(group, '');
  show();
}

/** Shows why a value is not saved; what may be saved once somebody says so can be said here. */
function showRefused(path) {
  const group = groupOf(path);
  const change = pending.get(path);
  if (!group || !change) return;
  const { why, without, sure } = change.refused;
  const allow = () => {
    delete change.refused;
    change.sure = [...(change.sure ?? []), sure.word];
    trouble(group);
    send(path);
    goTo(group);
  };
  trouble(group, 'refused', (add, press) => {
    add('p', why);
    if (without !== undefined) {
      press('Take it out', () => {
        trouble(group);
        write(group, without);
        touch(group, true);
        goTo(group);
      });
    }
    if (!sure) return;
    press(sure.yes, allow);
    if (without === undefined) {
      press('Leave it as it was', () => {
        trouble(group);
        take(group, change.was);
        goTo(group);
      });
    }
  });
  say(why);
}

/** Shows what is not saved in a part of the page that was made anew. */
document.addEventListener('renewed', ({ target }) => {
  const { table } = target.dataset;
  if (table) rekey(table, rowsOf(target));
  for (const group of target.querySelectorAll('[data-path]')) {
    const { path } = group.dataset;
    const change = pending.get(path);
    if (!change) continue;
    put(group, change);
    if (change.conflict !== undefined) showConflict(path);
    if (change.refused !== undefined) showRefused(path);
  }
});

/** How many cells two rows have in common. */
const likeness = (row, other) =>
  Object.keys(row).filter((column) => row[column] && row[column] === other[column]).length;

/** Gives what waits for somebody's answer in a table the numbers that its rows have now; what is on
    its way finds its row by itself. What stood in a row that is gone, or that is new and not in the
    file yet, stands in a row of its own. */
function rekey(table, rows) {
  const isOne = ([path, change]) => isHeld(change) && path.split('.').length === 3 && path.startsWith(`${table}.`);
  const changes = [...pending].filter(isOne);
  let free = Math.max(0, ...[...rows.keys()].map(Number)) + 1;
  const homes = new Map();
  for (const [path, change] of changes) {
    const [, number, column] = path.split('.');
    const row = change.row ?? {};
    const isNew = Object.values(row).every((text) => !text);
    const best = [...rows].map(([other, cells]) => [likeness(row, cells), other === number, other]);
    best.sort(([a, isA], [b, isB]) => b - a || isB - isA);
    let home = !isNew && best[0]?.[0] > 0 ? best[0][2] : undefined;
    if (isNew && Object.values(rows.get(number) ?? { none: 'yet' }).every((text) => !text)) home = number;
    if (home === undefined) {
      if (!homes.has(number)) { homes.set(number, String(free)); free += 1; }
      home = homes.get(number);
    }
    if (home === number) continue;
    pending.delete(path);
    unkeep(path);
    pending.set(`${table}.${home}.${column}`, change);
    keep(`${table}.${home}.${column}`, change);
  }
  // Rows that the file does not have are shown below those that it has.
  if (homes.size > 0) setTimeout(() => fetchRows(table, rows.size + homes.size).catch(() => {}));
}

// Saving ----------------------------------------------------------------------------------

/** Notes that a field has changed; it is sent after a pause, or at once, or later. */
export function touch(group, isAtOnce, isLater) {
  const { path } = group.dataset;
  const change = pending.get(path) || { was: group.dataset.was, sent: [], row: rowOf(group) };
  const now = read(group);
  if (!pending.has(path) && whole(now) === change.was) return;
  Object.assign(change, now);
  delete change.refused;
  delete change.sure;
  pending.set(path, change);
  change.keeping ??= setTimeout(() => {
    change.keeping = undefined;
    if (pending.get(path) === change) keep(path, change);
  }, KEEP);
  clearTimeout(change.timer);
  if (isAtOnce) send(path);
  else if (!isLater) change.timer = setTimeout(() => send(path), PAUSE);
  show();
}

/** Sends what is not saved at a place. */
export function send(path) {
  queue.add(path);
  pump();
}

/** Sends what is to be sent, one after the other; the promise is kept when all is sent. */
function pump() {
  running ||= drain();
  return running;
}

async function drain() {
  await null; // so that it is running from here on
  try {
    while (queue.size > 0) {
      const [path] = queue;
      queue.delete(path);
      await post(path);
    }
  } finally {
    running = null;
    show();
  }
}

/** Sends everything that is not saved. */
export function flush() {
  for (const path of pending.keys()) queue.add(path);
  return pump();
}

/** Sends everything at once, since the page may be gone in a moment. */
export function leave() {
  for (const [path, change] of pending) {
    keep(path, change);
    post(path, true);
  }
}

async function post(path, isLeaving) {
  const change = pending.get(path);
  if (!change || isHeld(change)) return;
  clearTimeout(change.timer);
  const { value, choice, was, sure, row } = change;
  const words = whole(change);
  // It is on its way already.
  if (isLeaving && change.isUnderWay && change.sent.at(-1) === words) return;
  // Any of these may be in the file, though this page has not heard of it.
  const sent = change.sent.slice(-MOST_SENT);
  change.sent = [...sent.filter((other) => other !== words), words];
  change.isUnderWay = true;
  keep(path, change);
  let answer;
  try {
    answer = await ask('change', { path, value, choice, was, row, sure, sent }, isLeaving);
  } catch {
    return failed(NO_ANSWER);
  }
  change.isUnderWay = false;
  const { status, reply } = answer;
  const isLatest = pending.get(path) === change && change.value === value && change.choice === choice;
  if (status === 200) saved(path, change, reply, isLatest);
  else if (status === 409) {
    if (!isLatest) return;
    change.conflict = reply.now;
    showConflict(path);
  } else if (status === 422) {
    change.sent = change.sent.filter((other) => other !== words);
    unkeep(path);
    if (!isLatest) return;
    change.refused = reply;
    showRefused(path);
  } else if (status === 403) {
    return failed(NOT_CONNECTED);
  } else {
    return failed(reply.why ? `Not saved yet. ${reply.why}` : 'Not saved yet', true);
  }
  if (failures > 0) { recovered(); flush(); }
  else if (status === 200 && ![...pending.values()].some(isHeld)) alarm('');
  show();
}

function saved(path, change, reply, isLatest) {
  const group = groupOf(path);
  ours(reply);
  change.was = reply.now;
  change.sent = [];
  toSay = path;
  if (group) {
    group.dataset.was = reply.now;
    for (const other of group.closest('.row')?.querySelectorAll('[data-path]') ?? []) {
      const beside = pending.get(other.dataset.path);
      if (beside) beside.row = rowOf(group);
    }
    trouble(group);
    if (isLatest) note(group, reply.note);
    const isHere = group.contains(document.activeElement);
    if (isLatest && !isHere && whole(read(group)) !== reply.now) write(group, reply.now);
  }
  if (isLatest) forget(path);
  else keep(path, change);
  reply.parts?.forEach(swap);
  reply.warnings?.forEach(notice);
}
