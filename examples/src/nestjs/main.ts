// NestJS, measured: requests by method, route and status, how long they take, how many there are.
import 'reflect-metadata';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { dogStats } from 'dogstats';
import { nestMetrics } from 'dogstats/nestjs';

dogStats.start({ prefix: 'shop', handleSignals: true });

@Controller('tenants/:tenant/users')
class UsersController {
  @Get(':id')
  @dogStats.timed('user.load.time')
  load(@Param('id') id: string): { id: string } {
    if (id === '0') throw new Error('no such user'); // answered 500
    return { id };
  }
}

@Controller('health')
class HealthController {
  @Get()
  health(): string {
    return 'ok';
  }
}

@Module({ controllers: [UsersController, HealthController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: false });
nestMetrics(app, { ignore: ['/health'] }); // right after create(), on Express or Fastify
await app.listen(Number(process.env['PORT'] ?? 8080), '127.0.0.1');
console.log('listening on', app.getHttpServer().address());
