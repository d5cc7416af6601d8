'use strict';

// A browser with the page, as somebody uses it.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before } = require('node:test');
const { chromium } = require('playwright-core');
const { Place, until } = require('./place');

const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';
const SCREENS = path.join(__dirname, '..', 'screens');

// Chromium's sandbox does not work for the system's administrator, as whom tests may run.
const FLAGS = process.getuid() === 0 ? ['--no-sandbox'] : [];

/** What a browser says of a server that is away, or that refuses: it is meant to. */
const EXPECTED = [/^Failed to load resource: net::/, /^Failed to load resource: .* status of (403|409|422|503) /];

/** A browser for the tests of a file, and what makes pages in it. */
function browsing() {
  const desk = { browser: null };
  before(async () => {
    desk.browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  after(() => desk.browser?.close());
  return desk;
}

/** An open page of a state, in a browser's own profile. */
class Sheet {
  constructor(place, server, page) {
    Object.assign(this, { place, server, page, context: page.context(), faults: [], expected: [...EXPECTED] });
    this.watch(page);
  }

  /** Everything that goes wrong in a page is kept, for the end of the test. */
  watch(page) {
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => {
      const isExpected = this.expected.some((words) => words.test(message.text()));
      if (message.type() === 'error' && !isExpected) this.faults.push(message.text());
    });
    page.on('dialog', (dialog) => {
      if (dialog.type() !== 'beforeunload') this.faults.push(`a dialog: ${dialog.message()}`);
      dialog.accept().catch(() => {});
    });
  }

  group(at) { return this.page.locator(`[data-path="${at}"]`); }

  /** The line, or lines, of a field. */
  field(at) { return this.page.locator(`[id="${at}"]`); }

  /** Chooses the words with this number. */
  async choose(at, index) {
    await this.page.locator(`label[for="${at}.choice.${index}"]`).click();
  }

  /** Types as a person does, key by key, in place of what is there. */
  async type(at, text) {
    await this.field(at).focus();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.type(text);
  }

  async said() { return (await this.page.textContent('#saving')) || ''; }

  async says(words) {
    await until(`the page says “${words}”`, async () => (await this.said()) === words);
  }

  async isSaved() { await this.says('Everything is saved'); }

  async alarms(words) {
    await until(`the alarm says “${words}”`, async () => (await this.alarm()).includes(words));
  }

  /** What the alarm says, where there is one. */
  async alarm() {
    const alarm = this.page.locator('#alarm');
    return (await alarm.isVisible()) ? alarm.textContent() : '';
  }

  /** Waits until the file has a value. */
  async filed(at, value) {
    try {
      await until('the file has it', () => this.read(at) === value);
    } catch {
      assert.equal(this.read(at), value, `${at} in the file`);
    }
  }

  /** A value of the file; a file that is being replaced, or is broken, has none. */
  read(at) {
    try { return this.place.value(at); } catch { return undefined; }
  }

  /** Another tab of the same browser. */
  async tab(address = this.server.first) {
    const page = await this.context.newPage();
    const sheet = new Sheet(this.place, this.server, page);
    sheet.faults = this.faults;
    await page.goto(address);
    return sheet;
  }

  /** A picture for somebody to look at. */
  async picture(name, options) {
    fs.mkdirSync(SCREENS, { recursive: true });
    await this.page.screenshot({ path: path.join(SCREENS, `${name}.png`), ...options });
  }

  finish() {
    assert.deepEqual(this.faults, [], 'nothing went wrong in the page');
  }
}

/** Does something with the page of a state, and tidies up. */
async function withPage(desk, { place, view, serve, ready = '#form', ...state }, work) {
  const where = place || new Place(state);
  let context;
  try {
    const server = await where.serve(serve);
    context = await desk.browser.newContext({ viewport: { width: 1280, height: 800 }, ...view });
    const sheet = new Sheet(where, server, await context.newPage());
    await sheet.page.goto(server.first);
    await sheet.page.waitForSelector(ready);
    await work(sheet);
    sheet.finish();
  } finally {
    await context?.close();
    await where.remove();
  }
}

module.exports = { CHROMIUM, FLAGS, Sheet, browsing, withPage };
