// The picker of emoji for a reaction.

import { $, element } from './dom.js';
import { moveByArrows, openPopover } from './popover.js';
import { OFFERED } from './reactions.js';

// As in overlay.css.
const COLUMNS = 6;

const picker = $('picker');
let choose = () => {};

picker.append(...OFFERED.map(([emoji, name]) => element(
  'button',
  {
    type: 'button',
    class: 'emoji-button',
    'aria-label': name,
    tabindex: '-1',
    onclick: () => {
      picker.hidePopover();
      choose(emoji);
    },
  },
  emoji)));
picker.addEventListener('keydown', (event) => {
  if (event.key === 'Tab') picker.hidePopover();
  else moveByArrows(event, [...picker.children], COLUMNS);
});

/** Opens the picker at an element and calls `chosen` with the emoji. */
export function pickEmoji(at, chosen, returnTo = () => at) {
  choose = chosen;
  openPopover(picker, at, returnTo);
  picker.firstElementChild.focus();
}
