// Changes that are not values: each is sent at once, and is made or not.

import { swap } from './parts.js';
import { failed, flush, pending } from './saving.js';
import { NOT_CONNECTED, NO_ANSWER, ask, ours } from './server.js';
import { notice } from './told.js';

/** Sends a change; gives the answer if it is made. `made` is done before the page shows it,
    `conflict` where others have changed something since, `refused` where it is not made. */
export async function change(where, body, { made, conflict, refused = notice } = {}) {
  let answer;
  try {
    answer = await ask(where, body);
  } catch {
    return void failed(NO_ANSWER);
  }
  const { status, reply } = answer;
  if (status === 403) return void failed(NOT_CONNECTED);
  if (status === 503) return void failed(reply.why || 'Not saved yet', true);
  if (status === 200) { ours(reply); made?.(); }
  reply.parts?.forEach(swap);
  reply.warnings?.forEach(notice);
  if (status === 200) return reply;
  if (status === 409) conflict?.(reply);
  else refused(reply.why);
  return undefined;
}

/** Sends what is not saved; whether everything is. */
export async function isAllSaved() {
  await flush();
  if (pending.size > 0) notice('Not everything is saved yet: look at what is marked first.');
  return pending.size === 0;
}

/** Makes a change after which the whole page is another. */
export async function changeAll(where, body) {
  if (await isAllSaved() && await change(where, body)) location.reload();
}
