// The session of the logged-in user, with its tokens, shared by all tabs of this browser.
//
// The tokens are in localStorage, which only scripts of this origin can read, and the content security policy of this
// page allows only its own script files. There is no cookie, so no other page can make the browser act for the user.

import { call, Problem } from './api.js';
import { newId } from './id.js';
import { storageKey } from './server.js';

const TOKENS = storageKey('tokens');
const DEVICE = storageKey('device');
const REQUEST = storageKey('refresh-request');
const LOCK = storageKey('refresh');
const ENDING = storageKey('ending');

// A token is renewed this long before it expires, so that it does not expire during a request.
const MARGIN_MS = 30_000;

// A tab that was closed while it ended the session leaves its mark behind. A call takes at most 15 s.
const ENDING_MS = 20_000;

// The id of a refresh that is not answered yet. With locks, tabs take turns and share it. Without locks (no secure
// context) tabs may refresh at the same time, so each needs its own id.
const requests = () => (navigator.locks ? localStorage : sessionStorage);

/** Events: "started", "ended" (the detail is the reason, as a sentence for the user). */
export class Session extends EventTarget {
  #turn = Promise.resolve();

  constructor() {
    super();
    window.addEventListener('storage', (event) => {
      // Another tab has logged in or out. A refresh needs no event, because tokens are read when they are used.
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
    // If the last session ended without a logout, its token shows that this device has logged in before, so that wrong
    // passwords from other devices do not count against it.
    const device = localStorage.getItem(DEVICE) ?? undefined;
    this.#keep((await call('POST', 'auth/login', { username, password, refresh_token: device })).body);
    this.#tell('started');
  }

  async logOut() {
    await this.#whileEnding(async (token) => {
      try {
        await call('POST', 'auth/logout', undefined, token);
      } catch (problem) {
        // A 401 means that the session has already ended. After any other failure it is still open on the server.
        if (problem.status !== 401) throw problem;
      }

      this.#end('', { keepsNothing: true });
    });
  }

  /** Closes the account, and on request deletes every message that it has sent. */
  async closeAccount(password, erasesMessages) {
    await this.#whileEnding(async (token) => {
      await call('DELETE', 'users/me', { password, erase_messages: erasesMessages }, token);
      this.#end('Your account is closed.', { keepsNothing: true });
    });
  }

  /**
   * Changes the password. The session of all tabs ends and a new one begins, so no tab may refresh the old one
   * meanwhile.
   */
  async changePassword(current, changed) {
    const body = { current_password: current, new_password: changed };
    await this.#whileEnding(async (token) => this.#keep((await call('POST', 'auth/password', body, token)).body));
  }

  /** An access token that will not expire soon. */
  async accessToken() {
    const tokens = this.#read();
    if (!tokens) throw loggedOut();
    return tokens.expiresAt - MARGIN_MS > Date.now() ? tokens.access : this.refresh(tokens.access);
  }

  /**
   * Replaces an access token that was refused or is about to expire. Tabs take turns, and a waiting tab then finds the
   * new tokens. Without locks, two tabs may refresh at once, and the server gives both the same tokens.
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
        // Without locks, another tab may have received new tokens meanwhile, or is about to.
        await this.#othersHaveEnded();
        const latest = this.#read();
        if (latest && latest.refresh !== tokens.refresh) return latest.access;
        if (latest) this.#end('Your session has ended. Please log in again.');
        throw problem;
      }
    });
  }

  // If no answer comes, the next refresh uses the same id and gets the same tokens.
  async #exchange(refreshToken) {
    const id = requests().getItem(REQUEST) ?? newId();
    requests().setItem(REQUEST, id);
    const { body } = await call('POST', 'auth/refresh', { refresh_token: refreshToken, request_id: id });
    // Without locks, another tab may have logged out meanwhile.
    if (!this.isOpen) throw loggedOut();
    return this.#keep(body).access;
  }

  // The server ends a session before the tab that asks for it knows. Other tabs, whose tokens are then refused, must
  // leave the end to that tab: with locks they wait for it, without them they see the mark.
  async #whileEnding(end) {
    const token = await this.accessToken();
    await this.#inTurn(async () => {
      localStorage.setItem(ENDING, Date.now());
      try {
        await end(token);
      } finally {
        localStorage.removeItem(ENDING);
      }
    });
  }

  // Waits until no tab ends the session, or is likely to have been closed meanwhile.
  async #othersHaveEnded() {
    const isEnding = () => Date.now() - Number(localStorage.getItem(ENDING)) < ENDING_MS;
    while (isEnding()) await new Promise((done) => setTimeout(done, 100));
  }

  // Runs work in sequence: across all tabs if there are locks, else in this tab.
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
    const tokens = {
      access: answer.access_token,
      refresh: answer.refresh_token,
      expiresAt: Date.now() + answer.expires_in * 1_000,
    };
    localStorage.setItem(TOKENS, JSON.stringify(tokens));
    requests().removeItem(REQUEST);
    return tokens;
  }

  #end(reason, { keepsNothing = false } = {}) {
    const tokens = this.#read();
    if (keepsNothing) localStorage.removeItem(DEVICE);
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
