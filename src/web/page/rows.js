// Rows of tables that come and go.

import { byId, rowOf, tableOf } from './fields.js';
import { fetchRows, forgetPart, swap } from './parts.js';
import { failed, flush, forget, show } from './saving.js';
import { NO_ANSWER, ask, ours } from './server.js';
import { alarm, say } from './told.js';

/** Shows one more row, and goes to it. */
export async function addRow(button) {
  const { table } = button.closest('[data-table]').dataset;
  try {
    await fetchRows(table, Number(button.dataset.rows) + 1);
  } catch {
    return failed(NO_ANSWER);
  }
  const rows = tableOf(table).querySelectorAll('.row');
  rows[rows.length - 1]?.querySelector('input, textarea')?.focus();
}

/** Removes a row from the file. */
export async function removeRow(button) {
  const row = button.closest('.row');
  const { table } = row.closest('[data-table]').dataset;
  // What is on its way into the file comes before.
  await flush();
  const groups = [...row.querySelectorAll('[data-path]')];
  const was = rowOf(groups[0]);
  let answer;
  try {
    answer = await ask('remove', { table, row: Number(row.dataset.row), was });
  } catch {
    return failed(NO_ANSWER);
  }
  const { status, reply } = answer;
  if (status === 409) {
    await fetchRows(table, 0);
    return alarm('This row was changed elsewhere meanwhile. Look at it before you remove it.');
  }
  if (status !== 200) return failed(reply.why || 'Not saved yet', true);
  ours(reply);
  // What waited for an answer goes with the row.
  for (const { dataset } of groups) forget(dataset.path);
  forgetPart(`item-${table}-whole`);
  reply.parts.forEach(swap);
  byId(`item-${table}`)?.focus();
  say('Row removed');
  show();
}
