// The list of the messages of the open conversation. Only the thread's window is in the document; scrolling moves it.

import { $, announce, arrange, dayOf, setText } from './dom.js';
import { MessageEdit } from './message-edit.js';
import { MessageFocus } from './message-focus.js';
import { dayItem, grouped, messageItem, pendingItem } from './message-view.js';
import { nameOf } from './people.js';

// So near to an end, in pixels, the next page is loaded.
const NEAR = 800;

// So near to the newest message, a reader has seen it.
const AT_END = 40;

// How long a message that was looked for is marked.
const FOUND_MS = 2_500;

/** Events: "act" (detail: { part, message, at }), a button of a message was pressed; "left", the focus must go on. */
export class MessageList extends EventTarget {
  #chat;
  #thread = null;
  #isAtEnd = true;
  #isLoading = false;
  #items = new Map();
  #edit = null;
  #focus = new MessageFocus(
    (key) => this.#itemOf(key), (item) => this.#tell('more', item.querySelector('.more') ?? item), () => this.#leave());
  #listeners = new AbortController();

  constructor() {
    super();
    $('jump').addEventListener('click', () => this.#goToNewest());
    $('scroll').addEventListener('scroll', () => {
      // At a fast scroll, the observer may not report that the end is back in view.
      if (!this.#isAtEnd) this.#noteEnd();
      this.#fill();
    }, { passive: true });
    new IntersectionObserver(() => this.#noteEnd(), { root: $('scroll'), rootMargin: `0px 0px ${AT_END}px 0px` })
      .observe($('end'));

    // Keeps the end of the list in view when the list or its content changes size.
    const sizes = new ResizeObserver(() => this.#isAtEnd && this.#scrollToEnd());
    sizes.observe($('scroll'));
    sizes.observe($('messages'));
    document.addEventListener('visibilitychange', () => this.markRead());
    window.addEventListener('focus', () => this.markRead());
    $('messages').addEventListener('click', (event) => this.#press(event));
  }

  show(chat) {
    this.#chat = chat;
    for (const part of [chat.outbox, chat.conversations]) part.addEventListener('changed', () => this.#render());
    chat.addEventListener('connection', () => this.markRead());
  }

  /** Shows a conversation: its newest messages, or those around one. */
  async open(peerId, messageId) {
    $('messages').replaceChildren();
    setText($('history-note'), 'Loading …');
    const thread = this.#chat.thread(peerId);
    this.#thread = thread;
    this.#isAtEnd = !messageId;
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    thread.addEventListener('changed', () => this.#render(), { signal });
    thread.addEventListener('added', ({ detail }) => this.#added(detail), { signal });
    try {
      if (messageId) await this.goTo(messageId, { isNew: true });
      else await thread.load();
    } catch (problem) {
      if (!signal.aborted) setText($('history-note'), problem.message);
      return;
    }

    if (signal.aborted) return;
    if (!messageId) this.#scrollToEnd();
    this.#noteEnd();
    this.#fill();
  }

  close() {
    this.#listeners.abort();
    this.#thread = null;
    this.#edit = null;
    this.#focus.reset();
    this.#items.clear();
  }

  /** Shows a message in the middle, marks it, and gives it the focus. */
  async goTo(id, { isNew = false } = {}) {
    const thread = this.#thread;
    if (isNew || !thread.find(id)) {
      this.#isAtEnd = false;
      await thread.loadAround(id);
      if (thread !== this.#thread) return;
    }

    const item = this.#itemOf(id);
    if (!item) return;
    this.#isAtEnd = false;
    item.scrollIntoView({ block: 'center' });
    item.focus({ preventScroll: true });
    item.classList.add('found');
    setTimeout(() => item.classList.remove('found'), FOUND_MS);
    this.#noteEnd();
  }

  /** Puts a form in a message's place. */
  edit(message, save) {
    const close = () => {
      this.#edit = null;
      this.#render();
      this.#itemOf(message.id)?.focus();
    };
    this.#edit = new MessageEdit(message, save, close);
    this.#render();
    this.#edit.focus();
  }

  /** Goes to the end, where a message of the user's own is about to appear. */
  async goToEnd() {
    if (this.#thread?.hasNewer) await this.#thread.load();
    this.#isAtEnd = true;
    this.#scrollToEnd();
    this.#noteEnd();
  }

  /** Messages count as read if the page is visible and the end of the list is in view. */
  markRead() {
    if (!this.#thread?.isLoaded || !this.#isAtEnd || document.visibilityState !== 'visible') return;
    const last = this.#thread.messages.findLast((message) => !this.#isMine(message));
    if (last) this.#chat.markRead(this.#thread.peerId, last);
  }

  /** A button of a message, or the message if it has no such button any more. */
  partOf(id, part) {
    return this.#focus.partOf(id, part);
  }

  async #goToNewest() {
    await this.goToEnd();
    this.#leave();
  }

  #leave() {
    this.dispatchEvent(new Event('left'));
  }

  #added(message) {
    this.#render();
    if (!this.#isMine(message)) announce(`${this.#nameOf(message.sender_id)}: ${message.content}`);
    this.markRead();
    if (this.#isAtEnd) this.#thread.trim();
  }

  // Is the end in view? Whatever the answer depends on calls this.
  #noteEnd() {
    const { scrollHeight, scrollTop, clientHeight } = $('scroll');
    const isInView = scrollHeight - scrollTop - clientHeight <= AT_END;
    this.#isAtEnd = isInView && !this.#thread?.hasNewer;
    $('jump').hidden = this.#isAtEnd;
    this.markRead();
  }

  async #fill() {
    const thread = this.#thread;
    if (this.#isLoading || !thread?.isLoaded) return;
    const { scrollHeight, scrollTop, clientHeight } = $('scroll');
    const isOlder = scrollTop < NEAR && thread.hasOlder;
    if (!isOlder && !(scrollHeight - scrollTop - clientHeight < NEAR && thread.hasNewer)) return;
    this.#isLoading = true;
    if (isOlder) setText($('history-note'), 'Loading …');
    try {
      await (isOlder ? thread.loadOlder() : thread.loadNewer());
    } catch (problem) {
      if (thread === this.#thread) setText($('history-note'), `${problem.message} Scroll to try again.`);
      return;
    } finally {
      this.#isLoading = false;
    }

    // A fast reader may be near an end again.
    this.#noteEnd();
    this.#fill();
  }

  #scrollToEnd() {
    $('scroll').scrollTop = $('scroll').scrollHeight;
  }

  #render() {
    if (!this.#thread?.isLoaded) return;
    const keepPlace = this.#isAtEnd ? () => this.#scrollToEnd() : this.#noteScroll();
    const keepFocus = this.#focus.keep();
    const { messages, hasOlder } = this.#thread;
    const old = this.#items;
    this.#items = new Map();
    const add = (key, source, state, make) => {
      const known = old.get(key);
      const item = known?.source === source && known.state === state ? known.item : make();
      item.dataset.key = key;
      this.#items.set(key, { item, source, state });
    };
    this.#addMessages(messages, add);
    for (const entry of this.#chat.outbox.of(this.#thread.peerId)) {
      add(entry.id, entry, entry.error ?? 'Pending', () => this.#pending(entry));
    }

    arrange($('messages'), [...this.#items.values()].map(({ item }) => item));
    const beginning = this.#items.size === 0 ? 'No messages yet. Say hello.' : 'This is the beginning.';
    setText($('history-note'), hasOlder ? '' : beginning);
    this.#focus.restore();
    keepFocus();
    keepPlace();
  }

  #addMessages(messages, add) {
    const row = this.#chat.conversations.of(this.#thread.peerId);
    const places = grouped(messages, (message) => {
      if (!this.#isMine(message)) return '';
      if (message.seq <= (row?.peer_last_read_seq ?? 0)) return 'Read';
      return message.seq <= (row?.peer_last_delivered_seq ?? 0) ? 'Delivered' : 'Sent';
    });
    const peerName = this.#nameOf(this.#thread.peerId);
    const names = { me: this.#chat.me.id, of: (id) => this.#nameOf(id) };
    let day = null;
    for (const [i, message] of messages.entries()) {
      const today = dayOf(message.created_at);
      if (today !== day) add(`day-${today}`, today, '', () => dayItem(today));
      day = today;
      const { state, follows, tells } = places[i];
      if (message.id === this.#edit?.id && !message.deleted_at) {
        add(message.id, this.#edit, '', () => this.#edit.item);
        continue;
      }

      const quote = message.reply_to_id ? this.#thread.quoted(message.reply_to_id) : null;
      add(
        message.id, message, `${state} ${follows} ${tells} ${peerName} ${this.#quoteState(quote)}`,
        () => messageItem(message, this.#isMine(message), places[i], names, quote));
    }
  }

  #quoteState(quote) {
    return quote ? `${quote.edited_at} ${quote.deleted_at}` : String(quote);
  }

  // The first message in view keeps its place on the screen, whatever is added or dropped above it. The line with the
  // day does not count: it moves up to the first message of that day.
  #noteScroll() {
    const scroll = $('scroll');
    const top = scroll.getBoundingClientRect().top;
    const first = [...$('messages').querySelectorAll('.message')]
      .find((item) => item.getBoundingClientRect().bottom > top);
    if (!first) return () => {};
    const before = first.getBoundingClientRect().top;
    return () => {
      const now = this.#itemOf(first.dataset.key);
      if (now) scroll.scrollTop += now.getBoundingClientRect().top - before;
    };
  }

  // The pressed button disappears, so the focus moves to a place that stays.
  #pending(entry) {
    const { outbox } = this.#chat;
    const decide = (act) => () => {
      act();
      this.#leave();
    };
    return pendingItem(entry, decide(() => outbox.retry(entry.id)), decide(() => outbox.discard(entry.id)));
  }

  #press(event) {
    const button = event.target.closest('[data-part]');
    if (button) this.#tell(button.dataset.part, button);
  }

  #tell(part, at) {
    const message = this.#thread.find(at.closest('[data-key]').dataset.key);
    if (message) this.dispatchEvent(new CustomEvent('act', { detail: { part, message, at } }));
  }

  #itemOf(key) {
    return this.#items.get(key)?.item;
  }

  #nameOf(userId) {
    const person = this.#chat.people.known(userId);
    if (userId === this.#chat.me.id) return 'You';
    return person ? nameOf(person) : '';
  }

  #isMine(message) {
    return message.sender_id === this.#chat.me.id;
  }
}
