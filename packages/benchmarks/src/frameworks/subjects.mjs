import { EventEmitter } from 'node:events';
import { expressMetrics } from 'dogstats/express';
import { koaMetrics } from 'dogstats/koa';
import { runtimeMetrics } from 'dogstats/runtime';

/** What a server of Node.js has at hand, as far as it matters here. */
class Answer extends EventEmitter {
  closed = false;
  socket = {};
  headersSent = true;
  statusCode = 200;
  errored = null;
}

/** What Express makes of a request, with what it assigns before any middleware. */
class Request {
  method = 'GET';
  url = '/users/7';
  params = {};

  get() {}

  header() {}
}
const app = { request: Request.prototype };
Object.defineProperty(Request.prototype, 'app', { value: app });

function newRequest() {
  const request = new Request();
  request.baseUrl = '';
  return request;
}

/** Requests that are answered at once. */
const requests = (handle) => (times) => {
  for (let time = 0; time < times; time++) {
    const answer = new Answer();
    handle(newRequest(), answer);
    answer.emit('finish');
    answer.emit('close');
  }
};

const express = expressMetrics();
const koa = koaMetrics();
const done = () => {};
const next = async () => {};
const route = { path: '/users/:id' };

function collections(options, timers = 0) {
  for (let timer = 0; timer < timers; timer++) setTimeout(done, 1e9);
  const { collect } = runtimeMetrics({ intervalSeconds: 3600, ...options });
  return (times) => {
    for (let time = 0; time < times; time++) collect();
  };
}

/** Name → what opens a loop, and which one it is compared with. */
export const subjects = {
  'a request and its answer, not measured': {
    open: () => requests((_request, answer) => answer.once('close', done)),
  },
  'measured by koaMetrics': {
    open: () => requests((req, res) => void koa({ req, res, _matchedRoute: '/users/:id' }, next)),
    base: 'a request and its answer, not measured',
  },
  'measured by expressMetrics': {
    open: () =>
      requests((request, answer) => {
        express(request, answer, done);
        request.route = route;
      }),
    base: 'a request and its answer, not measured',
  },
  'measured by expressMetrics, in a router': {
    open: () =>
      requests((request, answer) => {
        express(request, answer, done);
        request.baseUrl = '/users';
        request.route = route;
      }),
    base: 'a request and its answer, not measured',
  },
  'runtimeMetrics: collect()': { open: () => collections({}) },
  '… detailed': { open: () => collections({ detailed: true }) },
  '… with 10,000 timers': { open: () => collections({}, 10_000) },
};
