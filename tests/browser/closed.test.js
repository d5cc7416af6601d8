'use strict';

// Nothing that was typed runs, and no other page reaches this one.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const { test } = require('node:test');
const { stringify } = require('yaml');
const { browsing, withPage } = require('./support/browser');
const { Place, until } = require('./support/place');

const desk = browsing();

const MARKUP = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>\'"><svg onload=window.hit=1>&lt;b&gt;';

/** Pieces of HTML that are not the page's own. */
async function assertInert(sheet) {
  const found = await sheet.page.evaluate(() => ({
    hit: window.hit,
    title: document.title,
    strange: [...document.querySelectorAll('img, script:not([src="assets/page.js"]), svg:not(.bar-of-all, .history svg), b, iframe, [onload], [onerror]')]
      .map((element) => element.outerHTML),
  }));
  assert.equal(found.hit, undefined, 'nothing has run');
  assert.deepEqual(found.strange, []);
  return found;
}

/** A state that has markup in every value that there can be. */
function traps() {
  const row = (...columns) => Object.fromEntries(columns.map((column) => [column, `${column} ${MARKUP}`]));
  return stringify({
    checklist: 'pre-migration',
    last_updated: '27/03/2025',
    practice: row('name', 'ods_code', 'icb', 'practice_manager', 'project_manager', 'current_system',
      'new_system', 'final_data_production', 'go_live', 'return_to', 'return_by'),
    answers: {
      'sms-providers': [row('organisation', 'contact', 'disconnection_date')],
      'third-party-extracts': [row('organisation', 'requested', 'can_meet_date', 'log_out_needed')],
      pcse: [row('service', 'contact', 'disconnection_date')],
      'tell-patients': { status: 'in progress', ...row('owner', 'due', 'done', 'notes') },
    },
    update_checks: [{ date: '16/11/2026', by: MARKUP, found: '27/03/2025' }],
  });
}

test('markup in every value and in the file name is shown as it was typed', () => withPage(desk, {
  text: traps(), name: '<img src=x onerror=window.hit=1>&"\'.yaml',
}, async (sheet) => {
  const { page } = sheet;
  const { title } = await assertInert(sheet);
  assert.ok(title.startsWith(`name ${MARKUP}`), title);
  assert.equal(await page.textContent('.file'), '<img src=x onerror=window.hit=1>&"\'.yaml');
  const shown = await page.$$eval('[data-path]', (groups) => groups
    .map((group) => [group.dataset.path, group.querySelector('input[type="text"], textarea')?.value])
    .filter(([, value]) => value));
  for (const [at, value] of shown) assert.equal(value.replace(/\n$/, ''), sheet.place.value(at).replace(/\n$/, ''), at);
  assert.equal(shown.filter(([, value]) => value.includes(MARKUP)).length, 25);
  await page.click('.looks summary');
  assert.ok((await page.textContent('.looks')).includes(MARKUP));
}));

test('markup that is typed is shown and saved as it was typed', () => withPage(desk, {}, async (sheet) => {
  const { page } = sheet;
  for (const at of ['practice.name', 'practice.go_live', 'practice.ods_code', 'sms-providers.1.organisation', 'tell-patients.notes']) {
    await sheet.field(at).fill(MARKUP);
    await page.keyboard.press('Tab');
    // What tells the subject from others is asked about first.
    if (at === 'practice.ods_code') await sheet.group(at).locator('text=Change it').last().click();
    await sheet.filed(at, MARKUP);
  }
  await sheet.isSaved();
  assert.ok((await page.textContent('[id="practice.go_live.note"]')).includes(MARKUP));
  assert.equal(await page.textContent('#row-sms-providers-1 legend'), `Row 1, ${MARKUP}`);
  await assertInert(sheet);
  // A conflict shows both.
  await sheet.field('practice.icb').focus();
  sheet.place.edit('icb: NHS Wyreborough Integrated Care Board', `icb: '${MARKUP.replaceAll("'", "''")}'`);
  await sheet.field('practice.icb').fill('Mine');
  await page.keyboard.press('Tab');
  await sheet.says('1 not saved');
  assert.equal(await sheet.group('practice.icb').locator('pre').textContent(), MARKUP);
  await assertInert(sheet);
  await page.click('text=Keep mine');
  await page.fill('[id="update_checks.by"]', MARKUP);
  await page.fill('[id="update_checks.found"]', '27/03/2025');
  await page.click('#new-check button');
  await until('the check is listed', async () => (await page.textContent('.log')).includes(MARKUP));
  await page.reload();
  await assertInert(sheet);
}));

test('markup in a checklist is shown as text', async () => {
  const place = new Place({ text: 'checklist: trap\nlast_updated: 01/11/2026\n' });
  const checklist = place.path('trap.yaml');
  fs.writeFileSync(checklist, stringify({
    id: 'trap',
    title: MARKUP,
    publisher: MARKUP,
    last_updated: '01/11/2026',
    about: { title: MARKUP, subject: 'hall', named_by: 'name', rows: [[{ id: 'name', title: MARKUP }]] },
    body: [
      { paragraph: MARKUP },
      {
        section: MARKUP,
        body: [
          { caution: MARKUP },
          { list: [MARKUP] },
          { table: MARKUP, id: 'table', columns: [{ id: 'what', title: MARKUP }, { id: 'is', title: MARKUP, kind: 'yes-no' }], rows: 2 },
          { task: MARKUP, id: 'task', lines: 2 },
        ],
      },
    ],
  }));
  place.options = ['--checklist', checklist];
  await withPage(desk, { place }, async (sheet) => {
    await assertInert(sheet);
    assert.equal(await sheet.page.textContent('h1'), MARKUP);
    assert.equal(await sheet.page.textContent('#item-table'), MARKUP);
    await sheet.page.click('.add');
    await sheet.page.waitForSelector('#row-table-2');
    await assertInert(sheet);
  });
});

// Other pages -----------------------------------------------------------------------------

/** Somebody else's server on this machine: the same site, but another origin. */
async function withForeigner(html, work) {
  const seen = [];
  const server = http.createServer((request, response) => {
    seen.push(request.headers);
    response.writeHead(200, { 'content-type': 'text/html' }).end(html);
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  try {
    await work(`http://127.0.0.1:${server.address().port}/`, seen);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a foreign page cannot show it in a frame', () => withPage(desk, {}, async (sheet) => {
  const { first, page } = sheet.server;
  for (const address of [page, first]) {
    for (const tag of ['iframe src', 'object data', 'embed src']) {
      await withForeigner(`<!doctype html><${tag}="${address}"></${tag.split(' ')[0]}>`, async (foreign) => {
        const other = await sheet.context.newPage();
        const answered = other.waitForResponse((response) => response.url() === address);
        await other.goto(foreign);
        const status = (await answered).status();
        if (address === page) assert.equal(status, 403);
        await other.waitForLoadState('networkidle');
        for (const frame of other.frames()) {
          assert.equal(await frame.locator('#form, a[href="./"]').count(), 0, `${tag} ${address}`);
        }
        await other.close();
      });
    }
  }
}));

test('a foreign page can neither read nor change anything', () => withPage(desk, {}, async (sheet) => {
  const before = sheet.place.text();
  const address = sheet.server.page;
  await withForeigner('<!doctype html><title>Foreign</title>', async (foreign, seen) => {
    const other = await sheet.context.newPage();
    await other.goto(foreign);
    // What the server answers, even where the browser keeps that from the page.
    const network = await sheet.context.newCDPSession(other);
    const [requests, statuses] = [new Map(), new Map()];
    network.on('Network.requestWillBeSent', ({ requestId, request }) => requests.set(requestId, request));
    network.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => statuses.set(requestId, statusCode));
    await network.send('Network.enable');
    const answersTo = (rest) => [...requests].filter(([, { url }]) => url === `${address}${rest}`)
      .map(([id]) => statuses.get(id));
    const tried = await other.evaluate(async (page) => {
      const body = JSON.stringify({ path: 'practice.icb', was: 'NHS Wyreborough Integrated Care Board', value: 'Foreign' });
      const attempt = (way) => way().then(async (response) => `${response.type}: ${await response.text()}`, (error) => error.name);
      const ways = {
        read: () => fetch(page, { credentials: 'include' }),
        'read without asking': () => fetch(page, { credentials: 'include', mode: 'no-cors' }),
        change: () => fetch(`${page}change`, { method: 'POST', body, credentials: 'include' }),
        'change without asking': () => fetch(`${page}change`, { method: 'POST', body, credentials: 'include', mode: 'no-cors' }),
        'change with a token': () => fetch(`${page}change`, { method: 'POST', body, credentials: 'include', headers: { 'x-proforma-token': 'x' } }),
        finish: () => fetch(`${page}finish`, { method: 'POST', body: '{}', credentials: 'include', mode: 'no-cors' }),
        news: () => fetch(`${page}alive?known=0`, { credentials: 'include', mode: 'no-cors' }),
      };
      const results = {};
      for (const [name, way] of Object.entries(ways)) results[name] = await attempt(way);
      const load = (tag, attributes) => new Promise((done) => {
        const element = Object.assign(document.createElement(tag), attributes);
        element.onload = () => done('loaded');
        element.onerror = () => done('refused');
        document.head.append(element);
      });
      results.script = await load('script', { src: `${page}assets/page.js` });
      results.style = await load('link', { rel: 'stylesheet', href: `${page}assets/page.css` });
      results.picture = await load('img', { src: `${page}assets/icon.svg` });
      navigator.sendBeacon(`${page}change`, body);
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: `${page}change`, enctype: 'text/plain', target: 'elsewhere' });
      const input = document.createElement('input');
      [input.name, input.value] = [body.slice(0, -1), '}'];
      form.append(input);
      document.body.append(form);
      form.submit();
      return results;
    }, address);
    const { script, style, picture, ...fetched } = tried;
    assert.deepEqual({ script, style, picture }, { script: 'refused', style: 'refused', picture: 'refused' });
    for (const [name, result] of Object.entries(fetched)) assert.equal(result, 'TypeError', name);
    await until('the form has been answered', () => sheet.context.pages().length > 2);
    // An opened window is cut off from the page that opened it.
    const [popup] = await Promise.all([
      sheet.context.waitForEvent('page'),
      other.evaluate((to) => { window.theirs = window.open(to); }, address),
    ]);
    await popup.waitForLoadState();
    await until('it is cut off', () => other.evaluate(() => window.theirs.closed));
    for (const [rest, count] of [['', 2], ['change', 2], ['finish', 1], ['alive?known=0', 1]]) {
      await until(`${rest} is answered`, () => answersTo(rest).filter((status) => status !== undefined).length >= count);
      assert.deepEqual(answersTo(rest).filter((status) => ![403, undefined].includes(status)), [], rest);
    }
    // The foreign server was sent no cookie of this page.
    assert.ok(seen.length > 0);
    for (const { cookie } of seen) assert.equal(cookie, undefined);
  });
  assert.equal(sheet.place.text(), before);
  await sheet.page.reload();
  await sheet.page.waitForSelector('#form');
}));

test('a page that a foreign one leads to has no power over it, nor a key in its address', () => withPage(desk, {}, async (sheet) => {
  assert.equal(sheet.page.url(), sheet.server.page);
  const cookies = await sheet.context.cookies();
  assert.equal(cookies.length, 1);
  const [{ httpOnly, sameSite, path, name }] = cookies;
  assert.deepEqual({ httpOnly, sameSite, path }, { httpOnly: true, sameSite: 'Strict', path: new URL(sheet.server.page).pathname });
  assert.ok(name.length > 'proforma-'.length);
  // The key is not in the history either.
  await sheet.page.goBack().catch(() => {});
  assert.ok(!sheet.page.url().includes('key='), sheet.page.url());
}));

// Visits ------------------------------------------------------------------------------------

test('a tab that is restored works with its cookie, a stranger’s does not', () => withPage(desk, {}, async (sheet) => {
  const state = await sheet.context.storageState();
  await sheet.page.close();
  const again = await sheet.tab(sheet.server.page);
  await again.page.waitForSelector('#form');
  await again.type('practice.icb', 'Second visit');
  await sheet.filed('practice.icb', 'Second visit');
  // The browser was closed and opened again, and so was the program.
  sheet.server.signal('SIGINT');
  assert.equal((await sheet.server.ended).code, 0);
  sheet.server = await sheet.place.serve();
  const later = await desk.browser.newContext({ storageState: state });
  const restored = await later.newPage();
  await restored.goto(sheet.server.page);
  await restored.waitForSelector('#form');
  assert.equal(await restored.inputValue('[id="practice.icb"]'), 'Second visit');
  await later.close();
  const stranger = await desk.browser.newContext();
  const strange = await stranger.newPage();
  assert.equal((await strange.goto(sheet.server.page)).status(), 403);
  assert.equal(await strange.textContent('h1'), 'This page is no longer connected');
  assert.equal((await strange.goto(sheet.server.first.replace(/.$/, (c) => (c === '0' ? '1' : '0')))).status(), 403);
  await stranger.close();
}));

test('two pages at once in one browser keep to their own files', () => withPage(desk, {}, async (sheet) => {
  const second = new Place({ text: 'checklist: pre-migration\nlast_updated: 27/03/2025\npractice: {name: Second}\n' });
  try {
    const server = await second.serve();
    const other = await sheet.tab(server.first);
    other.place = second;
    await other.page.waitForSelector('#form');
    await sheet.type('practice.icb', 'Of the first');
    await other.type('practice.icb', 'Of the second');
    await sheet.filed('practice.icb', 'Of the first');
    await other.filed('practice.icb', 'Of the second');
    assert.equal((await sheet.context.cookies()).length, 2);
    sheet.expected.push(/Content Security Policy/);
    // Neither is let into the other, even from this machine and with both cookies.
    const status = (page, to) => page.evaluate((address) => fetch(address, { credentials: 'include' })
      .then((response) => response.status, (error) => error.name), to);
    assert.equal(await status(sheet.page, server.page), 'TypeError');
    await other.page.click('#finish');
    await other.page.waitForSelector('h1:has-text("You can close this window")');
    await sheet.type('practice.icb', 'Still there');
    await sheet.filed('practice.icb', 'Still there');
  } finally {
    await second.remove();
  }
}));
