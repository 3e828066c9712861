// The search: people by name, and messages by their words.

import { avatarOf } from './avatar.js';
import { $, element, setText, whenOf, whileBusy } from './dom.js';
import { nameOf } from './people.js';
import { snippetOf, wordsOf } from './text.js';

const SEARCH_WAIT_MS = 200;

// The server's minimum length of a search for people.
const SEARCH_MIN_LENGTH = 2;

export class SideSearch {
  #api;
  #chat = null;
  #peerId = null;
  #next = null;
  #searching = 0;
  #text = '';
  #running = Promise.resolve();
  #timer;

  constructor(api) {
    this.#api = api;
    $('search').addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#search(), SEARCH_WAIT_MS);
    });
    $('search').form.addEventListener('submit', async (event) => {
      event.preventDefault();
      // What is shown may be what was found for the text without its last letters.
      await (this.#text === $('search').value.trim() ? this.#running : this.#search());
      document.querySelector('#people a, #found a')?.focus();
    });
    $('search').addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.clear();
    });
    $('search-everywhere').addEventListener('click', () => {
      this.begin(null, '');
    });
    const more = $('more-found');
    more.addEventListener('click', () => whileBusy(more, () => this.#loadMore()));
  }

  show(chat) {
    this.#chat = chat;
    this.#search();
  }

  close() {
    this.#chat = null;
    this.clear();
  }

  /** Begins a search in one conversation or, with null, everywhere. */
  begin(peerId, name) {
    this.#peerId = peerId;
    $('search-place').hidden = !peerId;
    setText($('search-where'), peerId ? `In the conversation with ${name}` : '');
    $('search').focus();
    this.#search();
  }

  clear() {
    this.#peerId = null;
    $('search-place').hidden = true;
    $('search').value = '';
    this.#search();
  }

  #search() {
    clearTimeout(this.#timer);
    this.#text = $('search').value.trim();
    this.#running = this.#show(this.#text);
    return this.#running;
  }

  async #show(text) {
    const mine = ++this.#searching;
    const isOn = text !== '' && this.#chat !== null;
    $('conversations-pane').hidden = isOn;
    $('people-pane').hidden = !isOn || this.#peerId !== null;
    $('found-pane').hidden = !isOn;
    if (!isOn || [...text].length < SEARCH_MIN_LENGTH) this.#showNothing();
    if (!isOn) return;
    if ([...text].length < SEARCH_MIN_LENGTH) {
      const [note, what] = this.#peerId === null ? ['people-note', 'the name'] : ['found-note', 'the words'];
      $('found-pane').hidden = note !== 'found-note';
      setText($(note), `Type at least ${SEARCH_MIN_LENGTH} characters of ${what}.`);
      return;
    }

    const isLatest = () => mine === this.#searching;
    await Promise.all([
      this.#peerId === null ? this.#findPeople(text, isLatest) : null,
      this.#findMessages(text, isLatest),
    ]);
  }

  #showNothing() {
    for (const list of ['people', 'found']) $(list).replaceChildren();
    for (const note of ['people-note', 'found-note']) setText($(note), '');
    $('more-found').hidden = true;
  }

  async #findPeople(text, isLatest) {
    try {
      const people = await this.#api.get(`users?limit=20&search=${encodeURIComponent(text)}`);
      if (!isLatest()) return;
      $('people').replaceChildren(...people.map((person) => this.#person(person)));
      setText($('people-note'), people.length === 0 ? 'No users found.' : '');
    } catch (problem) {
      if (!isLatest()) return;
      $('people').replaceChildren();
      setText($('people-note'), problem.message);
    }
  }

  async #findMessages(text, isLatest) {
    const query = new URLSearchParams({ q: text, limit: 20 });
    if (this.#peerId) query.set('with', this.#peerId);
    await this.#showFound(`messages/search?${query}`, isLatest, []);
  }

  async #loadMore() {
    const before = $('found').children.length;
    const mine = this.#searching;
    await this.#showFound(this.#next, () => mine === this.#searching, [...$('found').children]);
    $('found').children[before]?.querySelector('a').focus();
  }

  // Shows a page of what is found, after the rows that stay.
  async #showFound(path, isLatest, before) {
    try {
      const { items, next } = await this.#api.page(path);
      const words = wordsOf(this.#text);
      const rows = await Promise.all(items.map((message) => this.#message(message, words)));
      if (!isLatest()) return;
      $('found').replaceChildren(...before, ...rows);
      setText($('found-note'), before.length + rows.length === 0 ? 'No messages found.' : '');
      this.#next = next;
      $('more-found').hidden = next === null;
    } catch (problem) {
      if (!isLatest()) return;
      $('found').replaceChildren(...before);
      setText($('found-note'), problem.message);
    }
  }

  #person(person) {
    const name = nameOf(person);
    return element('li', {}, element(
      'a', { href: `#/with/${person.id}`, class: 'row' },
      avatarOf(person.id, name),
      element('span', { class: 'name', dir: 'auto' }, person.id === this.#chat.me.id ? `${name} (you)` : name),
      element('span', { class: 'preview' }, `@${person.username}`)));
  }

  async #message(message, words) {
    const isMine = message.sender_id === this.#chat.me.id;
    const peerId = isMine ? message.recipient_id : message.sender_id;
    const name = nameOf(await this.#chat.people.get(peerId));
    return element('li', {}, element(
      'a', { href: `#/with/${peerId}/at/${message.id}`, class: 'row' },
      avatarOf(peerId, name),
      element('span', { class: 'name', dir: 'auto' }, name),
      element('time', { class: 'when', datetime: message.created_at }, whenOf(message.created_at)),
      element(
        'span', { class: 'preview snippet', dir: 'auto' },
        isMine ? 'You: ' : '', ...snippetOf(message.content, words))));
  }
}
