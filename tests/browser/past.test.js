'use strict';

// What was: changes undone, earlier states, earlier editions; and what is asked about first.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');
const { audit, violations } = require('./support/audit');
const { browsing, withPage } = require('./support/browser');
const { Place, ROOT, pause, until } = require('./support/place');

const desk = browsing();
const OWNER = 'tell-patients.owner';
const NUMBER = '450 557 7104';

/** Presses a button of what is said at a field. */
const answer = (sheet, at, words) => sheet.group(at).getByRole('button', { name: words }).click();

/** Waits until the file is as it was at some time. */
const is = (sheet, text) => until('the file is as it was', () => sheet.place.text() === text);

/** All that the browser keeps. */
function keptBy({ page }) {
  return page.evaluate(async () => {
    const found = [JSON.stringify({ ...localStorage })];
    for (const { name } of await indexedDB.databases()) {
      const open = indexedDB.open(name);
      await new Promise((done) => { open.onsuccess = done; });
      const all = open.result.transaction('unsaved').objectStore('unsaved').getAll();
      await new Promise((done) => { all.onsuccess = done; });
      found.push(JSON.stringify(all.result));
      open.result.close();
    }
    return found.join('\n');
  });
}

describe('what was', { concurrency: 4 }, () => {
  test('changes are undone to the last byte, and done again', () => withPage(desk, {}, async (sheet) => {
    const { page, place } = sheet;
    const before = place.text();
    // At once: on a busy machine, typing has pauses and is saved in steps.
    await sheet.field(OWNER).fill('A. Person');
    await page.keyboard.press('Tab');
    await sheet.filed(OWNER, 'A. Person');
    await page.click('#row-sms-providers-1 .remove');
    await sheet.filed('sms-providers.1.organisation', 'PingPractice');
    const after = place.text();
    const count = (rows) => async () => (await page.locator('#row-sms-providers-2').count()) === rows;
    await until('the row is gone', count(0));
    await page.click('#undo');
    await until('the row is back', count(1));
    // Away from fields, keys do the same.
    await page.keyboard.press('Control+z');
    await is(sheet, before);
    await until('the field has it', async () => (await sheet.field(OWNER).inputValue()) === 'Reception lead');
    await until('it is told', async () => (await page.textContent('#notice')) === 'Undone: Tell your patients about upcoming changes: owner');
    assert.equal(await page.getAttribute('#undo', 'aria-disabled'), 'true');
    await audit(page, 'undone');
    await page.keyboard.press('Control+y');
    await sheet.filed(OWNER, 'A. Person');
    await page.keyboard.press('Control+Shift+z');
    await is(sheet, after);
  }));

  test('a change that somebody else has changed since can be kept or taken', () => withPage(desk, {}, async (sheet) => {
    const { page, place } = sheet;
    for (const [theirs, words, value] of [
      ['Theirs', 'Keep mine', 'Reception lead'],
      ['Other', 'Take what is in the file', 'Other'],
    ]) {
      await sheet.type(OWNER, 'Mine');
      await page.keyboard.press('Tab');
      await sheet.filed(OWNER, 'Mine');
      await sheet.isSaved();
      // Sooner, they cannot have seen it, and the page asks without being asked to undo.
      await pause(10_500);
      place.edit('owner: Mine', `owner: ${theirs}`);
      await page.click('#undo');
      await sheet.says('1 not saved');
      await answer(sheet, OWNER, words);
      await sheet.filed(OWNER, value);
      await sheet.isSaved();
      await sheet.type(OWNER, 'Reception lead');
      await page.keyboard.press('Tab');
      await sheet.filed(OWNER, 'Reception lead');
    }
  }));

  test('a row that is not removed keeps what waits in it for an answer', () => withPage(desk, {}, async (sheet) => {
    const { page, place } = sheet;
    const at = 'pathology-and-others.3.contact';
    await sheet.field(at).focus();
    place.edit('hub.helpdesk@screening.example, 01632 960909', 'Theirs');
    await sheet.type(at, 'Mine');
    await page.keyboard.press('Tab');
    await sheet.says('1 not saved');
    place.edit('Theirs', 'Theirs again');
    await page.click('#row-pathology-and-others-3 .remove');
    await sheet.alarms('This row was changed elsewhere meanwhile');
    assert.equal(await sheet.said(), '1 not saved');
    assert.equal(await sheet.field(at).inputValue(), 'Mine');
    assert.equal(sheet.read(at), 'Theirs again');
  }));

  test('an earlier state is compared, brought back and deleted', () => withPage(desk, {}, async (sheet) => {
    const { page, place } = sheet;
    const before = place.text();
    await sheet.type(OWNER, 'A. Person');
    await page.keyboard.press('Tab');
    await sheet.filed(OWNER, 'A. Person');
    const after = place.text();
    await page.reload();
    await page.click('#earlier .compare');
    await page.waitForSelector('.differences');
    assert.match(await page.textContent('.differences'), /Reception lead.*A\. Person/s);
    assert.ok(await page.evaluate(() => document.activeElement.matches('.differences')));
    await audit(page, 'an earlier state', ['#earlier']);
    await sheet.picture('earlier');
    await page.click('.bring-back');
    await is(sheet, before);
    await until('both are kept', async () => (await page.locator('.kept-state').count()) === 2);
    await page.click('#undo');
    await is(sheet, after);
    await until('the page is made anew', async () => (await sheet.field(OWNER).inputValue()) === 'A. Person');
    const last = page.locator('.kept-state').last();
    await last.locator('.delete').click();
    await last.getByRole('button', { name: 'Delete it for good' }).click();
    await until('one is left', async () => (await page.locator('.kept-state').count()) === 1);
  }));

  for (const [width, height] of [[1280, 800], [320, 640]]) {
    test(`a file is moved to a newer edition at ${width}`, async () => {
      const place = new Place();
      const built = fs.readFileSync(path.join(ROOT, 'content/pre-migration.yaml'), 'utf8');
      const newer = built.replace(/last_updated: .*/, 'last_updated: 02/11/2026')
        .replace('Tell your patients about upcoming', 'Tell all patients about upcoming');
      fs.writeFileSync(place.path('newer.yaml'), newer);
      place.options = ['--checklist', place.path('newer.yaml')];
      const before = place.text();
      await withPage(desk, { place, ready: '#newer', view: { viewport: { width, height } } }, async (sheet) => {
        const { page } = sheet;
        await audit(page, 'a newer edition', ['#newer']);
        await sheet.picture(`newer-${width}`);
        await page.click('#move');
        await page.waitForSelector('#earlier-tell-patients .fits');
        assert.equal(place.values().last_updated, '02/11/2026');
        assert.equal(await page.locator('#newer').count(), 0);
        assert.match(await page.textContent('#earlier-tell-patients'), /Tell your patients.*Tell all patients/s);
        await audit(page, 'earlier words', ['#item-tell-patients-whole']);
        await page.locator('#item-tell-patients').scrollIntoViewIfNeeded();
        await sheet.picture(`earlier-words-${width}`);
        await page.click('#earlier-tell-patients .fits');
        await until('it fits', () => place.values().answered_under?.['tell-patients'] === undefined);
        await until('the title has the focus', () => page.evaluate(() => document.activeElement.id === 'item-tell-patients'));
        for (const what of ['it is marked again', 'it is moved back']) {
          await page.click('#undo');
          await page.waitForLoadState();
          await until(what, () => place.text() === before || place.values().answered_under['tell-patients']);
        }
        await is(sheet, before);
      });
    });
  }
});

describe('what is asked about first', { concurrency: 4 }, () => {
  test('a number is taken out, or is not one', () => withPage(desk, {}, async (sheet) => {
    const { page } = sheet;
    const at = 'tell-patients.notes';
    await sheet.type(at, `Call ${NUMBER} today`);
    await page.keyboard.press('Tab');
    await sheet.says('1 not saved');
    assert.ok(!(await keptBy(sheet)).includes(NUMBER));
    await answer(sheet, at, 'Take it out');
    await until('the rest is saved', () => /^Call\s+today$/.test(sheet.read(at)));
    for (const value of [`Order ${NUMBER}`, `Order ${NUMBER} too`]) {
      await sheet.type(at, value);
      await page.keyboard.press('Tab');
      await sheet.says('1 not saved');
      await answer(sheet, at, 'It is not an NHS number');
      await sheet.filed(at, value);
      await sheet.isSaved();
    }
    assert.equal(await page.textContent(`[id="${at}.note"]`), 'Noted: this is not an NHS number');
    assert.equal(sheet.place.values().not_nhs_numbers.length, 2);
  }));

  test('a code is changed, or left as it was', () => withPage(desk, {}, async (sheet) => {
    const { page } = sheet;
    const at = 'practice.ods_code';
    for (const [words, value] of [['Leave it as it was', 'A12345'], ['Change it', 'B54321']]) {
      await sheet.type(at, 'B54321');
      await page.keyboard.press('Tab');
      await sheet.says('1 not saved');
      assert.equal(sheet.read(at), 'A12345');
      await audit(page, 'a changed code', [`[data-path="${at}"]`]);
      await answer(sheet, at, words);
      await sheet.filed(at, value);
      await sheet.isSaved();
      assert.equal(await sheet.field(at).inputValue(), value);
    }
  }));

  test('a state that is missing is made', async () => {
    const place = new Place();
    fs.rmSync(place.file);
    const inspection = path.join(ROOT, 'content/examples/fire-inspection.yaml');
    fs.copyFileSync(inspection, place.path('files/fire-inspection.yaml'));
    await withPage(desk, { place, ready: '#make' }, async (sheet) => {
      assert.deepEqual(await violations(sheet.page), []);
      await sheet.picture('missing');
      await sheet.page.click('text=Yearly fire inspection');
      await sheet.page.click('#make');
      await sheet.page.waitForSelector('#form');
      assert.equal(place.values().checklist, 'fire-inspection');
    });
  });
});

test('two keys lead to the next outstanding item, from wherever one is', () => withPage(desk, {}, async ({ page }) => {
  const links = page.locator('#contents li:is(.overdue, .in_progress, .not_started) a');
  const wanted = await links.evaluateAll((all) => all.map(({ hash }) => hash.slice(1)));
  assert.ok(wanted.length > 5);
  await page.focus('#finish');
  for (const id of [...wanted, wanted[0]]) {
    await page.keyboard.press('Control+Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), id);
    await page.keyboard.press('Tab');
  }
}));

test('what is not saved can be copied while the program is away', () => withPage(desk, {}, async (sheet) => {
  const { page } = sheet;
  await sheet.server.kill();
  await sheet.type(OWNER, 'Unsent words');
  await page.keyboard.press('Tab');
  await sheet.alarms('Proforma does not answer');
  await page.click('#alarm button');
  assert.equal(await page.inputValue('#alarm textarea'), 'Owner, Tell your patients about upcoming changes\nUnsent words\n');
  await audit(page, 'what is not saved', ['#alarm']);
}));
