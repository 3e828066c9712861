// The chats of the logged-in user: distributes received frames and sends messages. Does not depend on the page.

import { Connection } from './connection.js';
import { Conversations } from './conversations.js';
import { Drafts } from './drafts.js';
import { Outbox } from './outbox.js';
import { Thread } from './thread.js';

/**
 * Events: "connection" (detail: the state), "message" (detail: a live message from a peer), "failed" (detail: a
 * Problem).
 */
export class Chat extends EventTarget {
  #api;
  #thread = null;
  #work = Promise.resolve();
  #sentMarks = new Map();

  /** Needs an open session. The socket reports all events after the cursor, which is read before the list. */
  static async open(api, session) {
    const { cursor } = await api.get('sync');
    const me = await api.get('users/me');
    const chat = new Chat(api, session, me, cursor);
    await chat.conversations.load();
    chat.connection.start();
    return chat;
  }

  constructor(api, session, me, cursor) {
    super();
    this.#api = api;
    this.me = me;
    this.connection = new Connection(api, session, cursor);
    this.conversations = new Conversations(api, me.id);
    this.outbox = new Outbox(this.connection, me.id);
    this.drafts = new Drafts(me.id);
    this.connection.addEventListener('state', ({ detail }) => this.#tell('connection', detail));

    // Frames are handled in order of arrival, even if handling one needs an answer from the server.
    this.connection.addEventListener('frame', ({ detail }) => {
      this.#work = this.#work.then(() => this.#take(detail)).catch((problem) => this.#tell('failed', problem));
    });
  }

  close() {
    this.connection.stop();
  }

  /** The messages with a peer. Only the most recently requested thread is kept. */
  thread(peerId) {
    if (this.#thread?.peerId !== peerId) this.#thread = new Thread(this.#api, peerId);
    return this.#thread;
  }

  /** Marks everything up to this message as read. */
  markRead(peerId, message) {
    const known = Math.max(this.conversations.of(peerId)?.last_read_seq ?? 0, this.#sentMarks.get(peerId) ?? 0);
    if (message.seq > known && this.connection.send({ type: 'read', user_id: peerId, message_id: message.id })) {
      this.#sentMarks.set(peerId, message.seq);
    }
  }

  async #take(frame) {
    switch (frame.type) {
      case 'ready':
        // A read mark sent on the old connection may have been lost.
        this.#sentMarks.clear();
        this.outbox.sendAll();
        break;
      case 'message':
        await this.#takeMessage(frame);
        break;
      case 'read':
        await this.conversations.takeRead(frame);
        break;
      case 'error':
        await this.#takeError(frame);
        break;
      default:
        // "pong", and frame types of later versions.
    }
  }

  async #takeMessage(message) {
    const peerId = message.sender_id === this.me.id ? message.recipient_id : message.sender_id;
    if (this.#thread?.peerId === peerId) this.#thread.take(message);
    this.outbox.acknowledge(message);
    await this.conversations.takeMessage(message);
    if (message.sender_id !== this.me.id) this.#tell('message', message);
  }

  async #takeError(frame) {
    if (frame.client_message_id) {
      this.outbox.refuse(frame);
    } else if (frame.code === 'cursor_expired' || frame.code === 'invalid_cursor') {
      // The missed events are no longer available, so load the current state.
      await this.conversations.load();
      await this.#thread?.load();
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
