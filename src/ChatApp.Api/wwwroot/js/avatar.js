// By what people are told apart at a glance: the initials of their names, on a colour that is the same everywhere.

import { element } from './dom.js';

// Some browsers have none; there a letter is a code point.
const graphemes = Intl.Segmenter && new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** For eyes alone: the name stands beside it. */
export function avatarOf(userId, name) {
  const avatar = element('span', { class: 'avatar', 'aria-hidden': 'true' }, initialsOf(name));
  avatar.style.setProperty('--hue', hueOf(userId));
  return avatar;
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

// The end of an id is random; its beginning is the time, and those who have registered together would look alike.
const hueOf = (userId) => Number.parseInt(userId.slice(-6), 16) % 360;
