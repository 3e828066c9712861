// The field for a new message: its draft, the message that it answers, and the news that the user is writing.

import { $, setText } from './dom.js';
import { icon } from './icons.js';
import { lineOf } from './message-view.js';
import { nameOf } from './people.js';

/** Event: "sent", before the message appears in the list. */
export class Composer extends EventTarget {
  #chat;
  #peerId = null;
  #answered = null;
  #field = $('message-text');

  constructor() {
    super();
    $('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#field.addEventListener('keydown', (event) => {
      // While an input method composes text, the keys belong to the input method.
      if (event.isComposing) return;
      if (event.key === 'Enter' && !event.shiftKey) {
        event.preventDefault();
        this.#send();
      } else if (event.key === 'Escape') {
        this.reply(null);
      }
    });
    this.#field.addEventListener('input', () => this.#note());
    $('cancel-reply').append(icon('close'));
    $('cancel-reply').addEventListener('click', () => {
      this.reply(null);
      this.#field.focus();
    });
  }

  show(chat) {
    this.#chat = chat;
    chat.blocks.addEventListener('changed', () => this.#showBlock());
  }

  open(peerId) {
    this.#peerId = peerId;
    this.#field.value = this.#chat.drafts.of(peerId);
    this.reply(null);
    this.#showBlock();
  }

  close() {
    this.#peerId = null;
    this.#field.value = '';
  }

  /** Begins an answer to a message, or with null ends it. */
  reply(message) {
    this.#answered = message;
    $('reply').hidden = !message;
    if (!message) return;
    const isMine = message.sender_id === this.#chat.me.id;
    setText($('reply-name'), isMine ? 'yourself' : nameOf(this.#chat.people.known(message.sender_id)));
    setText($('reply-line'), lineOf(message));
    this.#field.focus();
  }

  #send() {
    const text = this.#field.value;
    if (text.trim() === '') return;
    const answered = this.#answered?.id;
    this.#field.value = '';
    this.#keepDraft();
    this.reply(null);
    this.dispatchEvent(new Event('sent'));
    this.#chat.outbox.add(this.#peerId, text, answered);
    this.#field.focus();
  }

  #note() {
    this.#keepDraft();
    if (this.#field.value !== '') this.#chat.typing.tell(this.#peerId);
  }

  #keepDraft() {
    this.#chat.drafts.keep(this.#peerId, this.#field.value);
  }

  #showBlock() {
    const isBlocked = this.#chat.blocks.has(this.#peerId);
    $('composer').hidden = isBlocked;
    $('composer-hint').hidden = isBlocked;
    $('blocked').hidden = !isBlocked;
  }
}
