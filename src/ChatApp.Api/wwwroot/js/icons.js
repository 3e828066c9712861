// The icons, drawn as lines in the colour of the text. They are decoration: each button has its name as text.

const SVG = 'http://www.w3.org/2000/svg';

const LINES = {
  archive: 'M4 4h16v5H4zM6 9v11h12V9M10 13h4',
  block: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM6 6l12 12',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  delete: 'M4 7h16M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3',
  delivered: 'M2 13l4 4L16 7M11 16l1 1L22 7',
  edit: 'M4 20h4L19 9l-4-4L4 16v4ZM13 7l4 4',
  more: 'M12 6a1 1 0 1 0 0-2 1 1 0 0 0 0 2ZM12 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2ZM12 20a1 1 0 1 0 0-2 1 1 0 0 0 0 2Z',
  mute: 'M18 9c0 4 1 5.5 2 7H8M16 4.5A6 6 0 0 0 6 9c0 5-2 7-2 7h3M10 20h4M4 4l16 16',
  pin: 'M9 4h6l-1 6 4 4H6l4-4-1-6ZM12 14v6',
  react: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5h.01M15 9.5h.01',
  reply: 'M9 14 4 9l5-5M4 9h9a7 7 0 0 1 7 7v4',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM16 16l4 4',
  sent: 'M5 13l4 4L19 7',
};
LINES.read = LINES.delivered;
LINES.pending = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3 2';

export function icon(name) {
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('class', 'icon');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('aria-hidden', 'true');
  const lines = document.createElementNS(SVG, 'path');
  lines.setAttribute('d', LINES[name]);
  picture.append(lines);
  return picture;
}
