// Talks with one person, line by line, for as long as you like:
//
//   CHATAPP_PASSWORD='battery staple' node client.mjs http://localhost:8000 bob alice
//
// In a browser, and in Node from 22 on, there is a WebSocket; before that it is the package ws (npm install).

import { createInterface } from 'node:readline';

const WebSocket = globalThis.WebSocket ?? (await import('ws')).default;
const crypto = globalThis.crypto ?? (await import('node:crypto')).webcrypto;
const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

/** What the server has refused: decide by the code, show the detail. */
class Problem extends Error {
  constructor(status, body, retryAfter) {
    const isOwn = typeof body?.code === 'string' && typeof body.detail === 'string'; // else it is a proxy's
    const code = isOwn ? body.code : 'unknown';
    super(`${code}: ${isOwn ? body.detail : `The server, or a proxy before it, answered ${status}.`}`);
    Object.assign(this, { status, code, retryAfter: Number(retryAfter) || 0 }); // a date is none
  }
}

/** One call: the answer, and the address of the next page if there is one. */
async function call(method, url, body, token) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(url, {
    method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(15_000),
  });
  const json = await answer.json().catch(() => ({})); // a proxy's page
  if (!answer.ok) throw new Problem(answer.status, json, answer.headers.get('retry-after'));
  const link = /<([^>]+)>; *rel="next"/.exec(answer.headers.get('link') ?? '');
  return { body: json, next: link && new URL(link[1], url) };
}

/** Keeps an access token good. A Problem with status 401 says that the session is over. */
class Session {
  static async logIn(base, username, password) {
    const session = new Session();
    session.api = new URL('api/v1/', base.endsWith('/') ? base : `${base}/`);
    session.keep((await call('POST', new URL('auth/login', session.api), { username, password })).body);
    return session;
  }

  keep(tokens) {
    this.tokens = tokens;
    this.requestId = crypto.randomUUID(); // of the next refresh, the same until an answer has come
    this.ends = performance.now() + tokens.expires_in * 1_000;
  }

  async call(method, path, body) {
    const url = new URL(path, this.api);
    if (performance.now() > this.ends - 30_000) await this.refresh(); // it shall not end on its way
    const token = this.tokens.access_token;
    try {
      return await call(method, url, body, token);
    } catch (problem) {
      if (problem.status !== 401) throw problem;
      if (token === this.tokens.access_token) await this.refresh();
      return call(method, url, body, this.tokens.access_token);
    }
  }

  /** Whoever asks while it is under way waits for the same one. */
  refresh() {
    const body = { refresh_token: this.tokens.refresh_token, request_id: this.requestId };
    this.refreshing ??= call('POST', new URL('auth/refresh', this.api), body)
      .then((answer) => this.keep(answer.body))
      .finally(() => { this.refreshing = undefined; });
    return this.refreshing;
  }

  async *pages(path) {
    while (path) {
      const { body, next } = await this.call('GET', path);
      yield* body;
      path = next;
    }
  }
}

class Client {
  cursor; socket; again; whenIdle;
  shown = new Set(); // by id, for a restored backup gives a seq twice
  pending = new Map(); // sent and not acknowledged, by client_message_id
  isReady = false;
  isDone = false;

  constructor(session, show, tell) {
    Object.assign(this, { session, show, tell });
  }

  /** Keeps a socket open, until close() or the session is over. */
  async run() {
    for (let wait = 0.5; !this.isDone; wait = Math.min(30, 2 * wait)) {
      let pause = 0;
      try {
        this.cursor ??= await this.catchUp();
        const code = await this.connect(() => { wait = 0.25; });
        if (code === 4001) this.session.ends = 0; // the token has; the next call renews it
        if (code === 4013 || code === 4029) pause = 30;
      } catch (problem) {
        if (problem.status === 401) throw problem;
        pause = problem.retryAfter ?? 0; // else it was the network
      }

      // Nobody comes back at the same moment as all others.
      if (!this.isDone) await sleep(pause + wait * (0.5 + Math.random() / 2));
    }
  }

  /** One connection, from its ticket to the code with which it is closed. */
  async connect(whenFrame) {
    const { ticket } = (await this.session.call('POST', 'auth/ticket')).body; // good for one socket
    const address = new URL('../../ws/chat', this.session.api);
    address.protocol = address.protocol.replace('http', 'ws');
    address.search = new URLSearchParams({ events: 'all', ticket, since: this.cursor });
    this.socket = new WebSocket(address);
    this.socket.onmessage = ({ data }) => {
      whenFrame();
      this.take(JSON.parse(data));
    };
    this.socket.onerror = () => {}; // it is closed as well
    const { code } = await new Promise((resolve) => { this.socket.onclose = resolve; });
    this.isReady = false;
    return code;
  }

  /** A start without a cursor: first the one of now, then what is there already. What follows comes by the socket. */
  async catchUp() {
    const { cursor } = (await this.session.call('GET', 'sync')).body;
    const rows = [];
    for await (const row of this.session.pages('messages/conversations')) rows.push(row);
    this.first ??= new Map(rows.map((row) => [row.user_id, row.last_seq])); // what was there at the start is not shown
    for (const { user_id: user, last_message_id: last } of rows) {
      const missed = [];
      if (this.shown.has(last)) continue;
      for await (const message of this.session.pages(`messages/dm/${user}`)) {
        if (this.shown.has(message.id) || message.seq <= (this.first.get(user) ?? 0)) break;
        missed.push(message);
      }

      for (const message of missed.reverse()) this.receive(message);
    }

    return cursor;
  }

  take(frame) {
    if (frame.type === 'ready') {
      this.isReady = true;
      this.sendPending();
    } else if (frame.type === 'message') {
      this.receive(frame);
    } else if (frame.type === 'error') {
      this.takeError(frame);
      return;
    }

    this.cursor = frame.cursor ?? this.cursor; // where to go on after the next loss
  }

  takeError(error) {
    if (error.code === 'cursor_expired' || error.code === 'invalid_cursor') {
      this.cursor = undefined; // what happened in between is to be had by REST alone
      this.socket.onmessage = null;
      this.socket.close();
    } else if (error.code === 'rate_limited' || error.code === 'unavailable') {
      this.again ??= setTimeout(() => {
        this.again = undefined;
        this.sendPending();
      }, (error.retry_after ?? 1) * 1_000);
    } else { // would be refused again, or may have been stored: that is for a person to decide
      this.settle(error.client_message_id);
      this.tell(`Not sent (${error.code}): ${error.error} ${error.errors ? JSON.stringify(error.errors) : ''}`);
    }
  }

  receive(message) {
    this.settle(message.client_message_id); // the own copy is the acknowledgement
    if (this.shown.has(message.id)) return;
    this.shown.add(message.id);
    this.show(message);
  }

  settle(clientMessageId) {
    this.pending.delete(clientMessageId);
    if (this.pending.size === 0) this.whenIdle?.();
  }

  send(recipient, content) {
    const message = { recipient_id: recipient, content, client_message_id: crypto.randomUUID() };
    this.pending.set(message.client_message_id, message);
    if (this.isReady && !this.again) this.write(message); // else it waits for its turn
  }

  sendPending() {
    // Under the same id: what was stored already is not stored again.
    for (const message of this.pending.values()) this.write(message);
  }

  write(message) {
    if (this.isReady && this.socket.readyState === 1) this.socket.send(JSON.stringify(message));
  }

  /** Ends when everything was acknowledged, or after ten seconds. */
  async close() {
    if (this.pending.size > 0) {
      await Promise.race([new Promise((resolve) => { this.whenIdle = resolve; }), sleep(10)]);
      if (this.pending.size > 0) throw new Error('Not everything was sent: the server does not answer.');
    }

    this.isDone = true;
    this.socket?.close(1000);
  }
}

async function main(base, username, peer) {
  const session = await Session.logIn(base, username, process.env.CHATAPP_PASSWORD);
  const { body: found } = await session.call('GET', `users?search=${encodeURIComponent(peer)}`);
  const other = found.find((user) => user.username.toLowerCase() === peer.toLowerCase());
  if (!other) throw new Error(`There is no user ${peer}.`);

  const client = new Client(
    session, (message) => console.log(`${message.sender_username}: ${message.content}`), console.error);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => client.send(other.id, line));
  const running = client.run();
  const typed = new Promise((resolve) => { lines.on('close', resolve); }).then(() => client.close());
  await Promise.race([running, typed.then(() => Promise.race([running, sleep(1)]))]);
}

try {
  await main(...process.argv.slice(2));
  process.exit(0);
} catch (problem) {
  console.error(problem.cause ? `The server cannot be reached: ${problem.cause.message}` : problem.message);
  process.exit(1);
}
