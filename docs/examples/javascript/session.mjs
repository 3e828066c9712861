// A user's session: makes calls, and keeps an access token good. Runs in a browser and in Node.

const crypto = globalThis.crypto ?? (await import('node:crypto')).webcrypto;

/** A new id. */
export const newId = () => crypto.randomUUID();

/** What the server has refused: decide by the code, show the detail. */
export class Problem extends Error {
  constructor(status, body, retryAfter) {
    const isOwn = typeof body?.code === 'string' && typeof body.detail === 'string'; // else it is a proxy's
    const code = isOwn ? body.code : 'unknown';
    super(`${code}: ${isOwn ? body.detail : `The server, or a proxy before it, answered ${status}.`}`);
    this.status = status;
    this.code = code;
    this.retryAfter = Number(retryAfter) || 0; // a date is none
  }
}

async function send(method, url, body, token, seconds = 15) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(url, {
    method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(seconds * 1_000),
  });
  if (answer.ok) return answer;
  throw new Problem(answer.status, await readJson(answer), answer.headers.get('retry-after'));
}

const readJson = (answer) => answer.json().catch(() => ({})); // nothing, or a proxy's page

/** One call: the answer, and the address of the next page if there is one. */
async function call(method, url, body, token) {
  const answer = await send(method, url, body, token);
  const link = /<([^>]+)>; *rel="next"/.exec(answer.headers.get('link') ?? '');
  return { body: await readJson(answer), next: link && new URL(link[1], url) };
}

/** A Problem with status 401 says that the session is over. */
export class Session {
  #refreshing;

  constructor(base, username) {
    this.api = new URL('api/v1/', base.endsWith('/') ? base : `${base}/`);
    this.username = username;
  }

  static async logIn(base, username, password) {
    const session = new Session(base, username);
    session.#keep((await call('POST', new URL('auth/login', session.api), { username, password })).body);
    return session;
  }

  /** Makes an account and logs in. */
  static async register(base, username, email, password) {
    await call('POST', new URL('auth/register', new Session(base, username).api), { username, email, password });
    return Session.logIn(base, username, password);
  }

  #keep(tokens) {
    this.tokens = tokens;
    this.requestId = newId(); // of the next refresh, the same until an answer has come
    this.ends = performance.now() + tokens.expires_in * 1_000;
  }

  /** The access token is known to have ended: the next call renews it. */
  expire() {
    this.ends = 0;
  }

  /** @returns {Promise<{body: any, next: URL | null}>} */
  call(method, path, body) {
    return this.#withToken((token) => call(method, new URL(path, this.api), body, token));
  }

  async *pages(path) {
    while (path) {
      const { body, next } = await this.call('GET', path);
      yield* body;
      path = next;
    }
  }

  /** The lines of a long answer, as they come. */
  async *lines(path) {
    const tenMinutes = 600;
    const answer = await this.#withToken((token) => send('GET', new URL(path, this.api), undefined, token, tenMinutes));
    let rest = '';
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop();
      yield* lines.map((line) => JSON.parse(line));
    }
  }

  async #withToken(attempt) {
    if (performance.now() > this.ends - 30_000) await this.#refresh(); // it shall not end on its way
    const token = this.tokens.access_token;
    try {
      return await attempt(token);
    } catch (problem) {
      if (problem.status !== 401) throw problem;
      if (token === this.tokens.access_token) await this.#refresh();
      return attempt(this.tokens.access_token);
    }
  }

  /** Whoever asks while it is under way waits for the same one. */
  #refresh() {
    const body = { refresh_token: this.tokens.refresh_token, request_id: this.requestId };
    this.#refreshing ??= call('POST', new URL('auth/refresh', this.api), body)
      .then((answer) => this.#keep(answer.body))
      .finally(() => { this.#refreshing = undefined; });
    return this.#refreshing;
  }
}
