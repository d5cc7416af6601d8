// What the page says: aloud, at its foot, and at a field.

import { byId } from './fields.js';

/** Says something to whoever does not see the page. */
export function say(words) {
  const said = byId('said');
  said.textContent = '';
  setTimeout(() => { said.textContent = words; }, 60);
}

/** Says at the foot of the page what is wrong; nothing if all is well again. */
export function alarm(words, build) {
  const box = byId('alarm');
  if (!words) { box.hidden = true; box.replaceChildren(); return leaveRoom(0); }
  if (!box.hidden && box.firstElementChild?.textContent === words) return;
  const text = document.createElement('p');
  text.textContent = words;
  box.replaceChildren(text);
  build?.(box);
  box.hidden = false;
  leaveRoom(box.offsetHeight);
}

/** Keeps the foot of the window free, in pixels, for what stands there. */
function leaveRoom(height) {
  document.documentElement.style.setProperty('--foot', `${height}px`);
}

let noticeEnds = 0;

/** Says something at the foot of the page for a while. */
export function notice(words) {
  if (!words) return;
  const box = byId('notice');
  box.textContent = '';
  box.hidden = false;
  setTimeout(() => { box.textContent = words; }, 60);
  clearTimeout(noticeEnds);
  noticeEnds = setTimeout(() => { box.hidden = true; }, 10000);
}

/** A button that does something. */
export function button(words, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'quiet';
  made.textContent = words;
  made.addEventListener('click', act);
  return made;
}

/** Shows at a field why its value is not in the file, and what can be done; `kind` is none once
    it is. `build` adds words as elements with a tag, and buttons. */
export function trouble(group, kind, build) {
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
  };
  const press = (words, act) => box.append(button(words, act));
  build(add, press);
  group.append(box);
}
