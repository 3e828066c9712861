// Messages from this tab that are not acknowledged yet. Each has a `client_message_id`, so it can be sent any number of
// times and is stored once. So all unacknowledged messages are sent again after a reconnect. They are kept for this
// tab, also across a reload.

import { newId } from './id.js';
import { storageKey } from './server.js';

const KEY = storageKey('outbox');

/** Event: "changed". An entry is { id, peerId, content, replyToId, error }; with an error it waits for the user. */
export class Outbox extends EventTarget {
  #connection;
  #key;
  #entries;

  constructor(connection, myId) {
    super();
    this.#connection = connection;
    this.#key = `${KEY}.${myId}`;
    this.#entries = JSON.parse(sessionStorage.getItem(this.#key) ?? '[]');
  }

  /** The waiting messages for one peer, in the order in which they were written. */
  of(peerId) {
    return this.#entries.filter((entry) => entry.peerId === peerId);
  }

  add(peerId, content, replyToId = null) {
    const entry = { id: newId(), peerId, content, replyToId, error: null };
    this.#entries.push(entry);
    this.#send(entry);
    this.#changed();
  }

  /** Sends a refused message again, at the user's request. */
  retry(id) {
    const entry = this.#entries.find((candidate) => candidate.id === id);
    if (!entry) return;
    entry.error = null;
    this.#send(entry);
    this.#changed();
  }

  discard(id) {
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    this.#changed();
  }

  /** Call this on a new connection: messages sent on the old one may have been lost. */
  sendAll() {
    this.#entries.filter((entry) => !entry.error).forEach((entry) => this.#send(entry));
  }

  /** The sender's own copy of a message is its acknowledgement. */
  acknowledge(message) {
    const id = message.client_message_id;
    if (id && this.#entries.some((entry) => entry.id === id)) this.discard(id);
  }

  refuse(frame) {
    const entry = this.#entries.find((candidate) => candidate.id === frame.client_message_id);
    if (!entry) return;
    entry.error = Object.values(frame.errors ?? {}).flat().join(' ') || frame.error;
    this.#changed();
  }

  #send({ id, peerId, content, replyToId }) {
    const answered = replyToId ? { reply_to_id: replyToId } : {};
    this.#connection.send({ type: 'message', recipient_id: peerId, content, client_message_id: id, ...answered });
  }

  #changed() {
    sessionStorage.setItem(this.#key, JSON.stringify(this.#entries));
    this.dispatchEvent(new Event('changed'));
  }
}
