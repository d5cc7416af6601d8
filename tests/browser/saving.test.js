'use strict';

// What is typed is saved, whatever happens to the file, the program or the page.

const assert = require('node:assert/strict');
const child = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { describe, test } = require('node:test');
const { browsing, withPage } = require('./support/browser');
const { Place, hasDisks, pause, until } = require('./support/place');

const desk = browsing();
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

/** All that the page sends to be saved. */
function listen(sheet) {
  const sent = [];
  sheet.page.on('request', (request) => {
    if (request.url().endsWith('/change')) sent.push(request.postDataJSON());
  });
  return sent;
}

/** From now on, time passes in the page only as the test says. */
async function stopClock({ page }) {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 1000);
}

/** From now on, the page does nothing that it would do only after a pause. */
function stopPauses({ page }) {
  return page.evaluate(() => {
    const wait = window.setTimeout.bind(window);
    window.setTimeout = (work, ms) => (ms < 800 ? wait(work, ms) : 0);
  });
}

/** Holds what the page sends to be saved until `release` is called. */
async function hold(sheet) {
  let release;
  const released = new Promise((done) => { release = done; });
  const held = [];
  await sheet.page.route('**/change', async (route) => {
    held.push(route.request().postDataJSON());
    await released;
    await route.continue();
  });
  return { held, release };
}

// Most of the time is spent with waiting: several tests at once are done sooner.
describe('saving', { concurrency: 4 }, () => {
  // When it is saved ------------------------------------------------------------------------

  test('a text is saved once, a moment after the last key', () => withPage(desk, {}, async (sheet) => {
    const { page } = sheet;
    const sent = listen(sheet);
    await stopClock(sheet);
    await sheet.type('practice.icb', '');
    for (const key of 'Slow') {
      await page.keyboard.type(key);
      await page.clock.runFor(799);
      assert.deepEqual(sent, [], 'nothing is sent while somebody types');
      assert.equal(await sheet.said(), 'Saving');
    }
    await page.clock.runFor(1);
    await sheet.filed('practice.icb', 'Slow');
    assert.equal(sent.length, 1);
    await sheet.isSaved();
  }));

  test('a text is saved at once when its field is left, and that is said once', () => withPage(desk, {}, async (sheet) => {
    const sent = listen(sheet);
    await stopPauses(sheet);
    await sheet.type('practice.icb', 'In haste');
    await sheet.page.keyboard.press('Tab');
    await sheet.filed('practice.icb', 'In haste');
    await until('it is said', async () => (await sheet.page.textContent('#said')) === 'Saved');
    assert.equal(sent.length, 1);
  }));

  for (const [how, leave] of [
    ['its window is left', (page) => page.goto('about:blank')],
    ['its tab is closed', (page) => page.close({ runBeforeUnload: true })],
    ['its tab goes out of sight', (page) => page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    })],
  ]) {
    test(`a text is saved when ${how}`, () => withPage(desk, {}, async (sheet) => {
      await stopPauses(sheet);
      await sheet.type('practice.icb', 'Last words');
      await leave(sheet.page);
      await sheet.filed('practice.icb', 'Last words');
    }));
  }

  test('what is chosen is saved at once', () => withPage(desk, {}, async (sheet) => {
    await stopPauses(sheet);
    await sheet.choose('tell-patients.status', 2);
    await sheet.filed('tell-patients.status', 'done');
    await until('it is counted', async () => (await sheet.page.textContent('.count')).startsWith('10 of 22'));
  }));

  test('nothing is saved while an input method composes', () => withPage(desk, {}, async (sheet) => {
    const sent = listen(sheet);
    const keyboard = await sheet.context.newCDPSession(sheet.page);
    const compose = (text) => keyboard.send('Input.imeSetComposition', {
      text, selectionStart: text.length, selectionEnd: text.length,
    });
    await stopClock(sheet);
    await sheet.type('practice.icb', '');
    await compose('ｎ');
    await compose('に');
    await compose('にほん');
    await sheet.page.clock.runFor(5000);
    assert.deepEqual(sent, [], 'nothing is sent of what is not chosen yet');
    await keyboard.send('Input.insertText', { text: '日本' });
    await sheet.page.clock.runFor(800);
    await sheet.filed('practice.icb', '日本');
    assert.deepEqual(sent.map(({ value }) => value), ['日本']);
  }));

  test('a row that is removed while it is saved does not come back', () => withPage(desk, {}, async (sheet) => {
    const { page } = sheet;
    await page.click('[data-table="sms-providers"] .add');
    await page.waitForFunction(() => document.activeElement.id === 'sms-providers.3.organisation');
    const { held, release } = await hold(sheet);
    await page.keyboard.type('Not this one');
    await page.focus('#row-sms-providers-3 .remove');
    await until('it is sent', () => held.length > 0);
    await page.keyboard.press('Enter');
    // Whatever the page does next, it has done a moment later.
    await pause(500);
    release();
    await sheet.isSaved();
    await until('the row is gone', async () => (await page.locator('#row-sms-providers-3').count()) === 0);
    assert.ok(!sheet.place.text().includes('Not this one'), 'nor is it in the file');
  }));

  // Others ------------------------------------------------------------------------------------

  test('what an editor changes is shown within seconds', () => withPage(desk, {}, async (sheet) => {
    const { page, place } = sheet;
    const begin = Date.now();
    place.edit('Riverside Surgery', 'Riverbank Surgery');
    place.edit('owner: Nurse team', 'owner: Nurses');
    place.edit('status: in progress\n    owner: Nurses', 'status: done\n    owner: Nurses');
    place.edit('    - organisation: PingPractice', '    - organisation: Pong\n    - organisation: PingPractice');
    await until('all is shown', async () => (await sheet.field('practice.name').inputValue()) === 'Riverbank Surgery'
      && (await sheet.field('identify-templates.owner').inputValue()) === 'Nurses'
      && (await page.isChecked('[id="identify-templates.status.choice.2"]'))
      && (await page.locator('[id="sms-providers.2.organisation"]').inputValue()) === 'Pong'
      && (await page.locator('[id="sms-providers.3.organisation"]').inputValue()) === 'PingPractice');
    assert.ok(Date.now() - begin < 6000, `${Date.now() - begin} ms`);
    assert.equal((await page.textContent('.count')).startsWith('10 of 22'), true);
  }));

  test('a text under the cursor is never replaced, and both are shown', () => withPage(desk, {}, async (sheet) => {
    const { page, place } = sheet;
    const field = sheet.field('identify-templates.owner');
    await field.focus();
    place.edit('owner: Nurse team', 'owner: Nurses');
    // Another change tells when this page has heard of both.
    place.edit('Riverside Surgery', 'Riverbank Surgery');
    await until('the other one is shown', async () => (await sheet.field('practice.name').inputValue()) === 'Riverbank Surgery');
    assert.equal(await field.inputValue(), 'Nurse team');
    await sheet.type('identify-templates.owner', 'Nurse lead');
    await page.keyboard.press('Tab');
    await sheet.says('1 not saved');
    const group = sheet.group('identify-templates.owner');
    assert.equal(await group.locator('pre').textContent(), 'Nurses');
    assert.equal(await field.inputValue(), 'Nurse lead');
    assert.equal(place.value('identify-templates.owner'), 'Nurses');
    await page.click('text=Keep mine');
    await sheet.filed('identify-templates.owner', 'Nurse lead');
    await sheet.isSaved();
    assert.equal(await group.locator('.trouble').count(), 0);
  }));

  test('what is in the file can be taken instead, and conflicts stay apart', () => withPage(desk, {}, async (sheet) => {
    const { page, place } = sheet;
    const both = ['practice.icb', 'tell-patients.owner'];
    const { release } = await hold(sheet);
    for (const at of both) await sheet.type(at, 'Mine');
    place.edit('icb: NHS Wyreborough Integrated Care Board', 'icb: Theirs');
    place.edit('owner: Reception lead', 'owner: Theirs');
    await page.keyboard.press('Tab');
    release();
    await sheet.says('2 not saved');
    await sheet.group(both[1]).locator('text=Take what is in the file').click();
    assert.equal(await sheet.field(both[1]).inputValue(), 'Theirs');
    assert.equal(await page.evaluate(() => document.activeElement.id), both[1]);
    await sheet.says('1 not saved');
    assert.equal(await sheet.field(both[0]).inputValue(), 'Mine');
    await sheet.group(both[0]).locator('text=Keep mine').click();
    await sheet.isSaved();
    assert.deepEqual(both.map((at) => place.value(at)), ['Mine', 'Theirs']);
  }));

  test('two tabs of one page work side by side', () => withPage(desk, {}, async (sheet) => {
    const other = await sheet.tab(sheet.server.page);
    await sheet.type('practice.icb', 'From the first');
    await other.type('practice.new_system', 'From the second');
    await sheet.filed('practice.icb', 'From the first');
    await sheet.filed('practice.new_system', 'From the second');
    await other.page.keyboard.press('Tab');
    await until('the second shows the first', async () => (await other.field('practice.icb').inputValue()) === 'From the first');
    await sheet.page.bringToFront();
    await sheet.page.keyboard.press('Tab');
    await until('the first shows the second', async () => (await sheet.field('practice.new_system').inputValue()) === 'From the second');
  }));

  test('what is typed goes to its row, whatever became of the others', () => withPage(desk, {}, async (sheet) => {
    const { place } = sheet;
    const at = 'pathology-and-others.3.contact';
    await sheet.field(at).focus();
    const text = place.text();
    const [from, to] = ['    - organisation: Wyreborough', '    - organisation: 111'].map((row) => text.indexOf(row));
    place.write(text.slice(0, from) + text.slice(to));
    place.edit('Riverside Surgery', 'Riverbank Surgery');
    await until('the change is heard of', async () => (await sheet.field('practice.name').inputValue()) === 'Riverbank Surgery');
    await sheet.type(at, 'A new contact');
    await sheet.isSaved();
    const rows = place.values().answers['pathology-and-others'];
    assert.deepEqual(rows.map(({ organisation, contact }) => [organisation.slice(0, 5), contact]), [
      ['111 a', 'ooh.interfaces@fellside.example'], ['Bowel', 'A new contact'],
    ]);
  }));

  test('what is not saved stays with its row when another row goes', () => withPage(desk, {}, async (sheet) => {
    const { page, place } = sheet;
    const at = 'pathology-and-others.3.contact';
    await sheet.field(at).focus();
    place.edit('hub.helpdesk@screening.example, 01632 960909', 'Theirs');
    await sheet.type(at, 'Mine');
    await page.keyboard.press('Tab');
    await sheet.says('1 not saved');
    await page.click('#row-pathology-and-others-1 .remove');
    await until('the row is gone', async () => (await page.locator('[data-table="pathology-and-others"] .row').count()) === 2);
    const group = sheet.group('pathology-and-others.2.contact');
    assert.equal(await sheet.said(), '1 not saved');
    assert.equal(await sheet.field('pathology-and-others.2.contact').inputValue(), 'Mine');
    await group.locator('text=Keep mine').click({ timeout: 5000 });
    await sheet.filed('pathology-and-others.2.contact', 'Mine');
    await sheet.isSaved();
    assert.equal(place.values().answers['pathology-and-others'].length, 2);
  }));

  // When it cannot be saved ---------------------------------------------------------------------

  /** Something happens to the file; what is typed stays in the page, and is saved afterwards. */
  async function survives(sheet, { spoil, words, mend }) {
    const { page } = sheet;
    await spoil(sheet);
    await sheet.type('practice.icb', 'Typed meanwhile');
    await page.keyboard.press('Tab');
    await sheet.says('Not saved yet');
    await until(`the alarm says ${words}`, async () => words.test(await sheet.alarm()))
      .catch(async () => assert.match(await sheet.alarm(), words));
    assert.equal(sheet.read('practice.icb') === 'Typed meanwhile', false);
    await sheet.type('tell-patients.notes', 'And more\nof it');
    await sheet.choose('tell-patients.status', 2);
    assert.equal(await sheet.field('practice.icb').inputValue(), 'Typed meanwhile');
    assert.equal(await sheet.field('tell-patients.notes').inputValue(), 'And more\nof it');
    await sheet.says('Not saved yet');
    await mend(sheet);
    await sheet.isSaved();
    await until('there is no alarm', async () => (await sheet.alarm()) === '');
    assert.equal(sheet.read('practice.icb'), 'Typed meanwhile');
    assert.equal(sheet.read('tell-patients.notes').trimEnd(), 'And more\nof it');
    assert.equal(sheet.read('tell-patients.status'), 'done');
    assert.match(sheet.place.text(), /^# A practice half-way/);
  }

  let aside;
  const TROUBLES = {
    'read-only': {
      spoil: ({ place }) => fs.chmodSync(place.file, 0o444),
      words: /read-only/,
      mend: ({ place }) => fs.chmodSync(place.file, 0o644),
    },
    removed: {
      spoil: ({ place }) => { aside = place.text(); fs.rmSync(place.file); },
      words: /it does not exist/,
      mend: ({ place }) => place.write(aside),
    },
    renamed: {
      spoil: ({ place }) => fs.renameSync(place.file, `${place.file}.old`),
      words: /it does not exist/,
      mend: ({ place }) => fs.renameSync(`${place.file}.old`, place.file),
    },
    'broken by an editor': {
      spoil: ({ place }) => place.edit('  name: Riverside', '  name: "Riverside'),
      words: /not valid YAML/,
      mend: ({ place }) => place.edit('  name: "Riverside', '  name: Riverside'),
    },
    'cut off': {
      spoil: ({ place }) => { aside = place.text(); place.write(''); },
      words: /./,
      mend: ({ place }) => place.write(aside),
    },
    'replaced by a folder': {
      spoil: ({ place }) => { fs.renameSync(place.file, `${place.file}.old`); fs.mkdirSync(place.file); },
      words: /./,
      mend: ({ place }) => { fs.rmdirSync(place.file); fs.renameSync(`${place.file}.old`, place.file); },
    },
  };
  for (const [name, trouble] of Object.entries(TROUBLES)) {
    test(`a file that is ${name} keeps nothing from being saved later`, () => withPage(desk, {}, (sheet) => survives(sheet, trouble)));
  }

  test('of a broken file, the page says which line is wrong', () => withPage(desk, {}, async (sheet) => {
    TROUBLES['broken by an editor'].spoil(sheet);
    await sheet.type('practice.icb', 'Typed meanwhile');
    await sheet.page.keyboard.press('Tab');
    await sheet.alarms('not valid YAML');
    assert.match(await sheet.alarm(), /\bLine \d+ of /);
  }));

  test('a full disk keeps nothing from being saved later', {
    skip: hasDisks() ? false : 'no disk can be mounted here',
  }, () => withPage(desk, { disk: '64k' }, (sheet) => {
    const filler = path.join(path.dirname(sheet.place.file), 'filler');
    return survives(sheet, {
      spoil: () => {
        const file = fs.openSync(filler, 'w');
        try {
          for (;;) fs.writeSync(file, Buffer.alloc(4096));
        } catch (error) {
          assert.equal(error.code, 'ENOSPC');
        } finally {
          fs.closeSync(file);
        }
      },
      words: /no space left/,
      mend: () => fs.rmSync(filler),
    });
  }));

  test('a file that another run works on is waited for', () => withPage(desk, {}, async (sheet) => {
    const locks = sheet.place.path('runtime/proforma');
    await sheet.type('practice.icb', 'Before');
    await sheet.filed('practice.icb', 'Before');
    const lock = fs.readdirSync(locks).find((name) => name.endsWith('.lock'));
    const other = child.spawn('flock', [path.join(locks, lock), '-c', 'echo locked; cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise((done) => { other.stdout.once('data', done); });
    await sheet.type('practice.icb', 'After');
    await sheet.page.keyboard.press('Tab');
    await pause(1000);
    assert.equal(await sheet.said(), 'Saving');
    assert.equal(sheet.read('practice.icb'), 'Before');
    other.stdin.end();
    await sheet.filed('practice.icb', 'After');
    await sheet.isSaved();
  }));

  // When the program is away ------------------------------------------------------------------

  test('a program that stands still for a while loses nothing', () => withPage(desk, {}, async (sheet) => {
    sheet.server.signal('SIGSTOP');
    await sheet.type('practice.icb', 'While it slept');
    await sheet.type('practice.new_system', 'This too');
    await sheet.page.keyboard.press('Tab');
    await pause(3000);
    assert.notEqual(await sheet.said(), 'Everything is saved');
    sheet.server.signal('SIGCONT');
    await sheet.isSaved();
    assert.equal(sheet.read('practice.icb'), 'While it slept');
    assert.equal(sheet.read('practice.new_system'), 'This too');
  }));

  test('that a program stands still is said', () => withPage(desk, {}, async (sheet) => {
    sheet.server.signal('SIGSTOP');
    await sheet.type('practice.icb', 'While it slept');
    await sheet.page.keyboard.press('Tab');
    await until('it is said', async () => (await sheet.said()) === 'Not saved yet', 12_000);
  }));

  test('a program that was killed and is started again saves what was typed', () => withPage(desk, {}, async (sheet) => {
    await sheet.server.kill();
    await sheet.type('practice.icb', 'While it was away');
    await sheet.page.keyboard.press('Tab');
    await sheet.alarms('Proforma does not answer. It may have been closed: start it again');
    await sheet.says('Not saved yet');
    const { port } = sheet.server;
    sheet.server = await sheet.place.serve();
    assert.equal(sheet.server.port, port);
    await sheet.filed('practice.icb', 'While it was away');
    await sheet.isSaved();
    assert.equal(await sheet.alarm(), '');
  }));

  test('what was saved without the page hearing of it is not taken for somebody else’s', () => withPage(desk, {}, async (sheet) => {
    const { page } = sheet;
    let lost = 0;
    await page.route('**/change', async (route) => {
      if (lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      return route.abort();
    });
    await sheet.type('practice.icb', 'One');
    await sheet.filed('practice.icb', 'One');
    await until('the answer is lost', () => lost > 0);
    await sheet.says('Not saved yet');
    await page.keyboard.type(' and two');
    await sheet.filed('practice.icb', 'One and two');
    await sheet.isSaved();
  }));

  test('a tab that was closed meanwhile loses nothing, row by row', () => withPage(desk, {}, async (sheet) => {
    const { page, place } = sheet;
    await page.click('[data-table="pcse"] .add');
    await page.waitForFunction(() => document.activeElement.id === 'pcse.2.service');
    await sheet.server.kill();
    await page.keyboard.type('A new service');
    await sheet.type('practice.icb', 'Kept');
    await page.keyboard.press('Tab');
    await sheet.says('Not saved yet');
    await page.close({ runBeforeUnload: true });
    place.edit('Riverside Surgery', 'Riverbank Surgery');
    sheet.server = await place.serve();
    await sheet.tab();
    await sheet.filed('practice.icb', 'Kept');
    await sheet.filed('pcse.2.service', 'A new service');
    assert.equal(sheet.read('practice.name'), 'Riverbank Surgery');
  }));

  test('a page of a port that another program has taken keeps what was typed, and goes on', () => withPage(desk, {}, async (sheet) => {
    const { page, place } = sheet;
    const { port } = sheet.server;
    await sheet.server.kill();
    await sheet.type('practice.icb', 'On the old port');
    await page.keyboard.press('Tab');
    await sheet.says('Not saved yet');
    sheet.expected.push(/status of 404/);
    const squatter = http.createServer((_, response) => response.writeHead(404).end('Nothing'));
    await new Promise((done) => { squatter.listen(port, '127.0.0.1', done); });
    const elsewhere = await place.serve();
    assert.notEqual(elsewhere.port, port);
    const other = await sheet.tab(elsewhere.first);
    await other.type('practice.new_system', 'On the new port');
    await sheet.filed('practice.new_system', 'On the new port');
    await page.bringToFront();
    assert.equal(await sheet.field('practice.icb').inputValue(), 'On the old port');
    await sheet.says('Not saved yet');
    await elsewhere.kill();
    await new Promise((done) => { squatter.close(done); squatter.closeAllConnections(); });
    sheet.server = await place.serve({ port });
    await sheet.filed('practice.icb', 'On the old port');
    await sheet.isSaved();
  }));

  test('a page without a cookie says so, keeps what was typed, and goes on with one', () => withPage(desk, {}, async (sheet) => {
    const cookies = await sheet.context.cookies();
    await sheet.context.clearCookies();
    await sheet.type('practice.icb', 'Without a cookie');
    await sheet.page.keyboard.press('Tab');
    await sheet.alarms('This page is no longer connected. Start Proforma again');
    await sheet.says('Not saved yet');
    assert.equal(await sheet.field('practice.icb').inputValue(), 'Without a cookie');
    await sheet.context.addCookies(cookies);
    await sheet.filed('practice.icb', 'Without a cookie');
    await sheet.isSaved();
  }));

  // Time ----------------------------------------------------------------------------------------

  test('a page that is open over midnight renews itself, and keeps focus and text', {
    skip: fs.existsSync(FAKETIME) ? false : 'faketime is not installed',
  }, async () => {
    const place = new Place();
    const clock = place.path('clock');
    fs.writeFileSync(clock, '@2026-12-09 23:59:00');
    const env = {
      LD_PRELOAD: FAKETIME, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1',
    };
    await withPage(desk, { place, serve: { today: null, env } }, async (sheet) => {
      const { page } = sheet;
      const overdue = page.locator('#contents li.overdue', { hasText: 'Tell your patients' });
      assert.equal(await overdue.count(), 0);
      await sheet.type('practice.icb', 'Half a wor');
      await sheet.filed('practice.icb', 'Half a wor');
      await sheet.isSaved();
      // From here on, it is by the hour alone that the page is renewed.
      fs.writeFileSync(clock, '@2026-12-10 00:00:10');
      await until('it is overdue', async () => (await overdue.count()) === 1);
      await page.keyboard.type('d');
      assert.equal(await sheet.field('practice.icb').inputValue(), 'Half a word');
      await sheet.filed('practice.icb', 'Half a word');
      await sheet.page.fill('[id="update_checks.by"]', 'N. Ight');
      await sheet.page.fill('[id="update_checks.found"]', '27/03/2025');
      await sheet.page.click('#new-check button');
      await until('the check is of the new day', () => sheet.place.values().update_checks
        .some(({ date, by }) => date === '10/12/2026' && by === 'N. Ight'));
    });
  });
});
