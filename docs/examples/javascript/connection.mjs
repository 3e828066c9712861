// A user's socket. In a browser, and in Node from 22 on, there is a WebSocket; before that it is the package ws.

import { ChatApi } from './api.mjs';
import { newId } from './session.mjs';

/** @import { ChatEvent, Data } from './api.mjs' */
/** @import { Session } from './session.mjs' */

const WebSocket = globalThis.WebSocket ?? (await import('ws')).default;
const EVENTS = new Set([
  'ready', 'message_edited', 'message_deleted', 'reaction_added', 'reaction_removed', 'read', 'delivered',
  'conversation_updated', 'user_updated', 'typing', 'presence',
]);

const sleep = (seconds) => new Promise((resolve) => { setTimeout(resolve, seconds * 1_000); });

/** Keeps a socket open, from cursor to cursor, with what was sent and not acknowledged. */
export class Client {
  #socket; #again; #whenIdle; #first;
  #shown = new Set(); // by id, for a restored backup gives a seq twice
  #pending = new Map(); // sent and not acknowledged, by client_message_id
  #marks = new Map(); // delivered and not said: the last message by its sender
  #isReady = false;
  #isDone = false;

  /**
   * @param {Session} session
   * @param {(event: ChatEvent) => void} on gets each message once
   * @param {(sentence: string) => void} tell says that something was refused
   * @param {string} [cursor] the one of an earlier run
   */
  constructor(session, on, tell, cursor) {
    this.session = session;
    this.on = on;
    this.tell = tell;
    this.cursor = cursor;
  }

  /** Keeps a socket open, until close() or the session is over. */
  async run() {
    for (let wait = 0.5; !this.#isDone; wait = Math.min(30, 2 * wait)) {
      let pause = 0;
      try {
        this.cursor ??= await this.#catchUp();
        const code = await this.#connect(() => { wait = 0.25; });
        if (code === 4001) this.session.expire(); // the token has; the next call renews it
        if (code === 4013 || code === 4029) pause = 30;
      } catch (problem) {
        if (problem.status === 401) throw problem;
        pause = problem.retryAfter ?? 0; // else it was the network
      }

      // Nobody comes back at the same moment as all others.
      if (!this.#isDone) await sleep(pause + wait * (0.5 + Math.random() / 2));
    }
  }

  /** Sends a message, now or as soon as there is a connection. */
  send(recipientId, content, /** @type {{replyToId?: string, data?: Data}} */ { replyToId, data } = {}) {
    const message = {
      recipient_id: recipientId, content, reply_to_id: replyToId, data, client_message_id: newId(),
    };
    this.#pending.set(message.client_message_id, message);
    if (!this.#again) this.#write(message); // else it waits for its turn
  }

  /** This device has all messages of that user up to this one. */
  markDelivered(userId, messageId) {
    this.#marks.set(userId, messageId); // which covers those before it
    this.#sendMarks();
  }

  /** Every three seconds while the user writes. Without a connection nobody sees it. */
  showTyping(recipientId) {
    this.#write({ type: 'typing', recipient_id: recipientId });
  }

  /** Ends when everything was acknowledged, or after ten seconds. */
  async close() {
    if (this.#pending.size > 0) {
      await Promise.race([new Promise((resolve) => { this.#whenIdle = resolve; }), sleep(10)]);
      if (this.#pending.size > 0) throw new Error('Not everything was sent: the server does not answer.');
    }

    this.#isDone = true;
    this.#socket?.close(1000);
  }

  /** One connection, from its ticket to the code with which it is closed. */
  async #connect(whenFrame) {
    const { ticket } = (await this.session.call('POST', 'auth/ticket')).body; // good for one socket
    const address = new URL('../../ws/chat', this.session.api);
    address.protocol = address.protocol.replace('http', 'ws');
    address.search = `${new URLSearchParams({ events: 'all', ticket, since: this.cursor })}`;
    this.#socket = new WebSocket(address);
    this.#socket.onmessage = ({ data }) => {
      whenFrame();
      this.#take(JSON.parse(data));
    };
    this.#socket.onerror = () => {}; // it is closed as well
    const { code } = await new Promise((resolve) => { this.#socket.onclose = resolve; });
    this.#isReady = false;
    return code;
  }

  /** A start without a cursor: first the one of now, then what is there already. What follows comes by the socket. */
  async #catchUp() {
    const api = new ChatApi(this.session);
    const { cursor } = await api.sync();
    const rows = [];
    for (const archived of [true, false]) {
      for await (const row of api.conversations(archived)) rows.push(row);
    }

    this.#first ??= new Map(rows.map((row) => [row.user_id, row.last_seq])); // what was there at the start is not shown
    for (const { user_id: user, last_message_id: last } of rows) {
      const missed = [];
      if (this.#shown.has(last)) continue;
      for await (const message of api.history(user)) {
        if (this.#shown.has(message.id) || message.seq <= (this.#first.get(user) ?? 0)) break;
        missed.push(message);
      }

      for (const message of missed.reverse()) this.#receive({ type: 'message', ...message });
    }

    return cursor;
  }

  #take(frame) {
    if (frame.type === 'message') this.#receive(frame);
    else if (EVENTS.has(frame.type)) this.on(frame);

    if (frame.type === 'ready') {
      this.#isReady = true;
      this.#sendPending();
      this.#sendMarks();
    } else if (frame.type === 'error') {
      this.#takeError(frame);
      return;
    }

    this.cursor = frame.cursor ?? this.cursor; // where to go on after the next loss
  }

  #takeError(error) {
    if (error.code === 'cursor_expired' || error.code === 'invalid_cursor') {
      this.cursor = undefined; // what happened in between is to be had by REST alone
      this.#socket.onmessage = null;
      this.#socket.close();
      this.on({ type: 'cursor_lost' });
    } else if (error.code === 'rate_limited' || error.code === 'unavailable') {
      this.#again ??= setTimeout(() => {
        this.#again = undefined;
        this.#sendPending();
      }, (error.retry_after ?? 1) * 1_000);
    } else { // would be refused again, or may have been stored: that is for a person to decide
      this.#settle(error.client_message_id);
      this.tell(`Not sent (${error.code}): ${error.error} ${error.errors ? JSON.stringify(error.errors) : ''}`);
    }
  }

  #receive(message) {
    this.#settle(message.client_message_id); // the own copy is the acknowledgement
    if (this.#shown.has(message.id)) return;
    this.#shown.add(message.id);
    this.on(message);
  }

  #settle(clientMessageId) {
    this.#pending.delete(clientMessageId);
    if (this.#pending.size === 0) this.#whenIdle?.();
  }

  #sendPending() {
    // Under the same id: what was stored already is not stored again.
    for (const message of this.#pending.values()) this.#write(message);
  }

  #sendMarks() {
    for (const [userId, messageId] of this.#isReady ? this.#marks : []) {
      this.#marks.delete(userId);
      this.#write({ type: 'delivered', user_id: userId, message_id: messageId });
    }
  }

  #write(frame) {
    if (this.#isReady && this.#socket.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }
}
