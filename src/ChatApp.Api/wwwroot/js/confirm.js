// The question before something that cannot be undone.

import { $, setText } from './dom.js';

const dialog = $('confirm');

/** Asks, and returns whether the user agreed. Escape means no. */
export function confirmed({ title, text, action }) {
  setText($('confirm-title'), title);
  setText($('confirm-text'), text);
  setText($('confirm-yes'), action);
  dialog.returnValue = '';
  dialog.showModal();
  $('confirm-no').focus();
  return new Promise((answer) => {
    dialog.addEventListener('close', () => answer(dialog.returnValue === 'yes'), { once: true });
  });
}

$('confirm-yes').addEventListener('click', () => dialog.close('yes'));
$('confirm-no').addEventListener('click', () => dialog.close());
