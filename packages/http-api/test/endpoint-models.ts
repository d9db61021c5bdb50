interface EndpointModels {
  /** Method and path, without the query. */
  readonly asks: RegExp;
  readonly body?: string;
  readonly answer?: string;
  /** Fields beyond the model that we send on purpose. */
  readonly more?: readonly string[];
}

/** The models that Datadog's own client has for what is asked; each endpoint has a row. */
const rows: readonly EndpointModels[] = [
  {
    asks: /^(POST|PUT) \/api\/v1\/tags\/hosts\/[^/]+$/,
    body: 'v1 HostTags',
    answer: 'v1 HostTags',
  },
  { asks: /^GET \/api\/v1\/tags\/hosts$/, answer: 'v1 TagToHosts' },
  { asks: /^GET \/api\/v1\/tags\/hosts\/[^/]+$/, answer: 'v1 HostTags' },
  { asks: /^DELETE \/api\/v1\/tags\/hosts\/[^/]+$/ },
  {
    asks: /^POST \/api\/v1\/series$/,
    body: 'v1 MetricsPayload',
    answer: 'v1 IntakePayloadAccepted',
  },
  {
    asks: /^POST \/api\/v1\/check_run$/,
    body: 'v1 Array<ServiceCheck>',
    answer: 'v1 IntakePayloadAccepted',
  },
  {
    asks: /^POST \/api\/v1\/events$/,
    body: 'v1 EventCreateRequest',
    answer: 'v1 EventCreateResponse',
    more: ['handle'],
  },
  { asks: /^GET \/api\/v1\/events$/, answer: 'v1 EventListResponse' },
  { asks: /^GET \/api\/v1\/events\/\d+$/, answer: 'v1 EventResponse' },
  { asks: /^POST \/api\/v1\/monitor$/, body: 'v1 Monitor', answer: 'v1 Monitor' },
  { asks: /^GET \/api\/v1\/monitor$/, answer: 'v1 Array<Monitor>' },
  { asks: /^GET \/api\/v1\/monitor\/7$/, answer: 'v1 Monitor' },
  { asks: /^PUT \/api\/v1\/monitor\/7$/, body: 'v1 MonitorUpdateRequest', answer: 'v1 Monitor' },
  { asks: /^DELETE \/api\/v1\/monitor\/7$/, answer: 'v1 DeletedMonitor' },
  {
    asks: /^POST \/api\/v2\/downtime$/,
    body: 'v2 DowntimeCreateRequest',
    answer: 'v2 DowntimeResponse',
  },
  { asks: /^GET \/api\/v2\/downtime$/, answer: 'v2 ListDowntimesResponse' },
  { asks: /^GET \/api\/v2\/downtime\/[^/]+$/, answer: 'v2 DowntimeResponse' },
  {
    asks: /^PATCH \/api\/v2\/downtime\/[^/]+$/,
    body: 'v2 DowntimeUpdateRequest',
    answer: 'v2 DowntimeResponse',
  },
  { asks: /^DELETE \/api\/v2\/downtime\/[^/]+$/ },
  {
    asks: /^POST \/api\/v1\/dashboard\/public$/,
    body: 'v1 SharedDashboard',
    answer: 'v1 SharedDashboard',
  },
  { asks: /^POST \/api\/v1\/dashboard$/, body: 'v1 Dashboard', answer: 'v1 Dashboard' },
  { asks: /^GET \/api\/v1\/dashboard$/, answer: 'v1 DashboardSummary' },
  { asks: /^PUT \/api\/v1\/dashboard\/[^/]+$/, body: 'v1 Dashboard', answer: 'v1 Dashboard' },
  { asks: /^GET \/api\/v1\/dashboard\/[^/]+$/, answer: 'v1 Dashboard' },
  { asks: /^DELETE \/api\/v1\/dashboard\/[^/]+$/, answer: 'v1 DashboardDeleteResponse' },
  { asks: /^GET \/api\/v1\/graph\/snapshot$/, answer: 'v1 GraphSnapshot' },
  { asks: /^GET \/api\/v1\/hosts$/, answer: 'v1 HostListResponse' },
  { asks: /^GET \/api\/v2\/metrics$/, answer: 'v2 MetricsAndMetricTagConfigurationsResponse' },
  { asks: /^POST \/api\/v2\/users$/, body: 'v2 UserCreateRequest', answer: 'v2 UserResponse' },
  { asks: /^GET \/api\/v2\/users$/, answer: 'v2 UsersResponse' },
  {
    asks: /^POST \/api\/v2\/user_invitations$/,
    body: 'v2 UserInvitationsRequest',
    answer: 'v2 UserInvitationsResponse',
  },
];

/** @param asks such as `GET /api/v1/monitor?tags=a` */
export function modelsOf(asks: string): EndpointModels {
  const row = rows.find((one) => one.asks.test(asks.replace(/\?.*/, '')));
  if (row === undefined) throw new Error(`${asks} has no row among the models`);
  return row;
}
