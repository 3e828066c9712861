// Unfinished messages, one for each conversation. They stay in this browser until they are sent or whoever is logged in
// logs out.

import { storageKey } from './server.js';

const PREFIX = `${storageKey('draft')}.`;

// An origin has some five million UTF-16 units; 50 drafts of 20,000, five times what a message may have, are a fifth of
// that.
const MOST = 50;
const LONGEST = 20_000;

export class Drafts {
  #prefix;

  constructor(myId) {
    this.#prefix = `${PREFIX}${myId}.`;
  }

  /** What was written to a peer and not sent; else "". */
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
      return; // The storage is full: the text is in its field, and nowhere else.
    }

    if (isNew) dropOldest();
  }

  /** Forgets the drafts of everybody who was logged in here. */
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
