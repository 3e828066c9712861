// The account dialog: the display name, sessions, the password, and logging out.

import { AccountData } from './account-data.js';
import { deviceOf } from './device.js';
import { $, clearErrors, element, momentOf, setText, whileBusy } from './dom.js';
import { change, onSubmit } from './forms.js';

export class AccountView {
  #api;
  #session;
  #chat;
  #data;
  #dialog = $('account');

  constructor(api, session) {
    this.#api = api;
    this.#session = session;
    this.#data = new AccountData(api, session);
    $('close-account').addEventListener('click', () => this.#dialog.close());
    $('log-out').addEventListener('click', (event) => whileBusy(event.currentTarget, () => this.#logOut()));
    onSubmit($('change-name'), () => this.#changeName());
    onSubmit($('change-password'), () => this.#changePassword());
  }

  async show(chat) {
    this.#chat = chat;
    const { username, email, display_name: name } = chat.me;
    setText($('account-name'), `${username}, ${email}`);
    $('account-username').value = username;
    for (const form of [$('change-name'), $('change-password')]) {
      form.reset();
      clearErrors(form);
      setText($(`${form.id}-note`), '');
    }

    $('display-name').value = name;
    this.#data.show(chat);
    this.#dialog.showModal();
    await this.#loadSessions();
  }

  async #loadSessions() {
    setText($('sessions-error'), '');
    try {
      const sessions = await this.#api.get('auth/sessions?limit=200');
      $('sessions').replaceChildren(...sessions.map((session) => this.#row(session)));
    } catch (problem) {
      setText($('sessions-error'), problem.message);
    }
  }

  #row(session) {
    const agent = session.user_agent ?? '';
    const name = deviceOf(agent);
    const use = session.current ? 'This one' : `Last used ${momentOf(session.last_used_at)}`;
    const end = (event) => whileBusy(event.currentTarget, () => this.#end(session.id));
    return element(
      'li', {},
      element(
        'div', {},
        element('span', { class: 'agent', title: agent }, name),
        element('span', { class: 'small' }, `${use}${session.ip ? `, from ${session.ip}` : ''}`)),
      session.current
        ? null
        : element('button', { class: 'quiet', 'aria-label': `Log out ${name}`, onclick: end }, 'Log out'));
  }

  async #end(id) {
    try {
      await this.#api.request('DELETE', `auth/sessions/${id}`);
    } catch (problem) {
      setText($('sessions-error'), problem.message);
      return;
    }

    await this.#loadSessions();
    $('close-account').focus();
  }

  #changeName() {
    return change($('change-name'), async ({ display_name: name }) => {
      const { body } = await this.#api.request('PATCH', 'users/me', { display_name: name.value });
      this.#chat.takeMe(body);
      return 'The name is changed.';
    });
  }

  #changePassword() {
    return change($('change-password'), async ({ current_password: current, new_password: changed }) => {
      await this.#session.changePassword(current.value, changed.value);
      $('change-password').reset();
      await this.#loadSessions();
      return 'The password is changed. All other sessions have ended.';
    });
  }

  async #logOut() {
    try {
      await this.#session.logOut();
    } catch (problem) {
      setText($('sessions-error'), problem.message);
    }
  }
}
