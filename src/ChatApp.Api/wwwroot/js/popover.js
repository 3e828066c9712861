// Things that open over the page at the element that they are about: the menu and the picker. The browser closes them
// with Escape and on a click elsewhere.

const GAP = 4;

/**
 * Opens a popover beside an element. When it closes while it has the focus, the focus returns to what `returnTo` finds,
 * since the element may have been drawn again meanwhile.
 */
export function openPopover(popover, at, returnTo) {
  if (popover.matches(':popover-open')) popover.hidePopover();
  popover.showPopover();
  place(popover, at.getBoundingClientRect());
  at.setAttribute('aria-expanded', 'true');
  popover.addEventListener('beforetoggle', () => {
    at.removeAttribute('aria-expanded');
    const { activeElement } = document;
    if (popover.contains(activeElement) || activeElement === document.body) returnTo()?.focus({ preventScroll: true });
  }, { once: true });
}

/** Moves the focus among items with the arrow keys; `columns` is how many are in a row. */
export function moveByArrows(event, items, columns = 1) {
  const place = items.indexOf(document.activeElement);
  const steps = {
    ArrowDown: columns, ArrowUp: -columns, ArrowRight: 1, ArrowLeft: -1, Home: -place, End: items.length - 1 - place,
  };
  if (!(event.key in steps)) return;
  event.preventDefault();
  items[(place + steps[event.key] + items.length) % items.length].focus();
}

// Below the element or, without room there, above it. On a phone the style sheet puts it at the bottom instead.
function place(popover, at) {
  const { width, height } = popover.getBoundingClientRect();
  const left = at.left + width > window.innerWidth - GAP ? at.right - width : at.left;
  const below = at.bottom + GAP;
  const top = below + height > window.innerHeight - GAP ? at.top - height - GAP : below;
  popover.style.setProperty('--x', `${Math.max(GAP, left)}px`);
  popover.style.setProperty('--y', `${Math.max(GAP, top)}px`);
}
