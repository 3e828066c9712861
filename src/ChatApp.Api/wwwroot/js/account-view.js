// The account dialog: sessions, the password, and logging out.

import { deviceOf } from './device.js';
import { $, clearErrors, element, momentOf, setText, showErrors, whileBusy } from './dom.js';

export class AccountView {
  #api;
  #session;
  #dialog = $('account');

  constructor(api, session) {
    this.#api = api;
    this.#session = session;
    $('close-account').addEventListener('click', () => this.#dialog.close());
    $('log-out').addEventListener('click', (event) => whileBusy(event.currentTarget, () => this.#logOut()));
    $('change-password').addEventListener('submit', (event) => {
      event.preventDefault();
      whileBusy(event.submitter ?? $('change-password'), () => this.#changePassword());
    });
  }

  async show(me) {
    setText($('account-name'), `${me.username}, ${me.email}`);
    $('account-username').value = me.username;
    $('change-password').reset();
    clearErrors($('change-password'));
    setText($('change-password-note'), '');
    this.#dialog.showModal();
    await this.#load();
  }

  hide() {
    this.#dialog.close();
  }

  async #load() {
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

    await this.#load();
    $('close-account').focus();
  }

  async #changePassword() {
    const form = $('change-password');
    clearErrors(form);
    setText($('change-password-note'), '');
    try {
      await this.#session.changePassword(form.elements.current_password.value, form.elements.new_password.value);
      form.reset();
      setText($('change-password-note'), 'The password is changed. All other sessions have ended.');
      await this.#load();
    } catch (problem) {
      setText($('change-password-note'), showErrors(form, problem));
    }
  }

  async #logOut() {
    try {
      await this.#session.logOut();
    } catch (problem) {
      setText($('sessions-error'), problem.message);
    }
  }
}
