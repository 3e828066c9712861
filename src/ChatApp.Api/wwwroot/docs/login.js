// A session for these pages. Its tokens are kept while the page is open, and the access token is renewed before it
// expires.

import { newId } from '../js/id.js';

const API = new URL('../api/v1/', import.meta.url);

// A token is renewed this long before it expires, so that it does not expire during a request.
const MARGIN_MS = 30_000;

/** Event: "changed", after a login, a logout or a new token; the detail is a sentence for the user. */
export class Login extends EventTarget {
  #tokens = null;
  #renewal = null;
  #username = '';

  /** The access token, or null if nobody is logged in. */
  get token() {
    return this.#tokens?.access ?? null;
  }

  async logIn(username, password) {
    this.#username = username;
    await this.#take(await call('auth/login', { username, password }));
  }

  async logOut() {
    const token = this.token;
    this.#end('');
    // The session ends on this page even if the server cannot be reached.
    if (token) await call('auth/logout', undefined, token).catch(() => {});
  }

  /** The access token, renewed if it is about to expire. */
  async freshToken() {
    if (this.#tokens && this.#tokens.expiresAt - MARGIN_MS < Date.now()) await this.renew();
    return this.token;
  }

  /** Gets a new access token. Calls made meanwhile wait for the same one. */
  renew() {
    this.#renewal ??= this.#renew().finally(() => { this.#renewal = null; });
    return this.#renewal;
  }

  async #renew() {
    const old = this.#tokens;
    const body = { refresh_token: old.refresh, request_id: old.request };
    const answer = await call('auth/refresh', body).catch(() => null);
    // If the server cannot be reached, the session stays. The user may also have logged out or in meanwhile.
    if (!answer || this.#tokens !== old) return;
    if (answer.status === 401) this.#end('Your session has ended. Please log in again.');
    else if (answer.ok) await this.#take(answer);
  }

  async #take(answer) {
    const body = await answer.json();
    if (!answer.ok) {
      this.#tell(body.detail);
      return;
    }

    this.#tokens = {
      access: body.access_token,
      refresh: body.refresh_token,
      // The id for the single refresh of this token, equal in each retry.
      request: newId(),
      expiresAt: Date.now() + body.expires_in * 1_000,
    };
    this.#tell(`Logged in as ${this.#username}. The access token is renewed automatically.`);
  }

  #end(reason) {
    this.#tokens = null;
    this.#tell(reason);
  }

  #tell(detail) {
    this.dispatchEvent(new CustomEvent('changed', { detail }));
  }
}

function call(path, body, token) {
  const headers = {};
  if (body) headers['content-type'] = 'application/json';
  if (token) headers.authorization = `Bearer ${token}`;
  return fetch(new URL(path, API), {
    method: 'POST', headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(15_000),
  });
}
