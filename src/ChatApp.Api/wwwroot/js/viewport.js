// In Safari on iOS, the keyboard covers the page instead of resizing it. Only the visual viewport gives the visible
// part.

/** Sets --view-top and --view-height of an element to the visible part of the page. */
export function followViewport(target) {
  const view = window.visualViewport;
  const follow = () => {
    // A zoomed-in user sees a part of the page, and its layout must not change.
    if (view.scale > 1.01) return;
    target.style.setProperty('--view-top', `${view.offsetTop}px`);
    target.style.setProperty('--view-height', `${view.height}px`);
  };
  view.addEventListener('resize', follow);
  view.addEventListener('scroll', follow);
}
