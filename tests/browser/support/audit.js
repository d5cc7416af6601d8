'use strict';

// What must be true of any view of the page, for everybody.

const assert = require('node:assert/strict');
const fs = require('node:fs');

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules that axe finds broken, in the whole page or in parts of it. */
async function violations(page, parts) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(AXE);
  return page.evaluate(async ([tags, include]) => {
    const where = include ? { include } : document;
    const { violations: found } = await window.axe.run(where, { runOnly: tags, resultTypes: ['violations'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.length} times, at ${nodes[0].target}: ${nodes[0].failureSummary}`);
  }, [TAGS, parts]);
}

/** What is wrong with the headings, the landmarks, the ids and the width. */
function faults(page) {
  return page.evaluate(() => {
    const found = [];
    const isShown = (element) => element.checkVisibility();
    const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(isShown);
    const levels = headings.map(({ tagName }) => Number(tagName[1]));
    if (levels.filter((level) => level === 1).length !== 1 || levels[0] !== 1) found.push(`headings: ${levels}`);
    levels.forEach((level, index) => {
      if (index > 0 && level > levels[index - 1] + 1) found.push(`a heading of level ${level} after ${levels[index - 1]}: ${headings[index].textContent}`);
    });
    if (document.querySelectorAll('main').length !== 1) found.push('there is not one main');
    const ids = new Set();
    for (const { id } of document.querySelectorAll('[id]')) {
      if (ids.has(id)) found.push(`an id that is there twice: ${id}`);
      ids.add(id);
    }
    for (const element of document.querySelectorAll('[aria-describedby]')) {
      for (const id of element.getAttribute('aria-describedby').split(' ')) {
        if (!document.getElementById(id)) found.push(`${element.id} is described by ${id}, which is not there`);
      }
    }
    const root = document.scrollingElement;
    if (root.scrollWidth > root.clientWidth) found.push(`it is ${root.scrollWidth - root.clientWidth} px too wide`);
    return found;
  });
}

/** Words that are cut off, or stand on others. */
function lost(page) {
  return page.evaluate(() => {
    const found = [];
    for (const element of document.querySelectorAll('body *')) {
      if (!element.checkVisibility() || element.closest('.unseen, svg')) continue;
      const style = getComputedStyle(element);
      const clips = [style.overflowX, style.overflowY].some((overflow) => overflow !== 'visible');
      const isTyped = element.matches('input, textarea');
      if (!clips || isTyped || style.clipPath !== 'none') continue;
      const isScrolled = style.overflowY === 'auto' || style.overflowY === 'scroll';
      if (element.scrollWidth > element.clientWidth + 1 || (!isScrolled && element.scrollHeight > element.clientHeight + 1)) {
        found.push(`${element.tagName} ${element.id || element.className}: ${element.textContent.trim().slice(0, 60)}`);
      }
    }
    return found;
  });
}

/** The names of all controls, and what groups them, as a screen reader is told. */
async function controls(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const roles = ['textbox', 'radio', 'button', 'link', 'DisclosureTriangle'];
  return nodes.filter((node) => !node.ignored && roles.includes(node.role?.value)).map((node) => {
    const groups = [];
    for (let above = byId.get(node.parentId); above; above = byId.get(above.parentId)) {
      if (!above.ignored && ['group', 'radiogroup'].includes(above.role?.value)) groups.push(above.name?.value ?? '');
    }
    const { value: description = '' } = node.description ?? {};
    // Words that are there for the ear only are set apart with a space.
    const said = (words = '') => words.replaceAll(' ,', ',');
    return { role: node.role.value, name: said(node.name?.value), description, groups: groups.map(said) };
  });
}

/** Controls whose names do not say what they belong to. */
async function unnamed(page) {
  const found = [];
  for (const { role, name, groups } of await controls(page)) {
    const all = [name, ...groups].join(' / ');
    if (!name.trim()) found.push(`a ${role} without a name in ${groups.join(' / ')}`);
    else if (role === 'radio' && !/, .|All in all/.test(groups[0] ?? '')) found.push(`a choice of nothing: ${all}`);
    else if (/^(Remove|Add a row)/.test(name) && !/^(Remove row \d+(, .+)?, .+|Add a row, .+)$/s.test(name)) found.push(`${role}: ${name}`);
    else if (role === 'textbox' && groups.some((group) => /^Row \d/.test(group)) && !/, row \d+, ./.test(name) && name !== 'Date, or other words') found.push(`${role} of a row: ${all}`);
  }
  return found;
}

/** Nothing is wrong with a view; axe looks at some parts only, if they are named. */
async function audit(page, what, parts) {
  assert.deepEqual(await violations(page, parts), [], `axe, ${what}`);
  assert.deepEqual(await faults(page), [], `structure, ${what}`);
  assert.deepEqual(await unnamed(page), [], `names, ${what}`);
  assert.deepEqual(await lost(page), [], `words that are cut off, ${what}`);
}

module.exports = { audit, lost, violations };
