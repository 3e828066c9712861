// The elements for one message. Its buttons have a `data-part`, by which the list knows what is asked for.

import { element, momentOf, timeOf } from './dom.js';
import { icon } from './icons.js';
import { isFewEmoji, nodesOf } from './text.js';

const MINUTE_MS = 60_000;

const DELETED = 'This message was deleted.';

// Of a message that another one answers; the style sheet shows a line of it.
const LONGEST_QUOTE = 200;

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

/**
 * A stored message.
 * @param place its place in the group
 * @param names { me: the id of the user, of: finds the name of a user }; the user's own is "You"
 * @param quote the message that it answers: undefined while it is loading, null if there is none
 */
export function messageItem(message, isMine, place, names, quote) {
  const { content, created_at: at, deleted_at: deletedAt } = message;
  const sender = names.of(message.sender_id);
  const text = deletedAt
    ? element('p', { class: 'text gone' }, DELETED)
    : element('p', { class: 'text', dir: 'auto' }, ...nodesOf(content));
  return bubble(
    { mine: isMine, follows: place.follows, emoji: !deletedAt && isFewEmoji(content), deleted: deletedAt },
    `${sender}: `,
    message.reply_to_id && !deletedAt ? quoteButton(quote, names) : null,
    text,
    meta(message, isMine, place),
    message.reactions.length > 0 ? reactionList(message, names) : null,
    deletedAt ? null : moreButton(`the message from ${isMine ? 'you' : sender} at ${timeOf(at)}`));
}

/** A message that is not acknowledged yet, or was refused. */
export function pendingItem(entry, onRetry, onDiscard) {
  return bubble(
    { mine: true, failed: entry.error, pending: !entry.error, emoji: isFewEmoji(entry.content) }, 'You: ',
    element('p', { class: 'text', dir: 'auto' }, ...nodesOf(entry.content)),
    entry.error
      ? element(
        'p', { class: 'meta', role: 'alert' }, `Not sent: ${entry.error} `,
        element('button', { class: 'link', onclick: onRetry }, 'Try again'), ' ',
        element('button', { class: 'link', onclick: onDiscard }, 'Discard'))
      : element('p', { class: 'meta' }, stateOf('Pending')));
}

/** A line of a message, for where it is quoted or about to be answered. */
export const lineOf = (message) => (message.deleted_at ? DELETED : message.content.slice(0, LONGEST_QUOTE));

/** An item of the list with a sender for screen readers. */
export function bubble(traits, sender, ...children) {
  const all = { message: true, ...traits };
  return element(
    'li', { class: Object.keys(all).filter((name) => all[name]).join(' '), tabindex: '-1' },
    element('span', { class: 'visually-hidden' }, sender),
    ...children);
}

function meta({ created_at: at, edited_at: editedAt, deleted_at: deletedAt }, isMine, { state, tells }) {
  return element(
    'p', { class: tells || editedAt ? 'meta' : 'meta visually-hidden' },
    editedAt && !deletedAt ? element('span', { title: `Edited ${momentOf(editedAt)}` }, 'edited ') : null,
    element('time', { datetime: at, title: momentOf(at) }, timeOf(at)),
    isMine && !deletedAt ? stateOf(state, tells || editedAt) : null);
}

// The ticks for the eye and the word for screen readers.
const stateOf = (state, isSeen = true) => element(
  'span', { class: `state ${state.toLowerCase()}`, title: state },
  isSeen ? icon(state.toLowerCase()) : null, element('span', { class: 'visually-hidden' }, ` ${state}`));

function quoteButton(quote, names) {
  if (quote === null) return element('p', { class: 'quote' }, 'The answered message cannot be shown.');
  const name = quote ? names.of(quote.sender_id) : '';
  return element(
    'button', { type: 'button', class: 'quote', 'data-part': 'quote', tabindex: '-1' },
    element('span', { class: 'visually-hidden' }, 'In answer to '),
    element('span', { class: 'name', dir: 'auto' }, name),
    element(
      'span', { class: quote?.deleted_at ? 'line gone' : 'line', dir: 'auto' },
      quote ? lineOf(quote) : 'Loading …'));
}

function reactionList({ reactions }, names) {
  return element('ul', { class: 'reactions', 'aria-label': 'Reactions' }, ...reactions.map((reaction) => {
    const { emoji, user_ids: ids } = reaction;
    const users = ids.map(names.of).join(', ');
    return element('li', {}, element(
      'button',
      {
        type: 'button',
        class: 'reaction',
        'data-part': `reaction ${emoji}`,
        'data-emoji': emoji,
        'aria-pressed': String(ids.includes(names.me)),
        'aria-label': `${emoji} ${users}`,
        title: users,
        tabindex: '-1',
      },
      emoji, ids.length > 1 ? element('span', { class: 'count' }, String(ids.length)) : null));
  }));
}

// There are hundreds of these, so it is a letter and no drawing.
const moreButton = (name) => element(
  'button',
  {
    type: 'button',
    class: 'tool more',
    'data-part': 'more',
    'aria-haspopup': 'menu',
    'aria-label': `More about ${name}`,
    tabindex: '-1',
  },
  '⋮');

const isOneGroup = (a, b) =>
  a.sender_id === b.sender_id
  && Math.abs(Date.parse(a.created_at) - Date.parse(b.created_at)) < MINUTE_MS
  && timeOf(a.created_at) === timeOf(b.created_at);
