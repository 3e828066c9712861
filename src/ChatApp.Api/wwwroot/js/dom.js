// Helpers that the views share. Text from users is inserted as text and never as markup.

export const $ = (id) => document.getElementById(id);

/**
 * Creates an element with attributes and children. Strings become text, and null is left out. A function is a listener:
 * { onclick: … }.
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }

  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/** Makes these items the children of a list. Items already in place are not touched, so they keep the focus. */
export function arrange(list, items) {
  const wanted = new Set(items);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  let next = list.firstElementChild;
  for (const item of items) {
    if (item === next) next = next.nextElementSibling;
    else list.insertBefore(item, next);
  }
}

/** Whether a field may get the focus automatically. On a phone this would open a keyboard that covers the page. */
export const hasKeyboard = () => window.matchMedia('(hover: hover)').matches;

/** Whether things may glide to their place. */
export const mayMove = () => !window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Announces a text to screen readers. */
export function announce(text) {
  $('announcer').replaceChildren(element('span', {}, text));
}

/** Shows the sentences of a Problem beside their fields. Returns the sentences that belong to no field. */
export function showErrors(form, problem) {
  clearErrors(form);
  let first = null;
  let rest = Object.keys(problem.errors).length === 0 ? problem.message : '';
  for (const [field, sentences] of Object.entries(problem.errors)) {
    const input = form.elements[field];
    if (!input) {
      rest = sentences.join(' ');
      continue;
    }

    input.setAttribute('aria-invalid', 'true');
    $(`${input.id}-error`).textContent = sentences.join(' ');
    first ??= input;
  }

  first?.focus();
  return rest;
}

export function clearErrors(form) {
  for (const input of form.querySelectorAll('[aria-invalid]')) {
    input.removeAttribute('aria-invalid');
    $(`${input.id}-error`).textContent = '';
  }
}

/** Runs a button's work; until it has finished, the button does nothing. */
export async function whileBusy(button, work) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    await work();
  } finally {
    button.removeAttribute('aria-busy');
  }
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export const timeOf = (text) => clock.format(new Date(text));
export const dayOf = (text) => day.format(new Date(text));
export const momentOf = (text) => whole.format(new Date(text));

/** The time if it is today, otherwise the date. */
export function whenOf(text) {
  return new Date(text).toDateString() === new Date().toDateString() ? timeOf(text) : short.format(new Date(text));
}
