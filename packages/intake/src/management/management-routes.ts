import type { IntakeApp } from '../http/app.js';
import type { Management } from '../http/management.js';
import { addDashboardRoutes } from './dashboard-routes.js';
import { addDowntimeRoutes } from './downtime-routes.js';
import { addHostRoutes } from './host-routes.js';
import { addHostTagRoutes } from './host-tag-routes.js';
import { addMonitorRoutes } from './monitor-routes.js';

/** What people make by hand: held and answered for, nothing more. */
export function addManagementRoutes(app: IntakeApp, management: Management): void {
  addHostTagRoutes(app, management);
  addHostRoutes(app, management);
  addMonitorRoutes(app, management);
  addDowntimeRoutes(app, management);
  addDashboardRoutes(app, management);
}
