// Rows of tables that come and go.

import { change } from './change.js';
import { byId, rowOf, tableOf } from './fields.js';
import { fetchRows, forgetPart } from './parts.js';
import { failed, flush, forget, show } from './saving.js';
import { NO_ANSWER } from './server.js';
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
  const removed = { table, row: Number(row.dataset.row), was: rowOf(groups[0]) };
  const reply = await change('remove', removed, {
    made: () => {
      // What waited for an answer goes with the row.
      for (const { dataset } of groups) forget(dataset.path);
      forgetPart(`item-${table}-whole`);
    },
    conflict: async () => {
      await fetchRows(table, 0);
      alarm('This row was changed elsewhere meanwhile. Look at it before you remove it.');
    },
  });
  if (!reply) return;
  byId(`item-${table}`)?.focus();
  say('Row removed');
  show();
}
