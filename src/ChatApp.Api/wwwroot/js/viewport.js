// Where a keyboard covers the page instead of making it smaller (Safari on iOS), the visual viewport alone tells what
// is still seen of it.

/** Keeps --view-top and --view-height of an element at what is seen of the page. */
export function followViewport(target) {
  const view = window.visualViewport;
  const follow = () => {
    // Who has zoomed in looks at a part of the page, which stays as it is.
    if (view.scale > 1.01) return;
    target.style.setProperty('--view-top', `${view.offsetTop}px`);
    target.style.setProperty('--view-height', `${view.height}px`);
  };
  view.addEventListener('resize', follow);
  view.addEventListener('scroll', follow);
}
