// REST calls (docs/protocol.md) with JSON. Every failure is a Problem with the contract's stable code.

import { API } from './server.js';

const TIMEOUT_MS = 15_000;

/** Why a call failed. `code` is the server's error code, or "network" if no answer came. */
export class Problem extends Error {
  constructor({ status = 0, code = 'network', detail = 'The server cannot be reached.', errors = {} } = {}) {
    super(detail);
    Object.assign(this, { status, code, errors });
  }

  /** Whether the same call may succeed later without a change. */
  get isTemporary() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Makes one call, with or without a token. The path is relative to /api/v1/. Returns { body, headers, url }. */
export async function call(method, path, body, token) {
  const headers = {};
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (token) headers.authorization = `Bearer ${token}`;
  let response;
  let text;
  try {
    response = await fetch(new URL(path, API), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch {
    throw new Problem();
  }

  const answer = parse(text);
  if (!response.ok) throw problemOf(response, answer);
  return { body: answer, headers: response.headers, url: response.url };
}

/** Makes calls for the logged-in user. If the token is refused, it is refreshed once. */
export class Api {
  #session;

  constructor(session) {
    this.#session = session;
  }

  async request(method, path, body) {
    const token = await this.#session.accessToken();
    try {
      return await call(method, path, body, token);
    } catch (problem) {
      if (problem.status !== 401) throw problem;
      return call(method, path, body, await this.#session.refresh(token));
    }
  }

  async get(path) {
    return (await this.request('GET', path)).body;
  }

  async post(path, body) {
    return (await this.request('POST', path, body)).body;
  }

  /** Reads one page of a list: { items, next, previous }. The last two are URLs of other pages, or null. */
  async page(path) {
    const { body, headers, url } = await this.request('GET', path);
    const linkTo = (relation) => {
      const link = new RegExp(`<([^>]+)>;\\s*rel="${relation}"`).exec(headers.get('link') ?? '');
      return link && new URL(link[1], url).href;
    };
    return { items: body, next: linkTo('next'), previous: linkTo('prev') };
  }

  /** Reads a file of any size. */
  async download(path) {
    const response = await fetch(new URL(path, API), {
      headers: { authorization: `Bearer ${await this.#session.accessToken()}` },
    }).catch(() => {
      throw new Problem();
    });
    if (!response.ok) throw problemOf(response, parse(await response.text()));
    return response.blob();
  }
}

function problemOf({ status }, answer) {
  return new Problem({
    status,
    code: answer?.code ?? 'unknown',
    detail: answer?.detail ?? `The server answered ${status}.`,
    errors: answer?.errors,
  });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
