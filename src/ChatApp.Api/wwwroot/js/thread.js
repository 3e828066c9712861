// The loaded messages of one conversation: a range without gaps up to the newest, ordered by `seq`.

const PAGE = 50;

// More than a user reads at once. Scrolling up loads dropped messages again.
const MOST = 500;

/** Events: "added" (detail: messages at the new end), "changed" (anything else). */
export class Thread extends EventTarget {
  #api;
  #messages = [];
  #hasOlder = true;
  #early = [];
  #isLoaded = false;

  constructor(api, peerId) {
    super();
    this.#api = api;
    this.peerId = peerId;
  }

  /** The messages, oldest first. */
  get messages() {
    return this.#messages;
  }

  /** Drops the oldest messages of a long conversation. Call this only while they are not in view. */
  trim() {
    if (this.#messages.length <= MOST) return;
    this.#messages = this.#messages.slice(-MOST / 2);
    this.#hasOlder = true;
    this.dispatchEvent(new Event('changed'));
  }

  get hasOlder() {
    return this.#hasOlder;
  }

  get isLoaded() {
    return this.#isLoaded;
  }

  /** Loads the newest page. Messages that arrive meanwhile are added after it. */
  async load() {
    const { items } = await this.#api.page(`messages/dm/${this.peerId}?limit=${PAGE}`);
    this.#messages = items.reverse();
    this.#hasOlder = items.length === PAGE;
    this.#isLoaded = true;
    for (const message of this.#early.splice(0)) this.take(message);
    this.dispatchEvent(new Event('changed'));
  }

  async loadOlder() {
    if (!this.#hasOlder || this.#messages.length === 0) return;
    const { items } = await this.#api.page(`messages/dm/${this.peerId}?limit=${PAGE}&before=${this.#messages[0].id}`);
    this.#messages = [...items.reverse(), ...this.#messages];
    this.#hasOlder = items.length === PAGE;
    this.dispatchEvent(new Event('changed'));
  }

  /** Adds a live message of this conversation. Its `seq` shows whether it is already here. */
  take(message) {
    if (!this.#isLoaded) {
      this.#early.push(message);
      return;
    }

    const last = this.#messages.at(-1)?.seq ?? 0;
    if (message.seq <= last) return;
    this.#messages.push(message);
    this.dispatchEvent(new CustomEvent('added', { detail: [message] }));
  }
}
