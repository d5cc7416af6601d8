'use strict';

// Whole checklists, filled in by keyboard alone and read back from the file.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { parse } = require('yaml');
const { browsing, withPage } = require('./support/browser');
const { ROOT } = require('./support/place');

const desk = browsing();
const STATUS = ['not started', 'in progress', 'done', 'not applicable'];
const TASK_FIELDS = ['owner', 'due', 'done', 'notes'];

/** Nobody has more places to stop at between two fields. */
const MOST_TABS = 60;

/** Somebody at the keyboard, who has no mouse. */
class Typist {
  constructor(page) {
    this.page = page;
    this.keys = page.keyboard;
    this.count = 0;
  }

  /** What has the focus: its id, its group of radio buttons, and its words. */
  here() {
    return this.page.evaluate(() => {
      const { id, name, textContent } = document.activeElement;
      return { id, name: name || '', words: textContent };
    });
  }

  /** Presses Tab until something has the focus. */
  async tab(what, is) {
    for (let pressed = 0; pressed < MOST_TABS; pressed += 1) {
      await this.keys.press('Tab');
      if (is(await this.here())) return;
    }
    assert.fail(`${what} is not reached with Tab`);
  }

  /** Types fast: one key does not wait for the other. */
  type(text) {
    return Promise.all([...text].map((key) => this.keys.type(key)));
  }

  /** A line is filled in. */
  async write(id, text) {
    await this.tab(id, (here) => here.id === id);
    await this.type(text);
  }

  /** The words with this number are chosen, from the first that Tab leads to. */
  async choose(id, index, from) {
    await this.tab(id, (here) => here.name === `${id}.choice`);
    const key = index > from ? 'ArrowDown' : 'ArrowUp';
    for (let at = from; at !== index; at += Math.sign(index - from)) await this.keys.press(key);
    assert.equal((await this.here()).id, `${id}.choice.${index}`);
  }

  /** A button is pressed. */
  async press(words, key = 'Space') {
    await this.tab(words, (here) => here.words.startsWith(words));
    await this.keys.press(key);
  }

  /** Other texts each time, with what keyboards of all sorts have. */
  next(title) {
    this.count += 1;
    return `${title[0]}${this.count}: “é” & <b> #`;
  }

  date() {
    this.count += 1;
    return `${String(1 + (this.count % 28)).padStart(2, '0')}/11/2026`;
  }
}

/** The tables and tasks of a checklist, in their order. */
function itemsOf(blocks) {
  return blocks.flatMap((block) => {
    if (block.section) return itemsOf(block.body);
    return block.table || block.task ? [block] : [];
  });
}

/** Answers that are a yes or a no have all their forms one after the other. */
const YES_NO = [['yes', 0], ['no', 1], [undefined, 2]];
const DATED = [['yes', 0, false], ['no', 1, false], [undefined, 2, true], ['yes', 0, true]];

async function fillCell(typist, id, { kind, title }, turn) {
  if (kind === 'yes-no') {
    const [word, index] = YES_NO[turn % YES_NO.length];
    await typist.choose(id, index, 2);
    return word;
  }
  if (kind === 'date-or-yes-no') {
    const [word, index, hasDate] = DATED[turn % DATED.length];
    await typist.choose(id, index, 2);
    const date = hasDate ? typist.date() : undefined;
    if (date) await typist.write(id, date);
    return [word, date].filter(Boolean).join(', ');
  }
  const text = kind === 'date' ? typist.date() : typist.next(title);
  await typist.write(id, text);
  return text;
}

async function fillDetails(typist, { subject, rows, return: isReturned }) {
  const details = {};
  const returned = isReturned === 'yes' ? [{ id: 'return_to' }, { id: 'return_by', kind: 'date' }] : [];
  for (const detail of [...rows.flat(), ...returned]) {
    details[detail.id] = await fillCell(typist, `${subject}.${detail.id}`, { title: detail.id, ...detail }, 0);
  }
  return details;
}

/** The last row is filled in, the next one added, and so on; one too many is removed. */
async function fillTable(typist, { id, columns }, count) {
  const rows = [];
  for (let row = 1; row <= count; row += 1) {
    if (row > 1) {
      await typist.press('Add a row', row % 2 ? 'Enter' : 'Space');
      const first = `${id}.${row}.${columns[0].id}`;
      await typist.page.waitForFunction((at) => document.activeElement.id === at, first);
      // The focus is in the new row already: one step back, so that Tab leads to it.
      await typist.keys.press('Shift+Tab');
    }
    const cells = {};
    for (const column of columns) {
      const value = await fillCell(typist, `${id}.${row}.${column.id}`, column, row - 1);
      if (value !== undefined) cells[column.id] = value;
    }
    rows.push(cells);
  }
  return rows;
}

/** Adds a row, fills it in and removes it. */
async function addInVain(typist, sheet, { id, columns }, rows) {
  await typist.press('Add a row');
  const first = `${id}.${rows + 1}.${columns[0].id}`;
  await typist.page.waitForFunction((at) => document.activeElement.id === at, first);
  await typist.type('A row too many');
  await sheet.filed(first, 'A row too many');
  await typist.press('Remove');
  await typist.page.waitForFunction((at) => document.activeElement.id === at, `item-${id}`);
  await sheet.isSaved();
}

async function fillTask(typist, { id }, turn) {
  const answer = {};
  const status = turn % STATUS.length;
  await typist.choose(`${id}.status`, status, 0);
  // That is so without saying.
  if (status > 0) answer.status = STATUS[status];
  for (const key of TASK_FIELDS) {
    const text = key === 'due' || key === 'done' ? typist.date() : typist.next(key);
    await typist.write(`${id}.${key}`, text);
    answer[key] = text;
  }
  await typist.keys.press('Enter');
  await typist.type('- a second line');
  answer.notes += '\n- a second line';
  return answer;
}

/** The checklist's own words say where everything is. */
async function fillItems(typist, sheet, body) {
  const answers = {};
  let tables = 0;
  let tasks = 0;
  for (const item of itemsOf(body)) {
    if (item.task) {
      answers[item.id] = await fillTask(typist, item, tasks);
      tasks += 1;
      continue;
    }
    const words = ['none', 'not applicable'][tables % 4];
    tables += 1;
    const kinds = item.columns.map(({ kind }) => kind);
    if (words && !kinds.some((kind) => kind?.includes('yes-no'))) {
      await typist.choose(item.id, words === 'none' ? 1 : 2, 0);
      answers[item.id] = words;
    } else {
      const count = kinds.includes('date-or-yes-no') ? 4 : 2;
      answers[item.id] = await fillTable(typist, item, count);
      await addInVain(typist, sheet, item, count);
    }
  }
  return answers;
}

/** What is empty is left out, and so is the end of the last line. */
function bare(value) {
  if (typeof value === 'string') return value.replace(/\n$/, '');
  if (Array.isArray(value)) return value.map(bare).filter((row) => Object.keys(row).length > 0);
  const pairs = Object.entries(value ?? {}).map(([key, inner]) => [key, bare(inner)]);
  return Object.fromEntries(pairs.filter(([, inner]) => inner !== '' && Object.keys(inner).length));
}

async function fillIn(sheet, checklist) {
  const { page, place } = sheet;
  const typist = new Typist(page);
  await page.keyboard.press('Tab');
  assert.equal((await typist.here()).words, 'Skip to the checklist');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.id === 'form');
  const { subject } = checklist.about;
  const wanted = { [subject]: await fillDetails(typist, checklist.about) };
  wanted.answers = await fillItems(typist, sheet, checklist.body);
  if (checklist.published) {
    await typist.write('update_checks.by', 'Q. Werty');
    await typist.write('update_checks.found', checklist.last_updated);
    await typist.press('Add this check', 'Enter');
    await page.waitForSelector('#checks li:has-text("Q. Werty")');
    wanted.update_checks = [{ date: '23/11/2026', by: 'Q. Werty', found: checklist.last_updated }];
  }
  await typist.press('Finish');
  await page.waitForSelector('h1:has-text("You can close this window")');
  assert.equal((await typist.here()).words, 'You can close this window');
  assert.equal((await sheet.server.ended).code, 0);
  const { checklist: id, last_updated: edition, ...said } = place.values();
  assert.equal(id, checklist.id);
  assert.equal(edition, checklist.last_updated);
  assert.deepEqual(bare(said), wanted);
}

const read = (file) => parse(fs.readFileSync(file, 'utf8'), { schema: 'failsafe', merge: true });

test('the whole built-in checklist is filled in by keyboard alone', async () => {
  const checklist = read(path.join(ROOT, 'content/pre-migration.yaml'));
  assert.equal(itemsOf(checklist.body).length, 22);
  const text = `checklist: pre-migration\nlast_updated: ${checklist.last_updated}\n`;
  await withPage(desk, { text }, (sheet) => fillIn(sheet, checklist));
});

for (const name of ['fire-inspection', 'laboratory-start-up']) {
  test(`${name}, which is not built in, as well, from what start writes`, async () => {
    const file = path.join(ROOT, `content/examples/${name}.yaml`);
    await withPage(desk, { from: null, checklist: file }, (sheet) => fillIn(sheet, read(file)));
  });
}
