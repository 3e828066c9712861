// The count of unread messages where it is seen without the page: in its title and on the icon of an installed one.

export function showUnread(count) {
  document.title = count > 0 ? `(${count}) ChatApp` : 'ChatApp';

  // Browsers refuse this for a page that is not installed.
  (count > 0 ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.())?.catch(() => {});
}
