// Who is logged in: tokens, their refresh, and their end, shared by all tabs of this browser.
//
// The tokens are in localStorage, which only scripts of this origin can read, and the policy of this page lets no script in but its own
// files. There is no cookie, so no other page can make the browser act for the user.

import { call, Problem } from './api.js';
import { storageKey } from './server.js';

const TOKENS = storageKey('tokens');
const DEVICE = storageKey('device');
const LOCK = storageKey('refresh');

// A token is renewed this long before it expires, so that it does not do so on its way.
const MARGIN_MS = 30_000;

/** Events: "started", "ended" (the detail says why, for a person). */
export class Session extends EventTarget {
  constructor() {
    super();
    window.addEventListener('storage', (event) => {
      // Another tab has logged in or out; that it has refreshed needs no notice, tokens are read where they are used.
      if (event.key === TOKENS && !event.newValue) this.#tell('ended', '');
      if (event.key === TOKENS && !event.oldValue && event.newValue) this.#tell('started');
    });
  }

  get isOpen() {
    return this.#read() !== null;
  }

  async register(username, email, password) {
    await call('POST', 'auth/register', { username, email, password });
    await this.logIn(username, password);
  }

  async logIn(username, password) {
    // An old token of this device, good or not, shows that it has logged in before, so that guesses of others do not count for it.
    const device = localStorage.getItem(DEVICE) ?? undefined;
    this.#keep((await call('POST', 'auth/login', { username, password, refresh_token: device })).body);
    this.#tell('started');
  }

  async logOut() {
    try {
      await call('POST', 'auth/logout', undefined, await this.accessToken());
    } catch (problem) {
      // Over is over; only if the server cannot be told does the session go on there.
      if (problem.status !== 401) throw problem;
    }

    this.#end('');
  }

  /** An access token that is good for a while yet. */
  async accessToken() {
    const tokens = this.#read();
    if (!tokens) throw loggedOut();
    return tokens.expiresAt - MARGIN_MS > Date.now() ? tokens.access : this.refresh(tokens.access);
  }

  /**
   * A new access token in the place of one that was refused or is too old. One tab at a time asks for it; whoever waits finds what the one
   * before has got. Without locks, two tabs that ask at once are given the same tokens by the server.
   */
  async refresh(old) {
    const ask = async () => {
      const tokens = this.#read();
      if (!tokens) throw loggedOut();
      if (tokens.access !== old && tokens.expiresAt - MARGIN_MS > Date.now()) return tokens.access;
      try {
        return this.#keep((await call('POST', 'auth/refresh', { refresh_token: tokens.refresh })).body).access;
      } catch (problem) {
        if (problem.status === 401) this.#end('Your session has ended. Please log in again.');
        throw problem;
      }
    };
    return navigator.locks ? navigator.locks.request(LOCK, ask) : ask();
  }

  #read() {
    try {
      return JSON.parse(localStorage.getItem(TOKENS));
    } catch {
      return null;
    }
  }

  #keep(answer) {
    const tokens = { access: answer.access_token, refresh: answer.refresh_token, expiresAt: Date.now() + answer.expires_in * 1_000 };
    localStorage.setItem(TOKENS, JSON.stringify(tokens));
    return tokens;
  }

  #end(reason) {
    const tokens = this.#read();
    if (tokens) localStorage.setItem(DEVICE, tokens.refresh);
    localStorage.removeItem(TOKENS);
    this.#tell('ended', reason);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function loggedOut() {
  return new Problem({ status: 401, code: 'unauthorized', detail: 'Please log in.' });
}
