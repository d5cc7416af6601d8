'use strict';

// The page is for everybody: WCAG 2.2 AA, in each view, in each state, at each width.

const assert = require('node:assert/strict');
const child = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');
const { audit, lost, violations } = require('./support/audit');
const { browsing, withPage } = require('./support/browser');
const { ROOT, until } = require('./support/place');

const desk = browsing();

/** Desk, tablet, and telephone: the last is also a desk at 400%. */
const WIDTHS = { 1280: 800, 768: 1024, 320: 640 };

const EMPTY = 'checklist: pre-migration\nlast_updated: 27/03/2025\n';
const NHS_NUMBER = ['401', '023', '2137'].join(' ');
const example = (name) => path.join(ROOT, `content/examples/${name}.yaml`);

async function away(sheet) {
  await sheet.server.kill();
  await sheet.type('practice.icb', 'Typed in vain');
  await sheet.page.keyboard.press('Tab');
  await sheet.alarms('Proforma does not answer');
}

async function conflict(sheet) {
  await sheet.field('identify-templates.owner').focus();
  sheet.place.edit('owner: Nurse team', 'owner: Nurses');
  await sheet.type('identify-templates.owner', 'Nurse lead');
  await sheet.page.keyboard.press('Tab');
  await sheet.says('1 not saved');
}

/** Every view in every state: the state, what leads there, and where it shows. */
const VIEWS = {
  sample: {},
  empty: { text: EMPTY },
  'another field': { from: example('north-hall'), checklist: example('fire-inspection') },
  'things to look at': {
    arrange: ({ page }) => page.click('.looks summary'),
    part: '#standing',
  },
  remarks: {
    async arrange(sheet) {
      for (const [at, text] of [['practice.ods_code', 'B 1'], ['practice.go_live', 'in spring'], ['tell-patients.due', '01/11/2026']]) {
        await sheet.type(at, text);
        await sheet.page.keyboard.press('Tab');
      }
      await until('the last remark is there', async () => (await sheet.page.textContent('[id="tell-patients.due.note"]')).includes('overdue'));
    },
    part: '#about',
  },
  conflict: { arrange: conflict, part: '#item-identify-templates-whole' },
  'a patient’s number': {
    async arrange(sheet) {
      await sheet.type('tell-patients.notes', NHS_NUMBER);
      await sheet.page.keyboard.press('Tab');
      await sheet.says('1 not saved');
    },
    part: '#item-tell-patients-whole',
  },
  'a table that has rows': {
    async arrange(sheet) {
      await sheet.choose('sms-providers', 1);
      await sheet.says('1 not saved');
    },
    part: '#item-sms-providers-whole',
  },
  'not saved': {
    part: '#about',
    async arrange(sheet) {
      fs.chmodSync(sheet.place.file, 0o444);
      await sheet.type('practice.icb', 'Typed in vain');
      await sheet.page.keyboard.press('Tab');
      await sheet.alarms('read-only');
    },
  },
  'the program is away': { part: '#about', arrange: away },
  'a tab without a cookie': {
    async arrange({ context, page }) {
      await context.clearCookies();
      await page.reload();
      await page.waitForSelector('h1:has-text("no longer connected")');
    },
  },
  'a file that cannot be shown': {
    async arrange({ page, place }) {
      place.edit('  name: Riverside', '  name: "Riverside');
      await page.reload();
      await page.waitForSelector('h1:has-text("cannot be shown")');
    },
    expected: /status of 500/,
  },
  finished: {
    async arrange({ page }) {
      await page.click('#finish');
      await page.waitForSelector('h1:has-text("You can close this window")');
    },
  },
};

describe('views', { concurrency: 3 }, () => {
  for (const [name, { arrange, part, expected, ...state }] of Object.entries(VIEWS)) {
    test(name, () => withPage(desk, state, async (sheet) => {
      const { page } = sheet;
      if (expected) sheet.expected.push(expected);
      await arrange?.(sheet);
      for (const [width, height] of Object.entries(WIDTHS)) {
        await page.setViewportSize({ width: Number(width), height });
        if (part) await page.$eval(part, (element) => element.scrollIntoView());
        await sheet.picture(`${name} ${width}`);
        // Elsewhere it is as in the sample.
        await audit(page, `${name} at ${width}`, part && ['header', '#alarm', part]);
      }
    }));
  }
});

test('a thousand rows', () => withPage(desk, {
  text: child.execFileSync('python3', [path.join(ROOT, 'benches/rows'), '1000'], { encoding: 'utf8' }),
}, async ({ page }) => {
  assert.equal(await page.locator('.row .remove').count(), 1000);
  // What each row says is the same for all of them.
  await page.evaluate(() => {
    for (const row of document.querySelectorAll('.row')) if (Number(row.dataset.row) > 3) row.remove();
  });
  await audit(page, 'a thousand rows');
}));

// What else people change -----------------------------------------------------------------------

const SPACED = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }'
  + ' p { margin-bottom: 2em !important; }';

/** Adds a style sheet as an extension of the browser does, which no policy of the page stops. */
function restyle(page, css) {
  return page.evaluate((rules) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [sheet];
  }, css);
}

const LONG_NAME = 'The Old Brewery Surgery and Wyreborough Health Centre Partnership';

for (const [width, height] of Object.entries({ ...WIDTHS, '320 ': 256 })) {
  test(`wider spacing of text loses nothing at ${width} by ${height}`, () => withPage(desk, {
    view: { viewport: { width: Number(width), height } },
  }, async (sheet) => {
    const { page } = sheet;
    await conflict(sheet);
    await restyle(page, SPACED);
    await sheet.picture(`wider spacing ${width.trim()} by ${height}`);
    await audit(page, 'wider spacing', ['header', '#standing', '#item-identify-templates-whole']);
  }));
}

test('a long name is whole at any width', () => withPage(desk, {
  text: `${EMPTY}practice: {name: ${LONG_NAME}}\n`,
}, async (sheet) => {
  const { page } = sheet;
  for (const [width, height] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width: Number(width), height });
    await sheet.picture(`long name ${width}`);
    assert.deepEqual(await lost(page), [], `at ${width}`);
  }
}));

test('forced colours hide nothing, and the focus is seen', () => withPage(desk, {
  view: { forcedColors: 'active' },
}, async (sheet) => {
  const { page } = sheet;
  await conflict(sheet);
  await sheet.picture('forced colours');
  assert.deepEqual(await violations(page, ['header', '#contents', '#standing', '#item-identify-templates-whole']), []);
  const kinds = {
    link: '#contents a[href="#about"]', line: '[id="practice.icb"]', lines: '[id="tell-patients.notes"]',
    choice: '[id="tell-patients.status.choice.1"]', button: '[data-table="sms-providers"] .add', summary: '.looks summary',
  };
  for (const [kind, selector] of Object.entries(kinds)) await seesFocus(sheet, kind, selector);
  await page.$eval('#item-identify-templates-whole', (element) => element.scrollIntoView());
  await sheet.picture('forced colours, conflict');
}));

/** What has the focus looks different from when it has not. */
async function seesFocus({ page }, kind, selector) {
  const element = page.locator(selector).first();
  await page.$eval(selector, (found) => found.scrollIntoView({ block: 'center' }));
  const { x, y, width, height } = await element.boundingBox();
  const clip = { x: Math.max(0, x - 6), y: Math.max(0, y - 6), width: width + 12, height: height + 12 };
  const look = async () => (await page.screenshot({ clip, caret: 'hide' })).toString('base64');
  // So that the browser takes it for somebody at the keyboard.
  await page.keyboard.press('Shift');
  await page.evaluate(() => document.activeElement.blur());
  const without = await look();
  await element.focus();
  assert.deepEqual(await element.boundingBox(), { x, y, width, height }, 'it stays where it is');
  assert.notEqual(await look(), without, `a ${kind} that has the focus`);
}

test('the focus is seen in ordinary colours as well', () => withPage(desk, {}, async (sheet) => {
  for (const selector of ['#contents a[href="#about"]', '[id="practice.icb"]', '[id="tell-patients.status.choice.1"]', '#finish', '.looks summary']) {
    await seesFocus(sheet, selector, selector);
  }
}));

test('nothing moves for those who want no motion', () => withPage(desk, { view: { reducedMotion: 'reduce' } }, async ({ page }) => {
  await page.click('.looks summary');
  await page.click('[data-table="sms-providers"] .add');
  await page.waitForSelector('#row-sms-providers-3');
  const moving = await page.evaluate(() => [
    ...document.getAnimations().map((animation) => String(animation)),
    ...[...document.querySelectorAll('*')].filter((element) => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
      return transitionDuration !== '0s' || animationName !== 'none' || scrollBehavior !== 'auto';
    }).map(({ tagName, className }) => `${tagName}.${className}`),
  ]);
  assert.deepEqual(moving, []);
}));

// Keyboard and pointer --------------------------------------------------------------------------

/** What is wrong with the place of what has the focus; nothing if it is in sight and nothing covers it. */
function focusFault() {
  const element = document.activeElement;
  if (element === document.body) return 'lost';
  const [{ left, top, right, bottom }] = element.getClientRects();
  const points = [left + 2, right - 2].flatMap((x) => [top + 2, bottom - 2].map((y) => [x, y]));
  const found = points.map(([x, y]) => document.elementFromPoint(x, y));
  const isOther = (there) => there && !element.contains(there) && !there.contains(element);
  // Of many lines, the first or the last may be in sight.
  const isLong = element.tagName === 'TEXTAREA' && found.some((there) => there && !isOther(there));
  const over = found.find(isOther);
  if (over && !isLong) return `under ${over.id || over.className || over.tagName}`;
  return found.some((there) => there) ? '' : 'out of sight';
}

/** Goes through the whole page; gives what was not in sight when it had the focus. */
async function walk({ page }, key) {
  const found = [];
  await page.evaluate(`window.focusFault = ${focusFault}`);
  await page.focus(key === 'Tab' ? '.skip' : '[id="update_checks.found"]');
  for (let steps = 0; steps < 600; steps += 1) {
    await page.keyboard.press(key);
    const { fault, what, isEnd } = await page.evaluate(() => ({
      fault: window.focusFault(),
      what: document.activeElement.id || document.activeElement.textContent.slice(0, 40),
      isEnd: document.activeElement.matches('body, .skip'),
    }));
    if (isEnd && steps > 100) return found;
    if (fault) found.push(`${what} is ${fault}`);
  }
  return [...found, 'it has no end'];
}

// Backwards, what has the focus comes from under the head; forwards, from under the alarm.
const WALKS = [
  { view: [1280, 800], key: 'Shift+Tab' },
  { view: [320, 640], key: 'Shift+Tab' },
  { view: [320, 256], key: 'Tab' },
  { view: [320, 640], key: 'Tab', isAway: true },
  { view: [1280, 800], key: 'Tab', isAway: true },
];

describe('focus', { concurrency: 3 }, () => {
  for (const { view: [width, height], key, isAway } of WALKS) {
    const when = isAway ? ' while the program is away' : '';
    test(`what has the focus is in sight at ${width} by ${height}${when}`, () => withPage(desk, {
      view: { viewport: { width, height } },
    }, async (sheet) => {
      if (isAway) await away(sheet);
      // The page is renewed once.
      else await sheet.page.waitForResponse((response) => response.url().includes('/alive'));
      assert.deepEqual(await walk(sheet, key), []);
    }));
  }
});

/** Where the focus is after something was done. */
function focused(page) {
  return page.evaluate(() => {
    const { id, tagName, textContent } = document.activeElement;
    return tagName === 'BODY' ? 'nowhere' : id || textContent;
  });
}

test('the focus goes where the work is', () => withPage(desk, {}, async (sheet) => {
  const { page } = sheet;
  await page.focus('[data-table="sms-providers"] .add');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#row-sms-providers-3');
  await until('it is in the new row', async () => (await focused(page)) === 'sms-providers.3.organisation');
  await page.focus('#row-sms-providers-3 .remove');
  await page.keyboard.press('Enter');
  await until('it is at the table', async () => (await focused(page)) === 'item-sms-providers');
  await page.focus('[id="third-party-solutions.choice.2"]');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.waitForSelector('#row-third-party-solutions-1');
  await sheet.isSaved();
  assert.equal(await focused(page), 'third-party-solutions.choice.0');
  await conflict(sheet);
  await page.focus('text=Keep mine');
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'identify-templates.owner');
  await sheet.isSaved();
}));

for (const where of ['#contents summary', '.looks summary', '#contents a[href="#about"]']) {
  test(`the focus stays at ${where} when the numbers change`, () => withPage(desk, {}, async (sheet) => {
    const { page, place } = sheet;
    await page.focus(where);
    place.edit('status: in progress', 'status: done');
    await until('the numbers have changed', async () => (await page.textContent('.count')).startsWith('10 of 22'));
    assert.equal(await page.evaluate((selector) => document.activeElement.matches(selector), where), true);
  }));
}

test('the focus is not lost when a check is added', () => withPage(desk, {}, async ({ page }) => {
  await page.fill('[id="update_checks.by"]', 'A. Tester');
  await page.fill('[id="update_checks.found"]', '27/03/2025');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#checks li:has-text("A. Tester")');
  assert.notEqual(await focused(page), 'nowhere');
}));

for (const [width, height] of Object.entries(WIDTHS)) {
  test(`what one presses is 24 pixels high and wide at ${width}`, () => withPage(desk, {
    view: { viewport: { width: Number(width), height } },
  }, async (sheet) => {
    await conflict(sheet);
    const small = await sheet.page.$$eval('button, input, textarea, summary, .choice', (elements) => elements
      .filter((element) => element.checkVisibility())
      .map((element) => [element.id || element.textContent, element.getBoundingClientRect()])
      .filter(([, box]) => Math.round(box.width) < 24 || Math.round(box.height) < 24)
      .map(([what, box]) => `${what}: ${box.width} by ${box.height}`));
    assert.deepEqual(small, []);
  }));
}
