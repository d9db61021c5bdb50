import type { Access } from '../auth/access.js';
import { jsonAnswer } from './answer.js';
import type { IntakeApp } from './app.js';
import { responseOf } from './management.js';

/** Of the one organisation there is here. */
const organization = '00000000-0000-4000-8000-000000000000';
const keyId = '00000000-0000-4000-8000-000000000001';

/** Whether a key is a good one. */
export function addValidateRoutes(app: IntakeApp, access: Access): void {
  app.get('/api/v1/validate', ({ env }) => {
    access.tenantOf(env.incoming);
    return responseOf(jsonAnswer(200, { valid: true }));
  });
  app.get('/api/v2/validate', ({ env }) => {
    access.tenantOf(env.incoming);
    const attributes = { api_key_id: keyId, api_key_scopes: [], valid: true };
    const data = { id: organization, type: 'validate_v2', attributes };
    return responseOf(jsonAnswer(200, { data }));
  });
  app.get('/api/v2/validate_keys', ({ env }) => {
    access.managedTenantOf(env.incoming);
    return responseOf(jsonAnswer(200, { status: 'ok' }));
  });
}
