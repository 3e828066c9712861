// The calls of the contract, and the types of its objects and events.

import { newId } from './session.mjs';

/** @import { Session } from './session.mjs' */

/**
 * @typedef {{id: string, username: string, email: string, display_name: string, is_active: boolean,
 *   created_at: string}} Account
 * @typedef {{id: string, username: string, display_name: string, online?: boolean, last_seen_at?: string | null}} User
 *   lists of users have no presence
 * @typedef {{id: string, conversation_id: string, seq: number, sender_id: string, sender_username: string,
 *   recipient_id: string, content: string, created_at: string, client_message_id: string | null,
 *   reply_to_id: string | null, edited_at: string | null, deleted_at: string | null,
 *   reactions: {emoji: string, user_ids: string[]}[], data: Data | null}} Message
 * @typedef {Record<string, any>} Data the client's own
 * @typedef {{archived: boolean, muted: boolean, pinned: boolean}} Arrangement
 * @typedef {Arrangement & {conversation_id: string, user_id: string, username: string, display_name: string,
 *   online: boolean, last_seen_at: string | null, last_message: string, last_message_id: string,
 *   last_sender_id: string, last_at: string, last_seq: number, unread_count: number, last_read_seq: number,
 *   peer_last_read_seq: number, peer_last_delivered_seq: number}} Conversation
 * @typedef {{messages: number, conversations: number}} UnreadTotal
 *
 * @typedef {Message & {type: 'message' | 'message_edited' | 'message_deleted'}} MessageEvent
 * @typedef {{type: 'reaction_added' | 'reaction_removed', message_id: string, user_id: string, emoji: string}
 *   } ReactionEvent
 * @typedef {{type: 'read' | 'delivered', user_id: string, peer_id: string, message_id: string, seq: number}} MarkEvent
 *   a user has read the conversation with a peer, or a device has it, up to this message
 * @typedef {Arrangement & {type: 'conversation_updated', user_id: string}} ConversationEvent
 * @typedef {{type: 'user_updated', user_id: string, username: string, display_name: string}} UserEvent
 * @typedef {{type: 'typing', user_id: string}} TypingEvent
 * @typedef {{type: 'presence', user_id: string, online: boolean, last_seen_at: string | null}} PresenceEvent
 * @typedef {{type: 'ready', user_id: string, session_id: string}} ReadyEvent
 *   connected: forget who is online, an event of each user who is follows
 * @typedef {{type: 'cursor_lost'}} CursorLostEvent
 *   of the client itself: events were missed. New messages follow; read again what else you show
 * @typedef {MessageEvent | ReactionEvent | MarkEvent | ConversationEvent | UserEvent} StoredEvent
 * @typedef {StoredEvent | TypingEvent | PresenceEvent | ReadyEvent | CursorLostEvent} ChatEvent
 */

export class ChatApi {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
  }

  // Accounts and users

  /** @returns {Promise<Account>} */
  me() {
    return this.#call('GET', 'users/me');
  }

  /** @param {string} displayName @returns {Promise<Account>} */
  rename(displayName) {
    return this.#call('PATCH', 'users/me', { display_name: displayName });
  }

  /** All data of the user. @returns {AsyncGenerator<{type: string} & Data>} */
  export() {
    return this.session.lines('users/me/export');
  }

  /** Closes the account for good. @param {string} password @returns {Promise<void>} */
  closeAccount(password, eraseMessages = false) {
    return this.#call('DELETE', 'users/me', { password, erase_messages: eraseMessages });
  }

  /** Users whose username starts so. @param {string} start @returns {AsyncGenerator<User>} */
  findUsers(start) {
    return this.#pages('users', { search: start });
  }

  /** A user, with presence. @param {string} userId @returns {Promise<User>} */
  user(userId) {
    return this.#call('GET', `users/${userId}`);
  }

  /** @param {string} userId @returns {Promise<void>} */
  block(userId) {
    return this.#call('PUT', `users/${userId}/block`);
  }

  /** @param {string} userId @returns {Promise<void>} */
  unblock(userId) {
    return this.#call('DELETE', `users/${userId}/block`);
  }

  /** @returns {AsyncGenerator<User>} */
  blocks() {
    return this.#pages('users/me/blocks');
  }

  // Messages

  /**
   * Sends without a socket. To try again give the same clientMessageId: the message is stored once.
   * @param {string} recipientId
   * @param {string} content
   * @param {{replyToId?: string, data?: Data, clientMessageId?: string}} [options]
   * @returns {Promise<Message>}
   */
  send(recipientId, content, { replyToId, data, clientMessageId = newId() } = {}) {
    return this.#call('POST', 'messages/dm', {
      recipient_id: recipientId, content, reply_to_id: replyToId, data, client_message_id: clientMessageId,
    });
  }

  /** @param {string} messageId @returns {Promise<Message>} */
  message(messageId) {
    return this.#call('GET', `messages/${messageId}`);
  }

  /**
   * Replaces the text and, if given, the data; null removes them.
   * @param {string} messageId
   * @param {string} content
   * @param {Data | null} [data]
   * @returns {Promise<Message>}
   */
  edit(messageId, content, data) {
    return this.#call('PATCH', `messages/${messageId}`, { content, data });
  }

  /** @param {string} messageId @returns {Promise<void>} */
  delete(messageId) {
    return this.#call('DELETE', `messages/${messageId}`);
  }

  /** @param {string} messageId @param {string} emoji @returns {Promise<void>} */
  react(messageId, emoji) {
    return this.#call('PUT', `messages/${messageId}/reactions/${encodeURIComponent(emoji)}`);
  }

  /** @param {string} messageId @param {string} emoji @returns {Promise<void>} */
  unreact(messageId, emoji) {
    return this.#call('DELETE', `messages/${messageId}/reactions/${encodeURIComponent(emoji)}`);
  }

  /** The conversation with a user, newest first. @param {string} userId @returns {AsyncGenerator<Message>} */
  history(userId) {
    return this.#pages(`messages/dm/${userId}`);
  }

  /**
   * The page of that conversation with this message in its middle, newest first.
   * @param {string} userId @param {string} messageId @returns {Promise<Message[]>}
   */
  around(userId, messageId, limit = 50) {
    return this.#call('GET', `messages/dm/${userId}?${new URLSearchParams({ around: messageId, limit: `${limit}` })}`);
  }

  /**
   * The user's messages with all these words, or those of one conversation, newest first.
   * @param {string} words @param {string} [userId] @returns {AsyncGenerator<Message>}
   */
  search(words, userId) {
    return this.#pages('messages/search', { q: words, ...(userId && { with: userId }) });
  }

  // Conversations

  /** The list, or the archive. @returns {AsyncGenerator<Conversation>} */
  conversations(archived = false) {
    return this.#pages('messages/conversations', { archived: `${archived}` });
  }

  /**
   * Archives, mutes or pins a conversation, or undoes it; what is left out stays as it is.
   * @param {string} userId @param {Partial<Arrangement>} arrangement @returns {Promise<Conversation>}
   */
  arrange(userId, arrangement) {
    return this.#call('PATCH', `messages/conversations/${userId}`, arrangement);
  }

  /** It is read up to this message. @param {string} userId @param {string} messageId @returns {Promise<void>} */
  markRead(userId, messageId) {
    return this.#call('POST', `messages/dm/${userId}/read`, { message_id: messageId });
  }

  /** For a badge. @returns {Promise<UnreadTotal>} */
  unread() {
    return this.#call('GET', 'messages/unread');
  }

  /**
   * The events after a cursor; without one, the cursor of now.
   * @param {string} [since] @returns {Promise<{events: StoredEvent[], cursor: string, has_more: boolean}>}
   */
  sync(since) {
    return this.#call('GET', `sync?${new URLSearchParams(since && { since })}`);
  }

  async #call(method, path, body) {
    return (await this.session.call(method, path, body)).body;
  }

  #pages(path, query = {}) {
    return this.session.pages(`${path}?${new URLSearchParams(query)}`);
  }
}
