import { AppError } from '#src/platform/errors.ts';

const STATUS = {
  campaignUnknown: 404,
  campaignChanged: 409,
  campaignWrongState: 422,
  campaignOwn: 422,
  campaignReasonMissing: 422,
} as const;
export type CampaignRefusal = keyof typeof STATUS;
export const CAMPAIGN_REFUSALS = Object.keys(STATUS) as CampaignRefusal[];

/** Its sentence, which says what to do, is `errors.<code>`. */
export const refusal = (code: CampaignRefusal): AppError => new AppError(code, { status: STATUS[code] });

/** A refusal that a person can be told of, rather than a fault. */
export const isRefused = (error: unknown): error is AppError => error instanceof AppError && error.code in STATUS;
