// One conversation: who it is with, its messages, and the field for a new one.

import { avatarOf } from './avatar.js';
import { Composer } from './composer.js';
import { openConversationMenu } from './conversation-menu.js';
import { $, announce, hasKeyboard, setText, whenOf, whileBusy } from './dom.js';
import { icon } from './icons.js';
import { MessageActions } from './message-actions.js';
import { MessageList } from './message-list.js';
import { nameOf } from './people.js';

export class TalkView {
  #chat;
  #peerId = null;
  #list = new MessageList();
  #composer = new Composer();
  #actions;

  /** @param search begins a search in a conversation */
  constructor(api, search) {
    const report = (problem) => this.#report(problem);
    this.#actions = new MessageActions(api, this.#list, (message) => this.#composer.reply(message), report);
    this.#list.addEventListener('left', () => this.focus());
    this.#composer.addEventListener('sent', () => this.#list.goToEnd().catch(report));
    const menu = $('talk-menu');
    menu.append(icon('more'));
    menu.addEventListener('click', () => openConversationMenu({
      chat: this.#chat, peerId: this.#peerId, at: menu, search, report,
    }).catch(report));
    $('unblock').addEventListener('click', () => whileBusy($('unblock'), async () => {
      await this.#chat.blocks.unblock(this.#peerId).catch(report);
      this.focus();
    }));
  }

  get peerId() {
    return this.#peerId;
  }

  show(chat) {
    this.#chat = chat;
    for (const part of [this.#list, this.#composer, this.#actions]) part.show(chat);
    for (const part of [chat.conversations, chat.typing]) part.addEventListener('changed', () => this.#showPeer());
  }

  /** Opens a conversation at its end or, if one is given, at a message. */
  async open(peerId, messageId) {
    this.close();
    this.#peerId = peerId;
    $('talk').hidden = false;
    $('no-talk').hidden = true;
    this.#composer.open(peerId);
    this.focus();
    await Promise.all([this.#showNewPeer(), this.#list.open(peerId, messageId)]);
  }

  /** Shows a message of the open conversation. */
  async goTo(messageId) {
    await this.#list.goTo(messageId).catch((problem) => this.#report(problem));
  }

  /** Moves the focus to the text field or, on a phone and under a block, to the messages. */
  focus() {
    $(hasKeyboard() && !$('composer').hidden ? 'message-text' : 'scroll').focus();
  }

  close() {
    this.#peerId = null;
    this.#list.close();
    this.#composer.close();
    this.#report(null);
    setText($('peer'), '');
    $('peer-avatar').replaceChildren();
    $('talk').hidden = true;
    $('no-talk').hidden = false;
  }

  async #showNewPeer() {
    const peerId = this.#peerId;
    try {
      const name = nameOf(await this.#chat.people.get(peerId));
      if (this.#peerId !== peerId) return;
      this.#showPeer();
      announce(peerId === this.#chat.me.id ? 'Notes to yourself' : `Conversation with ${name}`);
    } catch (problem) {
      if (this.#peerId === peerId) this.#report(problem);
    }
  }

  #showPeer() {
    const person = this.#peerId && this.#chat.people.known(this.#peerId);
    if (!person) return;
    const name = nameOf(person);
    const isMe = this.#peerId === this.#chat.me.id;
    const isTyping = this.#chat.typing.isTyping(this.#peerId);
    setText($('peer'), isMe ? `${name} (notes to yourself)` : name);
    this.#showAvatar(name, !isMe && person.online);
    $('scroll').setAttribute('aria-label', `Messages with ${name}`);
    setText($('peer-typing'), isTyping ? 'writing …' : '');
    setText($('peer-presence'), isMe || isTyping ? '' : presenceOf(person));
  }

  #showAvatar(name, isOnline) {
    const look = `${this.#peerId} ${name} ${isOnline}`;
    const place = $('peer-avatar');
    if (place.dataset.look === look && place.hasChildNodes()) return;
    place.dataset.look = look;
    place.replaceChildren(avatarOf(this.#peerId, name, isOnline));
  }

  #report(problem) {
    setText($('talk-problem'), problem?.message ?? '');
  }
}

function presenceOf({ online, last_seen_at: lastSeen }) {
  if (online) return 'online';
  return lastSeen ? `last seen ${whenOf(lastSeen)}` : '';
}
