// What was: changes are undone and done again, and earlier states brought back.

import { change, changeAll, isAllSaved } from './change.js';
import { byId, groupOf, read, write } from './fields.js';
import { takeUp } from './news.js';
import { hold } from './saving.js';
import { notice, say } from './told.js';

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
  const reply = await isAllSaved() && await change('undo', { back: isBack }, { conflict });
  if (!reply) return;
  if (reply.is_whole) return location.reload();
  const [first] = await takeUp(reply, isBack ? 'Undone' : 'Done again', true);
  first?.scrollIntoView({ block: 'center' });
  notice(reply.note);
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
