// Who is writing at the moment, and telling others that this user is.

// As long as the contract says that an event counts; a message ends it sooner.
const SHOWN_MS = 5_000;

// The server passes on one frame in this time for each recipient.
const TOLD_MS = 2_000;

/** Event: "changed". */
export class Typing extends EventTarget {
  #connection;
  #timers = new Map();
  #told = new Map();

  constructor(connection) {
    super();
    this.#connection = connection;
  }

  isTyping(userId) {
    return this.#timers.has(userId);
  }

  /** Handles a typing event of a user. */
  take(userId) {
    clearTimeout(this.#timers.get(userId));
    this.#timers.set(userId, setTimeout(() => this.end(userId), SHOWN_MS));
    this.#changed();
  }

  /** The user does not write any more. */
  end(userId) {
    clearTimeout(this.#timers.get(userId));
    if (this.#timers.delete(userId)) this.#changed();
  }

  /** Tells a user that this one is writing. Call it on each change of the text. */
  tell(userId) {
    const now = Date.now();
    if (now - (this.#told.get(userId) ?? 0) < TOLD_MS) return;
    if (this.#connection.send({ type: 'typing', recipient_id: userId })) this.#told.set(userId, now);
  }

  #changed() {
    this.dispatchEvent(new Event('changed'));
  }
}
