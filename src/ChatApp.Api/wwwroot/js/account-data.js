// The parts of the account dialog about others and about all data: blocked users, the copy, and closing the account.

import { confirmed } from './confirm.js';
import { $, element, setText, whileBusy } from './dom.js';
import { change, onSubmit } from './forms.js';
import { nameOf } from './people.js';

const FILE = 'chatapp-export.ndjson';

export class AccountData {
  #api;
  #session;
  #chat;

  constructor(api, session) {
    this.#api = api;
    this.#session = session;
    $('export').addEventListener('click', () => whileBusy($('export'), () => this.#export()));
    onSubmit($('delete-account'), () => this.#closeAccount());
  }

  async show(chat) {
    if (this.#chat !== chat) chat.blocks.addEventListener('changed', () => this.#showBlocks());
    this.#chat = chat;
    $('delete-account').reset();
    $('delete-account').closest('details').open = false;
    for (const note of ['delete-account-note', 'export-note', 'blocks-note']) setText($(note), '');
    this.#showBlocks();
    await this.#try('blocks-note', () => chat.blocks.load());
  }

  #showBlocks() {
    const { users } = this.#chat.blocks;
    $('blocks').replaceChildren(...users.map((user) => this.#row(user)));
    $('no-blocks').hidden = users.length > 0;
  }

  #row(user) {
    const name = nameOf(user);
    const lift = (event) => whileBusy(event.currentTarget, async () => {
      await this.#try('blocks-note', () => this.#chat.blocks.unblock(user.id));
      $('close-account').focus();
    });
    return element(
      'li', {},
      element('span', { class: 'agent', dir: 'auto' }, name),
      element('button', { class: 'quiet', 'aria-label': `Lift the block of ${name}`, onclick: lift }, 'Lift'));
  }

  #export() {
    return this.#try('export-note', async () => {
      const address = URL.createObjectURL(await this.#api.download('users/me/export'));
      element('a', { href: address, download: FILE }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000); // a browser may read it after the click
    });
  }

  #closeAccount() {
    return change($('delete-account'), async ({ password, erase_messages: erases }) => {
      const question = {
        title: 'Close your account?',
        text: erases.checked
          ? 'Your name and address are erased, and all messages that you have sent. This cannot be undone.'
          : 'Your name and address are erased. Your messages stay with those who got them. This cannot be undone.',
        action: 'Close the account',
      };
      if (await confirmed(question)) await this.#session.closeAccount(password.value, erases.checked);
      return '';
    });
  }

  async #try(note, work) {
    setText($(note), '');
    try {
      await work();
    } catch (problem) {
      setText($(note), problem.message);
    }
  }
}
