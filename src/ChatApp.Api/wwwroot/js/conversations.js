// The conversation list: read once by REST, then updated by events.

const PAGE = 50;

/** Event: "changed". Rows are those of GET /messages/conversations. */
export class Conversations extends EventTarget {
  #api;
  #myId;
  #rows = new Map();
  #next = null;

  constructor(api, myId) {
    super();
    this.#api = api;
    this.#myId = myId;
  }

  /** The rows, newest first. */
  get rows() {
    return [...this.#rows.values()].sort((a, b) => (a.last_at < b.last_at ? 1 : -1));
  }

  get hasMore() {
    return this.#next !== null;
  }

  get unread() {
    return this.rows.reduce((sum, row) => sum + row.unread_count, 0);
  }

  of(userId) {
    return this.#rows.get(userId);
  }

  async load() {
    const page = await this.#api.page(`messages/conversations?limit=${PAGE}`);
    this.#rows = new Map(page.items.map((row) => [row.user_id, row]));
    this.#next = page.next;
    this.#changed();
  }

  async loadMore() {
    if (!this.#next) return;
    const page = await this.#api.page(this.#next);
    for (const row of page.items) if (!this.#rows.has(row.user_id)) this.#rows.set(row.user_id, row);
    this.#next = page.next;
    this.#changed();
  }

  /** Handles a committed message, from this user or the peer. */
  async takeMessage(message) {
    const peerId = message.sender_id === this.#myId ? message.recipient_id : message.sender_id;
    const row = this.#rows.get(peerId) ?? (await this.#newRow(peerId));
    if (message.seq <= row.last_seq) return;
    const isUnread = message.sender_id !== this.#myId && message.seq > row.last_read_seq;
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

  /** Handles a read event, from the peer or from this user on any device. */
  async takeRead(event) {
    const isMine = event.user_id === this.#myId;
    const row = this.#rows.get(isMine ? event.peer_id : event.user_id);
    if (!row) return;
    if (!isMine) {
      row.peer_last_read_seq = Math.max(row.peer_last_read_seq, event.seq);
    } else if (event.seq > row.last_read_seq) {
      row.last_read_seq = event.seq;
      if (event.seq >= row.last_seq) row.unread_count = 0;
      else await this.load(); // only the server knows how many later messages are the peer's
    }

    this.#changed();
  }

  async #newRow(peerId) {
    const { username, display_name } = await this.#api.get(`users/${peerId}`);
    const row = {
      user_id: peerId, username, display_name,
      last_message: '', last_message_id: null, last_sender_id: null, last_at: '', last_seq: 0,
      unread_count: 0, last_read_seq: 0, peer_last_read_seq: 0,
    };
    // Another message may have added the row while the name was loading.
    if (!this.#rows.has(peerId)) this.#rows.set(peerId, row);
    return this.#rows.get(peerId);
  }

  #changed() {
    this.dispatchEvent(new Event('changed'));
  }
}
