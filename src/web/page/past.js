// What was: changes are undone and done again, and earlier states brought back.

import { byId, groupOf, read, write } from './fields.js';
import { swap } from './parts.js';
import { takeUp } from './news.js';
import { failed, flush, hold, pending } from './saving.js';
import { NOT_CONNECTED, NO_ANSWER, ask, ours } from './server.js';
import { notice, say } from './told.js';

/** Sends a change that is not a value; gives the answer if it is made. */
export async function change(where, body) {
  let answer;
  try {
    answer = await ask(where, body);
  } catch {
    return void failed(NO_ANSWER);
  }
  const { status, reply } = answer;
  if (status === 403) return void failed(NOT_CONNECTED);
  if (status === 503) return void failed(reply.why || 'Not saved yet', true);
  reply.parts?.forEach(swap);
  reply.warnings?.forEach(notice);
  if (status === 200) { ours(reply); return reply; }
  if (status === 409 && reply.path) { conflict(reply); return undefined; }
  notice(reply.why);
  return undefined;
}

/** Shows a value that cannot be saved since others have changed it, with what the file has. */
function conflict({ path, value, now }) {
  const group = groupOf(path);
  if (!group) return notice('The file has been changed elsewhere since.');
  write(group, value);
  hold(group, { ...read(group), was: group.dataset.was, conflict: now });
  group.scrollIntoView({ block: 'center' });
}

/** Undoes the last change, or does one again. */
export async function undo(isBack) {
  await flush();
  if (pending.size > 0) return notice('Not everything is saved yet: look at what is marked first.');
  const reply = await change('undo', { back: isBack });
  if (!reply) return;
  if (reply.is_whole) return location.reload();
  const [first] = await takeUp(reply, isBack ? 'Undone' : 'Done again', true);
  first?.scrollIntoView({ block: 'center' });
  notice(reply.note);
}

/** Makes a change after which the whole page is another. */
export async function changeAll(where, body) {
  await flush();
  if (pending.size > 0) return notice('Not everything is saved yet: look at what is marked first.');
  if (await change(where, body)) location.reload();
}

/** Says that an answer to earlier words still fits. */
export async function fits(button) {
  const { item } = button.dataset;
  if (await change('fits', { item })) {
    byId(`item-${item}`)?.focus();
    say('Saved');
  }
}

/** Shows what differs in an earlier state. */
export async function compare(button) {
  const { name } = button.dataset;
  if (!(await change('compare', { name }))) return;
  const shown = document.querySelector('#earlier .differences') || byId('earlier-title');
  shown.focus();
}

/** Deletes an earlier state, once somebody has said twice that it can go. */
export async function deleteEarlier(button) {
  if (button.dataset.sure === undefined) {
    button.dataset.sure = '';
    button.textContent = 'Delete it for good';
    return say('Press again to delete it for good');
  }
  const { name } = button.closest('.kept-state').dataset;
  if (await change('delete-earlier', { name })) {
    byId('earlier-title').focus();
    say('Deleted');
  }
}

/** Puts an earlier state into the place of the file. */
export function bringBack(button) {
  const { name } = button.closest('.kept-state').dataset;
  const { stamp } = button.closest('.differences').dataset;
  return changeAll('bring-back', { name, stamp });
}
