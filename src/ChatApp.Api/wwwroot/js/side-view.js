// The conversation list and its archive.

import { avatarOf } from './avatar.js';
import { openConversationMenu } from './conversation-menu.js';
import { $, arrange, element, hasKeyboard, setText, whenOf, whileBusy } from './dom.js';
import { icon } from './icons.js';
import { nameOf } from './people.js';
import { SideSearch } from './side-search.js';

export class SideView {
  #chat;
  #openPeer = null;
  #showsArchive = false;
  #items = new Map();
  #search;

  constructor(api) {
    this.#search = new SideSearch(api);
    const more = $('more-conversations');
    more.addEventListener('click', () => whileBusy(more, () => this.#try(() => this.#loadMore())));
    const archive = $('open-archive');
    archive.addEventListener('click', () => whileBusy(archive, () => this.#try(() => this.#toggleArchive())));
    $('conversations').addEventListener('contextmenu', (event) => this.#openMenu(event));
  }

  show(chat) {
    this.#chat = chat;
    this.#search.show(chat);
    const render = () => this.#chat === chat && this.render();
    for (const part of [chat.conversations, chat.typing]) part.addEventListener('changed', render);
    chat.addEventListener('me', render);
    this.render();
  }

  close() {
    this.#chat = null;
    this.#showsArchive = false;
    this.#search.close();
    this.#items.clear();
    $('conversations').replaceChildren();
  }

  /** Moves the focus to a conversation or, if it is not listed, to the search. */
  focus(peerId) {
    (this.#linkTo(`#/with/${peerId}`) ?? (hasKeyboard() ? $('search') : $('side'))).focus();
  }

  /** Marks the conversation that is open. */
  open(peerId) {
    this.#openPeer = peerId;
    this.render();
  }

  /** Begins a search in one conversation. */
  searchIn(peerId, name) {
    this.#search.begin(peerId, name);
  }

  clearSearch() {
    this.#search.clear();
  }

  render() {
    setText($('me'), this.#chat.me.display_name);
    const { conversations } = this.#chat;
    const rows = this.#showsArchive ? conversations.archive : conversations.rows;
    const focused = document.activeElement?.closest('#conversations a')?.hash;
    const old = this.#items;
    this.#items = new Map(rows.map((row) => [row.user_id, this.#reuse(old.get(row.user_id), row)]));
    arrange($('conversations'), [...this.#items.values()].map(({ item }) => item));
    if (focused) this.#linkTo(focused)?.focus();
    const note = this.#showsArchive ? 'The archive is empty.' : 'No conversations yet. Find people above.';
    setText($('conversations-note'), rows.length === 0 ? note : '');
    $('more-conversations').hidden = !conversations.hasMore(this.#list);
    setText($('open-archive'), this.#showsArchive ? 'Back to all conversations' : 'Archive');
  }

  get #list() {
    return this.#showsArchive ? 'archive' : 'active';
  }

  #linkTo(hash) {
    return [...$('conversations').querySelectorAll('a')].find((link) => link.hash === hash);
  }

  async #loadMore() {
    const before = $('conversations').children.length;
    await this.#chat.conversations.loadMore(this.#list);
    $('conversations').children[before]?.querySelector('a').focus();
  }

  async #toggleArchive() {
    if (!this.#showsArchive) await this.#chat.conversations.loadArchive();
    this.#showsArchive = !this.#showsArchive;
    this.render();
  }

  #openMenu(event) {
    const link = event.target.closest('a');
    if (!link) return;
    event.preventDefault();
    const { hash, dataset: { peer: peerId } } = link;
    openConversationMenu({
      chat: this.#chat,
      peerId,
      at: link,
      returnTo: () => this.#linkTo(hash),
      search: (...where) => this.searchIn(...where),
      report: (problem) => setText($('side-problem'), problem?.message ?? ''),
    });
  }

  async #try(work) {
    try {
      setText($('side-problem'), '');
      await work();
    } catch (problem) {
      setText($('side-problem'), problem.message);
    }
  }

  // A row of which nothing is to be seen that has changed stays as it is.
  #reuse(old, row) {
    const { last_read_seq, peer_last_read_seq, peer_last_delivered_seq, last_seen_at, ...shown } = row;
    const isTyping = this.#chat.typing.isTyping(row.user_id);
    const state = JSON.stringify([shown, whenOf(row.last_at), isTyping, row.user_id === this.#openPeer]);
    return old?.state === state ? old : { state, item: this.#row(row) };
  }

  #row(row) {
    const isMe = row.user_id === this.#chat.me.id;
    const name = nameOf(row);
    const isUnread = row.unread_count > 0;
    const flag = (picture, text) => [icon(picture), hidden(`, ${text}`)];
    return element('li', {}, element(
      'a',
      {
        href: `#/with/${row.user_id}`,
        'data-peer': row.user_id,
        class: isUnread ? 'row unread' : 'row',
        'aria-current': row.user_id === this.#openPeer ? 'true' : null,
      },
      avatarOf(row.user_id, name, !isMe && row.online),
      element('span', { class: 'name', dir: 'auto' }, isMe ? `${name} (you)` : name),
      element(
        'span', { class: 'flags' },
        !isMe && row.online ? hidden(', online') : null,
        ...(row.pinned ? flag('pin', 'pinned') : []),
        ...(row.muted ? flag('mute', 'muted') : []),
        element('time', { class: 'when', datetime: row.last_at }, whenOf(row.last_at))),
      this.#preview(row),
      isUnread
        ? element('span', { class: row.muted ? 'badge muted' : 'badge' }, `${row.unread_count}`, hidden(' unread'))
        : null,
    ));
  }

  #preview(row) {
    if (this.#chat.typing.isTyping(row.user_id)) return element('span', { class: 'preview typing' }, 'writing …');
    const sender = row.last_sender_id === this.#chat.me.id ? 'You: ' : '';

    // No message has an empty text except a deleted one.
    return row.last_message === ''
      ? element('span', { class: 'preview gone' }, 'Message deleted')
      : element('span', { class: 'preview', dir: 'auto' }, sender + row.last_message);
  }
}

const hidden = (text) => element('span', { class: 'visually-hidden' }, text);
