// Message text as DOM nodes: everything is plain text, except that web addresses become links.

import { element } from './dom.js';

// Bidirectional control characters end an address, because they could make it look like another one.
const ADDRESS = /\bhttps?:\/\/[^\s<>"\p{Bidi_Control}]+/giu;

// Punctuation after an address is not part of it. A closing bracket is, if it was opened within the address.
const PUNCTUATION = '.,;:!?*_~\'’”“»…。，、！？；：';
const BRACKETS = new Map([[')', '('], [']', '['], ['}', '{'], ['）', '（'], ['」', '「']]);

// The emoji that Unicode recommends for interchange; each may be several code points.
const FEW_EMOJI = patternOrNothing('^(?:\\p{RGI_Emoji}\\s?){1,3}$', 'v');

// Of a message that a search has found: how much is shown, and how much of it before the first word.
const LONGEST_SNIPPET = 120;
const BEFORE = 40;

/** The nodes of a text. Together they contain exactly its characters. */
export function nodesOf(text) {
  const nodes = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const shown = withoutPunctuation(found);
    const address = webAddress(shown);
    if (address === null) continue;
    const link = element('a', { href: address, target: '_blank', rel: 'noopener noreferrer nofollow' }, shown);
    nodes.push(text.slice(end, index), link);
    end = index + shown.length;
  }

  nodes.push(text.slice(end));
  return nodes;
}

/** The words of a search. */
export const wordsOf = (query) => query.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** The part of a text around the first of some words, in which all of them are marked, as nodes. */
export function snippetOf(text, words) {
  const pattern = words.length === 0 ? /(?!)/u : new RegExp(words.map(escaped).join('|'), 'giu');
  const first = text.search(pattern);
  const start = first > BEFORE ? Math.min(text.indexOf(' ', first - BEFORE) + 1 || first, first) : 0;
  const part = [...text.slice(start, start + 2 * LONGEST_SNIPPET)].slice(0, LONGEST_SNIPPET).join('');
  const nodes = start > 0 ? ['…'] : [];
  let end = 0;
  for (const { 0: found, index } of part.matchAll(pattern)) {
    nodes.push(part.slice(end, index), element('mark', {}, found));
    end = index + found.length;
  }

  nodes.push(part.slice(end), start + part.length < text.length ? '…' : '');
  return nodes;
}

/** Whether a text is one to three emoji and nothing else. */
export const isFewEmoji = (text) => FEW_EMOJI.test(text.trim());

// In a literal, a flag that the browser does not know would be a syntax error and stop the whole page.
function patternOrNothing(pattern, flags) {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return /(?!)/u;
  }
}

function withoutPunctuation(found) {
  const surplus = new Map([...BRACKETS].map(([close, open]) => [close, count(found, close) - count(found, open)]));
  let end = found.length;
  for (; end > 0; end--) {
    const last = found[end - 1];
    if (surplus.get(last) > 0) surplus.set(last, surplus.get(last) - 1);
    else if (!PUNCTUATION.includes(last)) break;
  }

  return found.slice(0, end);
}

const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const count = (text, part) => text.split(part).length - 1;

// A user name before an @ is used to imitate another host, so such an address is not a link.
function webAddress(text) {
  try {
    const { href, username, password } = new URL(text);
    return username || password ? null : href;
  } catch {
    return null;
  }
}
