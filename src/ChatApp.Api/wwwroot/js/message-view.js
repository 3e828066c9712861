// The elements for one message.

import { element, momentOf, timeOf } from './dom.js';
import { isFewEmoji, nodesOf } from './text.js';

const MINUTE_MS = 60_000;

/** A separator between two days. */
export const dayItem = (day) => element('li', { class: 'day' }, day);

/**
 * Consecutive messages of one sender and minute are a group with one time. Returns for each message { state, follows:
 * it is not the first of its group, tells: its time and state are shown }. They are shown on the last message of a
 * group, and on the last one before the state changes.
 */
export function grouped(messages, stateOf) {
  const follows = (message, i) => i > 0 && isOneGroup(messages[i - 1], message);
  const places = messages.map((message, i) => ({ state: stateOf(message), follows: follows(message, i) }));
  return places.map((place, i) => {
    const next = places[i + 1];
    return { ...place, tells: !next?.follows || next.state !== place.state };
  });
}

/** A stored message. */
export function messageItem(message, isMine, { follows, state, tells }) {
  const { content, created_at: at, sender_username: sender } = message;
  return bubble(
    content, isMine ? 'You: ' : `${sender}: `, { mine: isMine, follows },
    element(
      'p', { class: tells ? 'meta' : 'meta visually-hidden' },
      element('time', { datetime: at, title: momentOf(at) }, timeOf(at)),
      isMine ? element('span', { class: `state ${state.toLowerCase()}` }, ` ${state}`) : null));
}

/** A message that is not acknowledged yet, or was refused. */
export function pendingItem(entry, onRetry, onDiscard) {
  return bubble(
    entry.content, 'You: ', { mine: true, failed: entry.error, pending: !entry.error },
    entry.error
      ? element(
        'p', { class: 'meta', role: 'alert' }, `Not sent: ${entry.error} `,
        element('button', { class: 'link', onclick: onRetry }, 'Try again'), ' ',
        element('button', { class: 'link', onclick: onDiscard }, 'Discard'))
      : element('p', { class: 'meta' }, element('span', { class: 'state' }, 'Pending')));
}

function bubble(content, sender, traits, meta) {
  const all = { message: true, ...traits, emoji: isFewEmoji(content) };
  return element(
    'li', { class: Object.keys(all).filter((name) => all[name]).join(' ') },
    element('span', { class: 'visually-hidden' }, sender),
    element('p', { class: 'text', dir: 'auto' }, ...nodesOf(content)),
    meta);
}

const isOneGroup = (a, b) =>
  a.sender_id === b.sender_id
  && Math.abs(Date.parse(a.created_at) - Date.parse(b.created_at)) < MINUTE_MS
  && timeOf(a.created_at) === timeOf(b.created_at);
