import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(scrypt);
const key = process.env.JWT_SIGNING_KEY;
const cost = Number(process.env.SCRYPT_COST ?? 16384);
const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');
const sign = (text) => createHmac('sha256', key).update(text).digest('base64url');

export const tokenSeconds = Number(process.env.ACCESS_TOKEN_MINUTES ?? 15) * 60;

if (!key || key.length < 32) throw new Error('JWT_SIGNING_KEY needs 32 characters or more');

export async function hashPassword(password) {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, 32, { N: cost });
  return `${cost}.${salt.toString('base64')}.${hash.toString('base64')}`;
}

export async function isPassword(password, stored) {
  const [N, salt, hash] = stored.split('.');
  const derived = await derive(password, Buffer.from(salt, 'base64'), 32, { N: Number(N) });
  return timingSafeEqual(derived, Buffer.from(hash, 'base64'));
}

export function createToken(user) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: user.id, name: user.username, iat: now, exp: now + tokenSeconds };
  const text = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${text}.${sign(text)}`;
}

/** The user of a token, or null when it is not ours or has expired. */
export function readToken(token) {
  const end = token?.lastIndexOf('.') ?? -1;
  if (end < 0) return null;
  const [given, own] = [Buffer.from(token.slice(end + 1)), Buffer.from(sign(token.slice(0, end)))];
  if (given.length !== own.length || !timingSafeEqual(given, own)) return null;
  const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
  return claims.exp * 1000 > Date.now() ? { id: claims.sub, username: claims.name } : null;
}
