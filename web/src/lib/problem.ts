// What went wrong, in the reader's language, with what to do about it.
import { ApiError } from './api/client';
import { t } from './i18n/index.svelte';

export function problemText(error: unknown): string {
  if (!(error instanceof ApiError) || error.status === 0) return t().error.network;
  switch (error.status) {
    case 400:
    case 422:
      return t().desk.error.invalid(error.detail);
    case 403:
      return t().desk.error.forbidden;
    case 404:
      return t().desk.error.notFound;
    case 409:
      return t().desk.error.conflict;
    default:
      return error.detail || t().error.status(error.status);
  }
}
