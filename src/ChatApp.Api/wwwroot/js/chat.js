// The chats of the logged-in user: distributes received frames and sends messages. Does not depend on the page.

import { Blocks } from './blocks.js';
import { Connection } from './connection.js';
import { Conversations } from './conversations.js';
import { Drafts } from './drafts.js';
import { Outbox } from './outbox.js';
import { People } from './people.js';
import { Thread } from './thread.js';
import { Typing } from './typing.js';

// A message that is read at once needs no delivered mark, and one mark is enough for a burst.
const DELIVERED_WAIT_MS = 200;

/**
 * Events: "connection" (detail: the state), "message" (detail: a live message from a peer), "me" (the user's own names
 * have changed), "failed" (detail: a Problem).
 */
export class Chat extends EventTarget {
  #api;
  #thread = null;
  #work = Promise.resolve();
  #sentMarks = new Map();
  #arrived = new Map();
  #wasReady = false;

  /** Needs an open session. The socket reports all events after the cursor, which is read before the list. */
  static async open(api, session) {
    const { cursor } = await api.get('sync');
    const me = await api.get('users/me');
    const chat = new Chat(api, session, me, cursor);
    await Promise.all([chat.conversations.load(), chat.blocks.load()]);
    chat.connection.start();
    return chat;
  }

  constructor(api, session, me, cursor) {
    super();
    this.#api = api;
    this.me = me;
    this.connection = new Connection(api, session, cursor);
    this.conversations = new Conversations(api, me.id);
    this.people = new People(api, this.conversations, me);
    this.blocks = new Blocks(api);
    this.typing = new Typing(this.connection);
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

  /** Takes a message from the answer to a call, which the socket may report later. */
  takeAnswer(message) {
    return this.#take({ ...message, type: 'message_edited' });
  }

  /** Takes this user's names from the answer to a call. */
  takeMe(account) {
    Object.assign(this.me, account);
    this.#tell('me');
  }

  async #take(frame) {
    switch (frame.type) {
      case 'ready':
        await this.#takeReady();
        break;
      case 'message':
        await this.#takeMessage(frame);
        break;
      case 'message_edited':
      case 'message_deleted':
        this.#threadOf(frame)?.take(frame);
        await this.conversations.takeChange(frame);
        break;
      case 'reaction_added':
      case 'reaction_removed':
        // The event names no conversation; a thread without the message ignores it.
        this.#thread?.take(frame);
        break;
      case 'read':
      case 'delivered':
        await this.conversations.takeMark(frame);
        break;
      case 'conversation_updated':
        await this.conversations.takeArrangement(frame);
        break;
      case 'user_updated':
        this.#takeUser(frame);
        break;
      case 'typing':
        if (!this.blocks.has(frame.user_id)) this.typing.take(frame.user_id);
        break;
      case 'presence':
        this.conversations.takeUser(frame.user_id, { online: frame.online, last_seen_at: frame.last_seen_at });
        break;
      case 'error':
        await this.#takeError(frame);
        break;
      default:
        // "pong", and frame types of later versions.
    }
  }

  async #takeReady() {
    // Marks sent on the old connection may have been lost.
    this.#sentMarks.clear();
    this.outbox.sendAll();

    // Presence is not replayed after an interruption, so read it again.
    if (this.#wasReady && this.conversations.rows.some((row) => row.online !== undefined)) {
      await this.conversations.load();
    }

    this.#wasReady = true;
    for (const row of this.conversations.rows) {
      if (row.unread_count > 0) this.#noteArrival(row.user_id, row.last_message_id, row.last_seq);
    }
  }

  async #takeMessage(message) {
    const isMine = message.sender_id === this.me.id;
    const thread = this.#threadOf(message);
    thread?.take(message);
    this.outbox.acknowledge(message);
    if (!isMine) this.typing.end(message.sender_id);
    await this.conversations.takeMessage(message);
    if (isMine) return;
    this.#tell('message', message);
    this.#noteArrival(message.sender_id, message.id, message.seq);
  }

  #takeUser(frame) {
    const { user_id: userId, username, display_name } = frame;
    this.people.take(frame);
    this.conversations.takeUser(userId, { username, display_name });
    if (userId === this.me.id) this.#tell('me');
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

  #threadOf(message) {
    const peerId = message.sender_id === this.me.id ? message.recipient_id : message.sender_id;
    return this.#thread?.peerId === peerId ? this.#thread : null;
  }

  // Tells the sender that a message has arrived here, with all before it.
  #noteArrival(peerId, messageId, seq) {
    if (this.#arrived.size === 0) setTimeout(() => this.#sendArrivals(), DELIVERED_WAIT_MS);
    this.#arrived.set(peerId, { messageId, seq });
  }

  #sendArrivals() {
    for (const [peerId, { messageId, seq }] of this.#arrived) {
      const isRead = (this.#sentMarks.get(peerId) ?? 0) >= seq;
      if (!isRead) this.connection.send({ type: 'delivered', user_id: peerId, message_id: messageId });
    }

    this.#arrived.clear();
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
