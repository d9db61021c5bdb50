/** Packages whose weight is compared. */
export const comparedPackages = ['dogstats', 'datadog-metrics', 'hot-shots', 'prom-client'];
