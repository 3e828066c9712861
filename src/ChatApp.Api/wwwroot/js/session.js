// Who is logged in: tokens, their refresh, and their end, shared by all tabs of this browser.
//
// The tokens are in localStorage, which only scripts of this origin can read, and the policy of this page lets no script in but its own
// files. There is no cookie, so no other page can make the browser act for the user.

import { call, Problem } from './api.js';
import { newId } from './id.js';
import { storageKey } from './server.js';

const TOKENS = storageKey('tokens');
const DEVICE = storageKey('device');
const REQUEST = storageKey('refresh-request');
const LOCK = storageKey('refresh');

// A token is renewed this long before it expires, so that it does not do so on its way.
const MARGIN_MS = 30_000;

// The id of a refresh that has not been answered yet. Tabs take turns, so it can be the browser's; where there are no
// locks (no secure context) tabs may ask at the same time, and must not do so under the same id.
const requests = () => (navigator.locks ? localStorage : sessionStorage);

/** Events: "started", "ended" (the detail says why, for a person). */
export class Session extends EventTarget {
  #turn = Promise.resolve();

  constructor() {
    super();
    window.addEventListener('storage', (event) => {
      // Another tab has logged in or out; that it has refreshed needs no notice, tokens are read where they are used.
      if (event.key === TOKENS && !event.newValue && !this.isOpen) this.#tell('ended', '');
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
    // After a session that has ended by itself, its token shows that this device has logged in before, so that guesses
    // of others do not count for it.
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

  /**
   * Changes the password. The session of all tabs ends with it and a new one begins, so nobody asks for new tokens of
   * the old one meanwhile.
   */
  async changePassword(current, changed) {
    const token = await this.accessToken();
    await this.#inTurn(async () => {
      const body = { current_password: current, new_password: changed };
      const { body: tokens } = await call('POST', 'auth/password', body, token);
      // Without locks another tab may have found meanwhile that the old session is over.
      const wasOpen = this.isOpen;
      this.#keep(tokens);
      if (!wasOpen) this.#tell('started');
    });
  }

  /** An access token that is good for a while yet. */
  async accessToken() {
    const tokens = this.#read();
    if (!tokens) throw loggedOut();
    return tokens.expiresAt - MARGIN_MS > Date.now() ? tokens.access : this.refresh(tokens.access);
  }

  /**
   * A new access token in the place of one that was refused or is too old. One tab at a time asks for it; whoever waits
   * finds what the one before has got. Without locks, two tabs that ask at once are given the same tokens by the
   * server.
   */
  async refresh(old) {
    return this.#inTurn(async () => {
      const tokens = this.#read();
      if (!tokens) throw loggedOut();
      if (tokens.access !== old && tokens.expiresAt - MARGIN_MS > Date.now()) return tokens.access;
      try {
        return await this.#exchange(tokens.refresh);
      } catch (problem) {
        if (problem.status !== 401) throw problem;
        // Without locks another tab may have got new ones meanwhile.
        const latest = this.#read();
        if (latest && latest.refresh !== tokens.refresh) return latest.access;
        this.#end('Your session has ended. Please log in again.');
        throw problem;
      }
    });
  }

  // If no answer comes, whoever asks next does so under the same id and is given the same tokens.
  async #exchange(refreshToken) {
    const id = requests().getItem(REQUEST) ?? newId();
    requests().setItem(REQUEST, id);
    const { body } = await call('POST', 'auth/refresh', { refresh_token: refreshToken, request_id: id });
    return this.#keep(body).access;
  }

  // One after the other: over all tabs where there are locks, else in this one.
  #inTurn(work) {
    if (navigator.locks) return navigator.locks.request(LOCK, work);
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
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
    requests().removeItem(REQUEST);
    return tokens;
  }

  #end(reason) {
    const tokens = this.#read();
    if (!reason) localStorage.removeItem(DEVICE); // Who logs out leaves nothing behind.
    else if (tokens) localStorage.setItem(DEVICE, tokens.refresh);
    localStorage.removeItem(TOKENS);
    requests().removeItem(REQUEST);
    this.#tell('ended', reason);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function loggedOut() {
  return new Problem({ status: 401, code: 'unauthorized', detail: 'Please log in.' });
}
