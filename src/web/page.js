'use strict';

// Saves what is typed, and says whether it is saved. The server makes all HTML but the few
// words below; whatever was typed is put in as text.
(() => {
  const TYPED = 'input[type="text"], textarea';
  const PAUSE = 800; // milliseconds after the last key
  const base = location.pathname;
  const meta = document.querySelector('meta[name="token"]');
  if (!meta) return;
  const byId = (id) => document.getElementById(id);
  const groupOf = (path) => document.querySelector(`[data-path="${CSS.escape(path)}"]`);
  const typedIn = (group) => group.querySelector(TYPED);

  // What is not in the file yet, by path: `value`, `choice`, `was`, and how far it got.
  const pending = new Map();
  const queue = new Set();
  const shownParts = new Map();
  let running = null;
  let failures = 0;
  let retry = 0;
  // What tells the file from how it was before, as far as this page knows it.
  let stamp = document.querySelector('meta[name="stamp"]').content;
  let toSay = ''; // the path of what was saved and not said yet
  let isComposing = false;
  let isFinished = false;

  // Fields ------------------------------------------------------------------------------

  const whole = ({ value, choice }) =>
    choice && value ? `${choice}, ${value}` : choice || value;

  function read(group) {
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
  function write(group, value) {
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

  function note(group, words) {
    const found = [...group.querySelectorAll('.note')].pop();
    if (found) found.textContent = words || '';
  }

  /** The words that name a field, for messages. */
  function named(group) {
    const label = group.querySelector(':scope > legend, :scope > label');
    return label ? label.textContent : '';
  }

  const canGrow = CSS.supports('field-sizing', 'content');
  function grow(text) {
    if (canGrow || text.tagName !== 'TEXTAREA') return;
    text.style.height = 'auto';
    text.style.height = `${text.scrollHeight + 4}px`;
  }

  /** Says whose row it is wherever the row is named. */
  function nameRow(row) {
    const first = row.querySelector(TYPED);
    const who = first ? first.value.trim() : '';
    for (const span of row.querySelectorAll('.who')) span.textContent = who ? `, ${who}` : '';
  }

  // What is said --------------------------------------------------------------------------

  function say(words) {
    const said = byId('said');
    said.textContent = '';
    setTimeout(() => { said.textContent = words; }, 60);
  }

  function alarm(words) {
    const box = byId('alarm');
    if (!words) { box.hidden = true; box.replaceChildren(); return; }
    if (!box.hidden && box.textContent === words) return;
    const text = document.createElement('p');
    text.textContent = words;
    box.replaceChildren(text);
    box.hidden = false;
  }

  function show() {
    const held = [...pending.values()].filter((c) => c.refused || c.conflict !== undefined);
    const saving = byId('saving');
    if (isFinished) return;
    const isFailing = failures > 0 || held.length > 0;
    saving.classList.toggle('failing', isFailing);
    saving.classList.toggle('under-way', !isFailing && pending.size > 0);
    if (failures > 0) saving.textContent = 'Not saved yet';
    else if (held.length > 0) saving.textContent = `${held.length} not saved`;
    else saving.textContent = pending.size > 0 ? 'Saving' : 'Everything is saved';
    const active = document.activeElement;
    const isHere = active.matches(TYPED) && active.closest('[data-path]')?.dataset.path === toSay;
    if (pending.size === 0 && toSay && !isHere) { toSay = ''; say('Saved'); }
  }

  /** Shows why a value is not in the file, and what can be done. */
  function trouble(group, kind, build) {
    group.querySelector('.trouble')?.remove();
    group.classList.remove('conflict', 'refused');
    if (!kind) return;
    group.classList.add(kind);
    const box = document.createElement('div');
    box.className = 'trouble';
    const add = (tag, words) => {
      const made = document.createElement(tag);
      made.textContent = words;
      box.append(made);
      return made;
    };
    build(add);
    group.append(box);
  }

  function showConflict(path) {
    const group = groupOf(path);
    const change = pending.get(path);
    if (!group || !change) return;
    const theirs = change.conflict;
    trouble(group, 'conflict', (add) => {
      add('p', 'This was changed elsewhere meanwhile. In the file it now says:');
      add('pre', theirs || '(nothing)');
      const button = (words, act) => {
        const made = add('button', words);
        made.type = 'button';
        made.className = 'quiet';
        made.addEventListener('click', () => {
          trouble(group);
          act();
          (typedIn(group) || group.querySelector('input'))?.focus();
        });
      };
      button('Keep mine', () => {
        change.was = theirs;
        delete change.conflict;
        send(path);
      });
      button('Take what is in the file', () => {
        write(group, theirs);
        group.dataset.was = theirs;
        forget(path);
        note(group, '');
        show();
      });
    });
    say(`${named(group)}: changed elsewhere meanwhile`);
  }

  // Saving ----------------------------------------------------------------------------------

  const key = (path) => `proforma ${base} ${path}`;

  function keep(path, { value, choice, was }, row) {
    try { localStorage.setItem(key(path), JSON.stringify({ value, choice, was, row })); } catch { /* full */ }
  }

  function unkeep(path) {
    try { localStorage.removeItem(key(path)); } catch { /* switched off */ }
  }

  function forget(path) {
    clearTimeout(pending.get(path)?.timer);
    pending.delete(path);
    unkeep(path);
  }

  async function ask(where, body, isLeaving) {
    const response = await fetch(where, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', 'x-proforma-token': meta.content },
      body: body === undefined ? undefined : JSON.stringify(body),
      keepalive: isLeaving === true,
      cache: 'no-store',
    });
    const isJson = (response.headers.get('content-type') || '').startsWith('application/json');
    return { status: response.status, reply: isJson ? await response.json() : {} };
  }

  /** Notes that a field has changed; it is sent after a pause, or at once. */
  function touch(group, isAtOnce) {
    const path = group.dataset.path;
    const change = pending.get(path) || { was: group.dataset.was };
    const now = read(group);
    if (!pending.has(path) && whole(now) === change.was) return;
    Object.assign(change, now, { refused: false });
    pending.set(path, change);
    clearTimeout(change.timer);
    if (isAtOnce) send(path);
    else if (!isComposing) change.timer = setTimeout(() => send(path), PAUSE);
    show();
  }

  /** What the row of a field says in the file, as far as this page knows; that tells it from others. */
  function rowOf(group) {
    const row = {};
    const fields = group.closest('.row')?.querySelectorAll('[data-path]') ?? [];
    for (const { dataset } of fields) row[dataset.path.split('.')[2]] = dataset.was;
    return row;
  }

  function send(path) {
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

  async function post(path, isLeaving) {
    const change = pending.get(path);
    if (!change || change.refused || change.conflict !== undefined) return;
    clearTimeout(change.timer);
    const { value, choice, was } = change;
    const group = groupOf(path);
    // What was typed before this page was loaded belongs to the row as it was then.
    const row = change.row ?? (group ? rowOf(group) : undefined);
    const before = change.sent;
    if (isLeaving && before !== undefined && before === whole(change)) return;
    keep(path, change, row);
    change.sent = whole(change);
    let answer;
    try {
      answer = await ask('change', { path, value, choice, was, row, sent: before }, isLeaving);
    } catch {
      return failed('Proforma does not answer. It may have been closed: start it again');
    }
    const { status, reply } = answer;
    const isLatest = pending.get(path) === change && change.value === value && change.choice === choice;
    if (status === 200) { ours(reply); saved(path, change, reply, isLatest); }
    else if (status === 409) {
      if (!isLatest) return;
      change.conflict = reply.now;
      showConflict(path);
    } else if (status === 422) {
      change.refused = true;
      change.sent = undefined;
      unkeep(path);
      if (group) trouble(group, 'refused', (add) => add('p', reply.why));
      say(reply.why);
    } else if (status === 403) {
      return failed('This page is no longer connected. Start Proforma again');
    } else {
      return failed(reply.why ? `Not saved yet. ${reply.why}` : 'Not saved yet', true);
    }
    const isHeld = (held) => held.refused || held.conflict !== undefined;
    if (failures > 0) { failures = 0; alarm(''); flush(); }
    else if (status === 200 && ![...pending.values()].some(isHeld)) alarm('');
    show();
  }

  function saved(path, change, reply, isLatest) {
    const group = groupOf(path);
    change.was = reply.now;
    change.sent = undefined;
    toSay = path;
    if (group) {
      group.dataset.was = reply.now;
      trouble(group);
      if (isLatest) note(group, reply.note);
      const isHere = group.contains(document.activeElement);
      if (isLatest && !isHere && whole(read(group)) !== reply.now) write(group, reply.now);
    }
    if (isLatest) forget(path);
    else keep(path, change, group && rowOf(group));
    reply.parts?.forEach(swap);
  }

  /** Says that nothing can be saved, and goes on trying. */
  function failed(why, isWhole) {
    failures += 1;
    for (const change of pending.values()) change.sent = undefined;
    alarm(isWhole ? `${why} It is tried again.` : `${why}. What you typed is kept in this page.`);
    show();
    clearTimeout(retry);
    retry = setTimeout(flush, Math.min(1000 * failures, 4000));
  }

  function flush() {
    for (const path of pending.keys()) queue.add(path);
    return pump();
  }

  function leave() {
    for (const path of pending.keys()) post(path, true);
  }

  // Parts of the page -------------------------------------------------------------------------

  /** Puts a new part in the place of an old one; focus, what is open and what is not saved
      stay. */
  function swap(html) {
    const made = new DOMParser().parseFromString(html, 'text/html').body.firstElementChild;
    const old = made && byId(made.id);
    if (!old || shownParts.get(made.id) === html) return;
    shownParts.set(made.id, html);
    const open = [...old.querySelectorAll('details')].map((details) => details.open);
    made.querySelectorAll('details').forEach((details, index) => {
      if (open[index] !== undefined) details.open = open[index];
    });
    const active = old.contains(document.activeElement) ? document.activeElement : null;
    const at = active && [active.id, active.getAttribute('href'), active.selectionStart];
    const top = old.scrollTop;
    old.replaceWith(made);
    made.scrollTop = top;
    for (const group of made.querySelectorAll('[data-path]')) {
      const change = pending.get(group.dataset.path);
      if (change) put(group, change);
    }
    made.querySelectorAll('textarea').forEach(grow);
    if (!at) return;
    const same = at[0] ? byId(at[0]) : [...made.querySelectorAll('a')].find((a) => a.getAttribute('href') === at[1]);
    (same || made.querySelector('[tabindex="-1"]'))?.focus({ preventScroll: true });
    if (same?.matches(TYPED) && at[2] !== null) same.setSelectionRange(at[2], at[2]);
  }

  /** Puts what is not saved into its field. */
  function put(group, { value, choice, conflict }) {
    const text = typedIn(group);
    if (text) { text.value = value; grow(text); }
    if (!text || group.querySelector('input[type="radio"]')) choose(group, text ? choice : value);
    if (conflict !== undefined) showConflict(group.dataset.path);
  }

  async function fetchRows(table, rows) {
    const { status, reply } = await ask(`item/${table}?rows=${rows}`);
    if (status !== 200) throw new Error('no rows');
    reply.parts.forEach(swap);
  }

  async function addRow(button) {
    const { table } = button.closest('[data-table]').dataset;
    try {
      await fetchRows(table, Number(button.dataset.rows) + 1);
    } catch {
      return failed('Proforma does not answer. It may have been closed: start it again');
    }
    const rows = document.querySelectorAll(`[data-table="${CSS.escape(table)}"] .row`);
    const last = rows[rows.length - 1];
    last?.querySelector('input, textarea')?.focus();
  }

  async function removeRow(button) {
    const row = button.closest('.row');
    const { table } = row.closest('[data-table]').dataset;
    const groups = [...row.querySelectorAll('[data-path]')];
    const was = rowOf(groups[0]);
    let answer;
    try {
      answer = await ask('remove', { table, row: Number(row.dataset.row), was });
    } catch {
      return failed('Proforma does not answer. It may have been closed: start it again');
    }
    const { status, reply } = answer;
    if (status === 409) {
      await fetchRows(table, 0);
      return alarm('This row was changed elsewhere meanwhile. Look at it before you remove it.');
    }
    if (status !== 200) return failed(reply.why || 'Not saved yet', true);
    ours(reply);
    for (const { dataset } of groups) forget(dataset.path);
    shownParts.delete(`item-${table}-whole`);
    reply.parts.forEach(swap);
    byId(`item-${table}`)?.focus();
    say('Row removed');
    show();
  }

  async function addCheck() {
    const [by, found] = ['by', 'found'].map((name) => byId(`update_checks.${name}`).value);
    const told = byId('update_checks.note');
    try {
      const { status, reply } = await ask('check', { by, found });
      if (status !== 200) { told.textContent = reply.why || 'Not saved yet.'; return say(told.textContent); }
      ours(reply);
      reply.parts.forEach(swap);
      byId('checks-title').scrollIntoView();
      say('Saved');
    } catch {
      failed('Proforma does not answer. It may have been closed: start it again');
    }
  }

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

  // Events ------------------------------------------------------------------------------------

  const group = (event) => event.target.closest?.('[data-path]');

  document.addEventListener('input', (event) => {
    const found = group(event);
    if (!found || event.target.type === 'radio') return;
    isComposing = event.isComposing === true;
    grow(event.target);
    const row = found.closest('.row');
    if (row && row.querySelector(TYPED) === event.target) nameRow(row);
    touch(found, false);
  });
  document.addEventListener('compositionend', (event) => {
    isComposing = false;
    const found = group(event);
    if (found) touch(found, false);
  });
  document.addEventListener('change', (event) => {
    const found = group(event);
    if (found) touch(found, true);
  });
  document.addEventListener('focusout', (event) => {
    const found = group(event);
    isComposing = false;
    if (found && pending.has(found.dataset.path)) send(found.dataset.path);
    setTimeout(show, 0);
  });
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('button');
    if (!button) return;
    if (button.id === 'finish') finish();
    else if (button.closest('#new-check')) addCheck();
    else if (button.matches('.add')) addRow(button);
    else if (button.matches('.remove')) removeRow(button);
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') leave();
    else alive();
  });
  addEventListener('pagehide', leave);
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
  addEventListener('beforeunload', (event) => {
    const isHeld = failures > 0 || [...pending.values()].some((change) => change.refused || change.conflict !== undefined);
    if (isHeld && !isFinished) event.preventDefault();
  });

  /** Says that there is a page, and finds out whether there still is a server. */
  async function alive() {
    if (isFinished) return;
    try {
      const { status, reply } = await ask(`alive?known=${stamp}`);
      if (status === 403) return failed('This page is no longer connected. Start Proforma again');
      reply.parts?.forEach(swap);
      if (reply.values) takeUp(reply);
      if (failures > 0 && pending.size === 0) { failures = 0; alarm(''); show(); }
    } catch {
      failed('Proforma does not answer. It may have been closed: start it again');
    }
  }
  setInterval(() => { if (document.visibilityState === 'visible') alive(); }, 2000);
  addEventListener('focus', alive);

  /** Whether somebody works in this part of the page. */
  function isBusy(part) {
    const isPending = ({ dataset }) => pending.has(dataset.path);
    return part.contains(document.activeElement) || [part, ...part.querySelectorAll('[data-path]')].some(isPending);
  }

  /** Takes up what others have changed. What somebody works on here stays as it is until later. */
  function takeUp({ values, stamp: theirs }) {
    let isAll = true;
    const changed = new Set();
    const meet = (part) => {
      if (isBusy(part)) isAll = false;
      else changed.add(part);
    };
    for (const group of document.querySelectorAll('[data-path]')) {
      const now = values[group.dataset.path] ?? '';
      if (now !== group.dataset.was) meet(group.closest('[data-table]') || group);
    }
    for (const path of Object.keys(values)) {
      const [table, row, column] = path.split('.');
      const part = column && row && !groupOf(path) && document.querySelector(`[data-table="${CSS.escape(table)}"]`);
      if (part) meet(part);
    }
    for (const part of changed) {
      if (part.dataset.table) fetchRows(part.dataset.table, 0).catch(() => {});
      else {
        part.dataset.was = values[part.dataset.path] ?? '';
        write(part, part.dataset.was);
        note(part, 'Changed elsewhere just now');
      }
    }
    if (changed.size > 0) say('Something was changed elsewhere, and is shown here now');
    if (isAll) stamp = theirs;
  }

  /** Notes that a change of this page is in the file, unless others have changed it before. */
  function ours(reply) {
    if (reply.before === stamp) stamp = reply.stamp;
  }
  setInterval(() => { if (failures > 0 && pending.size === 0) alive(); }, 5000);

  /** Takes up what was typed before and not saved. */
  async function restore() {
    const start = key('');
    let names = [];
    try { names = Object.keys(localStorage).filter((name) => name.startsWith(start)); } catch { return; }
    for (const name of names) {
      const path = name.slice(start.length);
      let kept;
      try { kept = JSON.parse(localStorage.getItem(name)); } catch { continue; }
      const [table, row, column] = path.split('.');
      if (!groupOf(path) && column && document.querySelector(`[data-table="${CSS.escape(table)}"]`)) {
        await fetchRows(table, Number(row)).catch(() => {});
      }
      const found = groupOf(path);
      if (!found || !kept) continue;
      if (whole(kept) === found.dataset.was) { unkeep(path); continue; }
      pending.set(path, { value: kept.value, choice: kept.choice, was: kept.was, row: kept.row });
      put(found, pending.get(path));
      send(path);
    }
  }

  const details = document.querySelector('#contents details');
  if (details) details.open = matchMedia('(min-width: 64rem)').matches;
  document.querySelectorAll('textarea').forEach(grow);
  restore();
})();
