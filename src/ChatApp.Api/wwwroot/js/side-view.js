// The conversation list and the search for users.

import { avatarOf } from './avatar.js';
import { $, element, hasKeyboard, setText, whenOf, whileBusy } from './dom.js';

const SEARCH_WAIT_MS = 200;

// The server's minimum length of a search.
const SEARCH_MIN_LENGTH = 2;

export class SideView {
  #api;
  #chat;
  #openPeer = null;
  #searching = 0;
  #timer;

  constructor(api) {
    this.#api = api;
    $('search').addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#search(), SEARCH_WAIT_MS);
    });
    $('search').form.addEventListener('submit', (event) => {
      event.preventDefault();
      document.querySelector('#people a')?.focus();
    });
    $('search').addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.clearSearch();
    });
    const more = $('more-conversations');
    more.addEventListener('click', () => whileBusy(more, () => this.#loadMore()));
  }

  show(chat) {
    this.#chat = chat;
    setText($('me'), chat.me.display_name);
    this.#search();
    chat.conversations.addEventListener('changed', () => this.#chat === chat && this.render());
    this.render();
  }

  close() {
    this.#chat = null;
    this.clearSearch();
    $('conversations').replaceChildren();
  }

  /** Moves the focus to a conversation or, if it is not listed, to the search. */
  focus(peerId) {
    (this.#linkTo(`#/with/${peerId}`) ?? (hasKeyboard() ? $('search') : $('side'))).focus();
  }

  /** Marks the conversation that is open. */
  open(peerId) {
    this.#openPeer = peerId;
    if (peerId) this.clearSearch();
    this.render();
  }

  render() {
    const { rows, hasMore } = this.#chat.conversations;
    const focused = document.activeElement?.closest('#conversations a')?.hash;
    $('conversations').replaceChildren(...rows.map((row) => this.#row(row)));
    if (focused) this.#linkTo(focused)?.focus();
    setText($('conversations-note'), rows.length === 0 ? 'No conversations yet. Find people above.' : '');
    $('more-conversations').hidden = !hasMore;
  }

  clearSearch() {
    $('search').value = '';
    this.#search();
  }

  #linkTo(hash) {
    return [...$('conversations').querySelectorAll('a')].find((link) => link.hash === hash);
  }

  async #loadMore() {
    const before = $('conversations').children.length;
    await this.#chat.conversations.loadMore();
    $('conversations').children[before]?.querySelector('a').focus();
  }

  #row(row) {
    const isMine = row.last_sender_id === this.#chat.me.id;
    const unread = row.unread_count > 0
      ? element(
        'span', { class: 'badge' },
        `${row.unread_count}`, element('span', { class: 'visually-hidden' }, ' unread'))
      : null;
    return element('li', {}, element(
      'a',
      {
        href: `#/with/${row.user_id}`,
        class: unread ? 'row unread' : 'row',
        'aria-current': row.user_id === this.#openPeer ? 'true' : null,
      },
      avatarOf(row.user_id, row.display_name),
      element('span', { class: 'name', dir: 'auto' }, this.#nameOf(row)),
      element('time', { class: 'when', datetime: row.last_at }, row.last_at ? whenOf(row.last_at) : ''),
      element('span', { class: 'preview', dir: 'auto' }, (isMine ? 'You: ' : '') + row.last_message),
      unread,
    ));
  }

  #nameOf(person) {
    const name = person.display_name || person.username; // a closed account has no display name
    return (person.user_id ?? person.id) === this.#chat.me.id ? `${name} (you)` : name;
  }

  async #search() {
    const text = $('search').value.trim();
    $('people-pane').hidden = text === '';
    $('conversations-pane').hidden = text !== '';
    const mine = ++this.#searching;
    if (text === '' || !this.#chat) {
      $('people').replaceChildren();
      setText($('people-note'), '');
      return;
    }

    if ([...text].length < SEARCH_MIN_LENGTH) {
      $('people').replaceChildren();
      setText($('people-note'), `Type at least ${SEARCH_MIN_LENGTH} characters of the name.`);
      return;
    }

    try {
      const people = await this.#api.get(`users?limit=20&search=${encodeURIComponent(text)}`);
      if (mine !== this.#searching) return;
      $('people').replaceChildren(...people.map((person) => element('li', {}, element(
        'a', { href: `#/with/${person.id}`, class: 'row' },
        avatarOf(person.id, person.display_name),
        element('span', { class: 'name', dir: 'auto' }, this.#nameOf(person)),
        element('span', { class: 'preview' }, `@${person.username}`)))));
      setText($('people-note'), people.length === 0 ? 'No users found.' : '');
    } catch (problem) {
      if (mine === this.#searching) setText($('people-note'), problem.message);
    }
  }
}
