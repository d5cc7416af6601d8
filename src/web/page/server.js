// What the page and its server say to each other.

const head = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
const token = head('token');

/** What tells the file from how it was before, as far as this page knows it. */
export const file = { stamp: head('stamp') };

/** What is said while no server answers. */
export const NO_ANSWER = 'Proforma does not answer. It may have been closed: start it again';

/** What is said to a page that the server does not know. */
export const NOT_CONNECTED = 'This page is no longer connected. Start Proforma again';

// How long the server may take, in milliseconds: it waits a while itself for another program.
const PATIENCE = 9000;

/** Asks the server, or sends it a change. Throws if it does not answer. */
export async function ask(where, body, isLeaving) {
  const response = await fetch(where, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', 'x-proforma-token': token },
    body: body === undefined ? undefined : JSON.stringify(body),
    keepalive: isLeaving === true,
    cache: 'no-store',
    signal: AbortSignal.timeout(PATIENCE),
  });
  const isJson = (response.headers.get('content-type') || '').startsWith('application/json');
  return { status: response.status, reply: isJson ? await response.json() : {} };
}

/** Notes that a change of this page is in the file, unless others have changed it before. */
export function ours(reply) {
  if (reply.before === file.stamp) file.stamp = reply.stamp;
}
