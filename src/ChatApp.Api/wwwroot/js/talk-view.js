// One conversation: its messages, the pending messages, and the text field.

import { avatarOf } from './avatar.js';
import { $, announce, arrange, dayOf, hasKeyboard, setText } from './dom.js';
import { dayItem, grouped, messageItem, pendingItem } from './message-view.js';

export class TalkView {
  #api;
  #chat;
  #peerId = null;
  #thread = null;
  #isAtEnd = true;
  #isLoadingOlder = false;
  #listeners = new AbortController();

  constructor(api) {
    this.#api = api;
    $('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    $('message-text').addEventListener('keydown', (event) => {
      // While an input method composes text, Enter belongs to the input method.
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#send();
      }
    });
    $('message-text').addEventListener('input', () => this.#keepDraft());
    $('jump').addEventListener('click', () => {
      this.#scrollToEnd();
      this.focus();
    });
    $('scroll').addEventListener('scroll', () => {
      if ($('scroll').scrollTop < 300) this.#loadOlder();
    }, { passive: true });
    new IntersectionObserver(([entry]) => {
      this.#isAtEnd = entry.isIntersecting;
      $('jump').hidden = this.#isAtEnd;
      this.#markRead();
    }, { root: $('scroll'), rootMargin: '0px 0px 40px 0px' }).observe($('end'));

    // Keeps the end of the list in view when the list or its content changes size.
    const sizes = new ResizeObserver(() => this.#isAtEnd && this.#scrollToEnd());
    sizes.observe($('scroll'));
    sizes.observe($('messages'));
    document.addEventListener('visibilitychange', () => this.#markRead());
    window.addEventListener('focus', () => this.#markRead());
  }

  get peerId() {
    return this.#peerId;
  }

  show(chat) {
    this.#chat = chat;
    chat.outbox.addEventListener('changed', () => this.#peerId && this.#render());
    chat.conversations.addEventListener('changed', () => this.#peerId && this.#render());
    chat.addEventListener('connection', () => this.#markRead());
  }

  async open(peerId) {
    this.close();
    this.#peerId = peerId;
    $('talk').hidden = false;
    $('no-talk').hidden = true;
    setText($('peer'), '');
    $('peer-avatar').replaceChildren();
    $('message-text').value = this.#chat.drafts.of(peerId);
    this.focus();
    $('messages').replaceChildren();
    setText($('history-note'), 'Loading …');
    const thread = this.#chat.thread(peerId);
    this.#thread = thread;
    this.#isAtEnd = true;
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    thread.addEventListener('changed', () => this.#render(), { signal });
    thread.addEventListener('added', ({ detail }) => this.#added(detail), { signal });
    try {
      await Promise.all([this.#showName(peerId), thread.load()]);
    } catch (problem) {
      if (!signal.aborted) setText($('history-note'), problem.message);
      return;
    }

    if (signal.aborted) return;
    this.#scrollToEnd();
    this.#markRead();
  }

  /** Moves the focus to the text field or, on a phone, to the messages. */
  focus() {
    $(hasKeyboard() ? 'message-text' : 'scroll').focus();
  }

  close() {
    this.#listeners.abort();
    this.#peerId = null;
    this.#thread = null;
    $('talk').hidden = true;
    $('no-talk').hidden = false;
    $('message-text').value = '';
  }

  async #showName(peerId) {
    const peer = this.#chat.conversations.of(peerId) ?? await this.#api.get(`users/${peerId}`);
    const name = peer.display_name || peer.username; // a closed account has no display name
    if (this.#peerId !== peerId) return;
    const isMe = peerId === this.#chat.me.id;
    setText($('peer'), isMe ? `${name} (notes to yourself)` : name);
    $('peer-avatar').replaceChildren(avatarOf(peerId, name));
    $('scroll').setAttribute('aria-label', `Messages with ${name}`);
    announce(isMe ? 'Notes to yourself' : `Conversation with ${name}`);
  }

  #send() {
    const text = $('message-text').value;
    if (text.trim() === '') return;
    $('message-text').value = '';
    this.#keepDraft();
    this.#isAtEnd = true;
    this.#chat.outbox.add(this.#peerId, text);
    this.#scrollToEnd();
    $('message-text').focus();
  }

  #keepDraft() {
    this.#chat.drafts.keep(this.#peerId, $('message-text').value);
  }

  #added(messages) {
    this.#render();
    for (const message of messages) {
      if (!this.#isMine(message)) announce(`${message.sender_username}: ${message.content}`);
    }

    this.#markRead();
    if (this.#isAtEnd) this.#thread.trim();
  }

  // Messages count as read if the page is visible and the end of the list is in view.
  #markRead() {
    if (!this.#thread?.isLoaded || !this.#isAtEnd || document.visibilityState !== 'visible') return;
    const last = this.#thread.messages.findLast((message) => !this.#isMine(message));
    if (last) this.#chat.markRead(this.#peerId, last);
  }

  async #loadOlder() {
    if (this.#isLoadingOlder || !this.#thread?.isLoaded || !this.#thread.hasOlder) return;
    this.#isLoadingOlder = true;
    setText($('history-note'), 'Loading …');
    const scroll = $('scroll');
    const fromEnd = scroll.scrollHeight - scroll.scrollTop;
    try {
      await this.#thread.loadOlder();
      // Keep the visible messages at the same place.
      scroll.scrollTop = scroll.scrollHeight - fromEnd;
    } catch (problem) {
      setText($('history-note'), `${problem.message} Scroll up to try again.`);
    } finally {
      this.#isLoadingOlder = false;
    }
  }

  #scrollToEnd() {
    $('scroll').scrollTop = $('scroll').scrollHeight;
  }

  #render() {
    if (!this.#thread?.isLoaded) return;
    const wasAtEnd = this.#isAtEnd;
    const { messages, hasOlder } = this.#thread;
    const readUpTo = this.#chat.conversations.of(this.#peerId)?.peer_last_read_seq ?? 0;
    const items = [];
    const old = new Map([...$('messages').children].map((item) => [item.dataset.key, item]));
    const reuse = (key, state, make) => this.#reuse(old.get(key), key, state, make);
    let day = null;
    const stateOf = (message) => (!this.#isMine(message) ? '' : message.seq <= readUpTo ? 'Read' : 'Sent');
    const places = grouped(messages, stateOf);
    for (const [i, message] of messages.entries()) {
      const today = dayOf(message.created_at);
      if (today !== day) items.push(reuse(`day-${today}`, '', () => dayItem(today)));
      day = today;
      const make = () => messageItem(message, this.#isMine(message), places[i]);
      items.push(reuse(message.id, JSON.stringify(places[i]), make));
    }

    for (const entry of this.#chat.outbox.of(this.#peerId)) {
      items.push(reuse(entry.id, entry.error ?? 'Pending', () => this.#pending(entry)));
    }

    arrange($('messages'), items);
    const beginning = items.length === 0 ? 'No messages yet. Say hello.' : 'This is the beginning.';
    setText($('history-note'), hasOlder ? '' : beginning);
    if (wasAtEnd) this.#scrollToEnd();
  }

  // Reuses an element whose content is unchanged, so that it keeps its focus and selection.
  #reuse(old, key, state, make) {
    if (old?.dataset.state === state) return old;
    const made = make();
    made.dataset.key = key;
    made.dataset.state = state;
    return made;
  }

  // The pressed button disappears, so move the focus to a place that stays.
  #pending(entry) {
    const { outbox } = this.#chat;
    const decide = (act) => () => {
      act();
      this.focus();
    };
    return pendingItem(entry, decide(() => outbox.retry(entry.id)), decide(() => outbox.discard(entry.id)));
  }

  #isMine(message) {
    return message.sender_id === this.#chat.me.id;
  }
}
