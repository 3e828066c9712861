// The loaded messages of one conversation: a window without gaps, ordered by `seq`. It moves with the reader: what is
// loaded at one end is dropped at the other, so that a long conversation costs the page no more than a short one.

import { withReaction } from './reactions.js';

const PAGE = 50;

// Few enough to draw within a frame while the reader scrolls.
const STEP = 25;

// More than fits on any screen, and few enough to lay out within a frame.
const MOST = 250;

/** Events: "added" (detail: a live message at the end), "changed" (anything else). */
export class Thread extends EventTarget {
  #api;
  #messages = [];
  #quoted = new Map();
  #hasOlder = true;
  #hasNewer = false;
  #isLoaded = false;
  #window = 0;
  #loads = 0;
  #missed = [];

  constructor(api, peerId) {
    super();
    this.#api = api;
    this.peerId = peerId;
  }

  /** The messages, oldest first. */
  get messages() {
    return this.#messages;
  }

  get hasOlder() {
    return this.#hasOlder;
  }

  /** Whether newer messages than the last one here are not loaded. */
  get hasNewer() {
    return this.#hasNewer;
  }

  get isLoaded() {
    return this.#isLoaded;
  }

  find(id) {
    return this.#messages.find((message) => message.id === id);
  }

  /** Loads the newest page in place of what is here. */
  load() {
    this.#window++;
    return this.#read(PAGE, '', ({ items, next }) => this.#replaceAll(items, next, null));
  }

  /** Loads a message and its neighbours in place of what is here. */
  loadAround(id) {
    this.#window++;
    return this.#read(PAGE, `&around=${id}`, ({ items, next, previous }) => this.#replaceAll(items, next, previous));
  }

  async loadOlder() {
    if (!this.#hasOlder || this.#messages.length === 0) return;
    await this.#read(STEP, `&before=${this.#messages[0].id}`, ({ items, next }) => {
      const all = [...items.reverse(), ...this.#messages];
      this.#messages = all.slice(0, MOST);
      this.#hasOlder = next !== null;
      this.#hasNewer ||= all.length > MOST;
    });
  }

  async loadNewer() {
    if (!this.#hasNewer || this.#messages.length === 0) return;
    await this.#read(STEP, `&after=${this.#messages.at(-1).id}`, ({ items }) => {
      const all = [...this.#messages, ...items.reverse()];
      this.#messages = all.slice(-MOST);
      this.#hasNewer = items.length === STEP;
      this.#hasOlder ||= all.length > MOST;
    });
  }

  /** Drops the oldest messages of a long conversation. Call this only while they are not in view. */
  trim() {
    if (this.#messages.length <= MOST) return;
    this.#messages = this.#messages.slice(-MOST + PAGE);
    this.#hasOlder = true;
    this.#changed();
  }

  /** Handles an event of this conversation. What comes during a load is also applied to what was loaded. */
  take(event) {
    if (this.#loads > 0) this.#missed.push(event);
    if (this.#isLoaded) this.#apply(event);
  }

  /** The message that another one answers: undefined while it is loading, null if it cannot be read. */
  quoted(id) {
    if (!this.#quoted.has(id)) {
      const known = this.find(id);
      this.#quoted.set(id, known);
      if (!known) this.#loadQuoted(id);
    }

    return this.#quoted.get(id);
  }

  // A later `load` or `loadAround` makes this answer one for a window that is gone.
  #read(limit, range, use) {
    const asked = this.#window;
    return this.#whileKeepingEvents(async () => {
      const page = await this.#api.page(`messages/dm/${this.peerId}?limit=${limit}${range}`);
      if (asked !== this.#window) return;
      use(page);
      this.#isLoaded = true;
    });
  }

  // The server may have read its answer before an event that arrives first.
  async #whileKeepingEvents(load) {
    this.#loads++;
    try {
      await load();
      for (const event of this.#missed) this.#apply(event);
    } finally {
      if (--this.#loads === 0) this.#missed = [];
    }

    this.#changed();
  }

  #replaceAll(items, next, previous) {
    this.#messages = items.reverse();
    this.#hasOlder = next !== null;
    this.#hasNewer = previous !== null;
  }

  #loadQuoted(id) {
    return this.#whileKeepingEvents(async () => {
      const message = await this.#api.get(`messages/${id}`);
      this.#quoted.set(id, message);
    }).catch((problem) => {
      // The next load of this window asks again after a temporary failure.
      if (problem.isTemporary) this.#quoted.delete(id);
      else this.#quoted.set(id, null);
    });
  }

  #apply(event) {
    if (event.type === 'message') this.#append(event);
    else if (event.type.startsWith('message_')) this.#update(event.id, (old) => newerOf(old, event));
    else this.#update(event.message_id, (old) => withReaction(old, event));
  }

  // `seq` has no gaps, so it shows whether a message is already here or follows directly.
  #append(message) {
    const last = this.#messages.at(-1)?.seq ?? 0;
    if (message.seq <= last) return;
    if (this.#hasNewer || message.seq > last + 1 || this.#messages.length >= MOST + PAGE) {
      this.#hasNewer = true;
      this.#changed();
      return;
    }

    this.#messages.push(message);
    this.dispatchEvent(new CustomEvent('added', { detail: message }));
  }

  #update(id, change) {
    const quoted = this.#quoted.get(id);
    if (quoted) this.#quoted.set(id, change(quoted));
    const place = this.#messages.findIndex((message) => message.id === id);
    if (place >= 0) this.#messages[place] = change(this.#messages[place]);
    if (quoted || place >= 0) this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event('changed'));
  }
}

// An answer and an event may overtake each other. Nothing follows a deletion, and edits have times.
function newerOf(old, message) {
  if (old.deleted_at) return old;
  return message.deleted_at || Date.parse(message.edited_at) >= Date.parse(old.edited_at ?? 0) ? message : old;
}
