// All that is known of the chats of whoever is logged in: puts frames where they belong and sends what is written. Knows nothing of the page.

import { Connection } from './connection.js';
import { Conversations } from './conversations.js';
import { Drafts } from './drafts.js';
import { Outbox } from './outbox.js';
import { Thread } from './thread.js';

/** Events: "connection" (detail: the state), "message" (detail: the message, live and not mine), "failed" (detail: a Problem). */
export class Chat extends EventTarget {
  #api;
  #thread = null;
  #work = Promise.resolve();
  #sentMarks = new Map();

  /** Logs nothing in: the session is open. Everything that happens after the list was read is told by the socket. */
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

    // One after the other, as they came, though some need an answer of the server in between.
    this.connection.addEventListener('frame', ({ detail }) => {
      this.#work = this.#work.then(() => this.#take(detail)).catch((problem) => this.#tell('failed', problem));
    });
  }

  close() {
    this.connection.stop();
  }

  /** The messages with a peer. Only those of the last one that was asked for are kept. */
  thread(peerId) {
    if (this.#thread?.peerId !== peerId) this.#thread = new Thread(this.#api, peerId);
    return this.#thread;
  }

  /** Says that everything up to this message has been seen. */
  markRead(peerId, message) {
    const known = Math.max(this.conversations.of(peerId)?.last_read_seq ?? 0, this.#sentMarks.get(peerId) ?? 0);
    if (message.seq > known && this.connection.send({ type: 'read', user_id: peerId, message_id: message.id })) {
      this.#sentMarks.set(peerId, message.seq);
    }
  }

  async #take(frame) {
    switch (frame.type) {
      case 'ready':
        // A mark that went out on the old connection may not have arrived.
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
        // "pong", and whatever later versions have to say.
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
      // What happened in between is not to be had as events any more.
      await this.conversations.load();
      await this.#thread?.load();
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
