import 'reflect-metadata';
import type { Server } from 'node:http';
import {
  Controller,
  ForbiddenException,
  Get,
  type INestApplication,
  Module,
  Post,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { nestMetrics } from 'dogstats/nestjs';
import { describe, expect, test } from 'vitest';
import { describeRequests, type Handlers, openRig, type Serve } from './request-suite.js';

/** Decorates a method, as a compiler for NestJS does; ours makes those of the standard. */
function decorate(target: object, method: string, ...decorators: MethodDecorator[]): void {
  const descriptor = Object.getOwnPropertyDescriptor(target, method) as PropertyDescriptor;
  for (const decorator of decorators) decorator(target, method, descriptor);
}

function appModule(handlers: Handlers): new () => object {
  class Shop {
    user(): object {
      return { id: 1 };
    }
    add(): void {}
    broken(): void {
      throw new Error('broken');
    }
    stream(): StreamableFile {
      return new StreamableFile(handlers.body());
    }
    hang(): Promise<void> {
      handlers.hang();
      return new Promise(() => {});
    }
    secret(): void {}
  }
  class Tenants {
    order(): string {
      return 'order';
    }
    broken(): void {
      throw new Error('broken');
    }
  }
  const guard = {
    canActivate() {
      throw new ForbiddenException();
    },
  };
  decorate(Shop.prototype, 'user', Get('users/:id'));
  decorate(Shop.prototype, 'add', Post('users'));
  decorate(Shop.prototype, 'broken', Get('broken/:id'));
  decorate(Shop.prototype, 'stream', Get('stream/:id'));
  decorate(Shop.prototype, 'hang', Get('hang/:id'));
  decorate(Shop.prototype, 'secret', Get('secret/:id'), UseGuards(guard));
  decorate(Tenants.prototype, 'order', Get('orders/:order'));
  decorate(Tenants.prototype, 'broken', Get('broken'));
  Controller()(Shop);
  Controller('tenants/:tenant')(Tenants);
  class AppModule {}
  Module({ controllers: [Shop, Tenants] })(AppModule);
  return AppModule;
}

async function listen(app: INestApplication) {
  await app.listen(0, '127.0.0.1');
  return { server: app.getHttpServer() as Server, close: () => app.close() };
}

const adapters = { Express: () => new ExpressAdapter(), Fastify: () => new FastifyAdapter() };

describe.each(Object.entries(adapters))('NestJS on %s', (_platform, adapter) => {
  const create = (handlers: Handlers) =>
    NestFactory.create<INestApplication>(appModule(handlers), adapter() as ExpressAdapter, {
      logger: false,
    });

  const serve: Serve = async (handlers, options) => {
    const app = await create(handlers);
    nestMetrics(app, options);
    return listen(app);
  };

  describeRequests('requests', serve);

  test('counts what a guard refuses, and bodies that can’t be parsed', async () => {
    const rig = await openRig(serve);

    expect(await rig.ask('/secret/1')).toBe(403);
    const headers = { 'content-type': 'application/json' };
    const broken = await fetch(`${rig.url}/users`, { method: 'POST', headers, body: '{' });
    await broken.text();
    await rig.recorded(2);

    const secret = { route: '/secret/:id', status_class: '4xx' };
    expect(rig.metrics.count('http.server.requests', secret)).toBe(1);
    expect(broken.status).toBe(400);
    expect(rig.metrics.count('http.server.requests', ['method:post', 'status_class:4xx'])).toBe(1);
  });

  test('knows patterns below a global prefix', async () => {
    const rig = await openRig(async (handlers, options) => {
      const app = await create(handlers);
      nestMetrics(app, options);
      app.setGlobalPrefix('api/v1');
      return listen(app);
    });

    expect(await rig.ask('/api/v1/users/7')).toBe(200);

    const route = '/api/v1/users/:id';
    expect(rig.metrics.count('http.server.requests', { route })).toBe(1);
  });
});

test('names a platform that it does not know', () => {
  const app = { getHttpAdapter: () => ({ getType: () => 'koa', getInstance: () => ({}) }) };

  expect(() => nestMetrics(app)).toThrow('knows express and fastify, not koa');
});
