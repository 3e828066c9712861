// The conversation list: read by REST, then updated by events.

const PAGE = 50;

// How long changes are collected before the server is asked for the total.
const TOTAL_WAIT_MS = 1_000;

/** Event: "changed". Rows are those of GET /messages/conversations. */
export class Conversations extends EventTarget {
  #api;
  #myId;
  #rows = new Map();
  #next = { active: null, archive: null };
  #hasArchive = false;
  #total = 0;
  #totalTimer;

  constructor(api, myId) {
    super();
    this.#api = api;
    this.#myId = myId;
  }

  /** The rows outside the archive, pinned ones first, then newest first. */
  get rows() {
    return this.#sorted((row) => !row.archived);
  }

  /** The rows of the archive, as far as it is loaded. */
  get archive() {
    return this.#sorted((row) => row.archived);
  }

  hasMore(list = 'active') {
    return this.#next[list] !== null;
  }

  /** The unread messages outside the archive and muted conversations. */
  get unread() {
    if (this.hasMore()) return this.#total;
    return this.rows.reduce((sum, row) => sum + (row.muted ? 0 : row.unread_count), 0);
  }

  of(userId) {
    return this.#rows.get(userId);
  }

  async load() {
    const page = await this.#api.page(`messages/conversations?limit=${PAGE}`);
    this.#rows = new Map(page.items.map((row) => [row.user_id, row]));
    this.#next.active = page.next;
    if (this.#hasArchive) await this.loadArchive();
    if (page.next) await this.#loadTotal();
    this.#changed();
  }

  async loadArchive() {
    this.#hasArchive = true;
    this.#add(await this.#api.page(`messages/conversations?archived=true&limit=${PAGE}`), 'archive');
  }

  async loadMore(list = 'active') {
    if (this.hasMore(list)) this.#add(await this.#api.page(this.#next[list]), list);
  }

  /** Sets any of archived, muted and pinned. */
  async arrange(userId, changes) {
    this.#take(await this.#patch(userId, changes));
  }

  /** Handles a committed message, from this user or the peer. */
  async takeMessage(message) {
    const row = await this.#rowOf(this.#peerOf(message));
    if (message.seq <= row.last_seq) return;
    const isUnread = message.sender_id !== this.#myId && message.seq > row.last_read_seq && !message.deleted_at;
    Object.assign(row, {
      last_message: message.content,
      last_message_id: message.id,
      last_sender_id: message.sender_id,
      last_at: message.created_at,
      last_seq: message.seq,
      unread_count: row.unread_count + (isUnread ? 1 : 0),
    });
    this.#changed();
  }

  /** Handles an edited or deleted message. */
  async takeChange(message) {
    const row = this.#rows.get(this.#peerOf(message));
    if (!row) return;
    if (row.last_message_id === message.id) row.last_message = message.content;
    const wasUnread = message.sender_id !== this.#myId && message.seq > row.last_read_seq;
    if (message.deleted_at && wasUnread) await this.#refresh(row);
    this.#changed();
  }

  /** Handles a read or delivered event, from the peer or from this user on any device. */
  async takeMark({ type, user_id: userId, peer_id: peerId, seq }) {
    const isMine = userId === this.#myId;
    const row = this.#rows.get(isMine ? peerId : userId);
    if (!row) return;
    if (!isMine) {
      row.peer_last_delivered_seq = Math.max(row.peer_last_delivered_seq, seq);
      if (type === 'read') row.peer_last_read_seq = Math.max(row.peer_last_read_seq, seq);
    } else if (type === 'read' && seq > row.last_read_seq) {
      row.last_read_seq = seq;
      if (seq >= row.last_seq) row.unread_count = 0;
      else await this.#refresh(row);
    }

    this.#changed();
  }

  /** Handles conversation_updated: this user has arranged a conversation, on any device. */
  async takeArrangement({ user_id: userId, archived, muted, pinned }) {
    Object.assign(await this.#rowOf(userId), { archived, muted, pinned });
    this.#changed();
  }

  /** Handles the names, or the presence, of a user. */
  takeUser(userId, changes) {
    const row = this.#rows.get(userId);
    if (!row) return;
    Object.assign(row, changes);
    this.#changed();
  }

  #peerOf(message) {
    return message.sender_id === this.#myId ? message.recipient_id : message.sender_id;
  }

  // The row of a conversation that is new, archived or far down the list is not loaded yet.
  async #rowOf(userId) {
    if (!this.#rows.has(userId)) this.#take(await this.#patch(userId, {}));
    return this.#rows.get(userId);
  }

  // Only the server knows how many of the later messages count as unread.
  async #refresh(row) {
    Object.assign(row, await this.#patch(row.user_id, {}));
  }

  // Without a change, this reads the row.
  async #patch(userId, changes) {
    return (await this.#api.request('PATCH', `messages/conversations/${userId}`, changes)).body;
  }

  #take(row) {
    this.#rows.set(row.user_id, row);
    this.#changed();
  }

  #add({ items, next }, list) {
    for (const row of items) if (!this.#rows.has(row.user_id)) this.#rows.set(row.user_id, row);
    this.#next[list] = next;
    this.#changed();
  }

  #sorted(isWanted) {
    return [...this.#rows.values()].filter(isWanted).sort((a, b) =>
      Number(b.pinned) - Number(a.pinned) || Date.parse(b.last_at) - Date.parse(a.last_at));
  }

  #changed() {
    this.dispatchEvent(new Event('changed'));
    if (!this.hasMore() || this.#totalTimer) return;
    this.#totalTimer = setTimeout(async () => {
      this.#totalTimer = undefined;
      const before = this.#total;
      await this.#loadTotal().catch(() => {}); // The next change asks again.
      if (this.#total !== before) this.dispatchEvent(new Event('changed'));
    }, TOTAL_WAIT_MS);
  }

  // Rows that are not loaded count too.
  async #loadTotal() {
    this.#total = (await this.#api.get('messages/unread')).messages;
  }
}
