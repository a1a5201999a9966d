/**
 * The path under which callers reach the service, where a proxy serves it below one and takes that path away: `https://host.example/triseal` leads to our
 * `/`. What we answer as an address must then begin with it.
 */
import type { Express, Response } from 'express';

/** @returns `/triseal`, or the empty text when the service has its origin for itself */
export const publicPathOf = (publicUrl: string): string => new URL(publicUrl).pathname.replace(/\/$/, '');

/** Told once for all answers of an app. */
export function standAt(app: Express, publicUrl: () => string): void {
  app.locals.publicPath = () => publicPathOf(publicUrl());
}

/** @param path from our own root @returns the same for the caller */
export function publicAddress(res: Response, path: string): string {
  const { publicPath } = res.app.locals as { readonly publicPath: () => string };
  return `${publicPath()}${path}`;
}

/** The header `Location`. */
export function locate(res: Response, path: string): Response {
  return res.setHeader('Location', publicAddress(res, path));
}
