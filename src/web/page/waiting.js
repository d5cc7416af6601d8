// A page that cannot show the file, or is not connected: it shows what was typed and not saved,
// to be copied, and goes on by itself once it can.

import { kept } from './unsaved.js';

const PAUSE = 3000; // milliseconds

const unsaved = await kept();
if (unsaved.length > 0) {
  const label = document.createElement('label');
  label.textContent = 'What you typed and is not saved';
  label.htmlFor = 'unsaved';
  const text = document.createElement('textarea');
  text.id = 'unsaved';
  text.readOnly = true;
  text.rows = 6;
  const entry = ([path, { value, choice }]) => `${path}\n${[choice, value].filter(Boolean).join(', ')}\n`;
  text.value = unsaved.map(entry).join('\n');
  document.querySelector('main').append(label, text);
}

setInterval(async () => {
  try {
    const { status } = await fetch(location.pathname, { cache: 'no-store' });
    if (status === 200) location.reload();
  } catch { /* no server yet */ }
}, PAUSE);
