// Unfinished messages, one for each conversation. They stay in this browser until they are sent or the user logs out.

import { storageKey } from './server.js';

const PREFIX = `${storageKey('draft')}.`;

// An origin can store about five million UTF-16 units. 50 drafts of 20,000 units, five times the longest message, use a
// fifth of that.
const MOST = 50;
const LONGEST = 20_000;

export class Drafts {
  #prefix;

  constructor(myId) {
    this.#prefix = `${PREFIX}${myId}.`;
  }

  /** The unsent text for a peer, or "". */
  of(peerId) {
    return read(this.#prefix + peerId).text;
  }

  keep(peerId, text) {
    const key = this.#prefix + peerId;
    if (text === '') {
      localStorage.removeItem(key);
      return;
    }

    const isNew = localStorage.getItem(key) === null;
    try {
      localStorage.setItem(key, JSON.stringify({ text: text.slice(0, LONGEST), at: Date.now() }));
    } catch {
      return; // The storage is full, so the text is only in its field.
    }

    if (isNew) dropOldest();
  }

  /** Deletes the drafts of all users who were logged in here. */
  static forgetAll() {
    for (const key of keys()) localStorage.removeItem(key);
  }
}

const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

const read = (key) => JSON.parse(localStorage.getItem(key) ?? '{"text":"","at":0}');

function dropOldest() {
  const all = keys();
  if (all.length <= MOST) return;
  const oldestFirst = all.map((key) => ({ key, at: read(key).at })).sort((a, b) => a.at - b.at);
  for (const { key } of oldestFirst.slice(0, -MOST)) localStorage.removeItem(key);
}
