// Messages that were written here and are not acknowledged yet. Each has an id of ours (`client_message_id`), under which it can be sent any
// number of times and is stored once; so whatever is in doubt is just sent again. Kept for this tab, also when it is loaded anew.

import { newId } from './id.js';
import { storageKey } from './server.js';

const KEY = storageKey('outbox');

/** Event: "changed". An entry has { id, peerId, content, error }; with an error it waits for a person. */
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

  /** What waits for one peer, in the order in which it was written. */
  of(peerId) {
    return this.#entries.filter((entry) => entry.peerId === peerId);
  }

  add(peerId, content) {
    const entry = { id: newId(), peerId, content, error: null };
    this.#entries.push(entry);
    this.#send(entry);
    this.#changed();
  }

  /** Sends again what a person wants sent again. */
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

  /** To be called on a new connection: what was sent on the old one may have got lost. */
  sendAll() {
    this.#entries.filter((entry) => !entry.error).forEach((entry) => this.#send(entry));
  }

  /** The own copy of a message is its acknowledgement. */
  acknowledge(message) {
    if (message.client_message_id && this.#entries.some((entry) => entry.id === message.client_message_id)) this.discard(message.client_message_id);
  }

  refuse(frame) {
    const entry = this.#entries.find((candidate) => candidate.id === frame.client_message_id);
    if (!entry) return;
    entry.error = Object.values(frame.errors ?? {}).flat().join(' ') || frame.error;
    this.#changed();
  }

  #send({ id, peerId, content }) {
    this.#connection.send({ type: 'message', recipient_id: peerId, content, client_message_id: id });
  }

  #changed() {
    sessionStorage.setItem(this.#key, JSON.stringify(this.#entries));
    this.dispatchEvent(new Event('changed'));
  }
}
