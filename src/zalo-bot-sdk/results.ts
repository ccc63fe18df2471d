import { fieldsOf, firstText, numberOf, textOf } from './read.ts';

export interface BotInfo {
  id: string;
  /** "bot.AbCdEfGh" */
  accountName: string;
  /** "BASIC" for the free plan. */
  accountType: string;
  canJoinGroups: boolean;
  /** Not in every answer; empty then. */
  displayName: string;
}

/** What came of Zalo's own call of a webhook. */
export interface WebhookProbe {
  ok: boolean;
  status: number | null;
  /** "webhook.ok", "webhook.http.403", "webhook.err.dns", … */
  outcome: string;
  latencyMs: number | null;
  hint: string;
}

export interface WebhookInfo {
  /** Empty when no webhook is set. */
  url: string;
  /** Epoch milliseconds. */
  updatedAt: number | null;
  /** The call that Zalo made while the webhook was being set; null when the answer did not tell. */
  probe: WebhookProbe | null;
}

export function readBotInfo(result: unknown): BotInfo {
  const fields = fieldsOf(result);
  return {
    id: textOf(fields['id']),
    accountName: textOf(fields['account_name']),
    accountType: textOf(fields['account_type']),
    canJoinGroups: fields['can_join_groups'] === true,
    displayName: firstText(fields, 'display_name', 'name'),
  };
}

export function readProbe(result: unknown): WebhookProbe {
  const fields = fieldsOf(result);
  return {
    ok: fields['ok'] === true,
    status: numberOf(fields['status_code']),
    outcome: textOf(fields['outcome']),
    latencyMs: numberOf(fields['latency_ms']),
    hint: textOf(fields['hint']),
  };
}

export function readWebhookInfo(result: unknown): WebhookInfo {
  const fields = fieldsOf(result);
  const probe = fields['verification'];
  return { url: textOf(fields['url']), updatedAt: numberOf(fields['updated_at']), probe: probe == null ? null : readProbe(probe) };
}
