// The menu of a message or a conversation. One element serves all, because one menu is open at a time.

import { $, element } from './dom.js';
import { icon } from './icons.js';
import { moveByArrows, openPopover } from './popover.js';

const menu = $('menu');
const itemsOf = () => [...menu.querySelectorAll('[role=menuitem]')];

menu.addEventListener('keydown', (event) => {
  if (event.key === 'Tab') menu.hidePopover();
  else moveByArrows(event, itemsOf());
});

/**
 * Opens the menu at an element.
 * @param label its name for screen readers
 * @param items { text, icon, act, isDangerous }, or { group, items } for emoji in a row; null is left out
 * @param returnTo finds the element that gets the focus when the menu closes
 */
export function openMenu(at, label, items, returnTo = () => at) {
  menu.setAttribute('aria-label', label);
  menu.replaceChildren(...items.filter((item) => item !== null).map((item) => (item.group ? row(item) : entry(item))));
  openPopover(menu, at, returnTo);
  itemsOf()[0].focus();
}

const row = ({ group, items }) => element(
  'div', { role: 'group', 'aria-label': group, class: 'emoji-row' },
  ...items.map(({ text, name, act }) =>
    element('button', { ...traits(act), class: 'emoji-button', 'aria-label': name }, text)));

const entry = ({ text, icon: picture, act, isDangerous }) => element(
  'button', { ...traits(act), class: isDangerous ? 'entry dangerous' : 'entry' },
  icon(picture), element('span', {}, text));

const traits = (act) => ({
  type: 'button',
  role: 'menuitem',
  tabindex: '-1',
  onclick: () => {
    menu.hidePopover();
    act();
  },
});
