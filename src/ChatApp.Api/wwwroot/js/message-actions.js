// What a user can do with a message: the buttons, the menu and the picker.

import { confirmed } from './confirm.js';
import { openMenu } from './menu.js';
import { pickEmoji } from './picker.js';
import { COMMON } from './reactions.js';

export class MessageActions {
  #api;
  #list;
  #reply;
  #report;
  #chat;

  /**
   * @param list the list of messages
   * @param reply begins an answer to a message
   * @param report shows a Problem
   */
  constructor(api, list, reply, report) {
    this.#api = api;
    this.#list = list;
    this.#reply = reply;
    this.#report = report;
    list.addEventListener('act', ({ detail }) => this.#act(detail));
  }

  show(chat) {
    this.#chat = chat;
  }

  #act({ part, message, at }) {
    if (part === 'quote') this.#try(() => this.#list.goTo(message.reply_to_id));
    else if (part === 'more') this.#openMenu(message, at);
    else this.#toggle(message, at.dataset.emoji);
  }

  #openMenu(message, at) {
    const isMine = message.sender_id === this.#chat.me.id;
    if (message.deleted_at) return;
    const quick = COMMON.map(([emoji, name]) => ({ text: emoji, name, act: () => this.#toggle(message, emoji) }));
    openMenu(at, 'What to do with the message', [
      { group: 'React', items: quick },
      { text: 'More reactions', icon: 'react', act: () => this.#pick(message) },
      { text: 'Reply', icon: 'reply', act: () => this.#reply(message) },
      isMine ? { text: 'Edit', icon: 'edit', act: () => this.#edit(message) } : null,
      navigator.clipboard ? { text: 'Copy text', icon: 'copy', act: () => this.#copy(message) } : null,
      isMine ? { text: 'Delete …', icon: 'delete', act: () => this.#delete(message), isDangerous: true } : null,
    ], () => this.#list.partOf(message.id, 'more'));
  }

  #pick(message) {
    const more = () => this.#list.partOf(message.id, 'more');
    pickEmoji(more(), (emoji) => this.#toggle(message, emoji), more);
  }

  #toggle(message, emoji) {
    const mine = message.reactions.find((reaction) => reaction.emoji === emoji)?.user_ids.includes(this.#chat.me.id);
    const path = `messages/${message.id}/reactions/${encodeURIComponent(emoji)}`;
    return this.#try(() => this.#api.request(mine ? 'DELETE' : 'PUT', path));
  }

  #edit(message) {
    this.#list.edit(message, async (content) => {
      const { body } = await this.#api.request('PATCH', `messages/${message.id}`, { content });
      await this.#chat.takeAnswer(body);
    });
  }

  #copy(message) {
    return this.#try(() => navigator.clipboard.writeText(message.content));
  }

  async #delete(message) {
    const question = {
      title: 'Delete this message?',
      text: 'It disappears for both of you. This cannot be undone.',
      action: 'Delete',
    };
    if (await confirmed(question)) await this.#try(() => this.#api.request('DELETE', `messages/${message.id}`));
  }

  async #try(work) {
    this.#report(null);
    try {
      await work();
    } catch (problem) {
      this.#report(problem);
    }
  }
}
