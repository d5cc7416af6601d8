// What others have changed meanwhile, and whether there still is a server.

import { groupOf, note, tableOf, write } from './fields.js';
import { fetchRows, swap } from './parts.js';
import { failed, isFailing, pending, recovered } from './saving.js';
import { NOT_CONNECTED, NO_ANSWER, ask, file } from './server.js';
import { say } from './told.js';

let isAsking = false;

/** Says that there is a page, and asks what is new. */
export async function alive() {
  // Questions that pile up would keep changes from being sent.
  if (isAsking) return;
  isAsking = true;
  try {
    const { status, reply } = await ask(`alive?known=${file.stamp}`);
    if (status === 403) return failed(NOT_CONNECTED);
    reply.parts?.forEach(swap);
    if (reply.values) takeUp(reply, 'Changed elsewhere just now');
    if (isFailing() && pending.size === 0) recovered();
  } catch {
    failed(NO_ANSWER);
  } finally {
    isAsking = false;
  }
}

/** Whether somebody works in this part of the page. */
function isBusy(part) {
  const isPending = ({ dataset }) => pending.has(dataset.path);
  return part.contains(document.activeElement) || [part, ...part.querySelectorAll('[data-path]')].some(isPending);
}

/** Takes up what has changed in the file; `why` is said at its fields. What somebody works on
    here stays as it is until later, unless they have asked for it. Gives the parts of the page
    that say something else now. */
export async function takeUp({ values, stamp }, why, isAsked) {
  let isAll = true;
  const changed = new Set();
  const meet = (part) => {
    if (!isAsked && isBusy(part)) isAll = false;
    else changed.add(part);
  };
  for (const group of document.querySelectorAll('[data-path]')) {
    const now = values[group.dataset.path] ?? '';
    if (now !== group.dataset.was) meet(group.closest('[data-table]') || group);
  }
  for (const path of Object.keys(values)) {
    const [table, row, column] = path.split('.');
    const part = column && row && !groupOf(path) && tableOf(table);
    if (part) meet(part);
  }
  if (isAll) file.stamp = stamp;
  const shown = [...changed].map(async (part) => {
    const { table, path } = part.dataset;
    if (table) {
      await fetchRows(table, 0).catch(() => {});
      return tableOf(table);
    }
    part.dataset.was = values[path] ?? '';
    write(part, part.dataset.was);
    note(part, why);
    return part;
  });
  if (changed.size > 0 && !isAsked) say('Something was changed elsewhere, and is shown here now');
  return Promise.all(shown);
}
