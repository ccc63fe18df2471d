import type { Request, RequestHandler } from 'express';
import { AppError } from '#src/platform/errors.ts';
import { keyActor } from '#src/staff/apiKeys.ts';
import { type Action, may } from '#src/staff/policy.ts';
import type { Staff } from '#src/staff/staff.ts';

const bearer = (request: Request): string => /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? '';

/** For routes of the API: lets a program with a key of this scope pass, as `request.actor`. 401 without a good key, 403 without the scope. */
export const withKey =
  (staff: Staff, scope: Action): RequestHandler =>
  async (request, response, next) => {
    const actor = await keyActor(staff, bearer(request));
    if (!actor) {
      response.set('WWW-Authenticate', 'Bearer');
      throw new AppError('keyNeeded', { status: 401 });
    }
    if (!may(actor, scope)) throw new AppError('keyScope', { status: 403, params: { scope } });
    request.actor = actor;
    next();
  };
