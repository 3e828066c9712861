// The form that takes a message's place while the user edits it.

import { element, setText, whileBusy } from './dom.js';
import { bubble } from './message-view.js';

export class MessageEdit {
  #field;
  #error = element('p', { class: 'error', role: 'alert' });
  #save;
  #close;

  /**
   * @param save changes the text, and rejects with a Problem if that is refused
   * @param close ends the editing
   */
  constructor(message, save, close) {
    this.id = message.id;
    this.#save = save;
    this.#close = close;
    this.#field = element('textarea', { 'aria-label': 'Edit the message', dir: 'auto', rows: '1' });
    this.#field.value = message.content;
    const form = element(
      'form', { class: 'edit', onsubmit: (event) => this.#submit(event), onkeydown: (event) => this.#press(event) },
      this.#field,
      this.#error,
      element(
        'div', { class: 'buttons' },
        element('button', { type: 'button', class: 'quiet', onclick: close }, 'Cancel'),
        element('button', { class: 'primary' }, 'Save')));
    this.item = bubble({ mine: true, editing: true }, 'You: ', form);
    this.item.dataset.key = message.id;
  }

  focus() {
    this.#field.focus();
    this.#field.setSelectionRange(this.#field.value.length, this.#field.value.length);
  }

  #press(event) {
    // While an input method composes text, both keys belong to the input method.
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.#close();
    } else if (event.key === 'Enter' && !event.shiftKey && event.target === this.#field) {
      event.preventDefault();
      event.currentTarget.requestSubmit();
    }
  }

  #submit(event) {
    event.preventDefault();
    whileBusy(event.currentTarget, async () => {
      try {
        await this.#save(this.#field.value);
        this.#close();
      } catch (problem) {
        setText(this.#error, Object.values(problem.errors ?? {}).flat().join(' ') || problem.message);
        this.#field.focus();
      }
    });
  }
}
