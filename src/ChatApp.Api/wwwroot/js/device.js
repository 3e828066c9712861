// Describes a User-Agent in words. Many browsers also name other browsers, so the first match in this order is used.

const LONGEST = 40;

const BROWSERS = [
  [/Edg(A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/CriOS\//, 'Chrome'],
  [/(Chrome|Chromium)\//, 'Chromium'], // Chrome, Brave and others, which look the same
  [/Version\/.* Safari\//, 'Safari'],
];

const SYSTEMS = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
];

/** For example "Firefox on Windows". For an unknown program, its own text. */
export function deviceOf(userAgent) {
  const browser = userAgent.startsWith('Mozilla/5.0 (') ? nameIn(BROWSERS, userAgent) : undefined;
  const system = nameIn(SYSTEMS, userAgent);
  if (browser && system) return `${browser} on ${system}`;
  if (userAgent === '') return 'Unknown program';
  return userAgent.length > LONGEST ? `${userAgent.slice(0, LONGEST)}…` : userAgent;
}

const nameIn = (list, userAgent) => list.find(([sign]) => sign.test(userAgent))?.[1];
