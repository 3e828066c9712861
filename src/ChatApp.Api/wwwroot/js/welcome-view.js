// The forms for login and registration.

import { $, clearErrors, setText, showErrors, whileBusy } from './dom.js';

export class WelcomeView {
  #session;
  #form = $('sign-in');

  constructor(session) {
    this.#session = session;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      whileBusy($('sign-in-button'), () => this.#submit());
    });
    for (const mode of this.#form.elements.mode) mode.addEventListener('change', () => this.#choose());
    this.#choose();
  }

  show(note) {
    setText($('welcome-note'), note);
    $('welcome').hidden = false;
    this.#form.elements.password.value = '';
    $('username').focus();
  }

  hide() {
    $('welcome').hidden = true;
    this.#form.reset();
    this.#choose();
  }

  get #registers() {
    return this.#form.elements.mode.value === 'register';
  }

  #choose() {
    clearErrors(this.#form);
    setText($('sign-in-error'), '');
    $('email-field').hidden = !this.#registers;
    setText($('username-label'), this.#registers ? 'Username' : 'Username or email address');
    setText($('sign-in-button'), this.#registers ? 'Register' : 'Log in');
    $('password').autocomplete = this.#registers ? 'new-password' : 'current-password';
  }

  async #submit() {
    const { username, email, password } = this.#form.elements;
    clearErrors(this.#form);
    setText($('sign-in-error'), '');
    try {
      if (this.#registers) await this.#session.register(username.value, email.value, password.value);
      else await this.#session.logIn(username.value, password.value);
    } catch (problem) {
      if (problem.code === 'registration_closed') this.#withdrawRegistration();
      setText($('sign-in-error'), showErrors(this.#form, problem));
    }
  }

  // Registration is closed, so there is nothing to choose.
  #withdrawRegistration() {
    this.#form.elements.mode.value = 'log-in';
    $('sign-in-mode').hidden = true;
    this.#choose();
    $('username').focus();
  }
}
