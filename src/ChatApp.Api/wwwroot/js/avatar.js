// Avatars: the initials of a name on a colour that depends only on the user.

import { element } from './dom.js';

// Some browsers have no Segmenter; there a letter is a code point.
const graphemes = Intl.Segmenter && new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Decorative: the name, and in words whether the user is online, are beside it, so screen readers skip it. */
export function avatarOf(userId, name, isOnline = false) {
  const avatar = element('span', { class: 'avatar' }, initialsOf(name));
  avatar.style.setProperty('--hue', hueOf(userId));
  return element(
    'span', { class: 'face', 'aria-hidden': 'true' },
    avatar, isOnline ? element('span', { class: 'dot' }) : null);
}

/** The first letters of the first and the last word of a name. */
export function initialsOf(name) {
  const fromFirstLetter = (word) => word.slice(word.search(/[\p{L}\p{N}]|$/u));
  const words = name.split(/[\s._-]+/u).map(fromFirstLetter).filter((word) => word !== '');
  if (words.length === 0) return '?';
  return [...new Set([words[0], words.at(-1)])].map(firstLetter).join('').toUpperCase();
}

function firstLetter(word) {
  const [first] = graphemes?.segment(word) ?? word;
  return first.segment ?? first;
}

// Uses the end of the id, which is random. Its beginning is a time, so users who registered together would get similar
// colours.
const hueOf = (userId) => Number.parseInt(userId.slice(-6), 16) % 360;
