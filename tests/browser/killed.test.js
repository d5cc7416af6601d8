'use strict';

// Program and browser are killed at random moments: what was acknowledged is in the file, and
// what was typed more than a second before comes back.
//
// ROUNDS says how often, SEED with which random numbers.

const assert = require('node:assert/strict');
const child = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { chromium } = require('playwright-core');
const { CHROMIUM, FLAGS, Sheet, browsing, withPage } = require('./support/browser');
const { Place, pause, until } = require('./support/place');

const ROUNDS = Number(process.env.ROUNDS || 10);
const SEED = Number(process.env.SEED || 1);

/** As many at once: most of the time is spent with waiting. */
const LANES = 2;

const FIELDS = [
  'practice.name', 'practice.icb', 'practice.go_live', 'practice.return_to',
  'sms-providers.1.contact', 'sms-providers.2.organisation',
  'pcse.1.disconnection_date', 'tell-patients.notes', 'run-updates.owner', 'check-reports.due',
];

/** Random numbers that are the same each time. */
function random(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return { next, upTo: (most) => Math.floor(next() * most), one: (list) => list[Math.floor(next() * list.length)] };
}

/** Somebody who types into one field after the other, and remembers what and when. */
class Typist {
  constructor(sheet, dice) {
    Object.assign(this, { sheet, dice, typed: new Map(), fates: new Map(), isStopped: false });
    const of = (request) => (request.url().endsWith('/change') ? request.postDataJSON() : {});
    sheet.page.on('request', (request) => {
      const { path: at, value } = of(request);
      if (at) this.fate(at).sent.push(value);
    });
    sheet.page.on('response', (response) => {
      const { path: at, value } = of(response.request());
      if (!at || response.status() !== 200) return;
      const { sent } = this.fate(at);
      this.fates.set(at, { acknowledged: value, sent: sent.slice(sent.indexOf(value) + 1) });
    });
  }

  /** What was acknowledged last of a field, and what was sent since. */
  fate(at) {
    if (!this.fates.has(at)) this.fates.set(at, { sent: [] });
    return this.fates.get(at);
  }

  /** Types until it is stopped; a browser that is killed stops it as well. */
  async type() {
    const { sheet, dice } = this;
    this.isStopped = false;
    while (!this.isStopped) {
      const at = dice.one(FIELDS);
      await sheet.field(at).focus();
      await sheet.page.keyboard.press('Control+End');
      let text = await sheet.field(at).inputValue();
      for (let keys = 1 + dice.upTo(12); keys > 0 && !this.isStopped; keys -= 1) {
        const key = dice.one([...'abcdefghij 0123456789é#:']);
        await sheet.page.keyboard.type(key);
        text += key;
        if (!this.typed.has(at)) this.typed.set(at, []);
        this.typed.get(at).push({ when: Date.now(), text });
        // Now and then somebody thinks.
        await pause(dice.upTo(8) ? dice.upTo(120) : 900);
      }
    }
  }

  /** What stood at a time in each field that was typed into. */
  at(time) {
    const then = [...this.typed].map(([at, texts]) => [at, texts.filter(({ when }) => when <= time).pop()?.text]);
    return then.filter(([, text]) => text !== undefined);
  }

  /** The file holds what was acknowledged last, or what was sent since. */
  checkAcknowledged() {
    for (const [at, { acknowledged, sent }] of this.fates) {
      if (acknowledged === undefined) continue;
      const possible = [acknowledged, ...sent].map((value) => value.trimEnd());
      const found = this.sheet.place.value(at).trimEnd();
      assert.ok(possible.includes(found), `${at} is “${found}”, and not one of “${possible.join('”, “')}”`);
    }
  }
}

const desk = browsing();

/** So many rounds, dealt to lanes that run side by side. */
function inLanes(rounds, work) {
  const lanes = Array.from({ length: Math.min(LANES, rounds) }, (_, lane) => work(
    random(SEED * 1000 + lane),
    Math.floor((rounds + lane) / Math.min(LANES, rounds)),
  ));
  return Promise.all(lanes);
}

// The program -------------------------------------------------------------------------------

test(`the program is killed ${ROUNDS} times`, () => inLanes(ROUNDS, (dice, rounds) => withPage(desk, {}, async (sheet) => {
  const typist = new Typist(sheet, dice);
  for (let round = 0; round < rounds; round += 1) {
    // What goes wrong first is to be told, and not that the page is closed then.
    const typing = typist.type().then(() => {}, (error) => error);
    await pause(dice.upTo(1500));
    await sheet.server.kill();
    typist.checkAcknowledged();
    await pause(dice.upTo(600));
    sheet.server = await sheet.place.serve();
    await pause(dice.upTo(300));
    typist.isStopped = true;
    assert.ifError(await typing);
    await sheet.isSaved();
    for (const [at, text] of typist.at(Date.now())) {
      assert.equal(sheet.place.value(at).trimEnd(), text.trimEnd(), `${at} in round ${round}`);
    }
  }
})));

// The browser -------------------------------------------------------------------------------

/** A browser as a process of its own, with a profile that outlives it. */
async function start(profile) {
  const port = path.join(profile, 'DevToolsActivePort');
  fs.rmSync(port, { force: true });
  const flags = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--no-first-run', ...FLAGS];
  const process_ = child.spawn(CHROMIUM, [...flags, 'about:blank'], { detached: true, stdio: 'ignore' });
  const ended = new Promise((done) => { process_.once('exit', done); });
  await until('the browser listens', () => fs.existsSync(port) && fs.readFileSync(port, 'utf8').includes('\n'));
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${fs.readFileSync(port, 'utf8').split('\n')[0]}`);
  const kill = async () => {
    // With all the processes that it has started.
    process.kill(-process_.pid, 'SIGKILL');
    await ended;
    await browser.close().catch(() => {});
  };
  return { browser, kill };
}

/** Opens the page in a browser of its own. */
async function open(place, server) {
  const { browser, kill } = await start(place.path('profile'));
  const sheet = new Sheet(place, server, await browser.contexts()[0].newPage());
  await sheet.page.goto(server.first);
  await sheet.page.waitForSelector('#form');
  return { sheet, kill };
}

/** What of this the page does not bring back. */
async function missing(sheet, wanted) {
  const isBack = ([at, text]) => sheet.read(at)?.startsWith(text.trimEnd());
  await sheet.isSaved();
  await until('all is there', () => wanted.every(isBack), 2000).catch(() => {});
  return wanted.filter((one) => !isBack(one)).map(([at, text]) => `${at}: ${text.slice(-20)}`);
}

/** Kills the browser in each round; gives what was lost. `way` is how the program fares. */
async function killBrowsers(dice, rounds, way) {
  const place = new Place();
  const lost = [];
  let kill;
  try {
    let server = await place.serve();
    let wanted = [];
    for (let round = 0; round <= rounds; round += 1) {
      const opened = await open(place, server);
      ({ kill } = opened);
      lost.push(...await missing(opened.sheet, wanted));
      if (round === rounds) break;
      const typist = new Typist(opened.sheet, dice);
      await way.begin?.(server);
      const typing = typist.type().catch(() => {});
      await pause(500 + dice.upTo(3000));
      const killed = Date.now();
      await kill();
      typist.isStopped = true;
      await typing;
      wanted = typist.at(killed - 1000);
      if (way.end) server = await way.end(server, place);
    }
  } finally {
    await kill?.().catch(() => {});
    await place.remove();
  }
  return lost;
}

const WAYS = {
  'while the program runs': {},
  'while the program is away': {
    begin: (server) => server.kill(),
    end: (server, place) => place.serve(),
  },
  'while the program stands still': {
    begin: (server) => server.signal('SIGSTOP'),
    end: (server) => { server.signal('SIGCONT'); return server; },
  },
};
const EACH = Math.ceil(ROUNDS / Object.keys(WAYS).length);
for (const [name, way] of Object.entries(WAYS)) {
  test(`the browser is killed ${EACH} times ${name}`, async () => {
    const lost = await inLanes(EACH, (dice, rounds) => killBrowsers(dice, rounds, way));
    assert.deepEqual(lost.flat(), []);
  });
}

test('somebody who types without a pause loses a second at most', async () => {
  const place = new Place();
  let kill;
  try {
    const server = await place.serve();
    let sheet;
    ({ sheet, kill } = await open(place, server));
    await sheet.field('practice.icb').focus();
    await sheet.page.keyboard.press('Control+End');
    for (let key = 0; key < 40; key += 1) {
      await sheet.page.keyboard.type('x');
      await pause(100);
    }
    await kill();
    ({ sheet, kill } = await open(place, server));
    await sheet.isSaved();
    assert.match(await sheet.field('practice.icb').inputValue(), /x{20}/);
  } finally {
    await kill?.();
    await place.remove();
  }
});
