// The keyboard in the list of messages. The list is one stop of the Tab key: the arrow keys move among the messages,
// and Tab goes on to the buttons of the one that has the focus.

import { $, mayMove } from './dom.js';

const list = $('messages');

export class MessageFocus {
  #itemOf;
  #activeKey = null;

  /**
   * @param itemOf finds the item of a key
   * @param openMenu opens the menu of an item
   * @param leave moves the focus out of the list
   */
  constructor(itemOf, openMenu, leave) {
    this.#itemOf = itemOf;
    list.addEventListener('focusin', (event) => this.activate(event.target.closest('[data-key]')));
    list.addEventListener('keydown', (event) => {
      const item = event.target.closest('[data-key]');
      const isMenuKey = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
      if (event.target.closest('form')) return;
      if (isMenuKey || (event.key === 'Enter' && event.target === item)) {
        event.preventDefault();
        openMenu(item);
      } else if (event.key === 'Escape') {
        leave();
      } else {
        move(event, item);
      }
    });
  }

  reset() {
    this.#activeKey = null;
  }

  /** Makes one message, with its buttons, the one that the Tab key reaches. */
  activate(item) {
    const old = this.#itemOf(this.#activeKey);
    if (old && old !== item) setTabStops(old, '-1');
    this.#activeKey = item.dataset.key;
    setTabStops(item, '0');
  }

  /** After the items were drawn again, makes sure that the Tab key reaches one. By default it is the newest. */
  restore() {
    const item = this.#itemOf(this.#activeKey) ?? list.lastElementChild;
    if (item) this.activate(item);
  }

  /**
   * Call this before items are drawn again, and what it returns afterwards: an item that is drawn again gets the focus
   * that its predecessor had, and one that is gone leaves it to the list.
   */
  keep() {
    const focused = document.activeElement;
    if (!list.contains(focused)) return () => {};
    const { key } = focused.closest('[data-key]').dataset;
    return () => {
      if (document.activeElement !== focused) this.focus(key, focused.dataset.part);
    };
  }

  /** Gives the focus to a part of an item or, if it is not there, to the item or the list. */
  focus(key, part) {
    (this.partOf(key, part) ?? $('scroll')).focus({ preventScroll: true });
  }

  partOf(key, part) {
    const item = this.#itemOf(key);
    return [...(item?.querySelectorAll('[data-part]') ?? [])].find(({ dataset }) => dataset.part === part) ?? item;
  }
}

function move(event, item) {
  const messages = [...list.querySelectorAll('.message')];
  const place = messages.indexOf(item);
  const goals = { ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: messages.length - 1 };
  if (!(event.key in goals)) return;
  event.preventDefault();
  const next = messages[Math.min(Math.max(goals[event.key], 0), messages.length - 1)];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest', behavior: mayMove() ? 'smooth' : 'instant' });
}

function setTabStops(item, value) {
  if (!item.matches('.message')) return;
  for (const stop of [item, ...item.querySelectorAll('[data-part]')]) stop.setAttribute('tabindex', value);
}
